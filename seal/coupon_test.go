package seal

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sojourn/study"
)

// The coupons were worked out apart from this code, from the documentation; all
// are pinned, for a release that derived others would lose links and codes.
func TestCouponsAndCodesStayTheSameInEveryRelease(t *testing.T) {
	k := fixedDraftKey(t)
	c := k.Coupon(1)
	mark := CouponKey(fixedSecret(t))
	got := append([]string{c.ID(), c.Lookup(), k.Use(), mark.Token(c, "exile-panel", 2, "2022-09-20")}, Recognition("exile-panel", []string{"12", "3", "left", "7"})...)
	want := []string{
		"lyaktkeefd4d3ldx2olvbou46e",
		"nvt7zlb22jjyxmbu6x3tq2xiue",
		"wgvbnpp54u4eay5p6l67p2w6py",
		"Eeqhy3PyRz9ACZrKn9nRuks3X-aNi1BoqafzONo3",
		"yoimi6pzasf6jb2xgznt4jlqgm",
		"x2ljnrndhxo4vxvkgha6l7fjv4",
		"v3obwfpmy534cdhpl75a2dge2q",
		"cxbz3l7ftxsto62x7mfasd262q",
		"v4gdckkyw6fag3chbrkzkyuadq",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestACouponSaysNothingOfWhoGaveIt(t *testing.T) {
	k := fixedDraftKey(t)
	c := k.Coupon(1)
	names := []string{c.ID(), c.Lookup(), k.Use(), k.ID(), k.ResponseKey(), k.Coupon(2).ID(), k.Coupon(2).Lookup()}
	for i, name := range names {
		if slices.Contains(names[i+1:], name) {
			t.Errorf("%q stands for two things", name)
		}
	}
	if got := []string{strings.TrimSpace(format(c)), strings.TrimSpace(format(CouponKey{1}))}; got[0] != hidden || got[1] != hidden {
		t.Errorf("written as %q", got)
	}
}

func TestATokenIsOfItsStudyWaveAndDay(t *testing.T) {
	mark, c := CouponKey(fixedSecret(t)), fixedDraftKey(t).Coupon(3)
	for day := study.Day("1970-01-01"); day < "2149-01-01"; day = study.DayOf(day.Time().Add(997 * 24 * time.Hour)) {
		got, until, err := mark.Read(mark.Token(c, "exile", 1, day), "exile", 1)
		if err != nil || got != c || until != day {
			t.Fatalf("%s: %s, %v", day, until, err)
		}
	}
	token := mark.Token(c, "exile", 1, "2022-09-20")
	for what, read := range map[string]func() error{
		"another wave":  func() error { _, _, err := mark.Read(token, "exile", 2); return err },
		"another study": func() error { _, _, err := mark.Read(token, "other", 1); return err },
		"another key":   func() error { _, _, err := CouponKey{}.Read(token, "exile", 1); return err },
		"cut short":     func() error { _, _, err := mark.Read(token[:39], "exile", 1); return err },
		"nothing":       func() error { _, _, err := mark.Read("", "exile", 1); return err },
	} {
		if read() != ErrToken {
			t.Errorf("%s is read", what)
		}
	}
	for i := range token {
		altered := []byte(token)
		if altered[i]++; altered[i] == '{' || altered[i] == '[' || altered[i] == ':' {
			altered[i] = 'a'
		}
		if _, _, err := mark.Read(string(altered), "exile", 1); err != ErrToken {
			t.Errorf("with another letter at %d the token is read", i)
		}
	}
	if _, err := ParseCouponKey([]byte("short")); err == nil {
		t.Error("a short key is read")
	}
}

func format(v any) string { return fmt.Sprintf("%v", v) }
