package storetest

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"sojourn/study"
)

var coupons = map[string]func(*testing.T, Storage){
	"the first key of referral links stays": func(t *testing.T, s Storage) {
		first, second := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
		for _, fresh := range [][]byte{first, second} {
			got, err := s.CouponKey(t.Context(), fresh)
			ok(t, err)
			if !bytes.Equal(got, first) {
				t.Errorf("the key is %x, want the one kept first", got)
			}
		}
	},

	"a referral link is used up at its limit, and the same use counts once": func(t *testing.T, s Storage) {
		for _, use := range []string{"a", "a", "b"} {
			ok(t, s.UseCoupon(t.Context(), "link", use, 2))
		}
		wantError(t, s.UseCoupon(t.Context(), "link", "c", 2), study.ErrConflict)
		ok(t, s.UseCoupon(t.Context(), "link", "b", 2))
		ok(t, s.UseCoupon(t.Context(), "other", "c", 1))
		uses, err := s.CouponUses(t.Context(), "link")
		ok(t, err)
		if uses != 2 {
			t.Errorf("the link was used %d times, want 2", uses)
		}
	},

	"a use that is taken back makes room for another": func(t *testing.T, s Storage) {
		ok(t, s.UseCoupon(t.Context(), "link", "a", 1))
		ok(t, s.UseCoupon(t.Context(), "other", "b", 1))
		ok(t, s.FreeCoupon(t.Context(), "a"))
		ok(t, s.FreeCoupon(t.Context(), "never there"))
		ok(t, s.UseCoupon(t.Context(), "link", "c", 1))
		wantError(t, s.UseCoupon(t.Context(), "other", "c", 1), study.ErrConflict)
	},

	"of many who use a link at once as many come in as may": func(t *testing.T, s Storage) {
		var wg sync.WaitGroup
		for n := range 20 {
			wg.Go(func() { _ = s.UseCoupon(t.Context(), "link", fmt.Sprint(n), 3) })
		}
		wg.Wait()
		uses, err := s.CouponUses(t.Context(), "link")
		ok(t, err)
		if uses != 3 {
			t.Errorf("%d came in, want 3", uses)
		}
	},
}
