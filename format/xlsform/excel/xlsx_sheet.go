package excel

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// shared reads the table of strings to which cells refer.
func (p *pack) shared(part string) error {
	s, err := p.scan(part)
	if err != nil || s == nil {
		return err
	}
	defer s.file.Close()
	for t := s.next(); t != nil; t = s.next() {
		if begin, ok := t.(xml.StartElement); ok && begin.Name.Local == "si" {
			p.strings = append(p.strings, s.text("si"))
			if len(p.strings) > MaxCells {
				return ErrTooLarge
			}
		}
	}
	return s.err
}

// text joins the runs of a text up to the end of the element; readings of
// Japanese characters (rPh) are not part of it.
func (s *scanner) text(end string) string {
	var b strings.Builder
	inside, phonetic := false, false
	for t := s.next(); t != nil; t = s.next() {
		switch t := t.(type) {
		case xml.StartElement:
			inside = t.Name.Local == "t"
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.EndElement:
			if t.Name.Local == end {
				return unescape(b.String())
			}
			inside = false
			phonetic = phonetic && t.Name.Local != "rPh"
		case xml.CharData:
			if inside && !phonetic {
				b.Write(t)
			}
		}
	}
	return ""
}

// unescape reads _x000D_ and the like, by which characters are written that
// XML cannot hold (ECMA-376 part 1, 22.9.2.19), and makes line ends plain.
func unescape(s string) string {
	const form = len("_x000D_")
	if strings.Contains(s, "_x") {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if i+form <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+form-1] == '_' {
				if n, err := strconv.ParseUint(s[i+2:i+form-1], 16, 16); err == nil {
					b.WriteRune(rune(n))
					i += form - 1
					continue
				}
			}
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}

// styles notes which styles of cells show numbers as dates.
func (p *pack) styles(part string) error {
	p.dates.formats = map[int]string{}
	cells := false
	return p.each(part, func(e xml.StartElement) {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
				p.dates.formats[id] = attribute(e, "formatCode")
			}
		case "cellXfs", "cellStyleXfs", "cellStyles", "dxfs":
			cells = e.Name.Local == "cellXfs"
		case "xf":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); cells && err == nil {
				p.dates.styles = append(p.dates.styles, id)
			} else if cells {
				p.dates.styles = append(p.dates.styles, 0)
			}
		}
	})
}

// A position is where the cell under way stands. Cells and rows need not say
// where they are; then each follows the one before.
type position struct{ row, column int }

// sheet reads the cells of one sheet.
func (p *pack) sheet(sheet *Sheet, part string) error {
	s, err := p.scan(part)
	if err != nil || s == nil {
		return err
	}
	defer s.file.Close()
	at := position{row: -1, column: -1}
	for t := s.next(); t != nil; t = s.next() {
		begin, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch begin.Name.Local {
		case "row":
			at = position{row: at.row + 1, column: -1}
			if n, err := strconv.Atoi(attribute(begin, "r")); err == nil && n > 0 {
				at.row = n - 1
			}
		case "c":
			at = at.next(attribute(begin, "r"))
			text := p.value(s, begin)
			if text == "" {
				continue
			}
			if !p.tally.add(at.row, at.column) {
				return ErrTooLarge
			}
			sheet.Cells = append(sheet.Cells, Cell{at.row, at.column, text})
		}
	}
	return s.err
}

// next is where a cell with the given reference, such as "AB12", stands.
func (at position) next(reference string) position {
	letters := strings.TrimRight(reference, "0123456789")
	column := 0
	for _, c := range []byte(letters) {
		if c < 'A' || c > 'Z' || column > MaxColumns {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	if column == 0 {
		return position{at.row, at.column + 1}
	}
	if n, err := strconv.Atoi(reference[len(letters):]); err == nil && n > 0 {
		at.row = n - 1
	}
	return position{max(at.row, 0), column - 1}
}

// value reads a cell up to its end.
func (p *pack) value(s *scanner, cell xml.StartElement) string {
	kind := attribute(cell, "t")
	var raw, inline string
	inside := false
	for t := s.next(); t != nil; t = s.next() {
		switch t := t.(type) {
		case xml.StartElement:
			inside = t.Name.Local == "v"
			if t.Name.Local == "is" {
				inline = s.text("is")
			}
		case xml.EndElement:
			inside = false
			if t.Name.Local == "c" {
				return p.meaning(kind, raw, inline, attribute(cell, "s"))
			}
		case xml.CharData:
			if inside {
				raw += string(t)
			}
		}
	}
	return ""
}

// meaning is the value of a cell by its type (ECMA-376 part 1, 18.18.11).
func (p *pack) meaning(kind, raw, inline, style string) string {
	switch kind {
	case "inlineStr":
		return inline
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(raw)); err == nil && n >= 0 && n < len(p.strings) {
			return p.strings[n]
		}
		return ""
	case "str", "d":
		return unescape(raw)
	case "b":
		if raw = strings.TrimSpace(raw); raw == "1" || raw == "true" {
			return "TRUE"
		}
		return "FALSE"
	case "e":
		return ""
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return raw
	}
	at, _ := strconv.Atoi(style)
	return p.dates.number(x, at)
}
