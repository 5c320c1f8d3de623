package tabular

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"sojourn/dataset"
	"sojourn/study"
)

const byteOrderMark = "\ufeff"

// WriteData writes the rows as CSV: UTF-8, lines ended by CR LF, cells quoted
// where they must be. It holds one row at a time. What could not be written
// as it is comes back as warnings that name the variable.
func WriteData(w io.Writer, d *dataset.Dataset, o Options) (study.Problems, error) {
	fields, err := layout(d)
	if err != nil {
		return nil, err
	}
	bad, ps := flawed(d, sound)
	out := bufio.NewWriterSize(w, 1<<16)
	e := encoder{o}
	line := e.heading(fields)
	cells := make([]func([]byte, int) []byte, len(fields))
	for i, f := range fields {
		cells[i] = e.cell(f, bad[f.of])
	}
	for row := 0; ; row++ {
		if _, err := out.Write(line); err != nil {
			return ps, fmt.Errorf("tabular: writing CSV: %w", err)
		}
		if row == d.Rows {
			break
		}
		line = line[:0]
		for i, cell := range cells {
			if i > 0 {
				line = append(line, separator...)
			}
			line = cell(line, row)
		}
		if len(line) == 0 {
			line = append(line, `""`...) // an empty line would be read as no row at all
		}
		line = append(line, "\r\n"...)
	}
	if err := out.Flush(); err != nil {
		return ps, fmt.Errorf("tabular: writing CSV: %w", err)
	}
	return ps, nil
}

// An encoder writes cells of a CSV.
type encoder struct{ Options }

func (e encoder) heading(fields []field) []byte {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	var b []byte
	return e.record(b, names)
}

// record writes one line of texts.
func (e encoder) record(b []byte, cells []string) []byte {
	for i, s := range cells {
		if i > 0 {
			b = append(b, separator...)
		}
		b = e.text(b, sound(s))
	}
	return append(b, "\r\n"...)
}

// cell returns what writes the field's cell of a row.
func (e encoder) cell(f field, bad bool) func(b []byte, row int) []byte {
	c := f.of
	if f.role == reason {
		return func(b []byte, row int) []byte { return append(b, c.Missing[row].String()...) }
	}
	write := e.present(f, bad)
	return func(b []byte, row int) []byte {
		if c.Missing[row] != dataset.Present {
			return b
		}
		return write(b, row)
	}
}

// present writes the cells that are not empty.
func (e encoder) present(f field, bad bool) func(b []byte, row int) []byte {
	c := f.of
	if f.role == indicator {
		return func(b []byte, row int) []byte { return append(b, '0'+byte(c.Sets[row]>>f.category&1)) }
	}
	switch c.Kind {
	case dataset.Categorical:
		codes := make([][]byte, len(c.Variable.Codes.Categories))
		for k, category := range c.Variable.Codes.Categories {
			codes[k] = e.text(nil, sound(category.Code))
		}
		return func(b []byte, row int) []byte { return append(b, codes[c.Codes[row]]...) }
	case dataset.Multiple:
		return func(b []byte, row int) []byte {
			return e.text(b, string(appendSet(nil, c.Sets[row], c.Variable.Codes)))
		}
	case dataset.Numeric:
		return func(b []byte, row int) []byte { return appendNumber(b, c.Numbers[row]) }
	}
	if bad {
		return func(b []byte, row int) []byte { return e.text(b, sound(c.Texts[row])) }
	}
	return func(b []byte, row int) []byte { return e.text(b, c.Texts[row]) }
}

// text writes s, quoted if the separator, a quotation mark or the end of a
// line is in it or a space at either end.
func (e encoder) text(b []byte, s string) []byte {
	s = e.guarded(s)
	if !e.needsQuotes(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

func (e encoder) needsQuotes(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == ' ' || s[len(s)-1] == ' ' {
		return true
	}
	for i := range len(s) {
		if c := s[i]; c == separator[0] || c == '"' || c == '\n' || c == '\r' {
			return true
		}
	}
	return false
}

// guard is what stands before a text that a spreadsheet might run.
const guard = "'"

// guarded is the text as the file has it.
func (o Options) guarded(s string) string {
	switch {
	case o.Profile == Guarded && (strings.HasPrefix(s, guard) || likeFormula(s) && !plainNumber(s)):
		return guard + s
	}
	return s
}

// plainNumber reports whether a text is a number and nothing else, such as the
// code -1: it is shown as what it is.
func plainNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && strings.Trim(s, "+-.0123456789eE") == ""
}

// likeFormula reports whether a spreadsheet might run the text. The full-width
// signs are there because some East Asian versions take them for the narrow ones.
func likeFormula(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}
