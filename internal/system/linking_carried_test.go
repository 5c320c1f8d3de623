package system

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/seal/custody"
)

// TestTheContactKeyOpensNothingThatWasCarried gives an attacker the contact
// key, all contacts in the clear, and all that is kept behind phrases. Each of
// the boxes is tried with every key that can be made from a person's secret,
// which lies in the contact. With the phrase, which is in no storage, the same
// boxes open: so there is something to be found.
func TestTheContactKeyOpensNothingThatWasCarried(t *testing.T) {
	h := history(t, 60, false)
	carried := 0
	for _, words := range h.phrases {
		phrase, err := seal.ParsePhrase(words)
		if err != nil {
			t.Fatal(err)
		}
		locker := phrase.Locker("exile").Carried(1)
		if plain, err := locker.Open(h.boxes[locker.ID()]); err == nil && strings.Contains(string(plain), "yes") {
			carried++
		}
	}
	if carried != 60 {
		t.Fatalf("%d of 60 people carry an answer", carried)
	}
	if len(h.left) == 0 {
		t.Fatal("nobody left a contact")
	}
	for _, c := range h.left {
		for id, box := range h.boxes {
			if opens(t, c, box, h.contactKey, h.answersKey) {
				t.Fatalf("the box %s opens to a contact's secret or to a key of the team", id)
			}
		}
	}
}

// opens reports whether a box opens to a key of the team or to one that can be
// made of a contact's secret in any of the ways in which keys are made.
func opens(t *testing.T, c outreach.Contact, box []byte, keys ...custody.Identity) bool {
	t.Helper()
	secret, err := seal.ParseSecret(c.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.DraftKey(secret).Open(box); err == nil {
		return true
	}
	for _, k := range keys {
		if _, err := custody.OpenClosed(box, k); err == nil {
			return true
		}
	}
	return false
}

// keepBoxes notes everything that is kept behind phrases.
func (p *past) keepBoxes(t *testing.T, dir string) {
	t.Helper()
	p.boxes = map[string][]byte{}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "field.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT lookup, wrapped FROM phrase")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var box []byte
		if err := rows.Scan(&id, &box); err != nil {
			t.Fatal(err)
		}
		p.boxes[id] = box
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
