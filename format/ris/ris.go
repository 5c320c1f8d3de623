// Package ris reads and writes works in the RIS form, which every reference
// manager takes: lines of a two-letter tag and a value, TY first and ER last.
//
// The form knows no repeated languages and no editions; one entry is one work.
package ris

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// types pairs the types of RIS with ours. The first of several is written.
var types = []struct {
	ris string
	own library.Type
}{
	{"JOUR", library.Article}, {"MGZN", library.Magazine}, {"NEWS", library.Newspaper}, {"RPRT", library.Report}, {"BOOK", library.Book}, {"CHAP", library.Chapter},
	{"THES", library.Thesis}, {"CPAPER", library.Paper}, {"CONF", library.Paper}, {"ELEC", library.Webpage}, {"WEB", library.Webpage}, {"BLOG", library.Blog},
	{"DATA", library.Dataset}, {"ENCYC", library.Encyclopedia}, {"UNPB", library.Preprint}, {"MANSCPT", library.Manuscript}, {"SLIDE", library.Speech},
	{"MPCT", library.Film}, {"VIDEO", library.Film}, {"EBOOK", library.Book}, {"EDBOOK", library.Book}, {"ECHAP", library.Chapter}, {"EJOUR", library.Article},
	{"GOVDOC", library.Report}, {"JFULL", library.Article}, {"INPR", library.Preprint}, {"GEN", ""},
}

// Write gives the works as RIS.
func Write(works []library.Work) []byte {
	var b bytes.Buffer
	for _, w := range works {
		writeOne(&b, w)
	}
	return b.Bytes()
}

func writeOne(b *bytes.Buffer, w library.Work) {
	put := func(tag, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			fmt.Fprintf(b, "%s  - %s\r\n", tag, value)
		}
	}
	kind := "GEN"
	for _, t := range types {
		if t.own == w.Type {
			kind = t.ris
			break
		}
	}
	put("TY", kind)
	put("ID", string(w.ID))
	for _, names := range []struct {
		tag  string
		list []library.Name
	}{{"AU", w.Authors}, {"ED", w.Editors}, {"A4", w.Translators}} {
		for _, n := range names.list {
			put(names.tag, nameOf(n))
		}
	}
	put("TI", w.Title)
	put("T2", w.Container)
	put("T3", w.Series)
	if w.Date != "" {
		put("PY", fmt.Sprint(w.Date.Year()))
		put("DA", strings.ReplaceAll(string(w.Date), "-", "/"))
	}
	first, last, ranged := strings.Cut(w.Pages, "-")
	if !ranged || strings.ContainsAny(last, "-,") {
		first, last = w.Pages, ""
	}
	for _, f := range []struct{ tag, value string }{{"VL", w.Volume}, {"IS", w.Issue}, {"SP", first}, {"EP", last}, {"M1", w.Number}, {"M3", w.Genre}, {"ET", w.Printing},
		{"PB", w.Publisher}, {"CY", w.Place}, {"C3", w.Event}, {"SN", w.Identifiers.ISBN}, {"SN", w.Identifiers.ISSN}, {"DO", w.Identifiers.DOI}, {"UR", w.URL()},
		{"Y2", strings.ReplaceAll(string(w.Accessed), "-", "/")}, {"LA", string(w.Language)}} {
		put(f.tag, f.value)
	}
	for paragraph := range strings.SplitSeq(w.AbstractText(), "\n\n") {
		put("AB", paragraph)
	}
	for _, t := range w.Topics {
		put("KW", t)
	}
	b.WriteString("ER  - \r\n\r\n")
}

// nameOf writes a name with a comma wherever it is a person's: a name without
// one is a body's.
func nameOf(n library.Name) string {
	if n.Literal != "" {
		return n.Literal
	}
	s := n.Full() + ", " + n.Given
	if n.Suffix != "" {
		s += ", " + n.Suffix
	}
	return s
}

var tagged = regexp.MustCompile(`^([A-Z][A-Z0-9])  -(?: (.*))?$`)

// Read reads the entries of an RIS file into proposals. A line without a tag
// continues the value before it.
func Read(file string, data []byte) ([]library.Proposal, study.Problems) {
	var found []library.Proposal
	var ps study.Problems
	var open *entry
	n := 0
	for l := range strings.Lines(strings.TrimPrefix(string(data), "\ufeff")) {
		n++
		l = strings.TrimRight(l, "\r\n ")
		m := tagged.FindStringSubmatch(l)
		switch {
		case m != nil && m[1] == "TY":
			if open != nil {
				ps = append(ps, study.Problem{Severity: study.Warning, Code: "unended", Where: file, Row: n, What: "a new entry begins before the last one ended", Do: "nothing, if both are whole; the missing line is ER"})
				found = append(found, open.proposal())
			}
			open = &entry{file: file, line: n, kind: strings.TrimSpace(m[2])}
		case m != nil && m[1] == "ER" && open != nil:
			found = append(found, open.proposal())
			open = nil
		case m != nil && open != nil:
			open.values = append(open.values, value{m[1], strings.TrimSpace(m[2]), n})
		case strings.TrimSpace(l) == "":
		case open != nil && len(open.values) > 0:
			last := &open.values[len(open.values)-1]
			last.text = strings.TrimSpace(last.text + " " + strings.TrimSpace(l))
		default:
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "stray-line", Where: file, Row: n, What: "the line belongs to no entry", Do: "nothing, if it is no part of a work"})
		}
	}
	if open != nil {
		ps = append(ps, study.Problem{Severity: study.Warning, Code: "unended", Where: file, Row: n, What: "the file ends within an entry", Do: "see whether the entry is whole"})
		found = append(found, open.proposal())
	}
	if len(found) == 0 {
		ps = append(ps, study.Problem{Severity: study.Error, Code: "no-entry", Where: file, What: "there is no entry in the file", Do: "each begins with a line TY  - …"})
	}
	return found, ps
}
