package store

import (
	"context"
	"database/sql"

	"sojourn/study"
	"sojourn/team"
)

const passkeyColumns = `id, account, name, alg, public, count, added, used`

func scanPasskey(r row) (team.Passkey, error) {
	var k team.Passkey
	err := r.Scan(&k.ID, &k.Account, &k.Name, &k.Alg, &k.Public, &k.Count, &k.Added, &k.Used)
	return k, err
}

// Passkey returns the passkey of a credential's id, or [study.ErrNotFound].
func (db *DB) Passkey(ctx context.Context, id []byte) (_ team.Passkey, err error) {
	defer wrap(&err, "a passkey")
	return get(ctx, db.staff.read, scanPasskey, `SELECT `+passkeyColumns+` FROM passkey WHERE id = $1`, id)
}

// Passkeys lists the passkeys of an account by name.
func (db *DB) Passkeys(ctx context.Context, account string) (_ []team.Passkey, err error) {
	defer wrap(&err, "passkeys")
	return list(ctx, db.staff.read, scanPasskey, `SELECT `+passkeyColumns+` FROM passkey WHERE account = $1 ORDER BY name, id`, account)
}

// AddPasskey keeps a passkey and the step of the code by which its holder was
// known. A key that is there already, and a step that is not behind the last
// one used, is [study.ErrConflict].
func (db *DB) AddPasskey(ctx context.Context, k team.Passkey, step int64, e team.Entry) (err error) {
	defer wrap(&err, "adding a passkey")

	const query = `
		INSERT INTO passkey (` + passkeyColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO NOTHING`

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		if err := useStep(ctx, conn, k.Account, step); err != nil {
			return err
		}
		return oneRow(conn.ExecContext(ctx, query, k.ID, k.Account, k.Name, k.Alg, k.Public, k.Count, k.Added, k.Used))
	})
}

// useStep notes that the code of a step was used.
func useStep(ctx context.Context, conn *sql.Conn, account string, step int64) error {
	return oneRow(conn.ExecContext(ctx, `UPDATE account SET step = $2 WHERE name = $1 AND step < $2 AND ended = 0`, account, step))
}

// RemovePasskey forgets a passkey of an account; [study.ErrConflict] if it has
// no such key.
func (db *DB) RemovePasskey(ctx context.Context, account string, id []byte, e team.Entry) (err error) {
	defer wrap(&err, "removing a passkey")
	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		return oneRow(conn.ExecContext(ctx, `DELETE FROM passkey WHERE id = $1 AND account = $2`, id, account))
	})
}

// AdmitByPasskey keeps a session that a passkey opened, with the key's count
// and the day. A count that another login has reached meanwhile is
// [study.ErrConflict].
func (db *DB) AdmitByPasskey(ctx context.Context, s team.Session, id []byte, count uint32, day study.Day, e team.Entry) (err error) {
	defer wrap(&err, "letting somebody in")

	const query = `
		UPDATE passkey
		SET count = $2, used = $3
		WHERE id = $1 AND (count < $2 OR count = 0 AND $2 = 0)
		AND account IN (
			SELECT name
			FROM account
			WHERE ended = 0
		)`

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		if err := oneRow(conn.ExecContext(ctx, query, id, count, day)); err != nil {
			return err
		}
		return keepSession(ctx, conn, s)
	})
}

// keepSession keeps a session and forgets those that are over anyway.
func keepSession(ctx context.Context, conn *sql.Conn, s team.Session) error {
	const query = `
		INSERT INTO session (hash, account, began, seen)
		VALUES ($1, $2, $3, $4)`

	if _, err := conn.ExecContext(ctx, `DELETE FROM session WHERE began < $1`, s.Began.Add(-team.Absolute).Unix()); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, query, s.Hash, s.Account, s.Began.Unix(), s.Seen.Unix())
	return err
}
