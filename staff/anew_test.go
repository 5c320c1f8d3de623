package staff

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/outreach"
	"sojourn/seal"
)

func TestTheDeskSeesSumsOfBodiesAndReplacesThem(t *testing.T) {
	from := field{n: 60}
	sums := lines[body](t, fetch(t, from, "/sync/waves/1/bodies"))
	if len(sums) != 60 || sums[59].Seq != 60 || sums[59].Sum != seal.HashOf(from.envelope(60).Body) {
		t.Errorf("%d sums", len(sums))
	}
	var changes []string
	h := New(field{changes: &changes}, tokens, nil)
	e := from.envelope(7)
	e.Was, e.Body = e.First(), []byte("sealed to others")
	p := e
	p.Kind, p.Seq = seal.Partial, 0
	line := func(v any) string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(data) + "\n"
	}
	contact := outreach.SealedAnew{ID: nameOf(3), Was: e.Was, Sealed: []byte("sealed")}
	for path, lines := range map[string]string{"/sync/anew": line(e) + line(p), "/sync/contacts/anew": line(contact)} {
		if status := send(h, path, tokens.Desk, lines); status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
		}
		if status := send(h, path, tokens.Mailroom, lines); status != http.StatusUnauthorized {
			t.Errorf("%s with the mailroom's token: status %d", path, status)
		}
	}
	want := []string{"final of 1 sealed anew key0007", "partial of 1 sealed anew key0007", "contact sealed anew " + nameOf(3)}
	got := map[string]bool{}
	for _, c := range changes {
		got[c] = true
	}
	if diff := cmp.Diff(map[string]bool{want[0]: true, want[1]: true, want[2]: true}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBodiesThatSayNotWhatTheyReplaceChangeNothing(t *testing.T) {
	var changes []string
	h := New(field{changes: &changes}, tokens, nil)
	e := field{}.envelope(7)
	bad := map[string]seal.Envelope{"nothing it replaces": e}
	e.Was = e.First()
	withdrawn, nowhere, empty := e, e, e
	withdrawn.Kind, nowhere.Wave, empty.Body = seal.Withdrawn, 0, nil
	bad["a tombstone"], bad["no wave"], bad["no body"] = withdrawn, nowhere, empty
	for name, e := range bad {
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if status := send(h, "/sync/anew", tokens.Desk, string(data)); status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, status)
		}
	}
	for _, contact := range []string{"x", `{"id":"../etc","sealed":"QQ=="}`, `{"id":"` + nameOf(1) + `"}`, strings.Repeat("[", 100)} {
		if status := send(h, "/sync/contacts/anew", tokens.Desk, contact); status != http.StatusBadRequest {
			t.Errorf("%s: status %d", contact, status)
		}
	}
	if len(changes) > 0 {
		t.Errorf("changed %q", changes)
	}
}
