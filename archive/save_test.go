package archive

import (
	"archive/zip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"sojourn/archive/fetch"
	"sojourn/library"
)

// A web is a server of strangers' pages on this computer.
type web struct {
	*httptest.Server
	page string // what /page shows
}

func newWeb(t *testing.T) *web {
	t.Helper()
	w := &web{page: "<html lang=en><title>T</title><script>alert(1)</script><p>Words of the page.</p></html>"}
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, w.page) })
	mux.HandleFunc("/paper.pdf", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, "%PDF-1.4 paper") })
	mux.HandleFunc("/moved", func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "/page", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/old-letters", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=windows-1251")
		fmt.Fprint(rw, "<title>\xc4\xee\xec</title><p>\xc4\xe8\xf1\xea\xf0\xe8\xec\xe8\xed\xe0\xf6\xe8\xff")
	})
	mux.HandleFunc("/entities", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/xhtml+xml")
		fmt.Fprint(rw, `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/passwd">]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>It says &secret; and ends.</p></body></html>`)
	})
	mux.HandleFunc("/lies.pdf", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/pdf")
		fmt.Fprint(rw, "MZ\x90\x00\x03 a program")
	})
	w.Server = httptest.NewServer(mux)
	t.Cleanup(w.Close)
	return w
}

func saver(l *Library, private bool) *Saver {
	now := func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
	return &Saver{Library: l, Now: now, Fetcher: fetch.New(fetch.Options{Limits: fetch.Limits{Bytes: 1 << 20, Time: 5 * time.Second, Redirects: 5, Tries: 2},
		Private: private, Agent: "test", Now: now, Sleep: func(context.Context, time.Duration) error { return nil }})}
}

func linked(id library.ID, links ...library.Link) library.Work {
	return library.Work{ID: id, Title: string(id), Editions: []library.Edition{{Language: "en", Links: links}}}
}

func saveAll(t *testing.T, s *Saver) map[library.ID]Saved {
	t.Helper()
	missing, err := s.Missing()
	if err != nil {
		t.Fatal(err)
	}
	done := map[library.ID]Saved{}
	for _, m := range missing {
		if done[m.Work], err = s.Save(context.Background(), m); err != nil {
			t.Fatal(err)
		}
	}
	return done
}

