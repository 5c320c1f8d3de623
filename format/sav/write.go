package sav

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"sojourn/format/labelled"
)

// A record is bytes under way into the file, least significant first.
type record struct{ b []byte }

func (r *record) int32s(list ...int32) {
	for _, x := range list {
		r.b = binary.LittleEndian.AppendUint32(r.b, uint32(x))
	}
}

func (r *record) int64(x int64) { r.b = binary.LittleEndian.AppendUint64(r.b, uint64(x)) }

func (r *record) float(x float64) {
	r.b = binary.LittleEndian.AppendUint64(r.b, math.Float64bits(x))
}

// text puts s into exactly n bytes, filled with blanks.
func (r *record) text(s string, n int) {
	s = labelled.CutBytes(s, n)
	r.b = append(r.b, s...)
	for range n - len(s) {
		r.b = append(r.b, ' ')
	}
}

// extension puts an extension record, type 7, of count elements of size bytes.
func (r *record) extension(subtype, size int32, content []byte) {
	r.int32s(7, subtype, size, int32(len(content))/size)
	r.b = append(r.b, content...)
}

func (p *plan) writeFile(w io.Writer) error {
	head := p.dictionary()
	out := bufio.NewWriterSize(w, 1<<16)
	_, err := out.Write(head)
	if err == nil {
		err = p.writeCells(out, int64(len(head)))
	}
	if err = errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("sav: writing: %w", err)
	}
	return nil
}

// dictionary is everything before the cells.
func (p *plan) dictionary() []byte {
	r := &record{}
	p.header(r)
	for _, v := range p.vars {
		v.record(r)
	}
	index := int32(1)
	for _, v := range p.vars {
		v.valueLabelRecords(r, index)
		index += int32(slots(v.width))
	}
	p.machine(r)
	p.setRecord(r)
	p.display(r)
	p.longNames(r)
	p.longStrings(r)
	cases := &record{}
	cases.int64(1)
	cases.int64(int64(p.rows))
	r.extension(16, 8, cases.b)
	p.attributeRecords(r)
	r.extension(20, 1, []byte("UTF-8"))
	r.int32s(999, 0)
	return r.b
}

func (p *plan) header(r *record) {
	total := 0
	for _, v := range p.vars {
		total += slots(v.width)
	}
	magic, compression := "$FL2", int32(1)
	switch p.options.Compression {
	case Zlib:
		magic, compression = "$FL3", 2
	case None:
		compression = 0
	}
	rows := int32(-1)
	if p.rows <= math.MaxInt32 {
		rows = int32(p.rows)
	}
	label := labelled.OneLine(p.options.Label)
	if len(label) > maxFileLabel {
		p.Warn("label-cut", "", fmt.Sprintf("the label of the file has %d bytes, SPSS takes %d; it is cut", len(label), maxFileLabel), "shorten it")
	}
	r.text(magic, 4)
	r.text("@(#) SPSS DATA FILE Sojourn", 60)
	r.int32s(2, int32(total), compression, 0, rows)
	r.float(bias)
	r.text(p.options.Time.Format("02 Jan 06"), 9)
	r.text(p.options.Time.Format("15:04:05"), 8)
	r.text(label, maxFileLabel)
	r.b = append(r.b, 0, 0, 0)
}

const (
	formatA = 1
	formatF = 5
)

// record writes the variable records: one for a number, for a string one for
// every eight bytes of each segment.
func (v *variable) record(r *record) {
	for i := range segments(v.width) {
		name, width := v.short, segmentWidth(v.width, i)
		if i > 0 {
			name = v.segmentNames[i-1]
		}
		format := int32(formatA<<16 | width<<8)
		if v.width == 0 {
			width, format = 0, int32(formatF<<16|v.digits<<8|v.decimals)
		}
		labelled, missing := int32(0), int32(0)
		if v.label != "" && i == 0 {
			labelled = 1
		}
		if v.gaps != nil && v.gaps.any() {
			missing = -2 // a range
		}
		r.int32s(2, int32(width), labelled, missing, format, format)
		r.text(name, 8)
		if labelled == 1 {
			r.int32s(int32(len(v.label)))
			r.text(v.label, (len(v.label)+3)/4*4)
		}
		if missing != 0 {
			r.float(v.gaps.low())
			r.float(v.gaps.high())
		}
		for n := 8; n < width; n += 8 {
			r.int32s(2, -1, 0, 0, 0, 0)
			r.text("", 8)
		}
	}
}

