package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/seal"
	"sojourn/store/storetest"
)

func TestSQLiteKeepsThePromises(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Storage { return openIn(t, newDir(t)) })
}

func TestEveryConnectionIsSafeAndForgetful(t *testing.T) {
	db := openIn(t, newDir(t))
	defer db.Close()
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "trusted_schema": "0",
		"foreign_keys": "1", "cell_size_check": "1", "temp_store": "2", "mmap_size": "0",
		"wal_autocheckpoint": "0", "busy_timeout": "5000", "application_id": fmt.Sprint(applicationID),
	}
	versions := map[string]string{fieldFile: "3", contactFile: "2"}
	for name, f := range map[string]*file{fieldFile: db.field, contactFile: db.contacts} {
		want["query_only"], want["user_version"] = "0", versions[name]
		err := f.writer.doAlone(t.Context(), func(_ context.Context, conn *sql.Conn) error {
			comparePragmas(t, name+", the writer", conn, want)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want["query_only"] = "1"
		var held []*sql.Conn // all at once, so that each is another
		for i := range readers {
			conn, err := f.read.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, conn)
			comparePragmas(t, fmt.Sprintf("%s, reader %d", name, i), conn, want)
		}
		for _, conn := range held {
			conn.Close()
		}
	}
}

func comparePragmas(t *testing.T, who string, conn *sql.Conn, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name := range want {
		var value string
		err := conn.QueryRowContext(t.Context(), `PRAGMA `+name).Scan(&value)
		if err != nil && name != "mmap_size" { // without memory mapping it has no row
			t.Errorf("%s: %s: %v", who, name, err)
		}
		got[name] = value
	}
	if got["mmap_size"] == "" {
		got["mmap_size"] = "0"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", who, diff)
	}
}

func TestTheDatabaseItselfRefusesASecondRowOfASubmission(t *testing.T) {
	db := openIn(t, newDir(t))
	defer db.Close()
	row := storetest.Envelope("anna", 1, "answers")
	row.Kind, row.Seq = seal.Final, 1
	same, final := row, row
	same.Kind, same.Seq = seal.Revision, 2
	final.Digest, final.Seq = "other answers", 2
	for _, insert := range []struct {
		name    string
		row     seal.Envelope
		refused bool
	}{{"the first", row, false}, {"the same digest", same, true}, {"a second final", final, true}} {
		err := db.field.writer.do(t.Context(), func(ctx context.Context, conn *sql.Conn) error {
			return insertEnvelope(ctx, conn, insert.row)
		})
		if refused := err != nil; refused != insert.refused {
			t.Errorf("%s: %v", insert.name, err)
		}
	}
}

func TestOnlyTheOwnerCanReadTheFiles(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	defer db.Close()
	save(t, db, "anna")
	if mode := modeOf(t, dir); mode != 0o700 {
		t.Errorf("the directory has mode %o", mode)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < 4 {
		t.Errorf("%d files, want two databases and their logs", len(entries))
	}
	for _, e := range entries {
		if mode := modeOf(t, filepath.Join(dir, e.Name())); mode != 0o600 {
			t.Errorf("%s has mode %o", e.Name(), mode)
		}
	}
}

func TestADirectoryOpenToOthersIsRefused(t *testing.T) {
	dir := newDir(t)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, dir, "chmod 700")
	if mode := modeOf(t, dir); mode != 0o755 {
		t.Errorf("its mode was changed to %o", mode)
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := newDir(t)
	openIn(t, dir).Close()
	alter(t, filepath.Join(dir, fieldFile), `PRAGMA user_version = 7`)
	wantRefusal(t, dir, "version 7, and this program knows versions up to 3")
}

func TestADatabaseOfAnotherProgramIsRefusedAndLeftAlone(t *testing.T) {
	dir := newDir(t)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, fieldFile)
	alter(t, name, `CREATE TABLE bookmark (url TEXT)`)
	before := read(t, name)
	wantRefusal(t, dir, "another program")
	if string(before) != string(read(t, name)) {
		t.Error("its bytes were changed")
	}
}

func TestADirectoryMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"поле 1", "a?b#c", "50%25 & more"} {
		dir := filepath.Join(t.TempDir(), name)
		db := openIn(t, dir)
		save(t, db, "anna")
		db.Close()
		if _, err := os.Stat(filepath.Join(dir, fieldFile)); err != nil {
			t.Error(err)
		}
	}
	t.Chdir(t.TempDir())
	openIn(t, "relative").Close()
	if _, err := os.Stat(filepath.Join("relative", fieldFile)); err != nil {
		t.Error(err)
	}
}

func TestWhatWasAcknowledgedIsThereAfterReopening(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	save(t, db, "anna")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openIn(t, dir)
	defer db.Close()
	if _, err := db.Draft(t.Context(), storetest.Draft("anna", 1).ID); err != nil {
		t.Error(err)
	}
}

// background is for children and benchmarks, which have no test's context.
var background = context.Background()

// large is an envelope of the usual size.
func large(who string) seal.Envelope {
	e := storetest.Envelope(who, 1, "answers")
	e.Body = bytes.Repeat([]byte(who+" "), 1+8192/len(who))[:8192]
	return e
}

func newDir(t testing.TB) string { return filepath.Join(t.TempDir(), "field") }

func openIn(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func save(t testing.TB, db *DB, who string) {
	t.Helper()
	if err := db.SaveDraft(t.Context(), storetest.Draft(who, 1)); err != nil {
		t.Fatal(err)
	}
}

func modeOf(t *testing.T, name string) os.FileMode {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// alter changes a database behind the store's back.
func alter(t *testing.T, name, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func wantRefusal(t *testing.T, dir, sentence string) {
	t.Helper()
	db, err := Open(dir)
	if err == nil {
		db.Close()
		t.Fatal("it was opened")
	}
	if !strings.Contains(err.Error(), sentence) {
		t.Errorf("refused with %q, which does not say %q", err, sentence)
	}
}
