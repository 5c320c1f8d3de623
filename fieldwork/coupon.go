package fieldwork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"sojourn/seal"
	"sojourn/study"
)

// ErrReferral says that a referral link does not let anybody in, whether it
// was never given, has run out or was used up: whoever tries learns no more.
var ErrReferral = errors.New("fieldwork: the referral link lets nobody in")

// Coupons is what a snowball needs of the field's storage. Links are not
// listed there when they are given, only counted when they are used; so the
// storage cannot tell who gave them.
type Coupons interface {
	// CouponKey returns the key by which links are known, which is fresh if none
	// was kept before.
	CouponKey(ctx context.Context, fresh []byte) ([]byte, error)

	// UseCoupon notes a use of the coupon behind a lookup. The same use again
	// changes nothing; one more than the limit is [study.ErrConflict].
	UseCoupon(ctx context.Context, lookup, use string, limit int) error

	// FreeCoupon takes a use back, as if it had not been; a use that is not there
	// is none.
	FreeCoupon(ctx context.Context, use string) error

	// CouponUses counts the uses of a coupon.
	CouponUses(ctx context.Context, lookup string) (int, error)
}

// EnterReferred prepares the first page for somebody who came by a referral
// link, or is [ErrReferral]. It stores nothing: a link that was only looked at
// works still.
func (s *Service) EnterReferred(ctx context.Context, token string) (Entry, error) {
	e, err := s.enter(ctx, "", "", true)
	if err != nil || !e.Open {
		return e, err
	}
	if _, err := s.coupon(ctx, e.Wave, token, 1); err != nil {
		return Entry{}, err
	}
	e.Coupon = token
	return e, nil
}

// coupon reads a referral link that has so many uses left. All questions are
// asked of every link, so that no answer comes sooner than another.
func (s *Service) coupon(ctx context.Context, w study.Wave, token string, left int) (seal.Coupon, error) {
	if !s.study.Snowball.On {
		return seal.Coupon{}, ErrReferral
	}
	c, until, wrong := s.couponKey.Read(token, s.study.ID, w.Number)
	uses, err := s.coupons.CouponUses(ctx, c.Lookup())
	if err != nil {
		return c, err
	}
	if wrong != nil || s.today() > until || uses+left > s.study.Snowball.Limit() {
		return c, ErrReferral
	}
	return c, nil
}

// redeem uses the link by which somebody came, once for every response, and
// gives the name of its coupon; none where there is no link.
func (s *Service) redeem(ctx context.Context, w study.Wave, key seal.DraftKey, token string) (string, error) {
	if token == "" {
		return "", nil
	}
	c, err := s.coupon(ctx, w, token, 0)
	if err != nil {
		return "", err
	}
	err = s.coupons.UseCoupon(ctx, c.Lookup(), key.Use(), s.study.Snowball.Limit())
	if errors.Is(err, study.ErrConflict) {
		err = ErrReferral
	}
	return c.ID(), err
}

// spend uses up the links that the holders of draft keys may have passed on, as
// if somebody had come by each: nobody is brought any more by a person who took
// everything back, and no page, nor the storage, tells such a link from one that
// was used.
func (s *Service) spend(ctx context.Context, keys []seal.DraftKey) error {
	if !s.study.Snowball.On {
		return nil
	}
	for _, key := range keys {
		for n := range s.study.Snowball.Coupons {
			if err := s.spendOne(ctx, key.Coupon(n+1)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) spendOne(ctx context.Context, c seal.Coupon) error {
	for {
		nobody, err := seal.NewDraftKey(s.rand)
		if err != nil {
			return fmt.Errorf("fieldwork: drawing keys: %w", err)
		}
		switch err := s.coupons.UseCoupon(ctx, c.Lookup(), nobody.Use(), s.study.Snowball.Limit()); {
		case errors.Is(err, study.ErrConflict):
			return nil
		case err != nil:
			return err
		}
	}
}

// couponKey is the key by which this field knows its links. It is there before
// the first respondent is, so that showing a page need not make it.
func couponKey(c Config) (seal.CouponKey, error) {
	if !c.Study.Snowball.On {
		return seal.CouponKey{}, nil
	}
	if c.Coupons == nil {
		return seal.CouponKey{}, errors.New("fieldwork: referral links need a storage that counts how often they were used")
	}
	fresh := make([]byte, len(seal.CouponKey{}))
	if _, err := io.ReadFull(c.Rand, fresh); err != nil {
		return seal.CouponKey{}, fmt.Errorf("fieldwork: drawing the key of coupons: %w", err)
	}
	kept, err := c.Coupons.CouponKey(context.Background(), fresh)
	if err != nil {
		return seal.CouponKey{}, err
	}
	return seal.ParseCouponKey(kept)
}

// couponsOf names the coupons that the holder of a draft key may pass on, for
// the sealed body. Everybody has them, whether or not they look at them.
func (s *Service) couponsOf(key seal.DraftKey) []string {
	if !s.study.Snowball.On {
		return nil
	}
	ids := make([]string, s.study.Snowball.Coupons)
	for n := range ids {
		ids[n] = key.Coupon(n + 1).ID()
	}
	return ids
}

// Referrals are the links that a person may pass on.
type Referrals struct {
	Language study.Lang
	Tokens   []string
	Until    study.Day // last day on which they work
	Limit    int       // people who may come by one link
}

// Referrals gives the links of a finished response and changes nothing. They
// are found from the response's own key, so that no list of them is needed.
// [study.ErrConflict]: the response is not finished; [study.ErrNotFound]: there
// are none, or their time is over.
func (s *Service) Referrals(ctx context.Context, token string) (Referrals, error) {
	d, err := s.open(ctx, token)
	if err != nil {
		return Referrals{}, err
	}
	if d.Closing == nil {
		return Referrals{}, study.ErrConflict
	}
	if !s.refers(d) {
		return Referrals{}, study.ErrNotFound
	}
	r := Referrals{Language: d.Response.Language, Limit: s.study.Snowball.Limit(), Until: s.couponsUntil(d)}
	for n := range d.Response.Coupons { // as many as the sealed body names
		r.Tokens = append(r.Tokens, s.couponKey.Token(d.key.Coupon(n+1), s.study.ID, d.Response.Wave, r.Until))
	}
	return r, nil
}

// refers reports whether a finished response has links whose time is not over.
func (s *Service) refers(d *opened) bool {
	return s.study.Snowball.On && len(d.Response.Coupons) > 0 && s.today() <= s.couponsUntil(d)
}

func (s *Service) couponsUntil(d *opened) study.Day {
	wave, err := s.study.Wave(d.Response.Wave)
	if err != nil { // the study has it no more
		return ""
	}
	return s.study.Snowball.Until(cmp.Or(d.Closing.Day, d.Response.Day), wave)
}
