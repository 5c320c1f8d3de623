package store

import (
	"context"
	"database/sql"
	"errors"

	"sojourn/seal"
	"sojourn/study"
)

// Heads returns how far the chain of each wave with a finished response
// reaches: the number of its envelopes and the last link.
func (db *DB) Heads(ctx context.Context) (_ []seal.Chain, err error) {
	defer wrap(&err, "heads of the chains")

	const query = `
		SELECT wave_id, seq, head
		FROM chain
		ORDER BY wave_id`

	return list(ctx, db.field.read, scanChain, query)
}

// chainOf returns the chain of a wave; before its first envelope a chain that
// has only the wave.
func chainOf(ctx context.Context, q querier, wave study.WaveID) (seal.Chain, error) {
	const query = `
		SELECT wave_id, seq, head
		FROM chain
		WHERE wave_id = $1`

	c, err := get(ctx, q, scanChain, query, wave)
	if errors.Is(err, study.ErrNotFound) {
		return seal.Chain{Wave: wave}, nil
	}
	return c, err
}

func scanChain(r row) (seal.Chain, error) {
	var c seal.Chain
	var head []byte
	err := r.Scan(&c.Wave, &c.Seq, &head)
	copy(c.Head[:], head)
	return c, err
}

func moveChain(ctx context.Context, conn *sql.Conn, c seal.Chain) error {
	const query = `
		INSERT INTO chain (wave_id, seq, head)
		VALUES ($1, $2, $3)
		ON CONFLICT (wave_id) DO UPDATE
		SET seq = $2, head = $3`

	_, err := conn.ExecContext(ctx, query, c.Wave, c.Seq, c.Head[:])
	return err
}
