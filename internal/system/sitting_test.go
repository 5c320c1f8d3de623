package system

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sojourn/fieldwork"
	"sojourn/study"
)

// said is what a response says, item by item.
func said(r fieldwork.Response) string {
	return strings.Join([]string{r.Answers["number"].Value(), r.Answers["story"].Value(), r.Answers["last"].Value()}, ", ")
}

// one asserts that there is exactly one finished response, and what it says.
func (h *house) one(want string) {
	h.t.Helper()
	all := h.finished()
	if len(all) != 1 {
		h.t.Fatalf("%d responses arrived", len(all))
	}
	if got := said(all[0]); got != want {
		h.t.Errorf("the response says %q, want %q", got, want)
	}
}

// TestADoubleClickSendsNothingTwice presses every button of an interview eight
// times at once.
func TestADoubleClickSendsNothingTwice(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	for _, step := range [][3]string{{"one", "number", "7"}, {"two", "story", "so"}, {"three", "last", "bye"}} {
		var clicks sync.WaitGroup
		ends := make([]string, 8)
		for n := range ends {
			clicks.Go(func() {
				status, at := p.post(p.page(step[0]), url.Values{"do": {"next"}, step[1]: {step[2]}})
				ends[n] = fmt.Sprint(status, " ", at)
			})
		}
		clicks.Wait()
		for _, end := range ends {
			if end != ends[0] || !strings.HasPrefix(end, "303 ") {
				t.Errorf("clicks on page %s end in %q and %q", step[0], ends[0], end)
			}
		}
	}
	h.one("7, so, bye")
}

func TestAConsentSentTwiceIsOneResponse(t *testing.T) {
	h := newHouse(t)
	p := &person{house: h}
	_, home := p.get("/")
	form := url.Values{}
	for _, field := range hiddenFields.FindAllStringSubmatch(home, -1) {
		form.Set(field[1], field[2])
	}
	_, first := p.post("/start", form)
	_, second := p.post("/start", form)
	if first != second || !strings.HasPrefix(first, "/c/") {
		t.Error("two consents lead to two responses")
	}
}

func TestTwoTabsKeepEachOthersPages(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7") // tab A goes on to page two
	p.next("one", "number", "8") // tab B still shows page one
	p.next("two", "story", "so")
	p.next("one", "number", "9") // tab B is sent once more
	p.next("three", "last", "bye")
	h.one("9, so, bye")
}

func TestGoingBackFindsWhatWasSaidAndKeepsWhatCameAfter(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	if status, at := p.post(p.page("two"), url.Values{"do": {"back"}, "story": {"half a"}}); status != http.StatusSeeOther || !strings.HasSuffix(at, "/one") {
		t.Fatalf("going back is answered with %d", status)
	}
	for range 2 { // and a reload
		if _, shown := p.get(p.page("one")); !strings.Contains(shown, `value="7"`) {
			t.Error("the first page has lost its answer")
		}
	}
	p.next("one", "number", "8")
	if _, shown := p.get(p.page("two")); !strings.Contains(shown, "half a") {
		t.Error("what was written before going back is lost")
	}
	p.next("two", "story", "half a story")
	p.next("three", "last", "bye")
	h.one("8, half a story, bye")
	if status, _ := p.get(p.page("one")); status != http.StatusSeeOther {
		t.Errorf("after the end, going back to a page is answered with %d", status)
	}
}

func TestAnotherLanguageKeepsThePageAndWhatStandsOnIt(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	if status, at := p.post(p.page("two"), url.Values{"do": {"lang:ru"}, "story": {"half a"}}); status != http.StatusSeeOther || !strings.HasSuffix(at, "/two") {
		t.Fatalf("switching is answered with %d", status)
	}
	if _, shown := p.get(p.page("two")); !strings.Contains(shown, "half a") || !strings.Contains(shown, `lang="ru"`) {
		t.Error("the page is not in Russian or has lost its answer")
	}
	p.next("two", "story", "a story")
	p.next("three", "last", "bye")
	h.one("7, a story, bye")
	if lang := h.finished()[0].Language; lang != "ru" {
		t.Errorf("the response is in %q", lang)
	}
}

