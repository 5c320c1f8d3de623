package fieldwork_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// snowball fields a study in which everybody may pass on three links.
func snowball(t *testing.T) *stage {
	s := newStage(t)
	s.study.Field, s.study.Snowball = "https://field.example", study.Snowball{On: true, Coupons: 3, Days: 3}
	s.field(small(t))
	return s
}

// come begins by a referral link.
func (s *stage) come(link string) (token string, start func() (string, error), err error) {
	e, err := s.EnterReferred(ctx, link)
	if err != nil {
		return "", nil, err
	}
	start = func() (string, error) {
		return s.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Coupon: e.Coupon, Language: "ru", Consent: 1})
	}
	token, err = start()
	return token, start, err
}

func (s *stage) finish(token string) {
	s.t.Helper()
	s.save(token, "work", "work", "no")
	if next := s.save(token, "end", "comment", "…"); next != "" {
		s.t.Fatalf("after the last page comes %q", next)
	}
}

func (s *stage) links(token string) []string {
	s.t.Helper()
	r, err := s.Referrals(ctx, token)
	if err != nil {
		s.t.Fatal(err)
	}
	return r.Tokens
}

func TestWhoCameByWhomStandsInTheSealedBodiesAlone(t *testing.T) {
	s := snowball(t)
	first := s.start()
	if _, err := s.Referrals(ctx, first); !errors.Is(err, study.ErrConflict) {
		t.Errorf("before the end links are answered with %v", err)
	}
	s.finish(first)
	links := s.links(first)
	if again := s.links(first); len(links) != 3 || !slices.Equal(links, again) {
		t.Errorf("the links are %v, then %v", links, again)
	}
	second, _, err := s.come(links[1])
	if err != nil {
		t.Fatal(err)
	}
	s.finish(second)
	gave, came := s.opened(0), s.opened(1)
	if len(gave.Coupons) != 3 || gave.Coupon != "" || came.Coupon != gave.Coupons[1] {
		t.Errorf("the first gave %v, and the second came by %q", gave.Coupons, came.Coupon)
	}
	kept, err := json.Marshal([]any{s.drafts, s.envelopes, s.phrases, s.uses})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(append(gave.Coupons, came.Coupons...), links...) {
		if bytes.Contains(kept, []byte(name)) {
			t.Errorf("the storage knows %s", name)
		}
	}
	if len(s.uses) != 1 {
		t.Errorf("the storage counts %d links, and one was used", len(s.uses))
	}
}

func TestALinkWorksOnceForWhoeverComesFirst(t *testing.T) {
	s := snowball(t)
	first := s.start()
	s.finish(first)
	link := s.links(first)[0]
	for range 3 { // looking uses nothing
		if _, err := s.EnterReferred(ctx, link); err != nil {
			t.Fatal(err)
		}
	}
	forwarded, err := s.EnterReferred(ctx, link)
	if err != nil {
		t.Fatal(err)
	}
	token, start, err := s.come(link)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := start(); err != nil || again != token {
		t.Errorf("sending the consent twice gives %q, %v", again, err)
	}
	_, err = s.Start(ctx, fieldwork.StartRequest{Secret: forwarded.Secret, Draft: forwarded.Draft, Coupon: link, Language: "ru", Consent: 1})
	if !errors.Is(err, fieldwork.ErrReferral) {
		t.Errorf("whoever comes second is answered with %v", err)
	}
	if _, err := s.EnterReferred(ctx, link); !errors.Is(err, fieldwork.ErrReferral) {
		t.Errorf("a link that was used lets look: %v", err)
	}
	if len(s.drafts) != 2 {
		t.Errorf("%d drafts are there, want those of the two", len(s.drafts))
	}
}

func TestALinkForThreePeopleLetsThreeIn(t *testing.T) {
	s := snowball(t)
	s.study.Snowball.Uses = 3
	first := s.start()
	s.finish(first)
	for n := range 4 {
		_, _, err := s.come(s.links(first)[0])
		if (err == nil) != (n < 3) {
			t.Errorf("number %d is answered with %v", n+1, err)
		}
	}
}

func TestWrongExpiredAndForeignLinksAreOneAndTheSame(t *testing.T) {
	s := snowball(t)
	first := s.start()
	s.finish(first)
	link := s.links(first)[0]
	altered := []byte(link)
	altered[3] ^= 1
	longer := link[:20] + "zz" + link[22:] // another day, the same mark
	for what, wrong := range map[string]string{"altered": string(altered), "of another day": longer, "empty": "", "no token": "…", "another length": link + "A", "breaks": link + "\n"} {
		if _, err := s.EnterReferred(ctx, wrong); !errors.Is(err, fieldwork.ErrReferral) {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.now = s.now.AddDate(0, 0, 3)
	if _, err := s.EnterReferred(ctx, link); err != nil {
		t.Errorf("on the last day: %v", err)
	}
	s.now = s.now.AddDate(0, 0, 1)
	if _, err := s.EnterReferred(ctx, link); !errors.Is(err, fieldwork.ErrReferral) {
		t.Errorf("a day later: %v", err)
	}
	if _, err := s.Referrals(ctx, first); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("links that have run out are shown: %v", err)
	}
	s.now = s.now.AddDate(0, 0, 4) // the wave is over
	if e, err := s.EnterReferred(ctx, link); err != nil || e.Open || !errors.Is(e.Shut, fieldwork.ErrClosed) {
		t.Errorf("after the wave: %+v, %v", e.Shut, err)
	}
}

func TestALinkOpensThePanelDoorOfItsOwnWave(t *testing.T) {
	s := snowball(t)
	first := s.start()
	s.finish(first)
	old := s.links(first)[0]
	s.now = s.now.AddDate(0, 5, 0) // wave 2, for panelists alone
	if _, err := s.EnterReferred(ctx, old); !errors.Is(err, fieldwork.ErrReferral) {
		t.Errorf("a link of wave 1 in wave 2: %v", err)
	}
	key, err := seal.ParseDraftKey(first)
	if err != nil {
		t.Fatal(err)
	}
	mark, err := seal.ParseCouponKey(s.couponKey)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := s.come(mark.Token(key.Coupon(1), "exile", 2, "2022-08-30"))
	if err != nil {
		t.Fatalf("a link of wave 2 while its panel door stands open: %v", err)
	}
	if d, err := s.open(token); err != nil || d.Wave != 2 {
		t.Errorf("the response is of wave %d, %v", d.Wave, err)
	}
}

func TestWithoutASnowballThereAreNoLinks(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.finish(token)
	if _, err := s.Referrals(ctx, token); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("links: %v", err)
	}
	if _, err := s.EnterReferred(ctx, strings.Repeat("A", 40)); !errors.Is(err, fieldwork.ErrReferral) {
		t.Errorf("a link: %v", err)
	}
	if r := s.opened(0); r.Coupons != nil || r.Coupon != "" {
		t.Errorf("the sealed body names %v", r.Coupons)
	}
}

