package storetest

import (
	"testing"

	"sojourn/seal"
)

var anew = map[string]func(*testing.T, Storage){
	"a body sealed anew takes the place of the first, and chain and receipt stay": func(t *testing.T, s Storage) {
		for _, who := range []string{"anna", "boris"} {
			finish(t, s, stubOf(who, 1), Envelope(who, 1, "answers of "+who))
		}
		before := verified(t, s, 1)
		old, err := s.Finished(t.Context(), 1, "key-of-anna")
		ok(t, err)
		for _, body := range []string{"sealed to others", "sealed to others again"} {
			fresh := old
			fresh.Was, fresh.Body = old.First(), []byte(body)
			for _, want := range []int{1, 0} { // the second time nothing is left to do
				n, err := s.SealAnew(t.Context(), []seal.Envelope{fresh})
				ok(t, err)
				if n != want {
					t.Errorf("%d replaced, want %d", n, want)
				}
			}
			now, err := s.Finished(t.Context(), 1, "key-of-anna")
			ok(t, err)
			if string(now.Body) != body || now.Receipt() != old.Receipt() {
				t.Errorf("the body is %q, the receipt %s instead of %s", now.Body, now.Receipt(), old.Receipt())
			}
		}
		if after := verified(t, s, 1); after != before {
			t.Errorf("the chain was %v and is %v", before, after)
		}
		ok(t, s.Withdraw(t.Context(), withdrawalOf("anna")))
		verified(t, s, 1) // by the tombstone too
	},

	"a body is not put into the place of another response": func(t *testing.T, s Storage) {
		finish(t, s, stubOf("anna", 1), Envelope("anna", 1, "answers"))
		old, err := s.Finished(t.Context(), 1, "key-of-anna")
		ok(t, err)
		for name, change := range map[string]func(*seal.Envelope){
			"of somebody else":     func(e *seal.Envelope) { e.Key = "key-of-boris" },
			"of another header":    func(e *seal.Envelope) { e.Header = []byte(`{"v":1}`) },
			"of another kind":      func(e *seal.Envelope) { e.Kind = seal.Revision },
			"of other first bytes": func(e *seal.Envelope) { e.Was = seal.HashOf([]byte("other")) },
		} {
			fresh := old
			fresh.Was, fresh.Body = old.First(), []byte("sealed to others")
			change(&fresh)
			if _, err := s.SealAnew(t.Context(), []seal.Envelope{fresh}); err == nil {
				t.Errorf("a body %s was taken", name)
			}
		}
		now, err := s.Finished(t.Context(), 1, "key-of-anna")
		ok(t, err)
		if string(now.Body) != string(old.Body) {
			t.Error("the body was replaced")
		}
	},

	"what was saved again or withdrawn meanwhile is left alone": func(t *testing.T, s Storage) {
		first, second := Partial("anna", 1), Partial("anna", 2)
		ok(t, s.SaveDraft(t.Context(), first))
		ok(t, s.SaveDraft(t.Context(), second))
		late := *first.Partial
		late.Was, late.Body = late.First(), []byte("sealed to others")
		finish(t, s, stubOf("boris", 1), Envelope("boris", 1, "answers"))
		gone, err := s.Finished(t.Context(), 1, "key-of-boris")
		ok(t, err)
		ok(t, s.Withdraw(t.Context(), withdrawalOf("boris")))
		gone.Was, gone.Body = gone.First(), []byte("sealed to others")
		n, err := s.SealAnew(t.Context(), []seal.Envelope{late, gone})
		ok(t, err)
		if n != 0 {
			t.Errorf("%d were replaced", n)
		}
		partials, err := s.Partials(t.Context(), 1, "", 10)
		ok(t, err)
		if len(partials) != 1 || string(partials[0].Body) != string(second.Partial.Body) {
			t.Error("the later saving is not what is kept")
		}
	},
}
