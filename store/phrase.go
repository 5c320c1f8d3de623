package store

import (
	"bytes"
	"context"
	"database/sql"

	"sojourn/study"
)

// SavePhrase keeps a wrapped secret under the lookup of a return phrase. The
// same again changes nothing; other bytes under a known lookup are
// [study.ErrConflict].
func (db *DB) SavePhrase(ctx context.Context, lookup string, wrapped []byte) (err error) {
	defer wrap(&err, "keeping a return phrase")

	return db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		if err := insertPhrase(ctx, conn, lookup, wrapped); err != nil {
			return err
		}
		stored, err := phraseOf(ctx, conn, lookup)
		if err == nil && !bytes.Equal(stored, wrapped) {
			err = study.ErrConflict
		}
		return err
	})
}

// insertPhrase keeps what is wrapped unless there is something under its lookup.
func insertPhrase(ctx context.Context, conn *sql.Conn, lookup string, wrapped []byte) error {
	const query = `
		INSERT INTO phrase (lookup, wrapped)
		VALUES ($1, $2)
		ON CONFLICT (lookup) DO NOTHING`

	_, err := conn.ExecContext(ctx, query, lookup, wrapped)
	return err
}

// Phrase returns the wrapped secret of a lookup, or [study.ErrNotFound].
func (db *DB) Phrase(ctx context.Context, lookup string) (_ []byte, err error) {
	defer wrap(&err, "looking up a return phrase")

	return phraseOf(ctx, db.field.read, lookup)
}

func phraseOf(ctx context.Context, q querier, lookup string) ([]byte, error) {
	const query = `
		SELECT wrapped
		FROM phrase
		WHERE lookup = $1`

	return get(ctx, q, scanOne[[]byte], query, lookup)
}
