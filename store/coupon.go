package store

import (
	"context"
	"database/sql"
	"errors"

	"sojourn/study"
)

// CouponKey returns the key by which referral links are known: the one kept
// before, or else fresh, which is kept from now on.
func (db *DB) CouponKey(ctx context.Context, fresh []byte) (key []byte, err error) {
	defer wrap(&err, "the key of referral links")

	const query = `SELECT key FROM coupon_key WHERE one = 1`

	if key, err = get(ctx, db.contacts.read, scanOne[[]byte], query); !errors.Is(err, study.ErrNotFound) {
		return key, err
	}
	err = db.contacts.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) (err error) {
		if _, err := conn.ExecContext(ctx, `INSERT INTO coupon_key (one, key) VALUES (1, $1) ON CONFLICT (one) DO NOTHING`, fresh); err != nil {
			return err
		}
		key, err = get(ctx, conn, scanOne[[]byte], query)
		return err
	})
	return key, err
}

// UseCoupon notes a use of a referral link. The same use again changes
// nothing; one more than the limit is [study.ErrConflict].
func (db *DB) UseCoupon(ctx context.Context, lookup, use string, limit int) (err error) {
	defer wrap(&err, "noting the use of a referral link")

	const query = `
		INSERT INTO coupon_use (lookup, use)
		VALUES ($1, $2)
		ON CONFLICT (lookup, use) DO NOTHING`

	return db.contacts.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, query, lookup, use); err != nil {
			return err
		}
		uses, err := usesOf(ctx, conn, lookup)
		if err == nil && uses > limit {
			err = study.ErrConflict // the writer takes the row back
		}
		return err
	})
}

// FreeCoupon takes a use of a referral link back. One that is not there is none.
func (db *DB) FreeCoupon(ctx context.Context, use string) (err error) {
	defer wrap(&err, "taking back the use of a referral link")
	return db.contacts.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `DELETE FROM coupon_use WHERE use = $1`, use)
		return err
	})
}

// CouponUses counts the uses of a referral link.
func (db *DB) CouponUses(ctx context.Context, lookup string) (_ int, err error) {
	defer wrap(&err, "counting the uses of a referral link")
	return usesOf(ctx, db.contacts.read, lookup)
}

func usesOf(ctx context.Context, q querier, lookup string) (int, error) {
	return get(ctx, q, scanOne[int], `SELECT count(*) FROM coupon_use WHERE lookup = $1`, lookup)
}
