package site

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/study"
)

var copied = library.Copy{Hash: strings.Repeat("a", 64), Media: "text/html", Size: 3, Saved: "2026-11-22", From: "https://example.org/a"}

func content() Content {
	return Content{URL: "https://example.org/library", Works: []library.Work{
		{ID: "a", Type: library.Report, Title: `Housing </script><script>alert(1)</script> & "more"`, Language: "en", Date: "2022-05", Topics: []string{"Housing", "Жильё"}, Countries: []string{"GE"},
			Authors: []library.Name{{Family: "Vega", Given: "Ana"}}, Identifiers: library.Identifiers{DOI: "10.1234/a"}, Abstract: study.Text{"en": "On <b>rooms</b>."},
			Method: &library.Method{Kind: "survey", N: 120, Waves: []library.Wave{{Title: "spring", From: "2021-03", N: 120}}}, Publisher: "Road",
			Editions: []library.Edition{{Language: "en", Links: []library.Link{{URL: "https://example.org/a", Kind: library.Original}}, Copies: []library.Copy{copied}}}},
		{ID: "b", Title: "Ожидание", Language: "ru", Topics: []string{"Жильё"}, Countries: []string{"GE", "RS"}, Rights: library.Rights{Copies: library.Public},
			Editions: []library.Edition{{Language: "ru", Copies: []library.Copy{{Hash: strings.Repeat("b", 64), Media: "application/pdf"}}}}},
	}, Findings: []library.Finding{{ID: "1", Work: "a", Page: 3, Measure: "income", LabelEN: "Income", Value: "42", Unit: "percent"}, {ID: "2", Work: "b", Page: 5, Measure: "income", LabelEN: "Income", Value: "43", Unit: "percent"}}}
}

func exported(t *testing.T, c Content) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	var mu sync.Mutex
	err := New(c).Export(func(name string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		files[name] = data
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEveryLinkOfTheSiteLeadsToAFileThatIsThere(t *testing.T) {
	many := content()
	for i := range 250 {
		many.Works = append(many.Works, library.Work{ID: library.ID(fmt.Sprintf("n%03d", i)), Title: "N", Topics: []string{"Housing"}, Countries: []string{"KZ"}, Date: "2020"})
	}
	files := exported(t, many)
	links := 0
	for name, data := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		doc, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			for _, a := range n.Attr {
				script := path.Join(path.Dir(name), a.Val)
				own := files[script] != nil && (path.Base(name) == "search.html" && path.Dir(script) == "find" || path.Base(path.Dir(name)) == "entry" && script == copying)
				if a.Key == "src" && !own || n.Data == "script" && a.Key == "type" && a.Val != "application/ld+json" {
					t.Errorf("%s loads or runs %q", name, a.Val)
				}
				if a.Key != "href" || strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "https://") || strings.Contains(a.Val, "copy/") {
					continue
				}
				links++
				target, _ := url.PathUnescape(path.Join(path.Dir(name), a.Val))
				if files[target] == nil {
					t.Errorf("%s leads to %s, which is not there", name, target)
				}
			}
		}
	}
	if links < 1000 || files["topic/housing/3.html"] == nil || files["ru/works/2.html"] == nil {
		t.Errorf("only %d links were looked at", links)
	}
}

func TestATitleCannotBecomeScript(t *testing.T) {
	page := string(exported(t, content())["entry/a.html"])
	if strings.Contains(page, "alert(1)</script>") || strings.Count(page, "<script") != 2 || strings.Contains(page, "<b>rooms") {
		t.Error("what a work says becomes part of the page")
	}
	_, linked, _ := strings.Cut(page, `<script type="application/ld+json">`)
	linked, _, _ = strings.Cut(linked, "</script>")
	var d map[string]any
	if err := json.Unmarshal([]byte(linked), &d); err != nil || d["@type"] != "Report" || d["name"] != content().Works[0].Title {
		t.Errorf("%v: %s", err, linked)
	}
}

func TestMachinesFindTheWorkOnItsPage(t *testing.T) {
	files := exported(t, content())
	page := string(files["entry/a.html"])
	for _, part := range []string{`<link rel="cite-as" href="https://doi.org/10.1234/a">`, `rel="describedby" type="application/vnd.citationstyles.csl+json" href="../entry/a.json"`, `class="Z3988" title="ctx_ver=Z39.88-2004`, "rft.au=Ana&#43;Vega",
		`<meta name="citation_author" content="Ana Vega">`, `https://schema.org/Report`, "Vega, A. (2022)."} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if !strings.Contains(string(files["sitemap.xml"]), "<loc>https://example.org/library/entry/a.html</loc>") {
		t.Error("the work is not in the sitemap")
	}
	if !strings.HasPrefix(string(files["entry/a.bib"]), "@report{a,") {
		t.Errorf("%s", files["entry/a.bib"])
	}
}

