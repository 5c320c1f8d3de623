package store

import (
	"context"
	"database/sql"
	"errors"

	"sojourn/study"
)

// A row is what a scan reads: one of many or the only one.
type row interface{ Scan(dest ...any) error }

// A querier is a pool of readers, or the writer's connection when a change
// looks before it writes.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// list returns what scan makes of every row of a query.
func list[T any](ctx context.Context, q querier, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err() // a lost connection ends the loop silently
}

// get returns what scan makes of the only row of a query, or [study.ErrNotFound].
func get[T any](ctx context.Context, q querier, scan func(row) (T, error), query string, args ...any) (T, error) {
	one, err := scan(q.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		err = study.ErrNotFound
	}
	return one, err
}

// scanOne scans rows of a single column.
func scanOne[T any](r row) (T, error) {
	var one T
	err := r.Scan(&one)
	return one, err
}
