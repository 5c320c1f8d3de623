package store

import (
	"context"
	"database/sql"
	"errors"

	"sojourn/fieldwork"
	"sojourn/study"
)

// Draft returns the draft of the given id, or [study.ErrNotFound]. The partial
// envelope is not among it: only the desk can read that, see [DB.Partials].
func (db *DB) Draft(ctx context.Context, id string) (_ fieldwork.Draft, err error) {
	defer wrap(&err, "reading a draft")

	const query = `
		SELECT id, wave_id, response_key, rev, day, body
		FROM draft
		WHERE id = $1`

	return get(ctx, db.field.read, func(r row) (d fieldwork.Draft, err error) {
		err = r.Scan(&d.ID, &d.Wave, &d.Key, &d.Rev, &d.Day, &d.Body)
		return d, err
	}, query, id)
}

// SaveDraft stores d if its revision is one more than the stored one, 0 where
// there is none, and otherwise returns [study.ErrConflict]. A partial envelope
// takes the place of the former one in the same transaction; without one the
// former stays.
func (db *DB) SaveDraft(ctx context.Context, d fieldwork.Draft) (err error) {
	defer wrap(&err, "saving a draft of wave %d", d.Wave)

	const first = `
		INSERT INTO draft (id, wave_id, response_key, rev, day, body)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO NOTHING`
	const further = `
		UPDATE draft
		SET wave_id = $2, response_key = $3, rev = $4, day = $5, body = $6
		WHERE id = $1 AND rev = $4 - 1`

	query := further
	if d.Rev == 1 {
		query = first
	}
	return db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		result, err := conn.ExecContext(ctx, query, d.ID, d.Wave, d.Key, d.Rev, d.Day, d.Body)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, study.ErrConflict)
		}
		if d.Partial == nil {
			return nil
		}
		return savePartial(ctx, conn, *d.Partial)
	})
}

// replaceDraft puts d in the place of whatever is stored under its id.
func replaceDraft(ctx context.Context, conn *sql.Conn, d fieldwork.Draft) error {
	const query = `
		INSERT INTO draft (id, wave_id, response_key, rev, day, body)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE
		SET wave_id = $2, response_key = $3, rev = $4, day = $5, body = $6`

	_, err := conn.ExecContext(ctx, query, d.ID, d.Wave, d.Key, d.Rev, d.Day, d.Body)
	return err
}

// Expire deletes the drafts that were last saved before a day and wipes out
// the bytes of everything deleted or replaced so far. Their partial envelopes
// stay for the desk. Contacts are laid down anew in the order of their random
// ids, so that the file forgets the order in which they came. To be called
// daily; what it could not finish because of a reader it finishes next time.
func (db *DB) Expire(ctx context.Context, before study.Day) (err error) {
	defer wrap(&err, "expiring drafts from before %s", before)

	const query = `
		DELETE FROM draft
		WHERE day < $1`

	err = db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, query, before)
		return err
	})
	if err != nil {
		return err
	}
	empty := func(ctx context.Context, conn *sql.Conn) error { return checkpoint(ctx, conn, "TRUNCATE") }
	reorder := func(ctx context.Context, conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, `VACUUM`); err != nil {
			return err
		}
		return empty(ctx, conn)
	}
	return errors.Join(db.field.writer.doAlone(ctx, empty), db.contacts.writer.doAlone(ctx, reorder))
}
