package dta

import (
	"io"
	"math"

	"sojourn/dataset"
)

func (p *plan) writeRows(w io.Writer) error {
	s := &section{}
	for row := range p.rows {
		s.b = s.b[:0]
		for k, v := range p.vars {
			switch {
			case v.kind == typeStrL:
				s.longTextRef(k, row, v.text(row))
			case v.text != nil:
				s.text(v.text(row), v.kind)
			case v.missing[row] != dataset.Present:
				s.missing(v.kind, v.missing[row])
			default:
				s.number(v.kind, v.number(row))
			}
		}
		if _, err := w.Write(s.b); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "</data>")
	return err
}

func (s *section) number(kind int, x float64) {
	if x == noNumber {
		s.missing(kind, dataset.Present)
		return
	}
	switch kind {
	case typeByte:
		s.b = append(s.b, byte(int8(x)))
	case typeInt:
		s.uint16(int(x))
	case typeLong:
		s.int32(int32(x))
	default:
		s.uint64(math.Float64bits(x))
	}
}

// missing puts .a for the first reason and so on; a plain . for none.
func (s *section) missing(kind int, m dataset.Missing) {
	if m > dataset.Withheld {
		m = dataset.Present
	}
	switch kind {
	case typeByte:
		s.b = append(s.b, missingByte+byte(m))
	case typeInt:
		s.uint16(missingInt + int(m))
	case typeLong:
		s.int32(missingLong + int32(m))
	default:
		s.uint64(missingDouble + uint64(m)<<stepDouble)
	}
}

// longTextRef puts in a row where its long text is found: under the numbers of
// the variable and the row, counted from 1; nothing is kept of an empty one.
func (s *section) longTextRef(k, row int, text string) {
	if text == "" {
		s.uint64(0)
		return
	}
	s.uint64(uint64(k+1) | uint64(row+1)<<16)
}

const longTextHead = 3 + 4 + 8 + 1 + 4

func longTextSize(s string) int64 {
	if s == "" {
		return 0
	}
	return longTextHead + int64(len(s)) + 1
}

func (p *plan) writeLongTexts(w io.Writer) error {
	const nulTerminated = 130
	s := &section{}
	s.tag("strls")
	for row := range p.rows {
		for k, v := range p.vars {
			if v.kind != typeStrL {
				continue
			}
			text := v.text(row)
			if text == "" {
				continue
			}
			s.b = append(s.b, "GSO"...)
			s.int32(int32(k + 1))
			s.uint64(uint64(row + 1))
			s.b = append(s.b, nulTerminated)
			s.int32(int32(len(text) + 1))
			s.b = append(append(s.b, text...), 0)
			if _, err := w.Write(s.b); err != nil {
				return err
			}
			s.b = s.b[:0]
		}
	}
	s.tag("/strls")
	_, err := w.Write(s.b)
	return err
}
