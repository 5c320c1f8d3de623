package excel

import (
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
	for t := s.next(); t.kind != end; t = s.next() {
		if t.kind == begin && t.name == "si" {
			p.strings = append(p.strings, s.joined("si"))
			if len(p.strings) > MaxCells {
				return ErrTooLarge
			}
		}
	}
	return s.err
}

// runs are pieces of one text. Nearly always there is a single one, which then
// is not copied.
type runs struct {
	first string
	more  strings.Builder
}

func (r *runs) add(s string) {
	switch {
	case r.first == "" && r.more.Len() == 0:
		r.first = s
	default:
		if r.more.Len() == 0 {
			r.more.WriteString(r.first)
		}
		r.more.WriteString(s)
	}
}

// String is the whole text.
func (r *runs) String() string {
	if r.more.Len() == 0 {
		return r.first
	}
	return r.more.String()
}

// joined joins the runs of a text up to the end of the element; readings of
// Japanese characters (rPh) are not part of it.
func (s *scanner) joined(element string) string {
	var text runs
	inside, phonetic := false, false
	for t := s.next(); t.kind != end; t = s.next() {
		switch t.kind {
		case begin:
			inside = t.name == "t"
			phonetic = phonetic || t.name == "rPh"
		case close:
			if t.name == element {
				return unescape(text.String())
			}
			inside = false
			phonetic = phonetic && t.name != "rPh"
		case chars:
			if inside && !phonetic {
				text.add(t.text)
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
	return p.each(part, func(e token) {
		switch e.name {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
				p.dates.formats[id] = attribute(e, "formatCode")
			}
		case "cellXfs", "cellStyleXfs", "cellStyles", "dxfs":
			cells = e.name == "cellXfs"
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
	at := position{row: -1, column: -1}
	for t := s.next(); t.kind != end; t = s.next() {
		if t.kind != begin {
			continue
		}
		switch t.name {
		case "row":
			at = position{row: at.row + 1, column: -1}
			if n, err := strconv.Atoi(attribute(t, "r")); err == nil && n > 0 {
				at.row = n - 1
			}
		case "c":
			at = at.next(attribute(t, "r"))
			text := p.value(s, t)
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
		return position{max(at.row, 0), at.column + 1}
	}
	if n, err := strconv.Atoi(reference[len(letters):]); err == nil && n > 0 {
		at.row = n - 1
	}
	return position{max(at.row, 0), column - 1}
}

// value reads a cell up to its end.
func (p *pack) value(s *scanner, cell token) string {
	var raw runs
	inline := ""
	inside := false
	for t := s.next(); t.kind != end; t = s.next() {
		switch t.kind {
		case begin:
			inside = t.name == "v"
			if t.name == "is" {
				inline = s.joined("is")
			}
		case close:
			inside = false
			if t.name == "c" {
				return p.meaning(attribute(cell, "t"), raw.String(), inline, cell)
			}
		case chars:
			if inside {
				raw.add(t.text)
			}
		}
	}
	return ""
}

// meaning is the value of a cell by its type (ECMA-376 part 1, 18.18.11).
func (p *pack) meaning(kind, raw, inline string, cell token) string {
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
	at, _ := strconv.Atoi(attribute(cell, "s"))
	return p.dates.number(x, at)
}
