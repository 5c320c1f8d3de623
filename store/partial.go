package store

import (
	"context"
	"database/sql"

	"sojourn/seal"
	"sojourn/study"
)

// Partials returns up to limit partial envelopes of responses not finished in
// a wave, in the order of their response keys, beginning behind the key after.
func (db *DB) Partials(ctx context.Context, wave study.WaveID, after string, limit int) (_ []seal.Envelope, err error) {
	defer wrap(&err, "partial envelopes of wave %d", wave)

	const query = `
		SELECT response_key, header, body
		FROM partial
		WHERE wave_id = $1 AND response_key > $2
		AND NOT EXISTS (
			SELECT 1
			FROM envelope
			WHERE envelope.wave_id = partial.wave_id AND envelope.response_key = partial.response_key
		)
		ORDER BY response_key
		LIMIT $3`

	return list(ctx, db.field.read, func(r row) (seal.Envelope, error) {
		e := seal.Envelope{Wave: wave, Kind: seal.Partial}
		err := r.Scan(&e.Key, &e.Header, &e.Body)
		return e, err
	}, query, wave, after, limit)
}

func savePartial(ctx context.Context, conn *sql.Conn, e seal.Envelope) error {
	const query = `
		INSERT INTO partial (wave_id, response_key, header, body)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (wave_id, response_key) DO UPDATE
		SET header = $3, body = $4`

	_, err := conn.ExecContext(ctx, query, e.Wave, e.Key, e.Header, e.Body)
	return err
}

func deletePartial(ctx context.Context, conn *sql.Conn, wave study.WaveID, key string) error {
	const query = `
		DELETE FROM partial
		WHERE wave_id = $1 AND response_key = $2`

	_, err := conn.ExecContext(ctx, query, wave, key)
	return err
}
