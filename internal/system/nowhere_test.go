package system

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sojourn/estimate/hypothesis"
	"sojourn/seal"
	"sojourn/study"
)

// nowhere are links of one kind that lead nowhere, by why they do, several of
// each: the next one of a reason is another link.
type nowhere struct {
	name    string
	reasons map[string]func() string
}

// guess is a token of the right length that was never given out.
func guess(bytes int) string {
	token := make([]byte, bytes)
	rand.Read(token) // never fails
	return base64.RawURLEncoding.EncodeToString(token)
}

// inTurn gives one of the addresses after another.
func inTurn(addresses []string) func() string {
	at := -1
	return func() string {
		at++
		return addresses[at%len(addresses)]
	}
}

// deadEnds makes links of all kinds in a field of its own: those to a response
// under way, those in a letter, and those that respondents pass on.
func deadEnds(t *testing.T) (*house, []nowhere) {
	t.Helper()
	const each = 8
	h := newHouse(t)
	h.study.Waves = append(h.study.Waves, study.Wave{Number: 2, Doors: []study.Door{{Kind: study.PanelDoor, Opens: "2025-01-01", Closes: "2025-02-01"}}})
	h.study.Field, h.study.Snowball = "https://field.example", study.Snowball{On: true, Coupons: each, Days: 3}
	h.open(sittingForm)
	referrals := h.referrals(each)
	responses := h.responses(each)
	letters := h.letters(each)
	return h, []nowhere{responses, letters, referrals}
}

// responses are links to responses that expired or were withdrawn.
func (h *house) responses(each int) nowhere {
	h.t.Helper()
	var expired, withdrawn []string
	for range each {
		p := h.consent()
		p.next("one", "number", "7")
		expired = append(expired, p.page("two"))
	}
	if err := h.db.Expire(h.t.Context(), study.DayOf(h.clock.AddDate(0, 0, 1))); err != nil {
		h.t.Fatal(err)
	}
	for range each {
		p := h.consent()
		p.next("one", "number", "7")
		if status, _ := p.post("/m/"+p.token+"/erase", url.Values{"sure": {"yes"}}); status != http.StatusSeeOther {
			h.t.Fatalf("taking back is answered with %d", status)
		}
		withdrawn = append(withdrawn, p.page("two"))
	}
	return nowhere{"links to a response", map[string]func() string{"wrong": func() string { return "/c/x/two" }, "guessed": func() string { return "/c/" + guess(32) + "/two" },
		"expired": inTurn(expired), "withdrawn": inTurn(withdrawn)}}
}

// letters are personal links of another wave and of people who withdrew.
func (h *house) letters(each int) nowhere {
	h.t.Helper()
	var expired, withdrawn []string
	for range each {
		for wave, links := range map[study.WaveID]*[]string{1: &withdrawn, 2: &expired} {
			secret, err := seal.NewSecret(rand.Reader)
			if err != nil {
				h.t.Fatal(err)
			}
			if err := h.db.Invite(h.t.Context(), wave, []string{secret.Invitation(h.study.ID, wave)}); err != nil {
				h.t.Fatal(err)
			}
			*links = append(*links, "/i/"+secret.Token())
		}
	}
	p := &person{house: h}
	for _, link := range withdrawn {
		if status, _ := p.get(link); status != http.StatusOK {
			h.t.Fatalf("a personal link that stands is answered with %d", status)
		}
		if status, _ := p.post(link+"/erase", url.Values{"sure": {"yes"}}); status != http.StatusSeeOther {
			h.t.Fatalf("taking back is answered with %d", status)
		}
	}
	return nowhere{"personal links", map[string]func() string{"wrong": func() string { return "/i/x" }, "guessed": func() string { return "/i/" + guess(32) },
		"expired": inTurn(expired), "withdrawn": inTurn(withdrawn)}}
}

// passedOn finds the links on the page that shows them.
var passedOn = regexp.MustCompile(`https://field\.example(/r/[A-Za-z0-9_-]+)</bdi>`)