func TestCopiesOfOthersStayPrivateUnlessRightsAllow(t *testing.T) {
	p := New(content())
	if open := p.Copies(); len(open) != 1 || open[0].Hash != strings.Repeat("b", 64) {
		t.Errorf("%+v", open)
	}
	files := exported(t, content())
	if strings.Contains(string(files["entry/a.html"]), copied.Hash) || strings.Contains(string(files["entry/a.html"]), "copy/") {
		t.Error("the page names a copy that is private")
	}
	if !strings.Contains(string(files["entry/b.html"]), "../copy/"+strings.Repeat("b", 64)+".pdf") {
		t.Error("a copy that may be shown is not")
	}
}

func TestATitleSaysItsLanguageWhereverItStands(t *testing.T) {
	files := exported(t, content())
	for name, titles := range map[string][]string{"ru/timeline.html": {`dir="auto" lang="en">Housing`}, "findings.html": {`dir="auto" lang="en">Housing`, `dir="auto" lang="ru">Ожидание`}, "works.html": {`dir="auto" lang="ru">Ожидание`}} {
		for _, title := range titles {
			if page := string(files[name]); strings.Count(page, title) == 0 || strings.Count(page, title) != strings.Count(page, ">"+title[strings.LastIndexByte(title, '>')+1:]) {
				t.Errorf("%s has a title without its language: %s\n%s", name, title, page)
			}
		}
	}
}

