package store

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
	"sojourn/team"
)

func TestARestoreKeepsAccountsAndLetsNobodyInAsBefore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "field")
	db, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_650_000_000, 0).UTC()
	hash := strings.Repeat("a", 64)
	entry := team.Entry{At: now, What: "test"}
	err = errors.Join(
		db.AddAccount(t.Context(), team.Account{Name: "nino", Role: team.Field, Until: now, Login: seal.Login{Salt: []byte{1}, Box: []byte{2}}}, entry),
		db.Admit(t.Context(), team.Session{Hash: hash, Account: "nino", Began: now, Seen: now}, 7, entry),
		db.SetDoors(t.Context(), []fieldwork.DoorSetting{{Wave: 1, Kind: study.OpenDoor, State: fieldwork.Paused}}, entry),
		db.Backup(t.Context(), dir+"-copy"), db.Close(),
		Restore(t.Context(), dir+"-copy", dir+"-new", Erased{}))
	if err != nil {
		t.Fatal(err)
	}
	if db, err = Open(dir + "-new"); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if a, err := db.Account(t.Context(), "nino"); err != nil || a.Step != 7 || a.Role != team.Field {
		t.Errorf("the account came back as %+v, %v", a, err)
	}
	if _, err := db.Session(t.Context(), hash); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("a session of before the restore: %v", err)
	}
	if doors, err := db.Doors(t.Context()); err != nil || len(doors) != 1 {
		t.Errorf("doors %v, %v", doors, err)
	}
}

func TestAChangeThatIsRefusedIsNotInTheAuditLog(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "field"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Unix(1_650_000_000, 0).UTC()
	entry := team.Entry{At: now, Who: "nino", What: "test"}
	a := team.Account{Name: "nino", Role: team.Field, Until: now}
	v := fieldwork.Published{Wave: 1, Version: "2", Day: "2022-03-28", File: "wave1.md", Data: []byte("x")}
	s := team.Session{Hash: strings.Repeat("a", 64), Account: "nino", Began: now, Seen: now}
	for i, change := range []struct {
		name string
		do   func() error
	}{
		{"account", func() error { return db.AddAccount(t.Context(), a, entry) }},
		{"version", func() error { return db.PublishVersion(t.Context(), v, entry) }},
		{"code of the app", func() error { return db.Admit(t.Context(), s, 7, entry) }},
	} {
		if err := change.do(); err != nil {
			t.Fatalf("%s: %v", change.name, err)
		}
		if err := change.do(); !errors.Is(err, study.ErrConflict) {
			t.Errorf("%s a second time: %v", change.name, err)
		}
		if entries, err := db.Entries(t.Context(), 10); err != nil || len(entries) != i+1 {
			t.Errorf("after %s the log has %d lines: %v", change.name, len(entries), err)
		}
	}
}
