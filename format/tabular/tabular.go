// Package tabular writes and reads datasets as plain tables: CSV with a file
// of labels beside it, an XLSX workbook, a datapackage.json that describes the
// files, and scripts that load the CSV in R, Stata and SPSS.
//
// A variable is a column of the same name. A choice of one is the category's
// code, a choice of several the codes with a space between them; the latter
// has besides a column NAME.CODE for each category, 1 or 0. Where there is no
// value the cell is empty, and why it is empty stands in a further column
// NAME.missing, which is there only if the variable has an empty cell. So
// nobody who opens the file takes a code such as -99 for a number, and no
// reason is lost. Reading the CSV and its labels back gives the dataset that
// was written.
//
// A spreadsheet that opens a CSV runs a cell that begins like a formula. The
// guarded profile puts an apostrophe before such a cell, and before one that
// begins with an apostrophe; the labels say so in the column guard, and scripts
// and [ReadData] take it away again, so that every text comes back unchanged.
// The raw profile leaves the cells as they are, for programs alone.
// In a workbook every text is declared to be text and nothing is run.
//
// The package does not know what may be released or to whom: it writes the
// columns that it is given.
package tabular

import (
	"fmt"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// A Profile says for whom a CSV is written.
type Profile int

// The profiles.
const (
	Raw     Profile = iota // for programs: every text as it was given
	Guarded                // for people too: what begins like a formula is defused, and scripts and ReadData undo it
)

// Options say how a CSV is written, with the commas of RFC 4180.
type Options struct {
	Profile Profile
}

// separator stands between cells.
const separator = ","

// A role says what a column of the file holds of its variable.
type role int

const (
	value     role = iota
	indicator      // whether one category of several was chosen
	reason         // why the cell is empty
)

const (
	missingSuffix = ".missing"
	between       = "." // the name of a variable and the code of its category
)

// A field is a column of the file.
type field struct {
	name     string
	role     role
	category int // of an indicator
	of       *dataset.Column
}

// layout lists the columns of the file, or the problem that two would have
// the same name.
func layout(d *dataset.Dataset) ([]field, error) {
	var fields []field
	for _, c := range d.Columns {
		fields = append(fields, field{name: c.Name, of: c})
		if c.Kind == dataset.Multiple {
			for k, category := range c.Variable.Codes.Categories {
				fields = append(fields, field{name: c.Name + between + category.Code, role: indicator, category: k, of: c})
			}
		}
		if hasGaps(c) {
			fields = append(fields, field{name: c.Name + missingSuffix, role: reason, of: c})
		}
	}
	owner := map[string]string{}
	for _, f := range fields {
		if first, taken := owner[f.name]; taken {
			return nil, problem(study.Error, f.of.Name, fmt.Sprintf("the column %s of the file would stand for this variable and for %s", f.name, first), "rename one of the two")
		}
		owner[f.name] = f.of.Name
	}
	return fields, nil
}

// hasGaps reports whether any cell of the column is written empty.
func hasGaps(c *dataset.Column) bool {
	if slices.ContainsFunc(c.Missing, func(m dataset.Missing) bool { return m != dataset.Present }) {
		return true
	}
	switch c.Kind {
	case dataset.Words:
		return slices.Contains(c.Texts, "")
	case dataset.Multiple:
		return slices.Contains(c.Sets, 0)
	}
	return false
}

func problem(s study.Severity, variable, what, do string) study.Problem {
	return study.Problem{Severity: s, Code: "tabular", Where: "variable " + variable, What: what, Do: do}
}

// flawed lists the columns with texts that the file cannot carry as they are
// and that mend therefore changes.
func flawed(d *dataset.Dataset, mend func(string) string) (map[*dataset.Column]bool, study.Problems) {
	bad := map[*dataset.Column]bool{}
	var ps study.Problems
	for _, c := range d.Columns {
		n := 0
		for i, s := range c.Texts {
			if c.Missing[i] == dataset.Present && s != mend(s) {
				n++
			}
		}
		if n > 0 {
			bad[c] = true
			ps = append(ps, problem(study.Warning, c.Name, fmt.Sprintf("the file cannot carry some characters of %s", study.Counted(n, "text")), "look for the sign � in them; the other characters are as given"))
		}
	}
	return bad, ps
}

// sound is s with U+FFFD for what no text file can carry.
func sound(s string) string {
	s, _ = labelled.Plain(s)
	return s
}

// appendNumber writes x so that reading it gives x again, without an exponent
// where people expect none.
func appendNumber(b []byte, x float64) []byte {
	format := byte('f')
	if size := max(x, -x); size != 0 && (size >= 1e15 || size < 1e-6) {
		format = 'g'
	}
	return strconv.AppendFloat(b, x, format, -1, 64)
}

// appendSet writes the codes of the set with a space between them.
func appendSet(b []byte, set uint64, list *dataset.CodeList) []byte {
	for k, category := range list.Categories {
		if set&(1<<k) == 0 {
			continue
		}
		if set&(1<<k-1) != 0 {
			b = append(b, ' ')
		}
		b = append(b, category.Code...)
	}
	return b
}

// languages lists the languages in which anything of the dataset is labelled,
// sorted.
func languages(vs []dataset.Variable) []study.Lang {
	var found []study.Lang
	note := func(t study.Text) {
		for lang, s := range t {
			if s != "" && !slices.Contains(found, lang) {
				found = append(found, lang)
			}
		}
	}
	for _, v := range vs {
		note(v.Label)
		if v.Codes != nil {
			for _, category := range v.Codes.Categories {
				note(category.Label)
			}
		}
	}
	slices.Sort(found)
	return found
}
