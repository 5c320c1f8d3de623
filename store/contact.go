package store

import (
	"context"
	"database/sql"
)

// A Contact is an address left with consent, sealed to the contact key. It has
// neither a day nor anything that leads to a response.
type Contact struct {
	ID     string `json:"id"` // random
	Sealed []byte `json:"sealed"`
}

// SaveContact keeps a sealed contact under a random id; the same id again
// changes nothing.
func (db *DB) SaveContact(ctx context.Context, id string, sealed []byte) (err error) {
	defer wrap(&err, "keeping a contact")

	const query = `
		INSERT INTO contact (id, sealed)
		VALUES ($1, $2)
		ON CONFLICT (id) DO NOTHING`

	return db.contacts.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, query, id, sealed)
		return err
	})
}

// Contacts returns up to limit sealed contacts in the order of their random
// ids, beginning behind the id after.
func (db *DB) Contacts(ctx context.Context, after string, limit int) (_ []Contact, err error) {
	defer wrap(&err, "sealed contacts")

	const query = `
		SELECT id, sealed
		FROM contact
		WHERE id > $1
		ORDER BY id
		LIMIT $2`

	return list(ctx, db.contacts.read, func(r row) (c Contact, err error) {
		err = r.Scan(&c.ID, &c.Sealed)
		return c, err
	}, query, after, limit)
}
