package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

var drafts = map[string]func(*testing.T, Storage){
	"a draft that nobody saved is not found": func(t *testing.T, s Storage) {
		_, err := s.Draft(t.Context(), "nobody")
		wantError(t, err, study.ErrNotFound)
	},

	"a draft comes back as it was last saved": func(t *testing.T, s Storage) {
		for rev := 1; rev <= 3; rev++ {
			ok(t, s.SaveDraft(t.Context(), Draft("anna", rev)))
		}
		wantDraft(t, s, Draft("anna", 3))
	},

	"a draft is saved only on top of the revision before it": func(t *testing.T, s Storage) {
		wantError(t, s.SaveDraft(t.Context(), Draft("anna", 2)), study.ErrConflict)
		_, err := s.Draft(t.Context(), Draft("anna", 2).ID)
		wantError(t, err, study.ErrNotFound)

		ok(t, s.SaveDraft(t.Context(), Draft("anna", 1)))
		ok(t, s.SaveDraft(t.Context(), Draft("anna", 2)))
		for _, rev := range []int{1, 2, 4} {
			wantError(t, s.SaveDraft(t.Context(), Draft("anna", rev)), study.ErrConflict)
		}
		wantDraft(t, s, Draft("anna", 2))
	},

	"of two tabs that save at the same moment one is told": func(t *testing.T, s Storage) {
		ok(t, s.SaveDraft(t.Context(), Draft("anna", 1)))
		var saved, told int
		for _, err := range atOnce(20, func(int) error { return s.SaveDraft(t.Context(), Draft("anna", 2)) }) {
			switch {
			case err == nil:
				saved++
			case errors.Is(err, study.ErrConflict):
				told++
			}
		}
		if saved != 1 || told != 19 {
			t.Errorf("%d of 20 were saved and %d told, want 1 and 19", saved, told)
		}
	},

	"the partial envelope is that of the last saving that had one": func(t *testing.T, s Storage) {
		ok(t, s.SaveDraft(t.Context(), Draft("anna", 1)))
		wantPartials(t, s)
		ok(t, s.SaveDraft(t.Context(), Partial("anna", 2)))
		wantPartials(t, s, Partial("anna", 2))
		ok(t, s.SaveDraft(t.Context(), Partial("anna", 3)))
		ok(t, s.SaveDraft(t.Context(), Draft("anna", 4)))
		wantPartials(t, s, Partial("anna", 3))
	},

	"a refused saving changes no partial envelope": func(t *testing.T, s Storage) {
		ok(t, s.SaveDraft(t.Context(), Partial("anna", 1)))
		wantError(t, s.SaveDraft(t.Context(), Partial("anna", 3)), study.ErrConflict)
		wantPartials(t, s, Partial("anna", 1))

		broken := Partial("anna", 2)
		broken.Partial.Body = nil
		if err := s.SaveDraft(t.Context(), broken); err == nil {
			t.Error("an empty partial envelope was stored")
		}
		wantDraft(t, s, Draft("anna", 1))
	},

	"partial envelopes are listed by wave and key, page by page": func(t *testing.T, s Storage) {
		var want []fieldwork.Draft
		for i := range 7 {
			d := Partial(fmt.Sprintf("person%d", i), 1)
			want = append(want, d)
		}
		for i := range want { // saved in another order than listed
			ok(t, s.SaveDraft(t.Context(), want[(i*3)%7]))
		}
		elsewhere := Partial("elsewhere", 1)
		elsewhere.Wave, elsewhere.Partial.Wave = 2, 2
		ok(t, s.SaveDraft(t.Context(), elsewhere))

		wantPartials(t, s, want...)
		page, err := s.Partials(t.Context(), 1, want[2].Key, 2)
		ok(t, err)
		if diff := cmp.Diff([]seal.Envelope{*want[3].Partial, *want[4].Partial}, page); diff != "" {
			t.Errorf("second page (-want +got):\n%s", diff)
		}
	},

	"drafts expire by the day of their last saving, and their partials stay": func(t *testing.T, s Storage) {
		old, young := Partial("old", 1), Draft("young", 1)
		young.Day = "2022-03-29"
		ok(t, s.SaveDraft(t.Context(), old))
		ok(t, s.SaveDraft(t.Context(), young))
		ok(t, s.Expire(t.Context(), "2022-03-29"))

		_, err := s.Draft(t.Context(), old.ID)
		wantError(t, err, study.ErrNotFound)
		wantDraft(t, s, young)
		wantPartials(t, s, old)

		again := Partial("old", 1) // the same person begins anew
		again.Partial.Body = []byte("sealed anew")
		ok(t, s.SaveDraft(t.Context(), again))
		wantPartials(t, s, again)
	},
}

// wantDraft compares what is stored with d, whose partial envelope does not
// come back with the draft.
func wantDraft(t *testing.T, s Storage, d fieldwork.Draft) {
	t.Helper()
	d.Partial = nil
	got, err := s.Draft(t.Context(), d.ID)
	ok(t, err)
	if diff := cmp.Diff(d, got); diff != "" {
		t.Errorf("draft (-want +got):\n%s", diff)
	}
}

func wantPartials(t *testing.T, s Storage, of ...fieldwork.Draft) {
	t.Helper()
	var want []seal.Envelope
	for _, d := range of {
		want = append(want, *d.Partial)
	}
	got, err := s.Partials(t.Context(), 1, "", 100)
	ok(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("partial envelopes of wave 1 (-want +got):\n%s", diff)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

// atOnce calls f n times at the same moment and returns what came of each.
func atOnce(n int, f func(i int) error) []error {
	var wg sync.WaitGroup
	errs := make([]error, n)
	gate := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-gate
			errs[i] = f(i)
		})
	}
	close(gate)
	wg.Wait()
	return errs
}
