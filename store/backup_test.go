package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/store/storetest"
)

func TestABackupMadeWhilePeopleAnswerIsWholeAndRestores(t *testing.T) {
	dir := newDir(t)
	db := openIn(t, dir)
	defer db.Close()
	finishOne := func(i int) {
		who := fmt.Sprintf("person%d", i)
		if _, err := db.Finish(t.Context(), storetest.Draft(who, 1), storetest.Envelope(who, 1, "answers of "+who)); err != nil {
			t.Error(err)
		}
	}
	for i := range 100 {
		finishOne(i)
	}
	if err := db.SaveContact(t.Context(), "contact", []byte("sealed")); err != nil {
		t.Fatal(err)
	}
	var answering sync.WaitGroup
	for k := range 4 {
		answering.Go(func() {
			for i := range 100 {
				finishOne(1000*(k+1) + i)
			}
		})
	}
	backup := filepath.Join(t.TempDir(), "backup")
	if err := db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	answering.Wait()

	restored := filepath.Join(t.TempDir(), "restored")
	if err := Restore(t.Context(), backup, restored, Erased{}); err != nil {
		t.Fatal(err)
	}
	again := openIn(t, restored)
	defer again.Close()
	was, err := db.Envelopes(t.Context(), 1, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	is, err := again.Envelopes(t.Context(), 1, 0, 1000)
	if err != nil || len(is) < 100 {
		t.Fatalf("%d envelopes restored, %v", len(is), err)
	}
	if diff := cmp.Diff(was[:len(is)], is); diff != "" {
		t.Errorf("restored (-was +is):\n%s", diff)
	}
	if contacts, err := again.Contacts(t.Context(), "", 10); err != nil || len(contacts) != 1 {
		t.Errorf("%d contacts, %v", len(contacts), err)
	}
}

func TestARestoreErasesWhatWasWithdrawnSinceTheBackup(t *testing.T) {
	db := openIn(t, newDir(t))
	defer db.Close()
	for i := range 3 {
		who := fmt.Sprintf("person%d", i)
		e := storetest.Envelope(who, 1, "answers")
		e.Body = marked("envelope", i, 0)
		if _, err := db.Finish(t.Context(), storetest.Draft(who, 1), e); err != nil {
			t.Fatal(err)
		}
	}
	backup, restored := filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "restored")
	if err := db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	erased := Erased{Marks: []string{"mark"}, Responses: []fieldwork.ResponseName{{Wave: 1, Key: "key-of-person1"}}}
	if err := Restore(t.Context(), backup, restored, erased); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		wantInFiles(t, restored, "envelope", i, 0, i != 1)
	}
	if err := Verify(t.Context(), restored); err != nil {
		t.Error(err)
	}
	again := openIn(t, restored)
	defer again.Close()
	stones, err := again.Tombstones(t.Context(), 1)
	if err != nil || len(stones) != 1 || stones[0].Kind != seal.Withdrawn {
		t.Errorf("tombstones %+v, %v", stones, err)
	}
	if marks, err := again.Withdrawals(t.Context()); err != nil || len(marks) != 1 {
		t.Errorf("marks %q, %v", marks, err)
	}
}

// TestADamagedBackupIsRefused flips one byte in each of many places of the
// envelopes' file; a place that no record uses may stay unseen, and then the
// restored envelopes are unharmed.
func TestADamagedBackupIsRefused(t *testing.T) {
	db := openIn(t, newDir(t))
	defer db.Close()
	for i := range 20 {
		who := fmt.Sprintf("person%d", i)
		if _, err := db.Finish(t.Context(), storetest.Draft(who, 1), storetest.Envelope(who, 1, "answers of "+who)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := db.Envelopes(t.Context(), 1, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup")
	if err := db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(backup, fieldFile)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for at := 100; at < len(whole); at += len(whole) / 100 {
		damaged := append([]byte{}, whole...)
		damaged[at] ^= 0x10
		if err := os.WriteFile(name, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "restored")
		if Restore(t.Context(), backup, to, Erased{}) != nil {
			refused++
			continue
		}
		again := openIn(t, to)
		got, err := again.Envelopes(t.Context(), 1, 0, 100)
		again.Close()
		if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Digest" }, cmp.Ignore())); err != nil || diff != "" {
			t.Errorf("a flip at %d was not seen: %v\n%s", at, err, diff)
		}
	}
	if refused == 0 {
		t.Error("no damage was seen at all")
	}
	cut := whole[:len(whole)/2]
	if err := os.WriteFile(name, cut, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), backup); err == nil {
		t.Error("half a backup is taken for whole")
	}
}
