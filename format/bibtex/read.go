package bibtex

import (
	"fmt"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// Read reads the entries of a BibTeX or BibLaTeX file into proposals.
func Read(file string, data []byte) ([]library.Proposal, study.Problems) {
	entries, ps := parse(file, string(data))
	found := make([]library.Proposal, len(entries))
	for i, e := range entries {
		found[i] = e.proposal(file)
	}
	if len(found) == 0 {
		ps = append(ps, study.Problem{Severity: study.Error, Code: "no-entry", Where: file, What: "there is no whole entry in the file", Do: "each begins like @article{key,"})
	}
	return found, ps
}

// names of the fields of BibTeX and BibLaTeX, and what they fill.
var fills = map[string]string{"title": "title", "journal": "container", "journaltitle": "container", "booktitle": "container", "maintitle": "container", "series": "series", "volume": "volume", "number": "issue", "issue": "issue",
	"csl-number": "number", "pages": "pages", "edition": "printing", "type": "genre", "publisher": "publisher", "institution": "publisher", "school": "publisher", "organization": "publisher",
	"location": "place", "address": "place", "eventtitle": "event", "isbn": "isbn", "issn": "issn", "author": "authors", "editor": "editors", "translator": "translators",
	"doi": "doi", "url": "link", "urldate": "accessed", "langid": "language", "language": "language", "abstract": "abstract", "keywords": "topics", "csltype": "type", "howpublished": "link", "note": "notes", "annotation": "notes"}

// proposal makes a work of the entry.
func (e entry) proposal(file string) library.Proposal {
	p := library.Proposal{}
	known := false
	for _, t := range types {
		if t.bib == e.kind {
			p.Work.Type, known = t.own, true
		}
	}
	if known {
		p.From(library.Where(file, e.line, "@"+e.kind), "type")
	} else {
		p.Doubt("type", file, e.line, fmt.Sprintf("the entry type @%s has no counterpart here and is left open", e.kind), "choose a type by hand")
	}
	var abstract field
	parts := map[string]string{}
	for _, f := range e.fields {
		switch f.key {
		case "date", "year", "month", "day":
			parts[f.key] = plain(f.value)
			p.From(library.Where(file, f.line, f.key), "date")
		case "abstract": // its language is that of the work, which may come later
			abstract = f
		default:
			e.take(&p, file, f)
		}
	}
	e.date(&p, file, parts)
	if text := plain(abstract.value); text != "" {
		p.Work.SetAbstract(text)
		p.From(library.Where(file, abstract.line, "abstract"), "abstract")
	}
	if (e.kind == "report" || e.kind == "techreport" || e.kind == "manual") && p.Work.Number == "" {
		p.Work.Number, p.Work.Issue = p.Work.Issue, ""
		for i, s := range p.Work.Sources {
			if s.Field == "issue" {
				p.Work.Sources[i].Field = "number"
			}
		}
	}
	return p
}

func (e entry) date(p *library.Proposal, file string, parts map[string]string) {
	written := parts["date"]
	if written == "" && parts["year"] != "" {
		written = strings.TrimSpace(parts["day"] + " " + strings.TrimSpace(parts["month"]+" "+parts["year"]))
		if month := parts["month"]; month != "" && strings.Trim(month, "0123456789") == "" {
			written = strings.Trim(parts["year"]+"-"+month+"-"+parts["day"], "-")
		}
	}
	if written == "" {
		return
	}
	d, ok := library.ParseDate(written)
	if !ok {
		p.Doubt("date", file, e.line, fmt.Sprintf("the date %q is not understood", written), "write it by hand")
	}
	p.Work.Date = d
}

// take fills what a field stands for.
func (e entry) take(p *library.Proposal, file string, f field) {
	w, text := &p.Work, plain(f.value)
	single := map[string]*string{"title": &w.Title, "container": &w.Container, "series": &w.Series, "volume": &w.Volume, "issue": &w.Issue, "number": &w.Number,
		"genre": &w.Genre, "printing": &w.Printing, "publisher": &w.Publisher, "place": &w.Place, "event": &w.Event, "isbn": &w.Identifiers.ISBN, "issn": &w.Identifiers.ISSN, "notes": &w.Notes}
	name, ok := fills[f.key], true
	switch {
	case text == "":
		return
	case single[name] != nil:
		if f.key == "title" && e.subtitle() != "" {
			text += ": " + e.subtitle()
		}
		*single[name] = text
	case name == "authors":
		w.Authors = names(f.value)
	case name == "editors":
		w.Editors = names(f.value)
	case name == "translators":
		w.Translators = names(f.value)
	case name == "pages":
		w.Pages = library.CleanPages(text)
	case name == "type":
		w.Type = library.Type(text)
	case name == "topics":
		for topic := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
			w.Topics = append(w.Topics, strings.TrimSpace(topic))
		}
	case f.key == "subtitle":
		return
	case name == "":
		p.Doubt("field", file, f.line, "the field "+f.key+" has no place here and was left out", "add what it says by hand if it matters")
		return
	default:
		ok = identify(w, name, f.value, text)
	}
	if !ok {
		p.Doubt(name, file, f.line, fmt.Sprintf("%s = %q is not understood and was left out", f.key, text), "mend it by hand")
		return
	}
	p.From(library.Where(file, f.line, f.key), name)
}

func (e entry) subtitle() string {
	for _, f := range e.fields {
		if f.key == "subtitle" {
			return plain(f.value)
		}
	}
	return ""
}

// identify takes identifiers, addresses, days and languages, which can be wrong.
func identify(w *library.Work, name, raw, text string) (ok bool) {
	switch name {
	case "doi":
		w.Identifiers.DOI, ok = library.ParseDOI(strings.ReplaceAll(raw, `\_`, "_"))
	case "link":
		address := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(raw), `\url{`), "}")
		ok = w.SetURL(strings.NewReplacer(`\_`, "_", `\%`, "%", `\&`, "&", `\#`, "#", `\~`, "~").Replace(address))
	case "accessed":
		w.Accessed, ok = library.ParseDate(text)
	case "language":
		var lang study.Lang
		if lang, ok = library.ParseLanguage(text); ok {
			w.SetLanguage(lang)
		}
	}
	return ok
}

// names reads names joined by "and". One in braces is a body's and is not split.
func names(s string) []library.Name {
	var all []library.Name
	for _, part := range splitAnd(s) {
		if inner, ok := strings.CutPrefix(part, "{"); ok && strings.HasSuffix(inner, "}") && !strings.Contains(strings.TrimSuffix(inner, "}"), "}") {
			all = append(all, library.Name{Literal: plain(inner)})
			continue
		}
		text := strings.TrimSuffix(plain(part), ",")
		if text == "others" || text == "" {
			continue
		}
		all = append(all, library.ParseName(text))
	}
	return all
}

// splitAnd splits at the word "and" outside of braces.
func splitAnd(s string) []string {
	s = strings.Join(strings.Fields(s), " ")
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth--
		case depth == 0 && strings.HasPrefix(s[i:], " and "):
			parts = append(parts, strings.TrimSpace(s[start:i]))
			start = i + len(" and ")
			i = start - 1
		}
	}
	return append(parts, strings.TrimSpace(s[start:]))
}
