package respond

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/study"
)

const codeKey seal.CodeKey = "a key of codes"

// checking is a browser before pages whose study has mirrors, places and letters with codes.
func checking(t *testing.T, now func() time.Time) (browser, *fake) {
	t.Helper()
	f := newFake(t)
	f.study.Waves = []study.Wave{{Number: 1}}
	f.study.Mirrors = []string{"https://mirror.example"}
	f.study.Official = study.Official{Places: []study.Place{{Title: study.Text{"en": "Our site"}, Address: "https://team.example/"}},
		Never: []study.Text{{"en": "to meet a stranger"}}}
	return browser{t, New(f, f, Options{Clock: now, Log: slog.New(slog.DiscardHandler), Codes: outreach.NewCodes(f.study, codeKey)}), "en"}, f
}

func (b browser) check(lang, what string) *httptest.ResponseRecorder {
	return b.post("/genuine?lang="+lang, asForm("what", what))
}

// checked are things that somebody may have checked, and what is said to them.
var checked = map[string]string{
	"https://field.example/i/" + secret: "This address is ours",
	"mirror.example/o/friends":          "This address is ours",
	"https://forms.example.com/":        "This address is not ours",
	"https://fiеld.example/":            "This address only resembles ours",
	"https://field.example.evil.test/":  "This address only resembles ours",
	"000 000 0000":                      "This code stands in none of our letters",
	"<script>":                          "We could not read that",
}

func TestAnInvitationIsToldFromAFake(t *testing.T) {
	b, _ := checking(t, clock)
	code := codeKey.Code("exile", 1, "reminder")
	for what, want := range checked {
		if body := b.check("en", what).Body.String(); !strings.Contains(body, want) {
			t.Errorf("to %q the page does not say %q", what, want)
		}
	}
	for _, typed := range []string{code, strings.ReplaceAll(code, " ", "-"), strings.ReplaceAll(code, "0", "О")} {
		if body := b.check("en", typed).Body.String(); !strings.Contains(body, "This code stands in our letters") {
			t.Errorf("the code %q is not known", typed)
		}
	}
}

func TestAllVerdictsAreAlikeInStatusAndLength(t *testing.T) {
	b, _ := checking(t, clock)
	for _, lang := range []string{"en", "ru", "fa"} {
		length := 0
		for what := range checked {
			r := httptest.NewRequest(http.MethodPost, "/genuine?lang="+lang, strings.NewReader(asForm("what", what)))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Accept-Encoding", "gzip")
			got := b.send(r)
			if length == 0 {
				length = got.Body.Len()
			}
			if got.Code != http.StatusOK || got.Body.Len() != length || got.Header().Get("Content-Encoding") != "" {
				t.Errorf("%s, %q: status %d, %d bytes instead of %d, %q", lang, what, got.Code, got.Body.Len(), length, got.Header().Get("Content-Encoding"))
			}
		}
	}
}

func TestWhatIsCheckedIsNotShownAgainAndChangesNothing(t *testing.T) {
	b, f := checking(t, clock)
	if body := b.check("en", "https://field.example/i/"+secret).Body.String(); strings.Contains(body, secret) {
		t.Error("the page shows a personal link")
	}
	if f.changes != 0 {
		t.Errorf("%d changes", f.changes)
	}
}

func TestThePageTellsHowTheTeamIsKnown(t *testing.T) {
	b, f := checking(t, clock)
	body := b.get("/genuine?lang=en").Body.String()
	for _, want := range append([]string{"https://field.example", "https://mirror.example", `href="https://team.example/"`, "to meet a stranger", "a password, or a code from a message"}, fingerprints(t, f.study)...) {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if !strings.Contains(b.get("/?lang=en").Body.String(), `href="/genuine?lang=en"`) {
		t.Error("the first page does not lead there")
	}
}

func fingerprints(t *testing.T, s *study.Study) (all []string) {
	t.Helper()
	for _, key := range s.Keys.Answers {
		words, err := seal.Fingerprint(key)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, words)
	}
	return all
}

func TestCodesCannotBeTriedOutByTheMillion(t *testing.T) {
	now := noon
	b, _ := checking(t, func() time.Time { return now })
	for n := range maxChecks {
		if got := b.check("en", "000 000 0000"); got.Code != http.StatusOK {
			t.Fatalf("check %d: status %d", n+1, got.Code)
		}
	}
	if got := b.check("en", codeKey.Code("exile", 1, "invitation")); got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" {
		t.Errorf("one more: status %d", got.Code)
	}
	now = now.Add(checkSpan)
	if got := b.check("en", codeKey.Code("exile", 1, "invitation")); got.Code != http.StatusOK {
		t.Errorf("a minute later: status %d", got.Code)
	}
}

func TestAnAddressTellsWhichKeysAndVersionsStandBehindIt(t *testing.T) {
	b, f := checking(t, clock)
	f.study.Waves = append(f.study.Waves, study.Wave{Number: 2, Imported: "elsewhere.yaml"})
	want := ""
	for _, words := range fingerprints(t, f.study) {
		want += "key: " + words + "\n"
	}
	want += "wave 1: " + f.in.Version + "\n"
	got := b.get("/genuine.txt")
	if got.Body.String() != want || got.Header().Get("Content-Type") != "text/plain; charset=utf-8" || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("it says %q as %q", got.Body.String(), got.Header().Get("Content-Type"))
	}
}
