package store

import (
	"context"
	"database/sql"
	"errors"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// Withdraw erases what the storage has of a person: the responses named, with
// drafts and partial envelopes, and their lockers. In the chain a tombstone
// keeps each response's place. The mark, if there is one, tells desk and
// mailroom to do the same. When Withdraw returns, the bytes are gone from the
// files, or the error says that a reader still holds them; then the next
// [DB.Expire] finishes it. Withdrawing again changes nothing.
func (db *DB) Withdraw(ctx context.Context, w fieldwork.Withdrawal) (err error) {
	defer wrap(&err, "withdrawing")

	err = db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		for _, r := range w.Responses {
			if err := bury(ctx, conn, r.Wave, r.Key); err != nil {
				return err
			}
		}
		for _, id := range w.Lockers {
			if _, err := conn.ExecContext(ctx, `DELETE FROM phrase WHERE lookup = $1`, id); err != nil {
				return err
			}
		}
		if w.Mark == "" {
			return nil
		}
		_, err := conn.ExecContext(ctx, `INSERT INTO withdrawal (mark) VALUES ($1) ON CONFLICT (mark) DO NOTHING`, w.Mark)
		return err
	})
	if err != nil {
		return err
	}
	return db.field.wipe(ctx)
}

// bury puts tombstones in the place of everything finished under a response
// key and deletes what is under way.
func bury(ctx context.Context, conn *sql.Conn, wave study.WaveID, key string) error {
	envelopes, err := list(ctx, conn, scanEnvelope, `SELECT `+envelopeColumns+` FROM envelope WHERE wave_id = $1 AND response_key = $2`, wave, key)
	if err != nil {
		return err
	}
	const insert = `
		INSERT INTO tombstone (wave_id, seq, response_key, leaf, link)
		VALUES ($1, $2, $3, $4, $5)`

	for _, e := range envelopes {
		leaf := seal.Leaf(e)
		if _, err := conn.ExecContext(ctx, insert, e.Wave, e.Seq, e.Key, leaf[:], e.Link[:]); err != nil {
			return err
		}
	}
	for _, table := range []string{"envelope", "partial", "draft"} {
		if _, err := conn.ExecContext(ctx, `DELETE FROM `+table+` WHERE wave_id = $1 AND response_key = $2`, wave, key); err != nil {
			return err
		}
	}
	return nil
}

// Tombstones are the places of a wave's chain that were withdrawn, in order,
// as envelopes of kind [seal.Withdrawn].
func (db *DB) Tombstones(ctx context.Context, wave study.WaveID) (_ []seal.Envelope, err error) {
	defer wrap(&err, "tombstones of wave %d", wave)

	const query = `
		SELECT wave_id, seq, response_key, 'withdrawn', '', x'', leaf, link, NULL
		FROM tombstone
		WHERE wave_id = $1
		ORDER BY seq`

	return list(ctx, db.field.read, scanEnvelope, query, wave)
}

// Withdrawals are the marks of those who withdrew altogether.
func (db *DB) Withdrawals(ctx context.Context) (_ []string, err error) {
	defer wrap(&err, "withdrawals")
	return list(ctx, db.field.read, scanOne[string], `SELECT mark FROM withdrawal ORDER BY mark`)
}

// Withdrawn reports whether the mark is of somebody who withdrew altogether.
func (db *DB) Withdrawn(ctx context.Context, mark string) (_ bool, err error) {
	defer wrap(&err, "looking up a withdrawal")
	return get(ctx, db.field.read, scanOne[bool], `SELECT EXISTS (SELECT 1 FROM withdrawal WHERE mark = $1)`, mark)
}

// errBuried says that a response was withdrawn and is not taken again.
var errBuried = errors.New("this response was withdrawn")

// buried reports whether a response key was withdrawn.
func buried(ctx context.Context, q querier, wave study.WaveID, key string) (bool, error) {
	return get(ctx, q, scanOne[bool], `SELECT EXISTS (SELECT 1 FROM tombstone WHERE wave_id = $1 AND response_key = $2)`, wave, key)
}
