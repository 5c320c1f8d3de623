package excel

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// ErrOther says that the tables are not the sheets of the workbook any more.
var ErrOther = errors.New("excel: the workbook has other sheets")

// Rewrite puts the cells of tables into a workbook and leaves everything else in
// it as it is: colours, widths, comments, sheets that have not changed. A table
// goes to the sheet of its name; every sheet must have one, in the order of the
// workbook, or the error is [ErrOther].
//
// A cell whose text did not change stays as it was written, whatever it was. A
// row that moved takes its look along, and what refers to cells by their rows,
// such as a comment, goes with them. In a sheet whose rows moved, formulas become
// the values that were saved with them.
func Rewrite(original []byte, tables []Table) ([]byte, error) {
	p, err := unpack(original)
	if err != nil {
		return nil, err
	}
	before, err := readPackage(original)
	if err != nil {
		return nil, err
	}
	if !slices.EqualFunc(before, tables, func(s Sheet, t Table) bool { return s.Name == t.Name }) {
		return nil, ErrOther
	}
	parts, err := p.worksheets()
	if err != nil {
		return nil, err
	}
	w := rewriting{pack: p, fresh: map[string][]byte{}}
	for n, t := range tables {
		if err := w.sheet(parts[n], rowsOf(before[n]), t.Rows); err != nil {
			return nil, fmt.Errorf("excel: sheet %s: %w", t.Name, err)
		}
		if w.tooLong {
			return nil, fmt.Errorf("excel: sheet %s: a text is longer than the %d characters that a cell can hold", t.Name, MaxText)
		}
	}
	return w.zipped(original)
}

// worksheets lists the parts of the sheets that are read, in their order.
func (p *pack) worksheets() ([]string, error) {
	entries, links, err := p.index()
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, e := range entries {
		if link, ok := links[e.id]; ok && strings.HasSuffix(link.kind, "/worksheet") {
			parts = append(parts, link.target)
		}
	}
	return parts, nil
}

// rowsOf puts the cells of a sheet into rows.
func rowsOf(s Sheet) [][]string {
	var rows [][]string
	for _, c := range s.Cells {
		for len(rows) <= c.Row {
			rows = append(rows, nil)
		}
		for len(rows[c.Row]) <= c.Column {
			rows[c.Row] = append(rows[c.Row], "")
		}
		rows[c.Row][c.Column] = strings.ToValidUTF8(c.Text, "\uFFFD")
	}
	return rows
}

// A rewriting collects the parts that change.
type rewriting struct {
	pack     *pack
	fresh    map[string][]byte // by name in small letters
	formulas bool              // some were taken out: the order of computation is void

	tooLong    bool // a text that no cell can hold was to be written
	valuesOnly bool // of the sheet under way: its formulas become their values
}

// part unpacks a part whole; nil if it is not there.
func (w *rewriting) part(name string) ([]byte, error) {
	if data, changed := w.fresh[strings.ToLower(name)]; changed {
		return data, nil
	}
	s, err := w.pack.scan(name)
	if err != nil || s == nil {
		return nil, err
	}
	return s.rest, nil
}

// sheet rewrites the part of one sheet, if its cells changed, and what speaks
// of its rows.
func (w *rewriting) sheet(part string, before, now [][]string) error {
	if slices.EqualFunc(trimmed(before), trimmed(now), slices.Equal) {
		return nil
	}
	data, err := w.part(part)
	if err != nil {
		return err
	}
	old, err := parseSheet(data)
	if err != nil {
		return err
	}
	from := origins(before, now)
	ways := wayOf(from, len(before), len(now))
	w.valuesOnly = old.formulas() && !old.stays(before, now, from)
	w.formulas = w.formulas || w.valuesOnly
	var b bytes.Buffer
	b.Write(ways.references(dimension.ReplaceAll(data[:old.start], nil)))
	w.rows(&b, old, before, now, from)
	b.Write(ways.references(data[old.end:]))
	w.fresh[strings.ToLower(part)] = b.Bytes()
	links, err := w.pack.links(part)
	if err != nil {
		return err
	}
	for _, l := range links {
		if !strings.HasSuffix(l.kind, "/comments") {
			continue
		}
		comments, err := w.part(l.target)
		if err != nil {
			return err
		}
		w.fresh[strings.ToLower(l.target)] = ways.references(comments)
	}
	return nil
}

// dimension is only a hint at the size of the sheet, which changes.
var dimension = regexp.MustCompile(`<(\w+:)?dimension [^>]*/>`)

