// Package site shows a library: its works one by one, by topic, over time and by
// country, with citations to copy and what machines want to know.
//
// The same pages are written to files that open without a server, served to the
// public, and shown on the desk, there with a form to edit. They load
// nothing from anywhere. Saved copies of others' texts are shown on the
// desk alone, always in a sandbox; to the public only where a work's rights say so.
// One page of the exported site has a script, the search; it loads its index from
// files beside it, and everything it finds can be reached by lists without it.
//
// The package renders. It reads no file of the study folder: a [Shelf] does.
package site

import (
	"embed"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"sojourn/library"
	"sojourn/library/words"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed *.html site.css words
var files embed.FS

// Content is what there is to show.
type Content struct {
	Title    study.Text // of the library
	Works    []library.Work
	Findings []library.Finding
	URL      string // where the site is published, without a slash at the end; empty where it is not
}

// A view is content prepared for pages: everything looked up once.
type view struct {
	Content
	by     map[library.ID]int
	newest []int // places of works, newest first
	topics []group

	countries, years, letters []group
	tiles                     []tile // of the map
	corpus                    *words.Corpus
	findings                  map[library.ID][]library.Finding
}

// A group is works that share a topic, a country or a year.
type group struct {
	Key, Name string
	Works     []int
}

func newView(c Content) *view {
	v := &view{Content: c, by: map[library.ID]int{}, corpus: words.NewCorpus(c.Works), findings: map[library.ID][]library.Finding{}}
	for i, w := range c.Works {
		v.by[w.ID] = i
		v.newest = append(v.newest, i)
	}
	slices.SortStableFunc(v.newest, func(a, b int) int { return strings.Compare(string(c.Works[b].Date), string(c.Works[a].Date)) })
	for _, f := range c.Findings {
		v.findings[f.Work] = append(v.findings[f.Work], f)
	}
	v.topics = v.group(func(w library.Work) []string { return w.Topics }, func(t string) string { return library.Slug(t) })
	slices.SortStableFunc(v.topics, func(a, b group) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	v.countries, v.years, v.letters, v.tiles = v.byCountry(), v.byYear(), v.byLetter(), grid()
	return v
}

// group gathers works, newest first, by what of gives; names with one key are one group.
func (v *view) group(of func(library.Work) []string, key func(string) string) []group {
	at := map[string]int{}
	var groups []group
	for _, i := range v.newest {
		for _, name := range of(v.Works[i]) {
			k := key(name)
			n, ok := at[k]
			if !ok {
				n = len(groups)
				at[k] = n
				groups = append(groups, group{Key: k, Name: name})
			}
			if g := &groups[n]; len(g.Works) == 0 || g.Works[len(g.Works)-1] != i {
				g.Works = append(g.Works, i)
			}
		}
	}
	return groups
}

func (v *view) byYear() []group {
	groups := v.group(func(w library.Work) []string {
		if y := w.Date.Year(); y > 0 {
			return []string{fmt.Sprint(y)}
		}
		return []string{""}
	}, yearKey)
	slices.SortStableFunc(groups, func(a, b group) int { return strings.Compare(b.Key, a.Key) })
	return groups
}

// yearKey is a year as part of an address.
func yearKey(year string) string {
	if year == "" {
		return "undated"
	}
	return year
}

func (v *view) byCountry() []group {
	groups := v.group(func(w library.Work) []string { return w.Countries }, func(s string) string { return s })
	slices.SortStableFunc(groups, func(a, b group) int {
		if len(a.Works) != len(b.Works) {
			return len(b.Works) - len(a.Works)
		}
		return strings.Compare(a.Key, b.Key)
	})
	return groups
}

// pages holds what every rendering shares.
type pages struct {
	book      *phrasebook.Book
	templates *template.Template
	style     string
}

func newPages() *pages {
	css, err := files.ReadFile("site.css")
	if err != nil {
		panic(err) // embedded: a fault of the build
	}
	return &pages{book: phrasebook.MustOpen(files, "words"), templates: template.Must(template.ParseFS(files, "*.html")), style: string(css)}
}

// A setting is where a page stands: its language, and how addresses are written
// from there.
type setting struct {
	*pages
	Lang  study.Lang
	voice phrasebook.Voice
	root  string // from the page to the first page in its language: "", "../" or "/library/"
	top   string // from the page to the files that all languages share
	end   string // of addresses: ".html" in files
	desk  bool   // copies are shown and works can be edited
	query bool   // there is a search
}

func (p *pages) in(lang study.Lang) setting {
	v := p.book.In(lang)
	return setting{pages: p, Lang: v.Lang, voice: v}
}

// Say gives words of the program.
func (s setting) Say(key string, args ...any) string { return s.voice.Say(key, args...) }

// Home is the address of the first page.
func (s setting) Home() string {
	if s.end != "" {
		return s.root + "index" + s.end
	}
	return s.root + "works"
}

// To is the address of a page of the library.
func (s setting) To(parts ...string) string { return s.root + strings.Join(parts, "/") + s.end }

// File is the address of a file beside the pages.
func (s setting) File(name string) string { return s.top + name }

// Root is the address of the directory of the pages, for the script.
func (s setting) Root() string { return s.root }

// End is how addresses of pages end, for the script.
func (s setting) End() string { return s.end }

// Desk reports whether the page is shown on the desk.
func (s setting) Desk() bool { return s.desk }

// Query reports whether there is a search.
func (s setting) Query() bool { return s.query }

// Tongue is the name of a language in the language of the page.
func (s setting) Tongue(lang study.Lang) string {
	tag, err := language.Parse(string(lang))
	if err != nil || lang == library.Undetermined {
		return string(lang)
	}
	if name := display.Languages(language.Make(string(s.Lang))).Name(tag); name != "" {
		return name
	}
	return string(lang)
}

// Country is the name of a country in the language of the page.
func (s setting) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(string(s.Lang))).Name(region); name != "" {
		return name
	}
	return code
}

// Type is the name of a type of work.
func (s setting) Type(t library.Type) string {
	if t == "" {
		return ""
	}
	return s.Say("type." + string(t))
}
