package site

import (
	"html/template"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

// A card is a work in a list.
type card struct {
	ID        library.ID
	Title     string
	Lang      study.Lang
	Authors   string
	Details   string // authors, date and type
	Date      library.Date
	Languages []study.Lang
	Href      string
	Places    []found
}

// found is where in a work the words of a search stand.
type found struct {
	Where string
	Href  string
	Text  template.HTML
}

func (s setting) card(w library.Work) card {
	c := card{ID: w.ID, Title: w.Title, Lang: w.Language, Authors: authors(w, 4), Date: w.Date, Languages: w.Languages(), Href: s.To("entry", string(w.ID))}
	details := slices.DeleteFunc([]string{c.Authors, string(w.Date), s.Type(w.Type)}, func(d string) bool { return d == "" })
	c.Details = strings.Join(details, " · ")
	return c
}

// isolated keeps a text that is written from right to left from turning round
// what stands beside it in a line (Unicode Standard Annex 9, isolates).
func isolated(s string) string {
	for _, r := range s {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana) {
			return "\u2068" + s + "\u2069"
		}
	}
	return s
}

// authors joins names, up to limit of them.
func authors(w library.Work, limit int) string {
	var names []string
	for _, n := range w.Authors {
		names = append(names, isolated(n.String()))
	}
	if len(names) > limit {
		names = append(names[:limit], "…")
	}
	return strings.Join(names, ", ")
}

// workPage is everything that the page of a work shows.
type workPage struct {
	setting
	Work      library.Work
	Editions  []editionView
	Abstracts []abstract
	Citations []citation
	Similar   []card
	Topics    []topicLink
	Findings  []library.Finding
	COinS     string
	Linked    map[string]any
	Address   string // public address of the page, if there is one
}

type editionView struct {
	library.Edition
	Title  string
	Links  []library.Link
	Copies []library.Copy
}

type abstract struct {
	Lang study.Lang
	Text []string // paragraphs
}

type citation struct {
	Name  string
	Entry template.HTML
}

// Shown is an address as one reads it, with its letters unescaped.
func (p workPage) Shown(address string) string {
	if plain, err := url.PathUnescape(address); err == nil && utf8.ValidString(plain) {
		return plain
	}
	return address
}

type topicLink struct{ Name, Href string }

// workPage prepares the page of work i.
func (s setting) workPage(v *view, i int) workPage {
	w := v.Works[i]
	p := workPage{setting: s, Work: w, Findings: v.findings[w.ID], COinS: coins(w)}
	if v.URL != "" {
		p.Address = v.URL + "/entry/" + string(w.ID) + ".html"
	}
	p.Linked = linkedData(w, p.Address)
	for _, e := range w.Editions {
		view := editionView{Edition: e, Title: e.Title, Links: e.Links}
		switch {
		case s.desk:
			view.Copies = e.Copies
		case w.Rights.Copies == library.Public:
			view.Copies = shown(e.Copies)
		}
		p.Editions = append(p.Editions, view)
	}
	for _, lang := range languagesOf(w.Abstract, s.Lang) {
		p.Abstracts = append(p.Abstracts, abstract{lang, strings.Split(w.Abstract[lang], "\n\n")})
	}
	for _, style := range cite.Styles() {
		p.Citations = append(p.Citations, citation{s.Say("style." + string(style)), template.HTML(cite.Of(style, w).HTML())})
	}
	for _, id := range v.corpus.Similar(i, 5) {
		p.Similar = append(p.Similar, s.card(v.Works[v.by[id]]))
	}
	for _, t := range w.Topics {
		p.Topics = append(p.Topics, topicLink{t, s.To("topic", library.Slug(t))})
	}
	return p
}

// languagesOf lists the languages of a text, that of the page first.
func languagesOf(t study.Text, first study.Lang) []study.Lang {
	var langs []study.Lang
	if t.Has(first) {
		langs = append(langs, first)
	}
	for _, l := range sortedKeys(t) {
		if l != first && t.Has(l) {
			langs = append(langs, l)
		}
	}
	return langs
}

