package storetest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

var responses = map[string]func(*testing.T, Storage){
	"finishing stores the envelope, puts the stub in place of the draft and drops the partial": func(t *testing.T, s Storage) {
		ok(t, s.SaveDraft(t.Context(), Partial("anna", 1)))
		sent, stub := Envelope("anna", 1, "answers"), stubOf("anna", 2)
		stored := finish(t, s, stub, sent)

		want := sent
		want.Kind, want.Seq = seal.Final, 1
		want.Link = seal.ChainNext(seal.Hash{}, want)
		if diff := cmp.Diff(want, stored); diff != "" {
			t.Errorf("envelope as stored (-want +got):\n%s", diff)
		}
		wantEnvelopes(t, s, stored)
		wantDraft(t, s, stub)
		wantPartials(t, s)
	},

	"a response that was never finished is not found": func(t *testing.T, s Storage) {
		finish(t, s, stubOf("anna", 1), Envelope("anna", 1, "answers"))
		_, err := s.Finished(t.Context(), 1, "key-of-boris")
		wantError(t, err, study.ErrNotFound)
		_, err = s.Finished(t.Context(), 2, "key-of-anna")
		wantError(t, err, study.ErrNotFound)
	},

	"the same response sent again changes nothing and gets the same envelope": func(t *testing.T, s Storage) {
		first := finish(t, s, stubOf("anna", 2), Envelope("anna", 1, "answers"))
		again := Envelope("anna", 1, "answers")
		again.Body = []byte("the same answers sealed once more look different")
		if diff := cmp.Diff(first, finish(t, s, stubOf("anna", 9), again)); diff != "" {
			t.Errorf("envelope of the second sending (-first +second):\n%s", diff)
		}
		wantEnvelopes(t, s, first)
		wantDraft(t, s, stubOf("anna", 2))
	},

	"the same response sent fifty times at once is stored once": func(t *testing.T, s Storage) {
		var got [50]seal.Envelope
		for _, err := range atOnce(len(got), func(i int) (err error) {
			got[i], err = s.Finish(t.Context(), stubOf("anna", 1), Envelope("anna", 1, "answers"))
			return err
		}) {
			ok(t, err)
		}
		for i := range got {
			if diff := cmp.Diff(got[0], got[i]); diff != "" {
				t.Errorf("sending %d (-first +this):\n%s", i, diff)
			}
		}
		wantEnvelopes(t, s, got[0])
	},

	"what the words lead to is kept with the response or not at all": func(t *testing.T, s Storage) {
		person, wave := fieldwork.Box{Lookup: "person", Wrapped: []byte("secret")}, fieldwork.Box{Lookup: "wave 1", Wrapped: []byte("key")}
		_, err := s.Finish(t.Context(), stubOf("anna", 1), Envelope("anna", 1, "answers"), person, wave)
		ok(t, err)
		person.Wrapped, wave.Lookup = []byte("the same secret wrapped once more"), "wave 2"
		_, err = s.Finish(t.Context(), stubOf("boris", 1), Envelope("boris", 2, "answers"), person, wave)
		ok(t, err)
		for lookup, want := range map[string]string{"person": "secret", "wave 1": "key", "wave 2": "key"} {
			got, err := s.Phrase(t.Context(), lookup)
			ok(t, err)
			if string(got) != want {
				t.Errorf("under %q lies %q, want %q", lookup, got, want)
			}
		}
		if _, err = s.Finish(t.Context(), stubOf("vera", 1), Envelope("vera", 1, "answers"), fieldwork.Box{Lookup: "vera", Wrapped: []byte("secret")}, fieldwork.Box{Lookup: "empty"}); err == nil {
			t.Fatal("an empty box was kept")
		}
		_, err = s.Phrase(t.Context(), "vera")
		wantError(t, err, study.ErrNotFound)
		_, err = s.Finished(t.Context(), 1, "key-of-vera")
		wantError(t, err, study.ErrNotFound)
	},

	"the same response with other answers is kept as a revision": func(t *testing.T, s Storage) {
		first := finish(t, s, stubOf("anna", 1), Envelope("anna", 1, "answers"))
		second := finish(t, s, stubOf("anna", 2), Envelope("anna", 1, "other answers"))
		if first.Kind != seal.Final || second.Kind != seal.Revision {
			t.Errorf("kept as %s and %s, want final and revision", first.Kind, second.Kind)
		}
		repeated := finish(t, s, stubOf("anna", 3), Envelope("anna", 1, "other answers"))
		if diff := cmp.Diff(second, repeated); diff != "" {
			t.Errorf("the revision sent again (-first +again):\n%s", diff)
		}
		wantEnvelopes(t, s, first, second)
		found, err := s.Finished(t.Context(), 1, first.Key)
		ok(t, err)
		if diff := cmp.Diff(first, found); diff != "" {
			t.Errorf("finished (-first +found):\n%s", diff)
		}
	},

	"a partial saved after the end is not offered": func(t *testing.T, s Storage) {
		finish(t, s, stubOf("anna", 1), Envelope("anna", 1, "answers"))
		ok(t, s.SaveDraft(t.Context(), Partial("anna", 2)))
		wantPartials(t, s)
	},

	"a response that cannot be stored leaves the draft as it was": func(t *testing.T, s Storage) {
		ok(t, s.SaveDraft(t.Context(), Partial("anna", 1)))
		noBody, noStub := Envelope("anna", 1, "answers"), stubOf("anna", 2)
		noBody.Body, noStub.Body = nil, nil
		if _, err := s.Finish(t.Context(), stubOf("anna", 2), noBody); err == nil {
			t.Error("an empty envelope was stored")
		}
		if _, err := s.Finish(t.Context(), noStub, Envelope("anna", 1, "answers")); err == nil {
			t.Error("an empty stub was stored")
		}
		wantEnvelopes(t, s)
		wantDraft(t, s, Draft("anna", 1))
		wantPartials(t, s, Partial("anna", 1))
	},

	"counts are by wave, channel, language and day and come from clear headers": func(t *testing.T, s Storage) {
		for i := range 3 {
			who := fmt.Sprintf("finisher%d", i)
			finish(t, s, stubOf(who, 1), Envelope(who, 1, "answers"))
		}
		finish(t, s, stubOf("finisher0", 2), Envelope("finisher0", 1, "other answers"))
		finish(t, s, stubOf("finisher0", 3), Envelope("finisher0", 2, "answers"))
		ok(t, s.SaveDraft(t.Context(), Partial("starter", 1)))
		ok(t, s.SaveDraft(t.Context(), Draft("visitor", 1)))

		out := Envelope("led out", 1, "a note")
		out.Header = bytes.Replace(out.Header, []byte(`{`), []byte(`{"out":true,`), 1)
		finish(t, s, stubOf("led out", 1), out)

		cell := func(wave study.WaveID) seal.Header {
			return seal.Header{Wave: wave, Channel: "friends", Lang: "ru", Day: "2022-03-28"}
		}
		ledOut := cell(1)
		ledOut.Out = true
		started, finished, err := s.Counts(t.Context())
		ok(t, err)
		if diff := cmp.Diff(map[seal.Header]int{cell(1): 4, cell(2): 1, ledOut: 1}, started); diff != "" {
			t.Errorf("started (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[seal.Header]int{cell(1): 3, cell(2): 1}, finished); diff != "" {
			t.Errorf("finished (-want +got):\n%s", diff)
		}
	},
}

// stubOf is what stays of a draft when its response is finished.
func stubOf(who string, rev int) fieldwork.Draft {
	d := Draft(who, rev)
	d.Body = []byte("finished")
	return d
}

func finish(t *testing.T, s Storage, stub fieldwork.Draft, e seal.Envelope) seal.Envelope {
	t.Helper()
	stored, err := s.Finish(t.Context(), stub, e)
	ok(t, err)
	return stored
}

// wantEnvelopes compares all of wave 1.
func wantEnvelopes(t *testing.T, s Storage, want ...seal.Envelope) {
	t.Helper()
	got, err := s.Envelopes(t.Context(), 1, 0, 1000)
	ok(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("envelopes of wave 1 (-want +got):\n%s", diff)
	}
}