func (v *variable) valueLabelRecords(r *record, index int32) {
	if len(v.valueLabels) == 0 {
		return
	}
	r.int32s(3, int32(len(v.valueLabels)))
	for _, l := range v.valueLabels {
		r.float(l.value)
		r.b = append(r.b, byte(len(l.label)))
		r.text(l.label, (len(l.label)+1+7)/8*8-1)
	}
	r.int32s(4, 1, index)
}

// machine says how numbers and letters are kept.
func (p *plan) machine(r *record) {
	const utf8, ieee, littleEndian = 65001, 1, 2
	whole := &record{}
	whole.int32s(1, 0, 0, -1, ieee, 1, littleEndian, utf8)
	r.extension(3, 4, whole.b)
	float := &record{}
	float.float(sysmis)
	float.float(math.MaxFloat64)
	float.float(math.Nextafter(-math.MaxFloat64, 0))
	r.extension(4, 8, float.b)
}

func (p *plan) setRecord(r *record) {
	var b strings.Builder
	for _, s := range p.sets {
		fmt.Fprintf(&b, "%s=D1 1 %d %s", s.name, len(s.label), s.label)
		for _, v := range s.members {
			b.WriteString(" " + strings.ToLower(v.short)) // as SPSS refers to members
		}
		b.WriteByte('\n')
	}
	if b.Len() > 0 {
		r.extension(7, 1, []byte(b.String()))
	}
}

// display gives measure, column width and alignment of every segment.
func (p *plan) display(r *record) {
	const left, right = 0, 1
	d := &record{}
	for _, v := range p.vars {
		width, align := v.digits, int32(right)
		if v.width > 0 {
			width, align = min(max(v.width, 8), 40), left
		}
		for range segments(v.width) {
			d.int32s(v.measure, int32(width), align)
		}
	}
	if len(d.b) > 0 {
		r.extension(11, 4, d.b)
	}
}

func (p *plan) longNames(r *record) {
	pairs := make([]string, len(p.vars))
	for i, v := range p.vars {
		pairs[i] = v.short + "=" + v.name
	}
	if len(pairs) > 0 {
		r.extension(13, 1, []byte(strings.Join(pairs, "\t")))
	}
}

func (p *plan) longStrings(r *record) {
	var b strings.Builder
	for _, v := range p.vars {
		if segments(v.width) > 1 {
			fmt.Fprintf(&b, "%s=%05d\x00\t", v.short, v.width)
		}
	}
	if b.Len() > 0 {
		r.extension(14, 1, []byte(b.String()))
	}
}

func (p *plan) attributeRecords(r *record) {
	r.extension(17, 1, []byte(attribute{languageAttribute, []string{labelled.OneLine(string(p.options.Language))}}.String()))
	var of []string
	for _, v := range p.vars {
		var b strings.Builder
		for _, a := range v.attributes {
			b.WriteString(a.String())
		}
		if b.Len() > 0 {
			of = append(of, v.name+":"+b.String())
		}
	}
	if len(of) > 0 {
		r.extension(18, 1, []byte(strings.Join(of, "/")))
	}
}

// languageAttribute marks the files that this package wrote.
const languageAttribute = "sojourn.language"

// String is the attribute as the file has it.
func (a attribute) String() string {
	return a.name + "('" + strings.Join(a.values, "'\n'") + "'\n)"
}
