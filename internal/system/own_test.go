package system

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

var shownPhrase = regexp.MustCompile(`<bdi id="phrase" dir="auto">([^<]*)</bdi>`)

// whole goes through an interview and gives the six words of its last page.
func (p *person) whole() string {
	p.t.Helper()
	p.next("one", "number", "7")
	p.next("two", "story", "so")
	p.next("three", "last", "bye")
	_, done := p.get(p.page("done"))
	m := shownPhrase.FindStringSubmatch(done)
	if m == nil {
		p.t.Fatal("the last page shows no words")
	}
	return m[1]
}

// stored is every byte of the field's database files.
func (h *house) stored() []byte {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.data, "field.db*"))
	if err != nil || len(files) == 0 {
		h.t.Fatalf("no files of the storage: %v", err)
	}
	var all []byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

// TestWhoTakesEverythingBackLeavesALinkThatNeverWas withdraws over HTTP in two
// steps, by the words and by the link. When the second is answered the bytes of
// the answers are gone from the files.
func TestWhoTakesEverythingBackLeavesALinkThatNeverWas(t *testing.T) {
	for name, steps := range map[string]func(p *person, words string) [2]string{
		"by the words": func(*person, string) [2]string { return [2]string{"/withdraw", "/withdraw"} },
		"by the link": func(p *person, _ string) [2]string {
			return [2]string{"/m/" + p.token + "/erase", "/m/" + p.token + "/erase"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			p := h.consent()
			words := p.whole()
			h.one("7, so, bye")
			_, never := p.get("/c/" + strings.Repeat("A", len(p.token)-1) + p.token[len(p.token)-1:] + "/two")
			envelopes, err := h.db.Envelopes(t.Context(), 1, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			body := envelopes[0].Body
			if !bytes.Contains(h.stored(), body[:64]) {
				t.Fatal("the search does not find the answers while they are there")
			}
			if status, _ := p.post("/withdraw", url.Values{"phrase": {"abandon " + words}, "sure": {"yes"}}); status != http.StatusUnprocessableEntity {
				t.Errorf("words that are not the person's are answered with %d", status)
			}
			at := steps(p, words)
			if at[0] == "/withdraw" {
				if status, _ := p.post(at[0], url.Values{"phrase": {words}}); status != http.StatusOK {
					t.Errorf("the first step is answered with %d", status)
				}
			} else if status, _ := p.get(at[0]); status != http.StatusOK {
				t.Errorf("the first step is answered with %d", status)
			}
			h.one("7, so, bye") // the first step erases nothing
			if status, to := p.post(at[1], url.Values{"phrase": {words}, "sure": {"yes"}}); status != http.StatusSeeOther || !strings.HasPrefix(to, "/withdrawn") {
				t.Fatalf("taking everything back is answered with %d", status)
			}
			if bytes.Contains(h.stored(), body[:64]) {
				t.Error("the answers are still in the files")
			}
			for _, address := range []string{p.page("done"), p.page("two"), "/m/" + p.token, "/m/" + p.token + "/erase", "/m/" + p.token + "/copy", "/c/" + p.token} {
				if status, shown := p.get(address); status != http.StatusNotFound || shown != never {
					t.Errorf("a withdrawn link is answered with %d and can be told from a guess", status)
				}
			}
			for _, address := range []string{"/mine", "/return", "/withdraw"} {
				if status, _ := p.post(address, url.Values{"phrase": {words}, "sure": {"yes"}}); status != http.StatusUnprocessableEntity {
					t.Errorf("after that the words at %s are answered with %d", address, status)
				}
			}
		})
	}
}

// TestAConsentTakenBackAfterTheEndReachesTheDesk changes what was agreed to on
// the page with what is theirs.
func TestAConsentTakenBackAfterTheEndReachesTheDesk(t *testing.T) {
	h := newHouse(t)
	h.study.Consent[0].Purposes = []study.Purpose{{Name: "archive", Text: study.Text{"en": "Others may study it."}}}
	p := h.consent()
	p.whole()
	for _, purposes := range []url.Values{{"purpose": {"archive"}}, {}} {
		if status, _ := p.post("/m/"+p.token+"?lang=en", purposes); status != http.StatusSeeOther {
			t.Fatalf("a change is answered with %d", status)
		}
	}
	var rows []fieldwork.Row
	envelopes, err := h.db.Envelopes(t.Context(), 1, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range envelopes {
		_, plain, err := custody.Open(e, h.key)
		if err != nil {
			t.Fatal(err)
		}
		row := fieldwork.Row{Key: e.Key}
		if err := json.Unmarshal(plain, &row.Response); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != 3 || envelopes[2].Kind != seal.Revision {
		t.Fatalf("%d envelopes, want the response and two changes", len(rows))
	}
	table, err := fieldwork.Tabulate(h.form, rows, "archive")
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.Column("consent_archive")
	if err != nil || table.Rows != 1 || c.Variable.Codes.Categories[c.Codes[0]].Code != "no" {
		t.Errorf("%d rows, %v", table.Rows, err)
	}
}
