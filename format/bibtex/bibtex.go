// Package bibtex reads BibTeX and BibLaTeX files and writes works in a form that
// both take.
//
// It knows the marks of LaTeX that stand for letters and leaves out those that
// stand for looks. A broken entry is listed with its line; the entries after it
// are still read.
package bibtex

import (
	"bytes"
	"fmt"
	"strings"

	"sojourn/library"
)

// types pairs the entry types of BibLaTeX and BibTeX with ours. The first that
// fits is written; what it does not tell apart is told by the field csltype.
var types = []struct {
	bib string
	own library.Type
}{
	{"article", library.Article}, {"book", library.Book}, {"incollection", library.Chapter}, {"inbook", library.Chapter}, {"inproceedings", library.Paper},
	{"conference", library.Paper}, {"thesis", library.Thesis}, {"phdthesis", library.Thesis}, {"mastersthesis", library.Thesis}, {"report", library.Report},
	{"techreport", library.Report}, {"online", library.Webpage}, {"electronic", library.Webpage}, {"www", library.Webpage}, {"dataset", library.Dataset},
	{"unpublished", library.Manuscript}, {"inreference", library.Encyclopedia}, {"movie", library.Film}, {"video", library.Film}, {"collection", library.Book},
	{"mvbook", library.Book}, {"booklet", library.Book}, {"proceedings", library.Book}, {"manual", library.Report}, {"misc", ""},
}

// entryType is the type under which a work is written, and whether csltype must tell the rest.
func entryType(t library.Type) (bib string, exact bool) {
	for _, pair := range types {
		if pair.own == t {
			return pair.bib, true
		}
	}
	switch t {
	case library.Magazine, library.Newspaper:
		return "article", false
	case library.Blog:
		return "online", false
	}
	return "misc", false
}

// Write gives the works as BibLaTeX.
func Write(works []library.Work) []byte {
	var b bytes.Buffer
	for _, w := range works {
		writeOne(&b, w)
	}
	return b.Bytes()
}

func writeOne(b *bytes.Buffer, w library.Work) {
	kind, exact := entryType(w.Type)
	fmt.Fprintf(b, "@%s{%s", kind, w.ID)
	raw := func(key, value string) {
		if value != "" {
			fmt.Fprintf(b, ",\n  %s = {%s}", key, value)
		}
	}
	put := func(key, value string) { raw(key, escape(value)) }
	if !exact {
		raw("csltype", string(w.Type))
	}
	raw("author", namesOf(w.Authors))
	raw("editor", namesOf(w.Editors))
	raw("translator", namesOf(w.Translators))
	put("title", w.Title)
	switch {
	case kind == "article":
		put("journaltitle", w.Container)
	default:
		put("booktitle", w.Container)
	}
	particulars(w, kind, put, raw)
	b.WriteString("\n}\n\n")
}

// particulars writes what follows the title; put escapes a value, raw does not.
func particulars(w library.Work, kind string, put, raw func(key, value string)) {
	put("series", w.Series)
	put("date", string(w.Date))
	put("volume", w.Volume)
	if kind == "report" {
		put("number", w.Number)
	} else {
		put("number", w.Issue)
		put("csl-number", w.Number)
	}
	raw("pages", strings.ReplaceAll(escape(w.Pages), "-", "--"))
	put("edition", w.Printing)
	switch w.Type {
	case library.Thesis, library.Report:
		put("type", w.Genre)
		put("institution", w.Publisher)
	default:
		put("type", w.Genre)
		put("publisher", w.Publisher)
	}
	put("location", w.Place)
	put("eventtitle", w.Event)
	raw("doi", w.Identifiers.DOI)
	put("isbn", w.Identifiers.ISBN)
	put("issn", w.Identifiers.ISSN)
	raw("url", strings.NewReplacer("{", "%7B", "}", "%7D").Replace(w.URL()))
	put("urldate", string(w.Accessed))
	put("langid", string(w.Language))
	put("abstract", w.AbstractText())
	put("keywords", strings.Join(w.Topics, ", "))
}

func namesOf(names []library.Name) string {
	parts := make([]string, len(names))
	for i, n := range names {
		switch {
		case n.Literal != "":
			parts[i] = "{" + escape(n.Literal) + "}"
		case n.Suffix != "":
			parts[i] = escape(n.Full()) + ", " + escape(n.Suffix) + ", " + escape(n.Given)
		default:
			parts[i] = escape(n.Full()) + ", " + escape(n.Given)
		}
	}
	return strings.TrimSuffix(strings.Join(parts, " and "), " ")
}

var escapes = strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`, `~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`)

func escape(s string) string { return escapes.Replace(s) }
