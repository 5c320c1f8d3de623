package storetest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/seal"
	"sojourn/study"
)

var chains = map[string]func(*testing.T, Storage){
	"each wave has a chain of its own, without gaps, up to its head": func(t *testing.T, s Storage) {
		for _, err := range atOnce(60, func(i int) error {
			who := fmt.Sprintf("person%d", i)
			_, err := s.Finish(t.Context(), stubOf(who, 1), Envelope(who, study.WaveID(1+i%3), "answers"))
			return err
		}) {
			ok(t, err)
		}
		heads, err := s.Heads(t.Context())
		ok(t, err)
		if diff := cmp.Diff([]seal.Chain{verified(t, s, 1), verified(t, s, 2), verified(t, s, 3)}, heads); diff != "" {
			t.Errorf("heads (-verified +stored):\n%s", diff)
		}
		for _, h := range heads {
			if h.Seq != 20 {
				t.Errorf("wave %d has %d envelopes, want 20", h.Wave, h.Seq)
			}
		}
	},

	"a study without responses has no heads": func(t *testing.T, s Storage) {
		heads, err := s.Heads(t.Context())
		ok(t, err)
		if len(heads) > 0 {
			t.Errorf("got %v", heads)
		}
	},

	"envelopes are read page by page from the last place verified": func(t *testing.T, s Storage) {
		for i := range 5 {
			who := fmt.Sprintf("person%d", i)
			finish(t, s, stubOf(who, 1), Envelope(who, 1, "answers"))
		}
		var seqs []int64
		for after := int64(0); ; {
			page, err := s.Envelopes(t.Context(), 1, after, 2)
			ok(t, err)
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				seqs = append(seqs, e.Seq)
			}
			after = seqs[len(seqs)-1]
		}
		if diff := cmp.Diff([]int64{1, 2, 3, 4, 5}, seqs); diff != "" {
			t.Errorf("places (-want +got):\n%s", diff)
		}
	},

	"adding many makes the chain that finishing one by one would make": func(t *testing.T, s Storage) {
		var many []seal.Envelope
		for i := range 1100 {
			many = append(many, Envelope(fmt.Sprintf("person%d", i), study.WaveID(1+i%2), "answers"))
		}
		ok(t, s.Add(t.Context(), many[:700]))
		ok(t, s.Add(t.Context(), many)) // once more from the beginning, as after a cut

		want := seal.Chain{Wave: 1}
		for i := 0; i < len(many); i += 2 {
			e := many[i]
			e.Kind = seal.Final
			want.Seq, want.Head = want.Seq+1, seal.ChainNext(want.Head, e)
		}
		if diff := cmp.Diff(want, verified(t, s, 1)); diff != "" {
			t.Errorf("chain of wave 1 (-want +got):\n%s", diff)
		}
		again := finish(t, s, stubOf("person0", 1), many[0])
		if again.Seq != 1 {
			t.Errorf("an added response sent again got place %d, want 1", again.Seq)
		}
	},
}

// verified walks a wave's chain and returns where it ends.
func verified(t *testing.T, s Storage, wave study.WaveID) seal.Chain {
	t.Helper()
	all, err := s.Envelopes(t.Context(), wave, 0, 1<<20)
	ok(t, err)
	c := seal.Chain{Wave: wave}
	for _, e := range all {
		ok(t, c.Verify(e))
	}
	return c
}
