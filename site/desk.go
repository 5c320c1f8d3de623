package site

import (
	"context"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/library/words"
	"sojourn/study"
)

// A Shelf is the library of a study as the desk's pages need it. Its methods are
// called by several goroutines at once.
type Shelf interface {
	// Content is what there is now, and a version that changes with it.
	Content() (c Content, version int, err error)
	Search(ctx context.Context, query string, f library.Filter, offset, limit int) (archive.Results, error)
	// Source is the file of a work and the version that Replace asks for.
	Source(id library.ID) (text []byte, version string, err error)
	Replace(id library.ID, version string, text []byte) error
	// Attach keeps a file of the given name as a copy of the edition in a language.
	Attach(id library.ID, lang study.Lang, name string, data []byte) error
	// AddFinding writes a figure that a work publishes under the others.
	AddFinding(f library.Finding) error
	// Open reads a saved copy, or gives [study.ErrNotFound].
	Open(c library.Copy) ([]byte, error)
}

// A Frame is what the desk puts around a page.
type Frame = func(title string, main template.HTML) error

// Desk shows a library on the desk, where it is searched and edited and where
// saved copies can be looked at.
type Desk struct {
	shelf Shelf
	root  string
	pages *pages

	mu      sync.Mutex
	version int
	view    *view
}

// NewDesk returns the pages of a shelf under the root, such as "/library/".
func NewDesk(shelf Shelf, root string) *Desk {
	return &Desk{shelf: shelf, root: root, pages: newPages()}
}

// Style is the style sheet of the pages beyond that of the frame.
func (d *Desk) Style() string { return d.pages.style }

// current is the content prepared for pages, anew only if it changed.
func (d *Desk) current() (*view, error) {
	c, version, err := d.shelf.Content()
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.view == nil || d.version != version {
		d.view, d.version = newView(c), version
	}
	return d.view, nil
}

// Serve answers a request for a page under the root. A GET changes nothing.
func (d *Desk) Serve(w http.ResponseWriter, r *http.Request, lang study.Lang, frame Frame) error {
	v, err := d.current()
	if err != nil {
		return err
	}
	s := d.pages.in(lang)
	s.root, s.top, s.desk, s.query = d.root, d.root, true, true
	name := strings.TrimPrefix(r.URL.Path, d.root)
	if name == "" {
		name = "works"
	}
	kind, rest, _ := strings.Cut(name, "/")
	switch {
	case kind == "edit" && r.Method == http.MethodPost:
		return d.save(w, r, s, library.ID(rest), frame)
	case kind == "change" && r.Method == http.MethodPost:
		return d.keep(w, r, s, library.ID(rest), frame)
	case kind == "attach" && r.Method == http.MethodPost:
		return d.attach(w, r, s, library.ID(rest), frame)
	case kind == "finding" && r.Method == http.MethodPost:
		return d.finding(w, r, s, library.ID(rest), frame)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return study.ErrNotFound
	case kind == "edit":
		return d.edit(s, library.ID(rest), frame)
	case kind == "change":
		return d.change(s, library.ID(rest), frame)
	case kind == "copy":
		return d.copy(w, v, rest)
	case kind == "entry" && strings.Contains(rest, "."):
		return d.record(w, v, name)
	case kind == "search":
		return d.search(r, s, v, frame)
	}
	f, err := s.fragment(v, name)
	if err != nil {
		return err
	}
	return s.framed(frame, f, name)
}

// framed puts the parts of the library above a page and hands it to the frame.
func (s setting) framed(frame Frame, f fragment, name string) error {
	var b strings.Builder
	b.WriteString(`<nav class="choices" aria-label="` + html.EscapeString(s.Say("nav")) + `">`)
	for _, part := range parts {
		if part == "search" {
			continue // the list of works has a form for it
		}
		current := ""
		if part == name {
			current = ` aria-current="page"`
		}
		fmt.Fprintf(&b, `<a href="%s"%s>%s</a> `, html.EscapeString(s.To(part)), current, html.EscapeString(s.Say(part)))
	}
	b.WriteString("</nav>\n")
	return frame(f.Title, template.HTML(b.String())+f.Main)
}

