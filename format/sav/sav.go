// Package sav writes and reads datasets as SPSS system files, .sav and .zsav.
//
// A file holds one language of labels. What the format has no place for travels
// in custom attributes whose names begin with "sojourn.", which SPSS keeps and
// shows, so that reading a file back gives the dataset that was written:
//
//   - A choice of one is a number with value labels: the category's own code
//     where all codes of the list are whole numbers, else 1, 2, 3 … in the order
//     of the list. The codes themselves are the attribute sojourn.codes.
//   - A choice of several is one variable of 0 and 1 for each category, named
//     VARIABLE_CODE, and a multiple dichotomy set that bears the question.
//   - A number is a number, text is a string; text beyond 255 bytes is a very
//     long string. Formulas and markup in text are left as they are.
//   - Why a cell is empty is a user-missing value with a label: -91 not asked,
//     -92 skipped, -93 refused, -94 don't know, -95 not applicable, -96 broke
//     off, -97 not in this wave, -98 not known, -99 withheld; -991 … and so on where a variable has such
//     values of its own. Strings can tell only three values apart, so the reason
//     for an empty text stands in a second variable, VARIABLE_missing.
//
// Names and labels that the format cannot hold are altered, and what is cut is
// kept whole in an attribute; each time a warning names the variable. The same
// dataset and options give the same bytes.
//
// The package does not know where files lie. It refuses encrypted and portable
// files, and it never shows a cell's content in a warning or error.
//
// Reference: the chapter "System File Format" of the PSPP developers' guide.
package sav

import (
	"io"
	"time"

	"sojourn/dataset"
	"sojourn/study"
)

// A Compression says how the cells are packed.
type Compression int

// The ways of packing cells.
const (
	Bytecode Compression = iota // small whole numbers and blanks in one byte; every reader knows it
	Zlib                        // .zsav: bytecode within zlib; SPSS 21 and later
	None
)

// Options says how a file is written.
type Options struct {
	Language    study.Lang // of the labels; another is taken where a label lacks it
	Label       string     // of the file
	Time        time.Time  // of making, as it shall stand in the file
	Compression Compression
}

// What the format holds at most, in bytes.
const (
	maxName       = 64
	maxFileLabel  = 64
	maxLabel      = 255
	maxValueLabel = 120
	maxSetLabel   = 120
	maxText       = 32767
)

const where = "SPSS file"

// Write writes the dataset. The problems are warnings about what the format
// made it alter; the file is whole if the error is nil.
func Write(w io.Writer, d *dataset.Dataset, o Options) (study.Problems, error) {
	p := newPlan(d, o)
	err := p.writeFile(w)
	return p.Problems, err
}
