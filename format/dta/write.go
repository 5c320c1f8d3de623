package dta

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sojourn/format/labelled"
)

// A section is bytes under way into the file, least significant first.
type section struct{ b []byte }

func (s *section) tag(name string) { s.b = append(s.b, "<"+name+">"...) }

func (s *section) uint16(x int) { s.b = binary.LittleEndian.AppendUint16(s.b, uint16(x)) }
func (s *section) int32(x int32) {
	s.b = binary.LittleEndian.AppendUint32(s.b, uint32(x))
}
func (s *section) uint64(x uint64) { s.b = binary.LittleEndian.AppendUint64(s.b, x) }

// text puts s into a field of n bytes, filled with NUL.
func (s *section) text(text string, n int) {
	text = labelled.CutBytes(text, n)
	s.b = append(append(s.b, text...), make([]byte, n-len(text))...)
}

// The widths of fields: so many characters of four bytes and a NUL.
const (
	nameField   = 4*maxName + 1
	labelField  = 4*maxLabel + 1
	formatField = 57
)

func (p *plan) writeFile(w io.Writer) error {
	head, tail := p.head()
	out := bufio.NewWriterSize(w, 1<<16)
	_, err := out.Write(head)
	if err == nil {
		err = p.writeRows(out)
	}
	if err == nil {
		err = p.writeLongTexts(out)
	}
	if err == nil {
		_, err = out.Write(tail)
	}
	if err = errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("dta: writing: %w", err)
	}
	return nil
}

// head is everything before the rows; tail what follows the long texts. The
// map of places in the head needs both.
func (p *plan) head() (head, tail []byte) {
	s := &section{}
	p.header(s)
	places := []int{0, len(s.b)}
	s.tag("map")
	mapAt := len(s.b)
	s.b = append(s.b, make([]byte, 14*8)...)
	s.tag("/map")
	for _, part := range []struct {
		name string
		put  func(*section)
	}{
		{"variable_types", p.eachVariable(func(s *section, v *variable) { s.uint16(v.kind) })},
		{"varnames", p.eachVariable(func(s *section, v *variable) { s.text(v.name, nameField) })},
		{"sortlist", func(s *section) { s.b = append(s.b, make([]byte, 2*(len(p.vars)+1))...) }},
		{"formats", p.eachVariable(func(s *section, v *variable) { s.text(v.format(), formatField) })},
		{"value_label_names", p.eachVariable(func(s *section, v *variable) { s.text(v.setName(0), nameField) })},
		{"variable_labels", p.eachVariable(func(s *section, v *variable) { s.text(v.labels[0], labelField) })},
		{"characteristics", p.marks},
	} {
		places = append(places, len(s.b))
		s.tag(part.name)
		part.put(s)
		s.tag("/" + part.name)
	}
	rows := len(s.b)
	s.tag("data")
	width := 0
	for _, v := range p.vars {
		width += v.size()
	}
	longAt := rows + len("<data></data>") + width*p.rows
	labelsAt := longAt + len("<strls></strls>") + int(p.longText)
	end := &section{}
	p.valueLabels(end)
	closeAt := labelsAt + len(end.b)
	end.tag("/stata_dta")
	for i, at := range append(places, rows, longAt, labelsAt, closeAt, labelsAt+len(end.b)) {
		binary.LittleEndian.PutUint64(s.b[mapAt+8*i:], uint64(at))
	}
	return s.b, end.b
}

func (p *plan) header(s *section) {
	s.tag("stata_dta")
	s.b = append(s.b, "<header><release>118</release><byteorder>LSF</byteorder><K>"...)
	s.uint16(len(p.vars))
	s.b = append(s.b, "</K><N>"...)
	s.uint64(uint64(p.rows))
	s.b = append(s.b, "</N><label>"...)
	label := p.fileLabel(p.options.Languages[0])
	if label != labelled.OneLine(p.options.Label.In(p.options.Languages[0])) {
		p.Warn("label-cut", "", fmt.Sprintf("the label of the file has more than the %d characters that Stata takes; it is cut", maxLabel), "shorten it")
	}
	s.uint16(len(label))
	s.b = append(s.b, label+"</label><timestamp>"...)
	if !p.options.Time.IsZero() {
		stamp := p.options.Time.Format("02 Jan 2006 15:04")
		s.b = append(append(s.b, byte(len(stamp))), stamp...)
	} else {
		s.b = append(s.b, 0)
	}
	s.b = append(s.b, "</timestamp></header>"...)
}

func (p *plan) eachVariable(put func(*section, *variable)) func(*section) {
	return func(s *section) {
		for _, v := range p.vars {
			put(s, v)
		}
	}
}

func (v *variable) format() string {
	switch v.kind {
	case typeStrL:
		return "%9s"
	case typeByte, typeInt:
		return "%8.0g"
	case typeLong:
		return "%12.0g"
	case typeDouble:
		return "%10.0g"
	}
	return "%-" + strconv.Itoa(min(max(v.kind, 9), 40)) + "s"
}

func (v *variable) setName(lang int) string {
	if len(v.sets) == 0 {
		return ""
	}
	return v.sets[lang].name
}

// size is the number of bytes that a value takes in a row.
func (v *variable) size() int {
	switch v.kind {
	case typeByte:
		return 1
	case typeInt:
		return 2
	case typeLong:
		return 4
	case typeDouble, typeStrL:
		return 8
	}
	return v.kind
}

// ownMark tells the files that this package wrote.
const ownMark = "sojourn_format"

// marks puts the characteristics: languages, notes and what is this package's.
func (p *plan) marks(s *section) {
	put := func(of, name, text string) {
		s.tag("ch")
		s.int32(int32(2*nameField + len(text) + 1))
		s.text(of, nameField)
		s.text(name, nameField)
		s.b = append(append(s.b, text...), 0)
		s.tag("/ch")
	}
	var list []string
	for _, lang := range p.options.Languages {
		list = append(list, string(lang))
	}
	put("_dta", "_lang_list", strings.Join(list, " "))
	put("_dta", "_lang_c", list[0])
	for _, lang := range p.options.Languages[1:] {
		put("_dta", "_lang_v_"+string(lang), p.fileLabel(lang))
	}
	put("_dta", ownMark, "1")
	for _, v := range p.vars {
		for i, lang := range p.options.Languages[1:] {
			put(v.name, "_lang_v_"+string(lang), v.labels[i+1])
			if len(v.sets) > 0 {
				put(v.name, "_lang_l_"+string(lang), v.setName(i+1))
			}
		}
		if len(v.notes) > 0 {
			put(v.name, "note0", strconv.Itoa(len(v.notes)))
		}
		for i, note := range v.notes {
			put(v.name, "note"+strconv.Itoa(i+1), labelled.CutBytes(note, maxNote-1))
		}
		for _, m := range v.marks {
			put(v.name, m.name, m.text)
		}
	}
}

func (p *plan) valueLabels(s *section) {
	s.tag("value_labels")
	for _, set := range p.sets {
		order := make([]int, len(set.values))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(set.values[a], set.values[b]) })
		places, values, texts := &section{}, &section{}, []byte(nil)
		for _, i := range order {
			places.int32(int32(len(texts)))
			values.int32(set.values[i])
			texts = append(append(texts, set.texts[i]...), 0)
		}
		s.tag("lbl")
		s.int32(int32(8 + 8*len(order) + len(texts)))
		s.text(set.name, nameField+3)
		s.int32(int32(len(order)))
		s.int32(int32(len(texts)))
		s.b = append(append(append(s.b, places.b...), values.b...), texts...)
		s.tag("/lbl")
	}
	s.tag("/value_labels")
}
