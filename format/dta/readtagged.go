package dta

import (
	"encoding/binary"
	"strconv"
)

// readTagged reads formats 117 to 119, whose parts are tagged.
func (f *file) readTagged() {
	const start = "<stata_dta><header><release>"
	if b, _ := f.Reader.Peek(len(start)); string(b) != start {
		f.Refuse("no-dta", "it is no Stata data file", "choose a file that ends in .dta")
		return
	}
	f.expect(start)
	release, _ := strconv.Atoi(string(f.Bytes(3)))
	switch release {
	case 117:
		f.layout = layout{release, 33, 49, 81, 2, 4, 1, 2, 4}
	case 118:
		f.layout = layout{release, nameField, formatField, labelField, 2, 8, 2, 2, 2}
	case 119:
		f.layout = layout{release, nameField, formatField, labelField, 4, 8, 2, 4, 3}
	default:
		f.Refuse("too-new", "it is of a format that is not known", "save it as Stata 14 or later does, format 118")
		return
	}
	f.expect("</release><byteorder>")
	if string(f.Bytes(3)) == "MSF" {
		f.order = binary.BigEndian
	}
	f.expect("</byteorder><K>")
	n := f.uint(f.layout.variables)
	f.expect("</K><N>")
	f.rows = f.uint(f.layout.rows)
	f.expect("</N><label>")
	f.Bytes(int64(f.uint(f.layout.fileText)))
	f.expect("</label><timestamp>")
	f.Bytes(int64(f.uint(1)))
	f.expect("</timestamp></header><map>")
	f.Bytes(14 * 8)
	f.expect("</map>")
	f.describeFields(n)
	f.characteristics()
	f.expect("<data>")
	f.cells()
	f.expect("</data><strls>")
	f.longTexts()
	f.expect("<value_labels>")
	f.taggedLabels()
}

// describeFields reads the parts that have an entry for each of n variables.
func (f *file) describeFields(n uint64) {
	f.expect("<variable_types>")
	for i := uint64(0); i < n && f.Err == nil; i++ {
		f.fields = append(f.fields, &field{kind: int(f.uint(2))})
	}
	f.expect("</variable_types><varnames>")
	f.each(func(v *field) { v.name = f.text(f.layout.name) })
	f.expect("</varnames><sortlist>")
	f.Bytes(int64(f.layout.sort) * int64(n+1))
	f.expect("</sortlist><formats>")
	f.each(func(v *field) { v.format = f.text(f.layout.format) })
	f.expect("</formats><value_label_names>")
	f.each(func(v *field) { v.set = f.text(f.layout.name) })
	f.expect("</value_label_names><variable_labels>")
	f.each(func(v *field) { v.label = f.text(f.layout.label) })
	f.expect("</variable_labels><characteristics>")
	f.each(func(v *field) {
		if v.size() == 0 {
			f.Damaged("it has a variable of a type that is not known")
		}
	})
}

func (f *file) each(do func(*field)) {
	for _, v := range f.fields {
		if f.Err == nil {
			do(v)
		}
	}
}

// size is the number of bytes that a value takes in a row; 0 if the type is
// none.
func (v *field) size() int {
	if v.kind > maxString && v.kind < typeDouble && v.kind != typeStrL || v.kind > typeByte {
		return 0
	}
	if v.kind == typeFloat {
		return 4
	}
	return (&variable{kind: v.kind}).size()
}

// next reports whether the coming bytes are the mark, and reads them if so.
func (f *file) next(mark string) bool {
	if f.Err != nil {
		return false
	}
	if b, _ := f.Reader.Peek(len(mark)); string(b) != mark {
		return false
	}
	f.expect(mark)
	return true
}

func (f *file) characteristics() {
	for f.next("<ch>") {
		b := f.Bytes(int64(f.uint(4)))
		f.expect("</ch>")
		f.characteristic(b)
	}
	f.expect("</characteristics>")
}

func (f *file) characteristic(b []byte) {
	n := f.layout.name
	if len(b) < 2*n {
		return
	}
	of, name := f.decode(b[:n]), f.decode(b[n:2*n])
	if f.marks[of] == nil {
		f.marks[of] = map[string]string{}
	}
	f.marks[of][name] = f.decode(b[2*n:])
}

func (f *file) longTexts() {
	for f.next("GSO") {
		at := ref{variable: uint32(f.uint(4))}
		at.row = f.uint(map[bool]int{true: 4, false: 8}[f.layout.release == 117])
		f.uint(1)
		b := f.Bytes(int64(f.uint(4)))
		f.long[at] = f.decode(b)
	}
	f.expect("</strls>")
}

func (f *file) taggedLabels() {
	for f.next("<lbl>") {
		f.uint(4)
		f.labelSet()
		f.expect("</lbl>")
	}
	f.expect("</value_labels></stata_dta>")
}

// labelSet reads a table of value labels.
func (f *file) labelSet() {
	name := f.text(f.layout.name)
	f.Bytes(3)
	n, length := int64(f.uint(4)), int64(f.uint(4))
	places, values := f.Bytes(4*n), f.Bytes(4*n)
	texts := f.Bytes(length)
	if f.Err != nil {
		return
	}
	set := map[int32]string{}
	for i := range n {
		at := f.number(places[4*i : 4*i+4])
		if at < uint64(len(texts)) {
			set[int32(f.number(values[4*i:4*i+4]))] = f.decode(texts[at:])
		}
	}
	f.labels[name] = set
}
