package ris

import (
	"fmt"
	"strings"

	"sojourn/library"
)

// An entry is what stands between TY and ER.
type entry struct {
	file   string
	line   int
	kind   string
	values []value
}

type value struct {
	tag, text string
	line      int
}

// proposal makes a work of the entry.
func (e *entry) proposal() library.Proposal {
	p := library.Proposal{}
	known := false
	for _, t := range types {
		if t.ris == e.kind {
			p.Work.Type, known = t.own, true
		}
	}
	if known {
		p.From(library.Where(e.file, e.line, "TY"), "type")
	} else {
		p.Doubt("type", e.file, e.line, fmt.Sprintf("the type %q has no counterpart here and is left open", e.kind), "choose a type by hand")
	}
	var first, last, year, date string
	var abstract []string
	for _, v := range e.values {
		switch v.tag {
		case "SP":
			first = v.text
		case "EP":
			last = v.text
		case "PY", "Y1":
			year = v.text
		case "DA":
			date = v.text
		case "AB", "N2":
			abstract = append(abstract, v.text)
		default:
			e.take(&p, v)
			continue
		}
		p.From(library.Where(e.file, v.line, v.tag), field[v.tag])
	}
	p.Work.Pages = library.CleanPages(first)
	if last != "" && last != first {
		p.Work.Pages = library.CleanPages(first + "-" + last)
	}
	e.date(&p, date, year)
	if len(abstract) > 0 {
		p.Work.SetAbstract(strings.Join(abstract, "\n\n"))
	}
	return p
}

// field names what a tag fills, for the list of sources.
var field = map[string]string{"SP": "pages", "EP": "pages", "PY": "date", "Y1": "date", "DA": "date", "AB": "abstract", "N2": "abstract", "AU": "authors", "A1": "authors",
	"ED": "editors", "A2": "editors", "A3": "editors", "A4": "translators", "TI": "title", "T1": "title", "CT": "title", "BT": "title", "T2": "container", "JO": "container", "JF": "container", "JA": "container",
	"T3": "series", "VL": "volume", "IS": "issue", "M1": "number", "M3": "genre", "ET": "printing", "PB": "publisher", "CY": "place", "PP": "place", "C3": "event",
	"SN": "identifiers", "DO": "doi", "UR": "link", "L2": "link", "Y2": "accessed", "LA": "language", "KW": "topics", "N1": "notes"}

// take fills the field that a tag stands for.
func (e *entry) take(p *library.Proposal, v value) {
	w := &p.Work
	single := map[string]*string{"title": &w.Title, "container": &w.Container, "series": &w.Series, "volume": &w.Volume, "issue": &w.Issue, "number": &w.Number,
		"genre": &w.Genre, "printing": &w.Printing, "publisher": &w.Publisher, "place": &w.Place, "event": &w.Event}
	name := field[v.tag]
	switch {
	case v.text == "" || v.tag == "ID":
		return
	case single[name] != nil:
		if *single[name] != "" { // the journal's short title after its full one
			return
		}
		*single[name] = v.text
	case name == "authors":
		w.Authors = append(w.Authors, nameFrom(v.text))
	case name == "editors":
		w.Editors = append(w.Editors, nameFrom(v.text))
	case name == "translators":
		w.Translators = append(w.Translators, nameFrom(v.text))
	case name == "topics":
		w.Topics = append(w.Topics, v.text)
	case name == "notes":
		w.Notes = strings.TrimSpace(w.Notes + "\n\n" + v.text)
	default:
		e.identify(p, v, name)
		return
	}
	p.From(library.Where(e.file, v.line, v.tag), name)
}

// identify takes identifiers, addresses, days and languages, which can be wrong.
func (e *entry) identify(p *library.Proposal, v value, name string) {
	w, ok := &p.Work, true
	switch name {
	case "identifiers":
		if digits := strings.Count(v.text, "-"); len(strings.ReplaceAll(v.text, "-", "")) == 8 && digits <= 1 {
			w.Identifiers.ISSN = v.text
		} else {
			w.Identifiers.ISBN = v.text
		}
	case "doi":
		w.Identifiers.DOI, ok = library.ParseDOI(v.text)
	case "link":
		ok = w.SetURL(v.text)
	case "accessed":
		w.Accessed, ok = library.ParseDate(strings.TrimRight(v.text, "/"))
	case "language":
		lang, told := library.ParseLanguage(v.text)
		if ok = told; ok {
			w.SetLanguage(lang)
		}
	default:
		p.Doubt("tag", e.file, v.line, "the tag "+v.tag+" has no place here and was left out", "add what it says by hand if it matters")
		return
	}
	if !ok {
		p.Doubt(name, e.file, v.line, fmt.Sprintf("%s %q is not understood and was left out", v.tag, v.text), "mend it by hand")
		return
	}
	p.From(library.Where(e.file, v.line, v.tag), name)
}

// date takes the more exact of the day and the year.
func (e *entry) date(p *library.Proposal, date, year string) {
	for _, text := range []string{date, year} {
		text = strings.TrimRight(text, "/ ")
		if d, ok := library.ParseDate(text); ok {
			p.Work.Date = d
			return
		}
		if text != "" {
			p.Doubt("date", e.file, e.line, fmt.Sprintf("the date %q is not understood", text), "write it by hand")
		}
	}
}

// nameFrom reads "Family, Given, Suffix"; a name without a comma is a body's.
func nameFrom(s string) library.Name {
	parts := strings.SplitN(s, ",", 3)
	if len(parts) == 1 {
		return library.Name{Literal: strings.TrimSpace(s)}
	}
	given := strings.TrimSpace(parts[1])
	if given == "" {
		return library.Name{Family: strings.TrimSpace(parts[0])}
	}
	if len(parts) == 3 {
		return library.ParseName(parts[0] + "," + parts[2] + "," + given)
	}
	return library.ParseName(parts[0] + ", " + given)
}