func TestPagesSpeakTheirLanguageAndContradictionsStandSideBySide(t *testing.T) {
	files := exported(t, content())
	page := string(files["ru/findings.html"])
	for _, part := range []string{`lang="ru"`, "Расхождения", "42", "43"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if !strings.Contains(string(files["ru/country/GE.html"]), "Грузия") || !strings.Contains(string(files["timeline.html"]), "2021-03") {
		t.Error("a country or a wave is not shown")
	}
}

func TestOnlyFilesOfTheSiteAreGiven(t *testing.T) {
	p := New(content())
	for _, name := range []string{"", "../x.html", "entry/c.html", "entry/a/b.html", "topic/x.html", "works/1.html", "works/9.html", "a.bib", "x/a.bib", "copy/" + copied.Hash + ".html", "de/works.html"} {
		if _, err := p.File(name); !errors.Is(err, study.ErrNotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// shelf is a library in memory.
type shelf struct {
	c        Content
	text     string // of every work
	replaced string
	attached string
	added    []library.Finding
}

func (s *shelf) Content() (Content, int, error) { return s.c, 1, nil }
func (s *shelf) Search(_ context.Context, query string, _ library.Filter, _, _ int) (archive.Results, error) {
	return archive.Results{Unclosed: query == `"open`, Hits: []archive.Hit{{Work: s.c.Works[0], Places: []archive.Place{{Copy: copied.Hash, Page: 3, Snippet: nil}}}}, Total: 1}, nil
}
func (s *shelf) Source(library.ID) ([]byte, string, error) {
	return []byte(cmp.Or(s.text, "---\ntitle: x\n---\n")), "v1", nil
}
func (s *shelf) Replace(_ library.ID, version string, text []byte) error {
	if version != "v1" {
		return study.Problem{Where: "library/a.md", What: "changed meanwhile"}
	}
	s.replaced = string(text)
	return nil
}
func (s *shelf) Attach(_ library.ID, lang study.Lang, name string, data []byte) error {
	if lang == "xx" {
		return study.Problem{Where: "library/a.md", What: "it is not clear which edition is meant"}
	}
	s.attached = fmt.Sprintf("%s %s %s", lang, name, data)
	return nil
}
func (s *shelf) AddFinding(f library.Finding) error {
	if f.Value == "" {
		return study.Problem{Where: "library/findings.csv", What: "the finding has no value"}
	}
	s.added = append(s.added, f)
	return nil
}
func (s *shelf) Open(library.Copy) ([]byte, error) { return []byte("<p>"), nil }

func ask(t *testing.T, s *shelf, method, target string, form url.Values) (*httptest.ResponseRecorder, string, error) {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	var page string
	err := NewDesk(s, "/library/").Serve(w, r, "en", func(_ string, main template.HTML) error {
		page = string(main)
		return nil
	})
	return w, page, err
}

func TestASavedPageIsShownInASandbox(t *testing.T) {
	w, _, err := ask(t, &shelf{c: content()}, "GET", "/library/copy/"+copied.Hash, nil)
	if err != nil || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "sandbox; default-src 'none'") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v %v", err, w.Header())
	}
	if _, _, err := ask(t, &shelf{c: content()}, "GET", "/library/copy/../../study.yaml", nil); !errors.Is(err, study.ErrNotFound) {
		t.Error(err)
	}
}

func TestAnEditIsSavedOrShownAgainWithItsProblem(t *testing.T) {
	s := &shelf{c: content()}
	w, _, err := ask(t, s, "POST", "/library/edit/a", url.Values{"version": {"v1"}, "text": {"---\r\ntitle: y\r\n---\r\n"}})
	if err != nil || w.Code != http.StatusSeeOther || s.replaced != "---\ntitle: y\n---\n" {
		t.Errorf("%d, %v, %q", w.Code, err, s.replaced)
	}
	_, page, err := ask(t, s, "POST", "/library/edit/a", url.Values{"version": {"old"}, "text": {"what <was> written"}})
	if err != nil || !strings.Contains(page, "changed meanwhile") || !strings.Contains(page, "what &lt;was&gt; written") {
		t.Errorf("%v %s", err, page)
	}
	s.replaced = ""
	if _, _, err := ask(t, s, "GET", "/library/edit/a?version=v1&text=x", nil); err != nil || s.replaced != "" {
		t.Error("a GET changes a work")
	}
}

func TestTheDeskSaysThatAQuotationMarkIsNotClosed(t *testing.T) {
	for query, told := range map[string]bool{"%22open": true, "open": false} {
		if _, page, err := ask(t, &shelf{c: content()}, "GET", "/library/search?q="+query, nil); err != nil || strings.Contains(page, "is not closed") != told {
			t.Errorf("%s: %v\n%s", query, err, page)
		}
	}
}

func TestTheDeskSearchesAndLeadsToThePage(t *testing.T) {
	_, page, err := ask(t, &shelf{c: content()}, "GET", "/library/search?q=x%22%3E%3Cscript%3E", nil)
	if err != nil || !strings.Contains(page, "page 3") || !strings.Contains(page, "/library/copy/"+copied.Hash) || strings.Contains(page, "><script>") {
		t.Errorf("%v %s", err, page)
	}
}

func BenchmarkExport(b *testing.B) {
	c := Content{}
	for i := range 20000 {
		c.Works = append(c.Works, library.Work{ID: library.ID(fmt.Sprintf("w%05d", i)), Type: library.Report, Title: fmt.Sprintf("Newcomers and their work, part %d", i), Date: library.Date(fmt.Sprint(1990 + i%35)), Language: "en",
			Topics: []string{fmt.Sprintf("topic %d", i%300)}, Countries: []string{"GE"}, Authors: []library.Name{{Family: fmt.Sprintf("Author%d", i%900), Given: "A."}},
			Abstract: study.Text{"en": strings.Repeat(fmt.Sprintf("A survey in number %d of people who told what they hope for. ", i), 6)}})
	}
	dir := b.TempDir()
	for b.Loop() {
		if err := New(c).Export(func(name string, data []byte) error { return write(dir, name, data) }); err != nil {
			b.Fatal(err)
		}
	}
}

// write puts a file of the site on the disk, as the command does.
func write(dir, name string, data []byte) error {
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o600)
}

func TestTheServerSignpostsAndChangesNothing(t *testing.T) {
	ask := func(method, target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		Server{New(content()), func(library.Copy) ([]byte, error) { return []byte("%PDF"), nil }}.ServeHTTP(w, httptest.NewRequest(method, target, nil))
		return w
	}
	w := ask("GET", "/entry/a.html")
	if links := strings.Join(w.Header()["Link"], "\n"); w.Code != 200 || !strings.Contains(links, `<https://doi.org/10.1234/a>; rel="cite-as"`) || !strings.Contains(links, `<https://example.org/library/entry/a.json>; rel="describedby"`) {
		t.Errorf("%d %s", w.Code, links)
	}
	if w := ask("GET", "/ru/"); w.Code != 200 || !strings.Contains(w.Body.String(), `lang="ru"`) {
		t.Errorf("%d", w.Code)
	}
	for target, want := range map[string]int{"/edit/a": 404, "/copy/" + copied.Hash: 404, "/../study.yaml": 404} {
		if w := ask("GET", target); w.Code != want {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	if w := ask("GET", "/copy/"+strings.Repeat("b", 64)+".pdf"); w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a copy that rights allow: %d %v", w.Code, w.Header())
	}
	if w := ask("POST", "/edit/a"); w.Code != 405 {
		t.Errorf("%d", w.Code)
	}
}
