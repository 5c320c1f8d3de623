// Package dta writes Stata data files in format 118 (Stata 14 and later) and
// reads formats 113 to 115 and 117 to 119.
//
// A file holds labels in several languages, between which "label language"
// switches; a label that lacks one of them is given in another. What the format
// has no place for are characteristics whose names begin with "sojourn_", which
// Stata keeps, so that reading a file back gives the dataset that was written:
//
//   - A choice of one is a number with value labels: the category's own code
//     where all codes of the list are whole numbers, else 1, 2, 3 … in the order
//     of the list. The codes themselves are the characteristic sojourn_codes.
//   - A choice of several is one variable of 0 and 1 for each category, named
//     VARIABLE_CODE, whose note is the question.
//   - A number is of the smallest type that holds all its values exactly; text
//     is a string, beyond 2045 bytes a strL. Formulas and markup in text are
//     left as they are.
//   - Why a cell is empty is an extended missing value with a label: .a not
//     asked, .b skipped, .c refused, .d don't know, .e not applicable, .f broke
//     off, .g not in this wave, .h not known, .i withheld. Strings have none, so the reason for an empty
//     text stands in a second variable, VARIABLE_missing.
//
// Names and labels that the format cannot hold are altered, and a label that is
// cut is kept whole in a note; each time a warning names the variable. The same
// dataset and options give the same bytes.
//
// The package does not know where files lie, and it never shows a cell's
// content in a warning or error.
//
// Reference: Stata's help files dta (118), dta_119, dta_117 and dta_115.
package dta

import (
	"io"
	"maps"
	"slices"
	"time"

	"sojourn/dataset"
	"sojourn/study"
)

// Options says how a file is written.
type Options struct {
	Languages []study.Lang // of the labels, the first is shown at once; empty for all that the dataset has
	Label     study.Text   // of the file
	Time      time.Time    // of making, as it shall stand in the file; zero for none
}

// What the format holds at most.
const (
	maxVariables  = 32767
	maxName       = 32    // characters
	maxLabel      = 80    // characters
	maxValueLabel = 32000 // bytes
	maxString     = 2045  // bytes; longer text is a strL
	maxNote       = 67784 // bytes of a characteristic
)

const where = "Stata file"

// Write writes the dataset. The problems are warnings about what the format
// made it alter; the file is whole if the error is nil.
func Write(w io.Writer, d *dataset.Dataset, o Options) (study.Problems, error) {
	if len(o.Languages) == 0 {
		o.Languages = languages(d)
	}
	p := newPlan(d, o)
	if n := len(p.vars); n > maxVariables {
		return p.Problems, study.Problem{Severity: study.Error, Code: "too-many-variables", Where: where,
			What: "it would have more than the 32,767 variables that Stata takes", Do: "leave out variables, or write a .sav or Parquet file"}
	}
	err := p.writeFile(w)
	return p.Problems, err
}

// languages lists the languages of all labels, sorted; English if there are
// none.
func languages(d *dataset.Dataset) []study.Lang {
	found := map[study.Lang]bool{}
	note := func(t study.Text) {
		for lang := range t {
			found[lang] = found[lang] || t.Has(lang)
		}
	}
	for _, c := range d.Columns {
		note(c.Label)
		if c.Variable.Codes != nil {
			for _, category := range c.Variable.Codes.Categories {
				note(category.Label)
			}
		}
	}
	maps.DeleteFunc(found, func(_ study.Lang, has bool) bool { return !has })
	if len(found) == 0 {
		return []study.Lang{"en"}
	}
	return slices.Sorted(maps.Keys(found))
}
