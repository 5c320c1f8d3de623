package study

import (
	"errors"
	"fmt"
	"strings"
)

// A Severity says whether a problem stops the work.
type Severity string

// The two severities: an error stops, a warning is shown and passed.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// A Problem is something a person can mend: where it is, what is wrong and
// what to do. It never contains what a respondent answered.
type Problem struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`             // stable, such as "duplicate-name"
	Where    string   `json:"where"`            // file, and sheet where there is one: "instrument/wave1.md survey"
	Row      int      `json:"row,omitempty"`    // counted from 1; 0 where there is none
	Column   string   `json:"column,omitempty"` // name of the column or key
	What     string   `json:"what"`
	Do       string   `json:"do"`

	Told *Telling `json:"-"` // nil: it is told in English alone
}

// A Telling is What and Do of a problem in the languages of the pages.
type Telling struct{ What, Do Text }

// Error gives the problem as one line: where, what, what to do.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Where)
	if p.Row > 0 {
		fmt.Fprintf(&b, " row %d", p.Row)
	}
	if p.Column != "" {
		fmt.Fprintf(&b, " column %s", p.Column)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(p.What)
	if p.Do != "" {
		b.WriteString("; " + p.Do)
	}
	return b.String()
}

// Problems is a list of problems in the order in which they were found.
type Problems []Problem

// Err returns the list as an error if one of them stops the work, else nil.
func (ps Problems) Err() error {
	for _, p := range ps {
		if p.Severity == Error {
			return ps
		}
	}
	return nil
}

// Error gives every problem on a line of its own.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// ProblemsOf gives what a person can mend of an error, and nothing where it is
// an error of another kind.
func ProblemsOf(err error) Problems {
	var several Problems
	var one Problem
	switch {
	case errors.As(err, &several):
		return several
	case errors.As(err, &one):
		return Problems{one}
	}
	return nil
}
