package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"sojourn/study"
	"sojourn/team"
)

const accountColumns = `name, role, channels, ended, enrolment, enrol_until, salt, box, step`

func scanAccount(r row) (team.Account, error) {
	var a team.Account
	var channels string
	var until int64
	err := r.Scan(&a.Name, &a.Role, &channels, &a.Ended, &a.Enrolment, &until, &a.Login.Salt, &a.Login.Box, &a.Step)
	a.Channels, a.Until = strings.Fields(channels), time.Unix(until, 0).UTC()
	return a, err
}

// accountValues are the columns of an account in the order of accountColumns.
func accountValues(a team.Account) []any {
	blob := func(b []byte) []byte { return append([]byte{}, b...) } // never NULL
	return []any{a.Name, a.Role, strings.Join(a.Channels, " "), a.Ended, a.Enrolment, a.Until.Unix(), blob(a.Login.Salt), blob(a.Login.Box), a.Step}
}

// Account returns the account of a name, or [study.ErrNotFound].
func (db *DB) Account(ctx context.Context, name string) (_ team.Account, err error) {
	defer wrap(&err, "an account")
	return get(ctx, db.staff.read, scanAccount, `SELECT `+accountColumns+` FROM account WHERE name = $1`, name)
}

// Accounts lists all accounts by name.
func (db *DB) Accounts(ctx context.Context) (_ []team.Account, err error) {
	defer wrap(&err, "accounts")
	return list(ctx, db.staff.read, scanAccount, `SELECT `+accountColumns+` FROM account ORDER BY name`)
}

// AddAccount keeps a new account; a name that is taken is [study.ErrConflict].
func (db *DB) AddAccount(ctx context.Context, a team.Account, e team.Entry) (err error) {
	defer wrap(&err, "adding an account")

	const query = `
		INSERT INTO account (` + accountColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (name) DO NOTHING`

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		return oneRow(conn.ExecContext(ctx, query, accountValues(a)...))
	})
}

// ChangeAccount replaces an account and ends its sessions. One that has ended,
// or is to be enrolled anew, loses its passkeys.
func (db *DB) ChangeAccount(ctx context.Context, a team.Account, e team.Entry) (err error) {
	defer wrap(&err, "changing an account")

	const query = `
		UPDATE account
		SET role = $2, channels = $3, ended = $4, enrolment = $5, enrol_until = $6, salt = $7, box = $8, step = $9
		WHERE name = $1`

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		if err := oneRow(conn.ExecContext(ctx, query, accountValues(a)...)); err != nil {
			return err
		}
		forget := []string{`DELETE FROM session WHERE account = $1`}
		if a.Ended || a.Enrolment != "" { // whoever lost a telephone may have lost what was on it
			forget = append(forget, `DELETE FROM passkey WHERE account = $1`)
		}
		for _, query := range forget {
			if _, err := conn.ExecContext(ctx, query, a.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// Admit keeps a session and the step of the code that opened it, and forgets
// sessions that are over anyway. A step that is not behind the last one used is
// [study.ErrConflict].
func (db *DB) Admit(ctx context.Context, s team.Session, step int64, e team.Entry) (err error) {
	defer wrap(&err, "letting somebody in")

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		if err := useStep(ctx, conn, s.Account, step); err != nil {
			return err
		}
		return keepSession(ctx, conn, s)
	})
}

// Session returns the session under a hash, or [study.ErrNotFound].
func (db *DB) Session(ctx context.Context, hash string) (_ team.Session, err error) {
	defer wrap(&err, "a session")

	scan := func(r row) (team.Session, error) {
		var s team.Session
		var began, seen int64
		err := r.Scan(&s.Hash, &s.Account, &began, &seen)
		s.Began, s.Seen = time.Unix(began, 0).UTC(), time.Unix(seen, 0).UTC()
		return s, err
	}
	return get(ctx, db.staff.read, scan, `SELECT hash, account, began, seen FROM session WHERE hash = $1`, hash)
}

// Touch notes that a session is in use.
func (db *DB) Touch(ctx context.Context, hash string, seen time.Time) (err error) {
	defer wrap(&err, "a session")
	return db.staff.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `UPDATE session SET seen = $2 WHERE hash = $1`, hash, seen.Unix())
		return err
	})
}

// EndSession forgets a session.
func (db *DB) EndSession(ctx context.Context, hash string, e team.Entry) (err error) {
	defer wrap(&err, "ending a session")
	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `DELETE FROM session WHERE hash = $1`, hash)
		return err
	})
}

// endSessions forgets all sessions.
func (db *DB) endSessions(ctx context.Context) error {
	return db.staff.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `DELETE FROM session`)
		return err
	})
}

// oneRow makes [study.ErrConflict] of a change that found nothing to change.
func oneRow(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		return study.ErrConflict
	}
	return err
}
