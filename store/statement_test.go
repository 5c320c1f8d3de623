package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
)

// TestAStatementIsPreparedOnceAndNeverReadTwiceAtATime nests a query in itself.
func TestAStatementIsPreparedOnceAndNeverReadTwiceAtATime(t *testing.T) {
	db, err := openSQL(source(filepath.Join(t.TempDir(), "x.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), `CREATE TABLE n (n INTEGER); INSERT INTO n VALUES (1), (2), (3)`); err != nil {
		t.Fatal(err)
	}
	pairs := 0
	each := func(visit func()) {
		rows, err := conn.QueryContext(t.Context(), `SELECT n FROM n`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			visit()
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	each(func() { each(func() { pairs++ }) })
	if pairs != 9 {
		t.Errorf("three rows inside three are %d", pairs)
	}
	before := keptBy(t, conn)
	for range 10 {
		each(func() {})
	}
	if after := keptBy(t, conn); after != before || before == 0 {
		t.Errorf("ten more runs keep %d statements, before %d", after, before)
	}
	// A change of the schema does not put a kept statement out.
	if _, err := conn.ExecContext(context.Background(), `ALTER TABLE n ADD COLUMN m INTEGER`); err != nil {
		t.Fatal(err)
	}
	each(func() {})
}

func keptBy(t *testing.T, conn *sql.Conn) (n int) {
	t.Helper()
	err := conn.Raw(func(driver any) error {
		n = len(driver.(*keeper).kept)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