// referrals are links to pass on that ran out, were used, or are of people who
// withdrew.
func (h *house) referrals(each int) nowhere {
	h.t.Helper()
	given := func() (*person, []string) {
		p := h.consent()
		p.whole()
		_, shown := p.get("/m/" + p.token + "/links")
		var links []string
		for _, m := range passedOn.FindAllStringSubmatch(shown, -1) {
			links = append(links, m[1])
		}
		if len(links) < each {
			h.t.Fatalf("%d links to pass on are shown", len(links))
		}
		return p, links
	}
	h.clock = h.clock.AddDate(0, 0, -10)
	_, expired := given()
	h.clock = h.clock.AddDate(0, 0, 10)
	p, withdrawn := given()
	_, used := given()
	for _, link := range used {
		q := &person{house: h}
		_, home := q.get(link)
		form := url.Values{}
		for _, field := range hiddenFields.FindAllStringSubmatch(home, -1) {
			form.Set(field[1], field[2])
		}
		if status, _ := q.post("/start", form); status != http.StatusSeeOther {
			h.t.Fatalf("coming by a link is answered with %d", status)
		}
	}
	p.post("/m/"+p.token+"/erase", url.Values{"sure": {"yes"}})
	return nowhere{"links to pass on", map[string]func() string{"wrong": func() string { return "/r/x" }, "guessed": func() string { return "/r/" + guess(30) },
		"expired": inTurn(expired), "used": inTurn(used), "withdrawn": inTurn(withdrawn)}}
}

func TestLinksThatLeadNowhereAreAnsweredAlike(t *testing.T) {
	h, kinds := deadEnds(t)
	for _, kind := range kinds {
		want := ""
		for _, reason := range []string{"guessed", "wrong", "expired", "used", "withdrawn"} {
			next, there := kind.reasons[reason]
			if !there {
				continue
			}
			for range 8 {
				got := h.answer(next())
				if want == "" {
					want = got
				}
				if got != want || !strings.HasPrefix(got, "404 ") {
					t.Fatalf("%s: one that is %s is told from a guess:\n%s", kind.name, reason, got)
				}
			}
		}
	}
}

// answer is all that comes back: status, headers but the date, and the page.
func (h *house) answer(address string) string {
	h.t.Helper()
	resp, err := plain.Get(h.address + address)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	resp.Header.Del("Date")
	var headers strings.Builder
	_ = resp.Header.Write(&headers) // into memory
	return fmt.Sprintf("%d %s\n%s", resp.StatusCode, headers.String(), page)
}

// TestNobodyTellsByTimeWhyALinkLeadsNowhere asks for links of every kind and
// reason in an order of chance. Somebody who had to tell two reasons apart by
// the time of one answer would be right in a share of cases that is called the
// area under the curve; one half is chance. The design allows 0.52.
func TestNobodyTellsByTimeWhyALinkLeadsNowhere(t *testing.T) {
	if os.Getenv("SOJOURN_PROVE") == "" {
		t.Skip("skipped: a proof of minutes; set SOJOURN_PROVE=1")
	}
	const requests = 8000
	h, kinds := deadEnds(t)
	lots := mathrand.New(mathrand.NewPCG(1, 2))
	for _, kind := range kinds {
		times := h.timed(kind, requests, lots)
		for _, reason := range []string{"wrong", "expired", "used", "withdrawn"} {
			if times[reason] == nil {
				continue
			}
			test, err := hypothesis.RankSum(times[reason], times["guessed"], hypothesis.Normal)
			if err != nil {
				t.Fatal(err)
			}
			area := test.Statistic / (requests * requests)
			t.Logf("%s: %s %.3f ms, guessed %.3f ms, difference of medians %+.1f µs, area %.3f, p %.2g", kind.name, reason,
				median(times[reason])*1e3, median(times["guessed"])*1e3, (median(times[reason])-median(times["guessed"]))*1e6, area, test.P)
			if math.Abs(area-0.5) > 0.02 {
				t.Errorf("%s: one that is %s is told from a guess in %.1f %% of pairs", kind.name, reason, 100*max(area, 1-area))
			}
		}
	}
}

// timed gives the seconds of every answer by reason.
func (h *house) timed(kind nowhere, requests int, lots *mathrand.Rand) map[string][]float64 {
	h.t.Helper()
	var order []string
	for reason := range kind.reasons {
		order = append(order, slices.Repeat([]string{reason}, requests)...)
	}
	slices.Sort(order)
	lots.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
	times := map[string][]float64{}
	for _, reason := range order {
		address := kind.reasons[reason]()
		began := time.Now()
		resp, err := plain.Get(h.address + address)
		if err != nil {
			h.t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil {
			h.t.Fatal(err)
		}
		times[reason] = append(times[reason], time.Since(began).Seconds())
	}
	return times
}

func median(all []float64) float64 { return slices.Sorted(slices.Values(all))[len(all)/2] }
