package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sojourn/fieldwork"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/store/storetest"
)

func TestReplacedCiphertextIsGoneFromTheFiles(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	defer db.Close()

	const people = 40
	for i := range people {
		for rev := 1; rev <= 3; rev++ {
			d := storetest.Partial(fmt.Sprintf("person%d", i), rev)
			d.Body = marked("draft", i, rev)
			d.Partial.Body = marked("partial", i, rev)
			if i%2 == 0 {
				d.Day = "2022-05-01" // stays, the others expire
			}
			if err := db.SaveDraft(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range people / 4 { // finish
		who := fmt.Sprintf("person%d", i)
		if _, err := db.Finish(t.Context(), storetest.Draft(who, 4), storetest.Envelope(who, 1, "answers")); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Expire(t.Context(), "2022-04-01"); err != nil {
		t.Fatal(err)
	}
	for i := range people {
		finished, expired := i < people/4, i%2 == 1
		for rev := 1; rev <= 3; rev++ {
			wantInFiles(t, dir, "draft", i, rev, rev == 3 && !expired && !finished)
			wantInFiles(t, dir, "partial", i, rev, rev == 3 && !finished)
		}
	}
}

// marked is a body that is found again in the bytes of a file: it fills whole
// pages with a mark of its own.
func marked(what string, i, rev int) []byte {
	return bytes.Repeat(fmt.Appendf(nil, "<%s %d.%d>", what, i, rev), 700)
}

func wantInFiles(t *testing.T, dir, what string, i, rev int, want bool) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	in := ""
	for _, e := range entries {
		if bytes.Contains(read(t, filepath.Join(dir, e.Name())), marked(what, i, rev)[:20]) {
			in += " " + e.Name()
		}
	}
	if want != (in != "") {
		t.Errorf("%s of person%d, revision %d: found in files [%s ], want found: %v", what, i, rev, in, want)
	}
}

func TestALogThatIsStillReadIsNamedAndWipedNextTime(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	defer db.Close()
	save(t, db, "anna")
	reader, err := db.field.read.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback()
	if _, err := reader.Exec(`SELECT id FROM draft`); err != nil {
		t.Fatal(err)
	}
	save(t, db, "boris")
	impatient := func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 20`)
		return err
	}
	if err := db.field.writer.doAlone(t.Context(), impatient); err != nil {
		t.Fatal(err)
	}
	if err := db.Expire(t.Context(), "2022-04-01"); !errors.Is(err, errReaders) {
		t.Errorf("with a reader at work: %v", err)
	}
	save(t, db, "vera") // the store goes on writing
	reader.Rollback()
	if err := db.Expire(t.Context(), "2022-04-01"); err != nil {
		t.Error(err)
	}
	if log := read(t, filepath.Join(dir, fieldFile+"-wal")); len(log) > 0 {
		t.Errorf("%d bytes are left in the log", len(log))
	}
}

func TestTheContactFileForgetsTheOrderOfArrival(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	defer db.Close()

	type contact struct {
		id string
		at int
	}
	var contacts []contact
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		c := contact{id: fmt.Sprintf("%016x", random.Uint64())}
		if err := db.SaveContact(t.Context(), c.id, marked("contact", i, 0)); err != nil {
			t.Fatal(err)
		}
		contacts = append(contacts, c)
	}
	if err := db.Expire(t.Context(), "2022-04-01"); err != nil {
		t.Fatal(err)
	}

	data := read(t, filepath.Join(dir, contactFile))
	for i := range contacts {
		// The head of a row stands among others in a tree page, whose cells
		// are filled from the end; the rest has pages of its own in sequence.
		contacts[i].at = bytes.Index(data, pageOf("contact", i))
		if contacts[i].at < 0 {
			t.Fatalf("contact %d is not in the file", i)
		}
	}
	slices.SortFunc(contacts, func(a, b contact) int { return cmp.Compare(a.at, b.at) })
	if !slices.IsSortedFunc(contacts, func(a, b contact) int { return cmp.Compare(a.id, b.id) }) {
		t.Error("the pages of the contacts do not lie in the order of their random ids")
	}
}

// pageOf is long enough to be found only in a page that one body has alone.
func pageOf(what string, i int) []byte { return marked(what, i, 0)[:3000] }

func TestNoTableKeepsAMomentOrARowNumberOfContacts(t *testing.T) {
	db := openIn(t, newDir(t))
	defer db.Close()
	columns, err := list(t.Context(), db.contacts.read, scanOne[string], `SELECT name FROM pragma_table_info('contact') ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(columns, []string{"id", "sealed"}) {
		t.Errorf("a contact has columns %q; nothing beside the id and the sealed address may be there", columns)
	}
	for table, f := range map[string]*file{"contact": db.contacts, "phrase": db.field, "invitation": db.field} {
		if _, err := f.read.Query(`SELECT rowid FROM ` + table); err == nil {
			t.Errorf("%s has row numbers, which tell the order of arrival", table)
		}
	}
}

func TestWithdrawnBytesAreGoneFromTheFilesAtOnce(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	defer db.Close()
	for i := range 6 {
		who := fmt.Sprintf("person%d", i)
		e := storetest.Envelope(who, 1, "answers")
		e.Body = marked("envelope", i, 0)
		if _, err := db.Finish(t.Context(), storetest.Draft(who, 1), e); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		w := fieldwork.Withdrawal{Mark: fmt.Sprint("mark", i), Responses: []fieldwork.ResponseName{{Wave: 1, Key: fmt.Sprintf("key-of-person%d", i)}}}
		if err := db.Withdraw(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 6 {
		wantInFiles(t, dir, "envelope", i, 0, i >= 3)
	}
}

func TestBytesOfWhatWasSealedAnewAreGoneFromTheFilesAtOnce(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	defer db.Close()
	const finished, partial, contact = 1, 2, 3
	e := storetest.Envelope("person1", 1, "")
	e.Body = marked("envelope", finished, 1)
	p := storetest.Partial("person2", 1)
	p.Partial.Body = marked("envelope", partial, 1)
	id := fmt.Sprintf("%032d", contact)
	if err := errors.Join(db.Add(t.Context(), []seal.Envelope{e}), db.SaveDraft(t.Context(), p), db.SaveContact(t.Context(), id, marked("envelope", contact, 1))); err != nil {
		t.Fatal(err)
	}
	stored, err := db.Envelopes(t.Context(), 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	fresh, half := stored[0], *p.Partial
	fresh.Was, fresh.Body = fresh.First(), marked("envelope", finished, 2)
	half.Was, half.Body = half.First(), marked("envelope", partial, 2)
	if n, err := db.SealAnew(t.Context(), []seal.Envelope{fresh, half}); n != 2 || err != nil {
		t.Fatalf("%d replaced, %v", n, err)
	}
	again := outreach.SealedAnew{ID: id, Was: seal.HashOf(marked("envelope", contact, 1)), Sealed: marked("envelope", contact, 2)}
	for _, want := range []int{1, 0} {
		if n, err := db.SealContactsAnew(t.Context(), []outreach.SealedAnew{again}); n != want || err != nil {
			t.Fatalf("%d contacts replaced, want %d, %v", n, want, err)
		}
	}
	for _, who := range []int{finished, partial, contact} {
		wantInFiles(t, dir, "envelope", who, 1, false)
		wantInFiles(t, dir, "envelope", who, 2, true)
	}
}

func TestACopyOfAnOlderStorageIsStillLookedIntoAndRestored(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	if err := db.Add(t.Context(), []seal.Envelope{storetest.Envelope("anna", 1, "answers")}); err != nil {
		t.Fatal(err)
	}
	older := `ALTER TABLE envelope DROP COLUMN was; PRAGMA user_version = 2`
	err := db.field.writer.doAlone(t.Context(), func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, older)
		return err
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	bodies := 0
	if err := EachSealed(t.Context(), filepath.Join(dir, fieldFile), func([]byte) { bodies++ }); err != nil || bodies != 1 {
		t.Errorf("%d bodies, %v", bodies, err)
	}
	to := filepath.Join(t.TempDir(), "restored")
	if err := Restore(t.Context(), dir, to, Erased{}); err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), to); err != nil {
		t.Error(err)
	}
}
