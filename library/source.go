package library

import (
	"fmt"
	"strings"

	"sojourn/study"
)

// A Source says where a field of a work came from when it was imported.
type Source struct {
	Field string `yaml:"field"`
	From  string `yaml:"from"` // file, line and what stood there: "seed.md line 4, Автор"
}

// A Proposal is a work that an import found, not yet taken into the library.
type Proposal struct {
	Work     Work
	Problems study.Problems // what could not be read or is in doubt
}

// From notes that the fields were read from the place.
func (p *Proposal) From(place string, fields ...string) {
	for _, f := range fields {
		p.Work.Sources = append(p.Work.Sources, Source{Field: f, From: place})
	}
}

// Doubt lists something that a person should look at.
func (p *Proposal) Doubt(code, where string, row int, what, do string) {
	p.Problems = append(p.Problems, study.Problem{Severity: study.Warning, Code: code, Where: where, Row: row, What: what, Do: do})
}

// Where is a source's place: a file, a line, and what stood there if that helps.
func Where(file string, line int, what string) string {
	s := fmt.Sprintf("%s line %d", file, line)
	if what != "" {
		s += ", " + what
	}
	return s
}

// NewID makes an ID from first author, year and the first words of the title,
// one that no other work has.
func NewID(w Work, taken func(ID) bool) ID {
	var words []string
	if len(w.Authors) > 0 {
		words = append(words, slugWords(w.Authors[0].Full(), 2)...)
	}
	if y := w.Date.Year(); y > 0 {
		words = append(words, fmt.Sprint(y))
	}
	words = append(words, slugWords(w.Title, 5)...)
	id := strings.Join(words, "-")
	if id == "" {
		id = "work"
	}
	id = strings.Trim(id[:min(len(id), 70)], "-")
	for n := 1; ; n++ {
		candidate := ID(id)
		if n > 1 {
			candidate = ID(fmt.Sprintf("%s-%d", id, n))
		}
		if !taken(candidate) {
			return candidate
		}
	}
}
