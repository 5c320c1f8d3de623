package storetest

import (
	"testing"

	"sojourn/study"
)

var lookups = map[string]func(*testing.T, Storage){
	"a return phrase leads to what was kept under it": func(t *testing.T, s Storage) {
		ok(t, s.SavePhrase(t.Context(), "lookup", []byte("wrapped")))
		ok(t, s.SavePhrase(t.Context(), "lookup", []byte("wrapped")))
		wantError(t, s.SavePhrase(t.Context(), "lookup", []byte("other")), study.ErrConflict)
		got, err := s.Phrase(t.Context(), "lookup")
		ok(t, err)
		if string(got) != "wrapped" {
			t.Errorf("got %q, want what was kept first", got)
		}
	},

	"an unknown return phrase is not found": func(t *testing.T, s Storage) {
		_, err := s.Phrase(t.Context(), "lookup")
		wantError(t, err, study.ErrNotFound)
	},

	"an invitation opens its own wave and no other": func(t *testing.T, s Storage) {
		ok(t, s.Invite(t.Context(), 2, []string{"hash1", "hash2"}))
		ok(t, s.Invite(t.Context(), 2, []string{"hash2", "hash3"}))
		for _, want := range []struct {
			wave study.WaveID
			hash string
			in   bool
		}{{2, "hash1", true}, {2, "hash2", true}, {2, "hash3", true}, {1, "hash1", false}, {2, "hash4", false}} {
			in, err := s.Invited(t.Context(), want.wave, want.hash)
			ok(t, err)
			if in != want.in {
				t.Errorf("%s invited to wave %d: %v, want %v", want.hash, want.wave, in, want.in)
			}
		}
	},

	"invitations are kept all or none": func(t *testing.T, s Storage) {
		if err := s.Invite(t.Context(), 2, []string{"hash1", ""}); err == nil {
			t.Error("an empty hash was kept")
		}
		in, err := s.Invited(t.Context(), 2, "hash1")
		ok(t, err)
		if in {
			t.Error("hash1 was kept though its neighbour was refused")
		}
	},

	"a contact sent again is no error": func(t *testing.T, s Storage) {
		ok(t, s.SaveContact(t.Context(), "id", []byte("sealed")))
		ok(t, s.SaveContact(t.Context(), "id", []byte("sealed once more")))
	},
}
