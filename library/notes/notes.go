// Package notes finds works in the free Markdown notes of a team: headings with
// an author, a date and a link under them, and numbered lists of titles with
// abstracts and citations.
//
// It takes what is said and names the line. It does not look anything up, and it
// does not conclude a type, an author or a date that the notes do not give.
package notes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// Read finds the works of a file of notes. Lines that belong to no work are
// listed among the problems, so that nothing is passed over in silence.
func Read(file string, data []byte) ([]library.Proposal, study.Problems) {
	r := &reader{file: file}
	for _, s := range sections(string(data)) {
		r.section(s)
	}
	return r.found, r.passed
}

type reader struct {
	file   string
	found  []library.Proposal
	passed study.Problems
}

// A line is a line of the file with its number.
type line struct {
	n    int
	text string
}

// A section is a heading with the lines up to the next one.
type section struct {
	heading line
	lines   []line
}

var heading = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)

func sections(text string) []section {
	all := []section{{}}
	text = strings.TrimPrefix(text, "\ufeff")
	n := 0
	for l := range strings.Lines(text) {
		n++
		l = strings.TrimRight(l, "\r\n")
		if m := heading.FindStringSubmatch(l); m != nil {
			all = append(all, section{heading: line{n, m[1]}})
			continue
		}
		if strings.TrimSpace(l) != "" {
			last := &all[len(all)-1]
			last.lines = append(last.lines, line{n, l})
		}
	}
	return all
}

// labels are the words before a colon that say what a line is.
var labels = map[string]string{
	"автор": "authors", "авторы": "authors", "author": "authors", "authors": "authors",
	"дата": "date", "date": "date", "опубликовано": "date", "published": "date",
	"оригинал": "original", "original": "original", "ссылка": "original", "link": "original",
	"издатель": "publisher", "publisher": "publisher", "doi": "doi",
	"язык": "language", "language": "language",
}

var labelled = regexp.MustCompile(`^(?:\*\*|__)?(\p{L}+)(?:\*\*|__)?:(?:\*\*|__)?\s*(.+)$`)

// label splits a line such as "Автор: Yan Matusevich".
func label(l line) (field, name, rest string, ok bool) {
	m := labelled.FindStringSubmatch(strings.TrimSpace(l.text))
	if m == nil {
		return "", "", "", false
	}
	field, ok = labels[strings.ToLower(m[1])]
	return field, m[1], m[2], ok
}

var numbered = regexp.MustCompile(`^\s*\d+[.)]\s+(.+)$`)

// section takes a section apart. One whose heading has an author, a date or a
// DOI is a work, and the items of its list that lead somewhere are others. Of any
// other numbered list the section is the project, and every item is a work.
func (r *reader) section(s section) {
	var head, items, prose, after []line
	for _, l := range s.lines {
		switch _, _, _, isLabel := label(l); {
		case isLabel && len(items) == 0:
			head = append(head, l)
		case numbered.MatchString(l.text):
			items = append(items, l)
		case len(items) == 0:
			prose = append(prose, l)
		default:
			after = append(after, l)
		}
	}
	switch {
	case len(items) > 0 && s.heading.text != "" && slices.ContainsFunc(head, ofOneWork):
		r.one(s, head, prose)
		r.beside(items)
		r.pass(after)
	case len(items) > 0:
		r.list(s, head, items)
		r.pass(append(prose, after...))
	case len(head) > 0 && s.heading.text != "":
		r.one(s, head, prose)
	default:
		if s.heading.text != "" {
			r.pass([]line{s.heading})
		}
		r.pass(append(head, prose...))
	}
}

// ofOneWork reports whether a labelled line says what only a work has.
func ofOneWork(l line) bool {
	field, _, _, _ := label(l)
	return field == "authors" || field == "date" || field == "doi"
}

// beside reads the items of a list that stands in the text of a work. Those
// without a link are as likely points of that text as works.
func (r *reader) beside(items []line) {
	for _, l := range items {
		if len(links(l.text)) == 0 {
			r.pass([]line{l})
			continue
		}
		r.add(r.item(l))
	}
}

// pass lists lines that became part of no work.
func (r *reader) pass(lines []line) {
	for _, l := range lines {
		r.passed = append(r.passed, study.Problem{Severity: study.Warning, Code: "passed-over", Where: r.file, Row: l.n,
			What: fmt.Sprintf("%q is part of no work", shorten(l.text, 60)), Do: "nothing, if it is none; else add it by hand"})
	}
}

