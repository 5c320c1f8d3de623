package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/study"
)

// fieldMigrations is the folder of those of the responses' database.
const fieldMigrations = "migrate/field"

// errForeign says that what was sent is not about what is stored.
var errForeign = errors.New("an envelope that was sealed anew is not of the place that it names")

// SealAnew puts bodies that the desk sealed to other keys in the place of the
// stored ones and says how many it replaced. Of a finished response everything
// but the body must be as it is stored, and Was the sum of its first body; of
// a partial one Was is the sum of the body to be replaced, and one that was
// saved again meanwhile stays. What was withdrawn is left out, and what is
// there already changes nothing. When SealAnew returns, the bytes of the former
// bodies are gone from the files, or the error says that a reader still holds
// them.
func (db *DB) SealAnew(ctx context.Context, envelopes []seal.Envelope) (replaced int, err error) {
	defer wrap(&err, "replacing %d bodies", len(envelopes))

	err = db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		for _, e := range envelopes {
			done, err := sealOneAnew(ctx, conn, e)
			if err != nil {
				return err
			}
			if done {
				replaced++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return replaced, db.field.wipe(ctx)
}

func sealOneAnew(ctx context.Context, conn *sql.Conn, e seal.Envelope) (bool, error) {
	if e.Kind == seal.Partial {
		return sealPartialAnew(ctx, conn, e)
	}
	const (
		find    = `SELECT ` + envelopeColumns + ` FROM envelope WHERE wave_id = $1 AND seq = $2`
		replace = `UPDATE envelope SET body = $3, was = $4 WHERE wave_id = $1 AND seq = $2`
	)
	stored, err := get(ctx, conn, scanEnvelope, find, e.Wave, e.Seq)
	if errors.Is(err, study.ErrNotFound) || err == nil && bytes.Equal(stored.Body, e.Body) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if stored.Key != e.Key || stored.Kind != e.Kind || stored.First() != e.Was || !bytes.Equal(stored.Header, e.Header) {
		return false, errForeign
	}
	_, err = conn.ExecContext(ctx, replace, e.Wave, e.Seq, e.Body, e.Was[:])
	return err == nil, err
}

func sealPartialAnew(ctx context.Context, conn *sql.Conn, e seal.Envelope) (bool, error) {
	const (
		find    = `SELECT body FROM partial WHERE wave_id = $1 AND response_key = $2`
		replace = `UPDATE partial SET body = $3 WHERE wave_id = $1 AND response_key = $2`
	)
	stored, err := get(ctx, conn, scanOne[[]byte], find, e.Wave, e.Key)
	if errors.Is(err, study.ErrNotFound) || err == nil && seal.HashOf(stored) != e.Was {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = conn.ExecContext(ctx, replace, e.Wave, e.Key, e.Body)
	return err == nil, err
}

// SealContactsAnew does the same for contacts: one whose sealed form is not
// the one named stays.
func (db *DB) SealContactsAnew(ctx context.Context, contacts []outreach.SealedAnew) (replaced int, err error) {
	defer wrap(&err, "replacing %d contacts", len(contacts))

	const (
		find    = `SELECT sealed FROM contact WHERE id = $1`
		replace = `UPDATE contact SET sealed = $2 WHERE id = $1`
	)
	err = db.contacts.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		for _, c := range contacts {
			stored, err := get(ctx, conn, scanOne[[]byte], find, c.ID)
			if errors.Is(err, study.ErrNotFound) || err == nil && seal.HashOf(stored) != c.Was {
				continue
			}
			if err != nil {
				return err
			}
			if _, err := conn.ExecContext(ctx, replace, c.ID, c.Sealed); err != nil {
				return err
			}
			replaced++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return replaced, db.contacts.wipe(ctx)
}

// wipe leaves an empty log, without the bytes of what was replaced.
func (f *file) wipe(ctx context.Context) error {
	return f.writer.doAlone(ctx, func(ctx context.Context, conn *sql.Conn) error { return checkpoint(ctx, conn, "TRUNCATE") })
}

// EachSealed hands everything that is sealed to the team's keys in one database
// file of a storage or of a copy of it to take. Nothing is changed, also where
// the file is of an older version of this program.
func EachSealed(ctx context.Context, name string, take func(body []byte)) (err error) {
	defer wrap(&err, "looking into %s", name)

	db, err := sql.Open("sqlite", source(name)+"&mode=ro&_query_only=1")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, table := range []struct{ name, column string }{{"envelope", "body"}, {"partial", "body"}, {"contact", "sealed"}} {
		there, err := get(ctx, db, scanOne[bool], `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1)`, table.name)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		if err := each(ctx, db, `SELECT `+table.column+` FROM `+table.name, take); err != nil {
			return err
		}
	}
	return nil
}

// each hands the only column of every row to take; a whole wave does not lie in
// memory at once.
func each(ctx context.Context, q querier, query string, take func([]byte)) error {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
		take(body)
	}
	return rows.Err()
}
