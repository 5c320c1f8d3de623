package store

import (
	"context"
	"database/sql"

	"sojourn/study"
)

// Invite makes the personal links behind the hashes open the wave's panel
// door, all of them or none. Hashes already known change nothing.
func (db *DB) Invite(ctx context.Context, wave study.WaveID, hashes []string) (err error) {
	defer wrap(&err, "keeping %d invitations to wave %d", len(hashes), wave)

	const query = `
		INSERT INTO invitation (wave_id, hash)
		VALUES ($1, $2)
		ON CONFLICT (wave_id, hash) DO NOTHING`

	return db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		for _, hash := range hashes {
			if _, err := conn.ExecContext(ctx, query, wave, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// Invited reports whether [DB.Invite] knows the hash in the wave.
func (db *DB) Invited(ctx context.Context, wave study.WaveID, hash string) (_ bool, err error) {
	defer wrap(&err, "looking up an invitation to wave %d", wave)

	const query = `
		SELECT EXISTS (
			SELECT 1
			FROM invitation
			WHERE wave_id = $1 AND hash = $2
		)`

	return get(ctx, db.field.read, scanOne[bool], query, wave, hash)
}
