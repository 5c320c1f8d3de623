package desk

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"sojourn/codebook"
	"sojourn/listener"
	"sojourn/look"
	"sojourn/study"
)

// codebookPage is everything codebook.html may show.
type codebookPage struct {
	*frame
	Query      string
	Found, All int
	Pages      []editionLink
	Entries    []entryLine
}

// An entryLine is an item that was found, with what was found in it.
type entryLine struct {
	Href   string
	Name   template.HTML
	Label  template.HTML
	Places []template.HTML // where the words stand, beside the name and the label
}

// codebook serves GET /codebook: the codebook, searched through.
func (s *site) codebook(w http.ResponseWriter, r *http.Request) error {
	p := codebookPage{frame: s.frame(r, "nav.codebook"), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	book, err := s.project.Codebook()
	if err != nil {
		return err
	}
	for _, lang := range codebook.Languages() {
		p.Pages = append(p.Pages, editionLink{lang, "/codebook/" + string(lang) + ".html", s.book.In(lang).Say("language")})
	}
	whole := "/codebook/en.html"
	if s.book.Has(p.Lang) {
		whole = "/codebook/" + string(p.Lang) + ".html"
	}
	for _, hit := range book.Search(p.Query) {
		e := entryLine{Href: whole + "#v-" + url.PathEscape(hit.Entry.Name), Name: code(hit.Entry.Name), Label: p.Text(hit.Entry.Label)}
		for _, t := range hit.Texts {
			e.Places = append(e.Places, p.Text(t))
		}
		p.Entries = append(p.Entries, e)
	}
	p.Found, p.All = len(p.Entries), len(book.Entries)
	return s.pages.Show(w, http.StatusOK, "codebook", p)
}

// codebookWhole serves GET /codebook/{page}, such as en.html: the whole book as
// one page. It brings a style of its own, which the policy admits in place of
// ours.
func (s *site) codebookWhole(w http.ResponseWriter, r *http.Request) error {
	lang, ok := strings.CutSuffix(r.PathValue("page"), ".html")
	if !ok || !s.book.Has(study.Lang(lang)) {
		return study.ErrNotFound
	}
	book, err := s.project.Codebook()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := book.WritePageAt(&page, study.Lang(lang), func(l study.Lang) string { return "/codebook/" + string(l) + ".html" }); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", listener.Policy(look.StyleHash(codebook.Style()), loads))
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = page.WriteTo(w) // a browser that went away is no failure of ours
	return nil
}