func TestWhoIsNotSafeLeavesNoTraceAtTheLinkByWhichTheyCame(t *testing.T) {
	s := snowball(t)
	s.study.Exits = []study.Exit{{Name: "elsewhere", Kind: study.Unsafe, Page: "work", When: "${work} = 'yes'"}}
	s.field(small(t))
	first := s.start()
	s.finish(first)
	link := s.links(first)[0]
	token, _, err := s.come(link)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.ledBy(page(token, "work", "work", "yes")); got != 1 {
		t.Fatalf("led to exit %d", got)
	}
	for lookup, uses := range s.uses {
		if len(uses) != 0 {
			t.Errorf("of %s the uses %v are kept", lookup, uses)
		}
	}
	if _, _, err := s.come(link); err != nil {
		t.Errorf("somebody else comes by the link: %v", err)
	}
}

func TestASnowballNeedsAStorageThatCounts(t *testing.T) {
	s := snowball(t)
	_, err := fieldwork.New(fieldwork.Config{Study: s.study, Storage: s.memory})
	if err == nil || !strings.Contains(err.Error(), "counts") {
		t.Errorf("fielding without is answered with %v", err)
	}
}

// CouponKey, UseCoupon, FreeCoupon and CouponUses count in memory.
func (m *memory) CouponKey(_ context.Context, fresh []byte) ([]byte, error) {
	if m.couponKey == nil {
		m.couponKey = fresh
	}
	return m.couponKey, nil
}

func (m *memory) UseCoupon(_ context.Context, lookup, use string, limit int) error {
	if slices.Contains(m.uses[lookup], use) {
		return nil
	}
	if len(m.uses[lookup]) == limit {
		return study.ErrConflict
	}
	m.uses[lookup] = append(m.uses[lookup], use)
	return nil
}

func (m *memory) FreeCoupon(_ context.Context, use string) error {
	for lookup, uses := range m.uses {
		m.uses[lookup] = slices.DeleteFunc(uses, func(u string) bool { return u == use })
	}
	return nil
}

func (m *memory) CouponUses(_ context.Context, lookup string) (int, error) {
	return len(m.uses[lookup]), nil
}

func TestTheLinksThatSomebodyPassedOnEndWhenTheyTakeEverythingBack(t *testing.T) {
	for name, withdraw := range map[string]func(s *stage, token, words string) error{
		"by the link":  func(s *stage, token, _ string) error { return s.Service.Withdraw(ctx, token) },
		"by the words": func(s *stage, _, words string) error { return s.WithdrawByPhrase(ctx, words) },
	} {
		s := snowball(t)
		s.study.Snowball.Uses = 2
		recruiter := s.start()
		words, err := s.Service.Phrase(ctx, recruiter)
		if err != nil {
			t.Fatal(err)
		}
		s.finish(recruiter)
		links := s.links(recruiter)
		underWay, again, err := s.come(links[0])
		if err != nil {
			t.Fatal(err)
		}
		other := s.start()
		s.finish(other)
		used := s.links(other)[0]
		for range 2 {
			if _, _, err := s.come(used); err != nil {
				t.Fatal(err)
			}
		}
		if err := withdraw(s, recruiter, words); err != nil {
			t.Fatal(err)
		}
		_, _, usedUp := s.come(used)
		for n, link := range links {
			if _, _, err := s.come(link); !errors.Is(err, fieldwork.ErrReferral) || err != usedUp {
				t.Errorf("%s: link %d is answered with %v", name, n+1, err)
			}
			coupon, _, err := keyOf(t, s).Read(link, "exile", 1)
			if err != nil {
				t.Fatal(err)
			}
			if uses, err := s.CouponUses(ctx, coupon.Lookup()); err != nil || uses != 2 {
				t.Errorf("%s: link %d has %d uses, which tells it from one that was used up", name, n+1, uses)
			}
		}
		if _, err := again(); err != nil {
			t.Errorf("%s: who had come before is not let go on: %v", name, err)
		}
		s.finish(underWay)
		if _, _, err := s.come(s.links(other)[1]); err != nil {
			t.Errorf("%s: a link of somebody else is closed: %v", name, err)
		}
	}
}

func keyOf(t *testing.T, s *stage) seal.CouponKey {
	t.Helper()
	key, err := seal.ParseCouponKey(s.couponKey)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
