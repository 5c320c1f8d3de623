package store

import (
	"context"
	"database/sql"
	"time"

	"sojourn/team"
)

// staffChange makes a change of the team's side and writes the audit log in
// the same transaction.
func (db *DB) staffChange(ctx context.Context, e team.Entry, c change) error {
	return db.staff.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		if err := c(ctx, conn); err != nil {
			return err
		}
		return note(ctx, conn, e)
	})
}

func note(ctx context.Context, conn *sql.Conn, e team.Entry) error {
	const query = `
		INSERT INTO audit (at, who, what, of)
		VALUES ($1, $2, $3, $4)`

	_, err := conn.ExecContext(ctx, query, e.At.Unix(), e.Who, e.What, e.Of)
	return err
}

// Note adds a line to the audit log.
func (db *DB) Note(ctx context.Context, e team.Entry) (err error) {
	defer wrap(&err, "writing the audit log")
	return db.staff.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error { return note(ctx, conn, e) })
}

// Entries are the last lines of the audit log, the newest first.
func (db *DB) Entries(ctx context.Context, limit int) (_ []team.Entry, err error) {
	defer wrap(&err, "reading the audit log")

	const query = `
		SELECT seq, at, who, what, of
		FROM audit
		ORDER BY seq DESC
		LIMIT $1`

	scan := func(r row) (team.Entry, error) {
		var e team.Entry
		var at int64
		err := r.Scan(&e.Seq, &at, &e.Who, &e.What, &e.Of)
		e.At = time.Unix(at, 0).UTC()
		return e, err
	}
	return list(ctx, db.staff.read, scan, query, limit)
}
