package report

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/library/cite"
	"sojourn/study"
)

// File is the name of the file in a report's directory that [Parse] reads; the
// editions lie beside it as en.md, ru.md and so on.
const File = "report.yaml"

// A Report is what report.yaml says: everything about a report that is
// neither its text nor its numbers.
type Report struct {
	Title    study.Text   `yaml:"title"`
	Authors  []Author     `yaml:"authors"`
	Date     study.Day    `yaml:"date"`
	Editions []study.Lang `yaml:"editions"`           // the first is the one it was written in
	Citation study.Text   `yaml:"citation,omitempty"` // default: made from authors, year, title and DOI
	DOI      string       `yaml:"doi,omitempty"`      // such as 10.5281/zenodo.0000000
	Funder   study.Text   `yaml:"funder,omitempty"`

	// Citations are the style of citations and references: one, or one for each language.
	Citations Citations `yaml:"citations,omitempty"`
}

// An Author is a person named on the report, with what they did for it.
type Author struct {
	Name  study.Text   `yaml:"name"`
	Roles []study.Text `yaml:"roles,omitempty"`
}

// Parse reads the text of a report.yaml and checks it.
func Parse(data []byte) (Report, error) {
	var r Report
	if err := study.Decode(File, data, &r); err != nil {
		return Report{}, err
	}
	return r, r.Check().Err()
}

// Check lists what is wrong with the report's particulars.
func (r Report) Check() study.Problems {
	var ps study.Problems
	add := func(column, what, do string) {
		ps = append(ps, study.Problem{Severity: study.Error, Code: "report-" + column, Where: File, Column: column, What: what, Do: do})
	}
	if len(r.Editions) == 0 {
		add("editions", "no edition is listed", "list the languages, such as [en, ru]")
	}
	for i, lang := range r.Editions {
		if slices.Index(r.Editions, lang) != i {
			add("editions", fmt.Sprintf("%s is listed twice", lang), "leave one")
		}
		if !book.Has(lang) {
			add("editions", fmt.Sprintf("pages of reports have no wording in %s", lang), "add a catalog of that language to the program, or leave the edition out")
		}
		if !r.Title.Has(lang) {
			add("title", fmt.Sprintf("there is no title in %s", lang), "write one for each edition")
		}
	}
	for lang, style := range r.Citations {
		if !slices.Contains(cite.Styles(), style) {
			add("citations", fmt.Sprintf("the style %q of citations is not known", strings.TrimPrefix(string(lang)+": "+string(style), ": ")), fmt.Sprintf("use one of %v", cite.Styles()))
		}
	}
	if len(r.Authors) == 0 {
		add("authors", "no author is named", "name at least one, with roles")
	}
	if !r.Date.Valid() {
		add("date", fmt.Sprintf("the date %q is not a day of the calendar", r.Date), "write it as 2024-05-14")
	}
	return ps
}