// trimmed leaves out empty cells at the ends of rows and empty rows at the end.
func trimmed(rows [][]string) [][]string {
	var out [][]string
	for _, row := range rows {
		out = append(out, shorn(row))
	}
	for len(out) > 0 && len(out[len(out)-1]) == 0 {
		out = out[:len(out)-1]
	}
	return out
}

func shorn(row []string) []string {
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

// zipped writes the zip file anew; parts that did not change are copied as they
// are packed.
func (w *rewriting) zipped(original []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(original), int64(len(original)))
	if err != nil {
		return nil, ErrFormat
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if w.formulas && strings.HasSuffix(name, "/calcchain.xml") {
			continue
		}
		data, changed := w.fresh[name]
		if w.formulas && (name == "[content_types].xml" || strings.HasSuffix(name, "workbook.xml.rels")) {
			if data, err = w.part(name); err != nil {
				return nil, err
			}
			data, changed = calcChain.ReplaceAll(data, nil), true
		}
		if !changed {
			err = out.Copy(f)
		} else {
			err = create(out, f.Name, data)
		}
		if err != nil {
			return nil, fmt.Errorf("excel: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return nil, fmt.Errorf("excel: %w", err)
	}
	return b.Bytes(), nil
}

// calcChain is the mention of the part that lists formulas, which a workbook need
// not have.
var calcChain = regexp.MustCompile(`<(\w+:)?(Override|Relationship) [^>]*calcChain[^>]*/>`)

func create(out *zip.Writer, name string, data []byte) error {
	f, err := out.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// A rawSheet is the part of a sheet cut into rows and cells as they are written.
type rawSheet struct {
	start, end int    // of what stands in sheetData
	prefix     string // of the elements' names, such as "x:"
	rows       map[int]*rawRow
}

type rawRow struct {
	attributes []xml.Attr
	cells      map[int]rawCell
}

// A rawCell is one cell as it is written.
type rawCell struct {
	style   string
	text    []byte // the whole element
	formula bool
}

// parseSheet cuts the part of a sheet.
func parseSheet(data []byte) (*rawSheet, error) {
	s := &rawSheet{rows: map[int]*rawRow{}, start: -1}
	d := xml.NewDecoder(bytes.NewReader(data))
	at := position{row: -1, column: -1}
	for s.end == 0 {
		start := int(d.InputOffset())
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil, ErrFormat
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		switch e := t.(type) {
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				if s.start < 0 {
					return nil, ErrFormat
				}
				s.end = start
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "sheetData":
				if s.start >= 0 {
					return nil, ErrFormat
				}
				s.start = int(d.InputOffset())
				if e.Name.Space != "" {
					s.prefix = e.Name.Space + ":"
				}
				if data[s.start-2] == '/' { // <sheetData/> has nothing to write between
					return nil, ErrOther
				}
			case "row":
				at = at.begin(e)
				s.rows[at.row] = &rawRow{attributes: e.Attr, cells: map[int]rawCell{}}
			case "c":
				at = at.next(value(e, "r"))
				if err := s.cell(d, data, start, e, at); err != nil {
					return nil, err
				}
			}
		}
	}
	return s, nil
}

// begin is the place before the first cell of a row.
func (at position) begin(e xml.StartElement) position {
	at = position{row: at.row + 1, column: -1}
	var n int
	if _, err := fmt.Sscan(value(e, "r"), &n); err == nil && n > 0 {
		at.row = n - 1
	}
	return at
}

func value(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// cell takes in an element c up to its end.
func (s *rawSheet) cell(d *xml.Decoder, data []byte, start int, e xml.StartElement, at position) error {
	c := rawCell{style: value(e, "s")}
	for depth := 1; depth > 0; {
		t, err := d.RawToken()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			depth++
			c.formula = c.formula || e.Name.Local == "f"
		case xml.EndElement:
			depth--
		}
	}
	c.text = data[start:d.InputOffset()]
	if s.rows[at.row] == nil {
		s.rows[at.row] = &rawRow{cells: map[int]rawCell{}}
	}
	s.rows[at.row].cells[at.column] = c
	return nil
}

// formulas reports whether some cell is computed.
func (s *rawSheet) formulas() bool {
	for _, r := range s.rows {
		for _, c := range r.cells {
			if c.formula {
				return true
			}
		}
	}
	return false
}

// stays reports whether every row is where it was and no computed cell changed.
func (s *rawSheet) stays(before, now [][]string, from []int) bool {
	for n := range now {
		if from[n] != n {
			return false
		}
		if s.rows[n] == nil {
			continue
		}
		for c, raw := range s.rows[n].cells {
			if raw.formula && at(before[n], c) != at(now[n], c) {
				return false
			}
		}
	}
	return len(now) >= len(before)
}