func TestPagesAndPapersAreSavedAndASecondRunHasOnlyTheRest(t *testing.T) {
	l, w := emptyLibrary(t), newWeb(t)
	put(t, l, linked("page", library.Link{URL: w.URL + "/page", Kind: library.Original}), linked("paper", library.Link{URL: w.URL + "/gone.pdf", Kind: library.Original}, library.Link{URL: w.URL + "/paper.pdf", Kind: library.Kept}),
		linked("gone", library.Link{URL: w.URL + "/gone"}), linked("lies", library.Link{URL: w.URL + "/lies.pdf"}))
	s := saver(l, true)
	done := saveAll(t, s)
	if c := done["page"].Copies; len(c) != 2 || c[0].Media != mediaWACZ || c[1].Media != mediaHTML || c[1].Of != c[0].Hash || c[0].Saved != "2026-11-22" || c[0].From != w.URL+"/page" {
		t.Fatalf("%+v", done["page"])
	}
	archived, err := zip.OpenReader(l.CopyPath(done["page"].Copies[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer archived.Close()
	if _, err := archived.Open("datapackage.json"); err != nil {
		t.Error(err)
	}
	readable, _ := os.ReadFile(l.CopyPath(done["page"].Copies[1]))
	if strings.Contains(string(readable), "script") || !strings.Contains(string(readable), "Words of the page.") {
		t.Errorf("%s", readable)
	}
	if c := done["paper"].Copies; len(c) != 1 || c[0].Media != mediaPDF || c[0].From != w.URL+"/paper.pdf" {
		t.Errorf("%+v", done["paper"])
	}
	if p := done["gone"].Problem; p == nil || p.Code != "dead" || !strings.Contains(p.Do, "attach") {
		t.Errorf("%+v", p)
	}
	if p := done["lies"].Problem; p == nil || p.Code != "unusable" {
		t.Errorf("%+v", p)
	}
	if missing, _ := s.Missing(); len(missing) != 2 {
		t.Errorf("a second run begins with %d editions", len(missing))
	}
	x := indexed(t, l)
	if got := found(t, x, "words page", library.Filter{}); got != "page" {
		t.Errorf("the saved text is found in %q", got)
	}
}

func TestAPageIsSavedInWhateverFormItsServerWritesIt(t *testing.T) {
	l, w := emptyLibrary(t), newWeb(t)
	put(t, l, linked("old", library.Link{URL: w.URL + "/old-letters"}), linked("xml", library.Link{URL: w.URL + "/entities"}))
	done := saveAll(t, saver(l, true))
	for id, says := range map[library.ID]string{"old": "Дискриминация", "xml": "It says &amp;secret; and ends."} {
		if len(done[id].Copies) != 2 {
			t.Fatalf("%+v", done[id])
		}
		if readable, err := os.ReadFile(l.CopyPath(done[id].Copies[1])); err != nil || !strings.Contains(string(readable), says) || strings.Contains(string(readable), "root:") {
			t.Errorf("%s: %s, %v", id, readable, err)
		}
	}
	if got := found(t, indexed(t, l), "дискриминацией", library.Filter{}); got != "old" {
		t.Errorf("the words of the page of older letters are found in %q", got)
	}
}

func TestALinkIntoTheOwnNetworkIsNotSaved(t *testing.T) {
	l, w := emptyLibrary(t), newWeb(t)
	put(t, l, linked("inside", library.Link{URL: w.URL + "/page"}))
	if p := saveAll(t, saver(l, false))["inside"].Problem; p == nil || p.Code != "forbidden" || !strings.Contains(p.Do, "--private") {
		t.Errorf("%+v", p)
	}
}

func TestChecksNameWhatIsDeadMovedChangedAndMissing(t *testing.T) {
	l, web := emptyLibrary(t), newWeb(t)
	put(t, l, linked("changed", library.Link{URL: web.URL + "/page"}), linked("moved", library.Link{URL: web.URL + "/moved"}), linked("paper", library.Link{URL: web.URL + "/paper.pdf"}), linked("dead", library.Link{URL: web.URL + "/dead"}))
	s := saver(l, true)
	saveAll(t, s)
	codes := func() map[library.ID]string {
		ps, err := l.CheckCopies()
		if err != nil {
			t.Fatal(err)
		}
		works, _, _ := l.Works()
		for _, w := range works {
			more, err := s.CheckOriginals(context.Background(), w)
			if err != nil {
				t.Fatal(err)
			}
			ps = append(ps, more...)
		}
		by := map[library.ID]string{}
		for _, p := range ps {
			id := library.ID(strings.TrimSuffix(strings.TrimPrefix(p.Where, "library/"), ".md"))
			by[id] = strings.TrimSpace(by[id] + " " + p.Code)
		}
		return by
	}
	if got := codes(); got["changed"] != "" || got["paper"] != "" || got["moved"] != "moved" || got["dead"] != "no-copy dead" {
		t.Errorf("%v", got)
	}
	web.page = strings.Replace(web.page, "<script>alert(1)", "<script>alert(2)", 1)
	if got := codes(); got["changed"] != "" {
		t.Errorf("a change that no reader sees is reported: %v", got)
	}
	web.page = strings.Replace(web.page, "Words", "Other words", 1)
	paper, _ := l.Work("paper")
	if err := os.WriteFile(l.CopyPath(paper.Copies()[0]), []byte("%PDF other"), 0o600); err != nil {
		t.Fatal(err)
	}
	page, _ := l.Work("moved")
	if err := os.Remove(l.CopyPath(page.Copies()[0])); err != nil {
		t.Fatal(err)
	}
	got := codes()
	if got["changed"] != "original-changed" || got["paper"] != "copy-changed" || !strings.Contains(got["moved"], "copy-gone") {
		t.Errorf("%v", got)
	}
}

func TestAPageAroundAFileLeadsToTheFile(t *testing.T) {
	for address, want := range map[string]string{
		"https://github.com/a/b/blob/0123/x/Two%20(words).pdf": "https://github.com/a/b/raw/0123/x/Two%20(words).pdf",
		"https://github.com/a/b/blob/main/README.md":           "https://github.com/a/b/blob/main/README.md",
		"https://example.org/a/b/blob/x.pdf":                   "https://example.org/a/b/blob/x.pdf",
	} {
		if got := FileAddress(address); got != want {
			t.Errorf("%s leads to %s", address, got)
		}
	}
}