func TestAnotherDeviceGoesOnWhereTheFirstStopped(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	resp, err := plain.PostForm(h.address+p.page("two"), url.Values{"do": {"later"}, "story": {""}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	other := &person{house: h, token: p.token}
	if status, _ := other.get("/c/" + p.token); status != http.StatusSeeOther {
		t.Fatalf("the link is answered with %d", status)
	}
	if _, at := other.get("/c/" + p.token + "/two"); !strings.Contains(at, "Your story") {
		t.Error("the other device does not show the page")
	}
	other.next("two", "story", "so")
	other.next("three", "last", "bye")
	h.one("7, so, bye")
}

// TestAVersionThatChangedMeanwhileKeepsWhatWasSaved restarts the field with
// another version of the questionnaire in the middle of an interview.
func TestAVersionThatChangedMeanwhileKeepsWhatWasSaved(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	h.open(strings.NewReplacer("| sitting | 1 | en |", "| sitting | 2 | en |", "Your story", "Tell us more").Replace(sittingForm))
	if _, shown := p.get(p.page("two")); !strings.Contains(shown, "Tell us more") {
		t.Error("the new version is not shown")
	}
	p.next("two", "story", "so")
	p.next("three", "last", "bye")
	h.one("7, so, bye")
	if v := h.finished()[0].Version; v != "2" {
		t.Errorf("the response says that it is of version %q", v)
	}
}

func TestAnExpiredLinkLooksLikeOneThatNeverWas(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	guess := strings.Repeat("A", len(p.token)-1) + p.token[len(p.token)-1:]
	_, never := p.get("/c/" + guess + "/two")
	if status, shown := p.get(p.page("two")); status != http.StatusOK || shown == never {
		t.Fatalf("before it expires the link is answered with %d", status)
	}
	h.clock = h.clock.AddDate(0, 0, 15)
	if err := h.db.Expire(t.Context(), h.study.DraftsUntil(study.DayOf(h.clock))); err != nil {
		t.Fatal(err)
	}
	for name, address := range map[string]string{"expired": p.page("two"), "expired, without a page": "/c/" + p.token, "no token at all": "/c/x/two"} {
		if status, shown := p.get(address); status != http.StatusNotFound || shown != never {
			t.Errorf("a link that is %s is answered with %d and can be told from a guess", name, status)
		}
	}
	if status, _ := p.post(p.page("two"), url.Values{"do": {"next"}, "story": {"late"}}); status != http.StatusNotFound {
		t.Errorf("a page sent to an expired link is answered with %d", status)
	}
}

// TestAFullDiskLosesNoAcknowledgedPage fills the disk in the middle of an
// interview: the page is refused and can be sent again when there is room.
func TestAFullDiskLosesNoAcknowledgedPage(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	h.disk.full.Store(true)
	for _, page := range []string{"two", "two"} {
		resp, err := plain.PostForm(h.address+p.page(page), url.Values{"do": {"next"}, "story": {"so"}})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
			t.Errorf("a page that cannot be kept is answered with %d", resp.StatusCode)
		}
	}
	if _, shown := p.get(p.page("one")); !strings.Contains(shown, `value="7"`) {
		t.Error("a page that was acknowledged is lost")
	}
	h.disk.full.Store(false)
	p.next("two", "story", "so")
	h.disk.full.Store(true)
	if status, _ := p.post(p.page("three"), url.Values{"do": {"next"}, "last": {"bye"}}); status != http.StatusServiceUnavailable {
		t.Errorf("an end that cannot be kept is answered with %d", status)
	}
	h.disk.full.Store(false)
	p.next("three", "last", "bye")
	h.one("7, so, bye")
}