// editPage is the form over the file of a work.
type editPage struct {
	setting
	ID, Title, Text, Version string
	Problems                 study.Problems
}

func (d *Desk) edit(s setting, id library.ID, frame Frame) error {
	text, version, err := d.shelf.Source(id)
	if err != nil {
		return err
	}
	return s.form(frame, editPage{setting: s, ID: string(id), Title: string(id), Text: string(text), Version: version})
}

func (s setting) form(frame Frame, p editPage) error {
	f, err := s.filled("edit", s.Say("edit"), p)
	if err != nil {
		return err
	}
	return s.framed(frame, f, "edit")
}

// save takes the text of the form. What cannot be used is shown again with its
// problems, so that nothing that was written is lost.
func (d *Desk) save(w http.ResponseWriter, r *http.Request, s setting, id library.ID, frame Frame) error {
	text, version := strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n"), r.PostFormValue("version")
	ps, err := problemsIn(d.shelf.Replace(id, version, []byte(text)))
	if err != nil {
		return err
	}
	if len(ps) == 0 {
		http.Redirect(w, r, s.To("entry", string(id)), http.StatusSeeOther)
		return nil
	}
	return s.form(frame, editPage{setting: s, ID: string(id), Title: string(id), Text: text, Version: version, Problems: ps})
}

// copy shows a saved copy.
func (d *Desk) copy(w http.ResponseWriter, v *view, hash string) error {
	for _, work := range v.Works {
		for _, c := range work.Copies() {
			if c.Hash != hash {
				continue
			}
			data, err := d.shelf.Open(c)
			if err != nil {
				return err
			}
			sandboxed(w, c, data)
			return nil
		}
	}
	return study.ErrNotFound
}

func (d *Desk) record(w http.ResponseWriter, v *view, name string) error {
	data, err := (&Public{view: v, pages: d.pages}).record(name)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name[strings.LastIndexByte(name, '/')+1:]+`"`)
	_, _ = w.Write(data) // as above
	return nil
}

// search serves GET search?q=….
func (d *Desk) search(r *http.Request, s setting, v *view, frame Frame) error {
	q := r.URL.Query()
	number := func(key string) int { n, _ := strconv.Atoi(q.Get(key)); return n }
	asked := search{q.Get("q"), strings.ToUpper(q.Get("country")), q.Get("from"), q.Get("to"), q.Get("method"), q.Get("population"), q.Get("min"), q.Get("max")}
	found, err := d.shelf.Search(r.Context(), asked.Words, library.Filter{From: number("from"), To: number("to"), Country: asked.Country, Method: asked.Method,
		Population: asked.Population, MinN: number("min"), MaxN: number("max")}, 0, perLeaf)
	if err != nil {
		return err
	}
	p := listPage{setting: s, Heading: s.Say("search.found"), Total: found.Total, Search: &asked, Unclosed: found.Unclosed}
	for _, h := range found.Hits {
		c := s.card(h.Work)
		for _, place := range h.Places {
			c.Places = append(c.Places, s.found(h.Work, place))
		}
		p.Cards = append(p.Cards, c)
	}
	f, err := s.filled("list", p.Heading, p)
	if err != nil {
		return err
	}
	return s.framed(frame, f, "search")
}

// found shows a place with the words marked.
func (s setting) found(w library.Work, p archive.Place) found {
	f := found{Where: s.Say("search.about-work"), Href: s.To("entry", string(w.ID)), Text: highlighted(p.Snippet)}
	if p.Page > 0 && p.Edition < len(w.Editions) {
		f.Where = strings.TrimSpace(string(w.Editions[p.Edition].Language) + " " + s.Say("search.page", strconv.Itoa(p.Page)))
		f.Href = s.File("copy/" + p.Copy)
	}
	return f
}

func highlighted(runs []words.Run) template.HTML {
	var b strings.Builder
	for _, r := range runs {
		if r.Marked {
			b.WriteString("<mark>" + html.EscapeString(r.Text) + "</mark>")
		} else {
			b.WriteString(html.EscapeString(r.Text))
		}
	}
	return template.HTML(b.String())
}
