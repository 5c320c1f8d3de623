package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

var withdrawals = map[string]func(*testing.T, Storage){
	"what is withdrawn leaves its place in the chain and nothing else": func(t *testing.T, s Storage) {
		for _, who := range []string{"anna", "boris", "vera"} {
			finish(t, s, stubOf(who, 1), Envelope(who, 1, "answers of "+who))
		}
		ok(t, s.SavePhrase(t.Context(), "locker of boris", []byte("wrapped")))
		for range 2 { // once more changes nothing
			ok(t, s.Withdraw(t.Context(), withdrawalOf("boris", "locker of boris")))
		}
		page, err := s.Envelopes(t.Context(), 1, 0, 10)
		ok(t, err)
		chain := seal.Chain{Wave: 1}
		var kinds []seal.Kind
		for _, e := range page {
			ok(t, chain.Verify(e))
			kinds = append(kinds, e.Kind)
		}
		if diff := cmp.Diff([]seal.Kind{seal.Final, seal.Withdrawn, seal.Final}, kinds); diff != "" {
			t.Errorf("kinds (-want +got):\n%s", diff)
		}
		if stone := page[1]; len(stone.Header) > 0 || stone.Digest != "" || len(stone.Body) != 32 {
			t.Errorf("the tombstone still holds %+v", stone)
		}
		_, err = s.Finished(t.Context(), 1, "key-of-boris")
		wantError(t, err, study.ErrNotFound)
		_, err = s.Draft(t.Context(), "draft-of-boris")
		wantError(t, err, study.ErrNotFound)
		_, err = s.Phrase(t.Context(), "locker of boris")
		wantError(t, err, study.ErrNotFound)
	},

	"the last of a chain can be withdrawn, and the next is linked behind it": func(t *testing.T, s Storage) {
		finish(t, s, stubOf("anna", 1), Envelope("anna", 1, "answers"))
		ok(t, s.Withdraw(t.Context(), withdrawalOf("anna")))
		finish(t, s, stubOf("boris", 1), Envelope("boris", 1, "answers"))
		if c := verified(t, s, 1); c.Seq != 2 {
			t.Errorf("verified up to %d, want 2", c.Seq)
		}
	},

	"a response under way is withdrawn with what the desk could read of it": func(t *testing.T, s Storage) {
		ok(t, s.SaveDraft(t.Context(), Partial("anna", 1)))
		ok(t, s.Withdraw(t.Context(), withdrawalOf("anna")))
		_, err := s.Draft(t.Context(), "draft-of-anna")
		wantError(t, err, study.ErrNotFound)
		partials, err := s.Partials(t.Context(), 1, "", 10)
		ok(t, err)
		if len(partials) > 0 {
			t.Errorf("%d partial envelopes are left", len(partials))
		}
	},

	"what was withdrawn is not taken again": func(t *testing.T, s Storage) {
		finish(t, s, stubOf("anna", 1), Envelope("anna", 1, "answers"))
		ok(t, s.Withdraw(t.Context(), withdrawalOf("anna")))
		if _, err := s.Finish(t.Context(), Draft("anna", 1), Envelope("anna", 1, "answers")); err == nil {
			t.Error("the same response was taken again")
		}
		if c := verified(t, s, 1); c.Seq != 1 {
			t.Errorf("the chain has %d places", c.Seq)
		}
	},

	"desk and mailroom learn the mark of who withdrew": func(t *testing.T, s Storage) {
		ok(t, s.Withdraw(t.Context(), withdrawalOf("boris")))
		ok(t, s.Withdraw(t.Context(), withdrawalOf("anna")))
		ok(t, s.Withdraw(t.Context(), fieldwork.Withdrawal{Responses: []fieldwork.ResponseName{{Wave: 1, Key: "key-of-vera"}}}))
		marks, err := s.Withdrawals(t.Context())
		ok(t, err)
		if diff := cmp.Diff([]string{"mark of anna", "mark of boris"}, marks); diff != "" {
			t.Errorf("marks (-want +got):\n%s", diff)
		}
		for mark, want := range map[string]bool{"mark of anna": true, "mark of vera": false, "": false} {
			if got, err := s.Withdrawn(t.Context(), mark); err != nil || got != want {
				t.Errorf("that %q withdrew is answered with %v, %v", mark, got, err)
			}
		}
	},

	"tombstones of a wave are listed apart": func(t *testing.T, s Storage) {
		for _, who := range []string{"anna", "boris"} {
			finish(t, s, stubOf(who, 1), Envelope(who, 1, "answers"))
		}
		ok(t, s.Withdraw(t.Context(), withdrawalOf("boris")))
		stones, err := s.Tombstones(t.Context(), 1)
		ok(t, err)
		if len(stones) != 1 || stones[0].Seq != 2 || stones[0].Key != "key-of-boris" {
			t.Errorf("tombstones %+v", stones)
		}
		if elsewhere, err := s.Tombstones(t.Context(), 2); err != nil || len(elsewhere) > 0 {
			t.Errorf("wave 2: %+v, %v", elsewhere, err)
		}
	},
}

func withdrawalOf(who string, lockers ...string) fieldwork.Withdrawal {
	return fieldwork.Withdrawal{Mark: "mark of " + who, Lockers: lockers,
		Responses: []fieldwork.ResponseName{{Wave: 1, Key: "key-of-" + who}, {Wave: 2, Key: "key-of-" + who}}}
}
