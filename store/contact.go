package store

import (
	"context"
	"database/sql"

	"sojourn/outreach"
)

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
func (db *DB) Contacts(ctx context.Context, after string, limit int) (_ []outreach.Sealed, err error) {
	defer wrap(&err, "sealed contacts")

	const query = `
		SELECT id, sealed
		FROM contact
		WHERE id > $1
		ORDER BY id
		LIMIT $2`

	return list(ctx, db.contacts.read, func(r row) (c outreach.Sealed, err error) {
		err = r.Scan(&c.ID, &c.Sealed)
		return c, err
	}, query, after, limit)
}

// TakeContacts deletes the contacts of the given ids: the desk has them now.
// Ids that are not there change nothing.
func (db *DB) TakeContacts(ctx context.Context, ids []string) (err error) {
	defer wrap(&err, "taking %d contacts out", len(ids))

	const query = `
		DELETE FROM contact
		WHERE id = $1`

	return db.contacts.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		for _, id := range ids {
			if _, err := conn.ExecContext(ctx, query, id); err != nil {
				return err
			}
		}
		return nil
	})
}