func shorten(s string, limit int) string {
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}

// one reads a section that is a work.
func (r *reader) one(s section, head, prose []line) {
	p := library.Proposal{Work: library.Work{Title: plain(s.heading.text)}}
	p.From(library.Where(r.file, s.heading.n, "heading"), "title")
	edition := library.Edition{}
	for _, l := range head {
		field, name, rest, _ := label(l)
		r.labelled(&p, &edition, field, rest, library.Where(r.file, l.n, name), l.n)
	}
	var abstract []string
	for _, l := range prose {
		abstract = append(abstract, plain(l.text))
	}
	if len(prose) > 0 {
		r.abstract(&p, strings.Join(abstract, "\n\n"), prose[0].n)
	}
	if edition.Language == "" {
		edition.Language = p.Work.Language
	}
	p.Work.Editions = []library.Edition{edition}
	r.add(p)
}

// labelled takes the value of a labelled line into the work.
func (r *reader) labelled(p *library.Proposal, e *library.Edition, field, rest, place string, row int) {
	switch field {
	case "authors":
		p.Work.Authors = authors(plain(rest))
		p.From(place, "authors")
	case "date":
		d, ok := library.ParseDate(plain(rest))
		if !ok {
			p.Doubt("date", r.file, row, fmt.Sprintf("the date %q is not understood", rest), "write the date into the work by hand")
			return
		}
		p.Work.Date = d
		p.From(place, "date")
	case "original":
		found := links(rest)
		if len(found) == 0 {
			p.Doubt("link", r.file, row, fmt.Sprintf("no address stands in %q", rest), "write the address into the work by hand")
		}
		for _, l := range found {
			kind := library.Original
			if keptWords.MatchString(l.text) {
				kind = library.Kept
			}
			if r.link(p, e, l.url, kind, row) {
				p.From(place+", "+l.text, "link")
			}
		}
	case "publisher":
		p.Work.Publisher = plain(rest)
		p.From(place, "publisher")
	case "language":
		p.Work.Language = study.Lang(strings.ToLower(plain(rest)))
		p.From(place, "language")
	case "doi":
		if doi, ok := library.ParseDOI(rest); ok {
			p.Work.Identifiers.DOI = doi
			p.From(place, "doi")
		}
	}
}

// keptWords are the words of a link that call it a saved copy.
var keptWords = regexp.MustCompile(`(?i)сохран[её]нная|копия|saved|copy|archived|snapshot`)

func (r *reader) link(p *library.Proposal, e *library.Edition, address string, kind library.LinkKind, row int) bool {
	if !library.WebAddress(address) {
		p.Doubt("link", r.file, row, "a link is no address of the web and was left out", "mend the link in the notes")
		return false
	}
	e.Links = append(e.Links, library.Link{URL: address, Kind: kind})
	return true
}

// abstract takes a text as the abstract, in the language in which it is written.
func (r *reader) abstract(p *library.Proposal, text string, row int) {
	if text == "" {
		return
	}
	lang, ok := library.Language(text)
	if !ok {
		lang = "und"
		p.Doubt("language", r.file, row, "the language of the abstract cannot be told", "write its tag in place of und")
	}
	p.Work.Abstract = study.Text{lang: text}
	p.From(library.Where(r.file, row, "text"), "abstract")
	if p.Work.Language == "" && ok {
		if title, told := library.Language(p.Work.Title); !told || title == lang {
			p.Work.Language = lang
			p.From(library.Where(r.file, row, "told by the words of the abstract"), "language")
		}
	}
}

// add completes the proposal with what the notes leave open.
func (r *reader) add(p library.Proposal) {
	row := 0
	if len(p.Work.Sources) > 0 {
		fmt.Sscanf(strings.TrimPrefix(p.Work.Sources[0].From, r.file), " line %d", &row)
	}
	for _, missing := range []struct {
		field string
		empty bool
	}{{"author", len(p.Work.Authors) == 0}, {"date", p.Work.Date == ""}} {
		if missing.empty {
			p.Doubt("no-"+missing.field, r.file, row, "the notes give no "+missing.field+" of "+fmt.Sprintf("%q", shorten(p.Work.Title, 50)), "add it by hand once it is known")
		}
	}
	r.found = append(r.found, p)
}
