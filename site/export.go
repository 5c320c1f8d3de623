package site

import (
	"fmt"
	"html/template"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"sojourn/format/bibtex"
	"sojourn/format/csljson"
	"sojourn/format/ris"
	"sojourn/library"
	"sojourn/look"
	"sojourn/study"
)

// A Public is a library as anybody may see it.
type Public struct {
	view  *view
	pages *pages
	kept
}

// New prepares a library for the public.
func New(c Content) *Public { return &Public{view: newView(c), pages: newPages()} }

// mainLang is the language whose pages lie at the root; the others lie in a
// directory of their own.
const mainLang study.Lang = "en"

// framePage is what stands around a page of the site.
type framePage struct {
	setting
	fragment
	Tab, Library, Top string
	Nav               []step
	Languages         []tongue
}

type tongue struct {
	Lang       study.Lang
	Name, Href string
	Current    bool
}

// parts are the parts of the library in the order of the navigation.
var parts = []string{"works", "search", "topics", "letters", "timeline", "countries", "findings"}

// File renders a file of the site by its name, such as "ru/entry/ID.html",
// "entry/ID.bib" or "style.css". A name that is no file's gives [study.ErrNotFound].
func (p *Public) File(name string) ([]byte, error) {
	switch path.Ext(name) {
	case ".css":
		if name == "style.css" {
			return []byte(look.Base + p.pages.style), nil
		}
	case ".html":
		return p.page(strings.TrimSuffix(name, ".html"))
	case ".bib", ".ris", ".json":
		return p.record(name)
	case ".js":
		if name == copying {
			return scripts.ReadFile(copying)
		}
		return p.script(name)
	case ".xml":
		if name == "sitemap.xml" && p.view.URL != "" {
			return p.sitemap(), nil
		}
	}
	return nil, study.ErrNotFound
}

// page renders a page in the language that its name begins with.
func (p *Public) page(name string) ([]byte, error) {
	lang, within := mainLang, name
	if first, rest, ok := strings.Cut(name, "/"); ok && first != string(mainLang) && p.pages.book.Has(study.Lang(first)) {
		lang, within = study.Lang(first), rest
	}
	s := p.pages.in(lang)
	s.end = ".html"
	s.root = strings.Repeat("../", strings.Count(within, "/"))
	s.top = strings.Repeat("../", strings.Count(name, "/"))
	var f fragment
	var err error
	if within == "search" {
		f, err = p.seekPage(s)
	} else {
		f, err = s.fragment(p.view, within)
	}
	if err != nil {
		return nil, err
	}
	library := p.view.Title.In(lang)
	if library == "" {
		library = s.Say("library")
	}
	frame := framePage{setting: s, fragment: f, Tab: f.Title + " · " + library, Library: library, Top: s.top}
	for _, part := range parts {
		frame.Nav = append(frame.Nav, step{s.Say(part), s.To(part), within == part})
	}
	for _, l := range p.pages.book.Languages() {
		href := s.top + within + s.end
		if l != mainLang {
			href = s.top + string(l) + "/" + within + s.end
		}
		frame.Languages = append(frame.Languages, tongue{l, p.pages.book.In(l).Say("language"), href, l == lang})
	}
	html, err := s.render("frame", frame)
	return []byte(html), err
}

// record renders a work for reference managers.
func (p *Public) record(name string) ([]byte, error) {
	i, ok := p.view.by[library.ID(strings.TrimSuffix(strings.TrimPrefix(name, "entry/"), path.Ext(name)))]
	if !ok || path.Dir(name) != "entry" {
		return nil, study.ErrNotFound
	}
	works := p.view.Works[i : i+1]
	switch path.Ext(name) {
	case ".bib":
		return bibtex.Write(works), nil
	case ".ris":
		return ris.Write(works), nil
	}
	return csljson.Write(works)
}

// sitemap lists the pages for search engines (sitemaps.org, protocol 0.9), of
// which one list may hold 50,000.
func (p *Public) sitemap() []byte {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
	names := p.view.names()
	for _, name := range names[:min(len(names), 50000)] {
		b.WriteString("<url><loc>" + template.HTMLEscapeString(p.view.URL+"/"+name+".html") + "</loc></url>\n")
	}
	b.WriteString("</urlset>\n")
	return []byte(b.String())
}

// Names lists every file of the site but saved copies.
func (p *Public) Names() []string {
	names := append([]string{"style.css", copying}, p.searchIndex().names()...)
	if p.view.URL != "" {
		names = append(names, "sitemap.xml")
	}
	for _, name := range p.view.names() {
		for _, l := range p.pages.book.Languages() {
			if l == mainLang {
				names = append(names, name+".html")
			} else {
				names = append(names, string(l)+"/"+name+".html")
			}
		}
	}
	for _, w := range p.view.Works {
		for _, end := range []string{".bib", ".ris", ".json"} {
			names = append(names, "entry/"+string(w.ID)+end)
		}
	}
	return names
}

// Copies lists the saved copies that the public may have.
func (p *Public) Copies() []library.Copy {
	var open []library.Copy
	for _, w := range p.view.Works {
		if w.Rights.Copies == library.Public {
			open = append(open, shown(w.Copies())...)
		}
	}
	return open
}

// shown leaves out pages of the web that were not reduced to what one reads: in a
// file there is no sandbox around them.
func shown(copies []library.Copy) []library.Copy {
	return slices.DeleteFunc(slices.Clone(copies), func(c library.Copy) bool { return c.Media == "text/html" && c.Of == "" })
}

// Export renders every file and hands it to put, from several goroutines at once.
// It stops at the first error.
func (p *Public) Export(put func(name string, data []byte) error) error {
	names := p.Names()
	var wait sync.WaitGroup
	var once sync.Once
	var failed error
	stop := make(chan struct{})
	workers := runtime.GOMAXPROCS(0)
	for part := range slices.Chunk(names, (len(names)+workers-1)/workers) {
		wait.Go(func() {
			for _, name := range part {
				select {
				case <-stop:
					return
				default:
				}
				data, err := p.File(name)
				if err == nil {
					err = put(name, data)
				}
				if err != nil {
					once.Do(func() { failed = fmt.Errorf("site: %s: %w", name, err); close(stop) })
					return
				}
			}
		})
	}
	wait.Wait()
	return failed
}