// coins is the work as a ContextObject in a span, by which reference managers
// find it on the page (Z39.88-2004).
func coins(w library.Work) string {
	q := url.Values{"ctx_ver": {"Z39.88-2004"}}
	kind, title := "dc", "rft.title"
	switch {
	case w.Type == library.Article:
		kind, title = "journal", "rft.atitle"
		q.Set("rft.jtitle", w.Container)
	case w.Type == library.Book || w.Type == library.Report:
		kind, title = "book", "rft.btitle"
	case w.Type == library.Chapter:
		kind, title = "book", "rft.atitle"
		q.Set("rft.btitle", w.Container)
	}
	q.Set("rft_val_fmt", "info:ofi/fmt:kev:mtx:"+kind)
	q.Set(title, w.Title)
	for key, value := range map[string]string{"rft.date": string(w.Date), "rft.volume": w.Volume, "rft.issue": w.Issue, "rft.pages": w.Pages, "rft.pub": w.Publisher, "rft.place": w.Place, "rft.isbn": w.Identifiers.ISBN, "rft.issn": w.Identifiers.ISSN} {
		if value != "" {
			q.Set(key, value)
		}
	}
	for _, a := range w.Authors {
		q.Add("rft.au", a.String())
	}
	if w.Identifiers.DOI != "" {
		q.Set("rft_id", "info:doi/"+w.Identifiers.DOI)
	} else if w.URL() != "" {
		q.Set("rft_id", w.URL())
	}
	return q.Encode()
}

// schemaTypes are the classes of schema.org for types of work.
var schemaTypes = map[library.Type]string{library.Article: "ScholarlyArticle", library.Preprint: "ScholarlyArticle", library.Paper: "ScholarlyArticle", library.Report: "Report", library.Book: "Book",
	library.Chapter: "Chapter", library.Thesis: "Thesis", library.Dataset: "Dataset", library.Webpage: "WebPage", library.Blog: "BlogPosting", library.Newspaper: "NewsArticle", library.Magazine: "Article", library.Film: "Movie"}

func schemaType(t library.Type) string {
	if name, ok := schemaTypes[t]; ok {
		return name
	}
	return "CreativeWork"
}

// linkedData is the work in the words of schema.org.
func linkedData(w library.Work, address string) map[string]any {
	d := map[string]any{"@context": "https://schema.org", "@type": schemaType(w.Type), "name": w.Title}
	set := func(key, value string) {
		if value != "" {
			d[key] = value
		}
	}
	set("@id", address)
	set("datePublished", string(w.Date))
	set("inLanguage", string(w.Language))
	set("description", w.AbstractText())
	set("url", w.URL())
	set("license", w.Rights.Licence)
	if len(w.Topics) > 0 {
		d["keywords"] = w.Topics
	}
	if w.Identifiers.DOI != "" {
		d["sameAs"] = "https://doi.org/" + w.Identifiers.DOI
	}
	if w.Publisher != "" {
		d["publisher"] = map[string]any{"@type": "Organization", "name": w.Publisher}
	}
	if w.Container != "" {
		d["isPartOf"] = map[string]any{"@type": "CreativeWork", "name": w.Container}
	}
	var people []map[string]any
	for _, a := range w.Authors {
		kind := "Person"
		if a.Literal != "" {
			kind = "Organization"
		}
		people = append(people, map[string]any{"@type": kind, "name": a.String()})
	}
	if len(people) > 0 {
		d["author"] = people
	}
	if len(w.Editions) > 1 && w.Relation == library.Translations {
		var translations []map[string]any
		for _, e := range w.Editions[1:] {
			translations = append(translations, map[string]any{"@type": schemaType(w.Type), "inLanguage": e.Language, "name": w.As(indexOf(w, e)).Title})
		}
		d["workTranslation"] = translations
	}
	return d
}

func indexOf(w library.Work, e library.Edition) int {
	for i := range w.Editions {
		if w.Editions[i].Language == e.Language && w.Editions[i].Title == e.Title {
			return i
		}
	}
	return -1
}

// CopyHref is the address of a saved copy.
func (p workPage) CopyHref(c library.Copy) string {
	if p.desk {
		return p.File("copy/" + c.Hash)
	}
	return p.File("copy/" + archive.CopyName(c))
}
