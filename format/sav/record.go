package sav

import (
	"fmt"
	"math"
	"sojourn/format/labelled"
)

// A field is a variable of a file being read.
type field struct {
	short, name, label string
	rawName, rawLabel  []byte
	width              int
	pieces             []int // widths of the segments
	format             byte
	measure            int32
	missingKind        int32
	missing            [][]byte // as in the variable record or, if long, its extension
	labels             []rawLabel
	attributes         map[string][]string
	numbers            []float64
	texts              []string
	folded             bool // into another column
}

type rawLabel struct{ value, label []byte }

func (v *field) attribute(name string) string {
	if list := v.attributes["sojourn."+name]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// dictionary reads the records up to the one that says that the cells follow.
func (f *file) dictionary() {
	slot := int32(0)
	for f.Err == nil {
		switch kind := f.int32(); kind {
		case 2:
			f.variable(slot)
			slot++
		case 3:
			f.valueLabels()
		case 6:
			f.Skip(int64(f.int32()) * 80)
		case 7:
			f.extension()
		case 999:
			f.int32()
			return
		default:
			f.Damaged(fmt.Sprintf("it has a record of the unknown kind %d at byte %d", kind, f.At))
		}
	}
}

func (f *file) variable(slot int32) {
	width, labelled, missing := f.int32(), f.int32(), f.int32()
	format := f.int32()
	f.int32()
	v := &field{rawName: f.Bytes(8), width: int(width), format: byte(format >> 16), missingKind: missing, attributes: map[string][]string{}}
	if labelled == 1 {
		n := int64(f.int32())
		v.rawLabel = f.Bytes(n)
		f.Bytes(-n & 3) // to a whole number of four bytes
	}
	if missing < -3 || missing > 3 || width < -1 || width > 255 {
		f.Damaged(fmt.Sprintf("its variable %d is described in a way that makes no sense", len(f.fields)+1))
	}
	for range max(missing, -missing) {
		if f.Err != nil {
			return
		}
		v.missing = append(v.missing, f.Bytes(8))
	}
	if f.Err != nil || width == -1 { // a further element of a string
		return
	}
	v.pieces = []int{v.width}
	f.fields = append(f.fields, v)
	f.bySlot[slot+1] = v
}

// valueLabels reads a list of labels and the list of variables that share it.
func (f *file) valueLabels() {
	n := f.int32()
	var labels []rawLabel
	for i := int32(0); i < n && f.Err == nil; i++ {
		value := f.Bytes(8)
		length := f.Bytes(1)
		if f.Err != nil {
			return
		}
		text := f.Bytes((int64(length[0])+1+7)/8*8 - 1)
		if f.Err == nil {
			labels = append(labels, rawLabel{value, text[:length[0]]})
		}
	}
	if kind := f.int32(); f.Err == nil && kind != 4 {
		f.Damaged("it has value labels that belong to no variable")
	}
	n = f.int32()
	for i := int32(0); i < n && f.Err == nil; i++ {
		if v := f.bySlot[f.int32()]; v != nil {
			v.labels = append(v.labels, labels...)
			f.labels += len(labels)
		}
		if f.labels > labelled.MaxLabels {
			f.Refuse("too-large", "it has more value labels than can be held", "divide it into files of fewer variables")
		}
	}
}

// extension keeps the records that are understood and skips the others.
func (f *file) extension() {
	kind, size, count := f.int32(), int64(f.int32()), int64(f.int32())
	length := size * count
	if size < 0 || count < 0 || length > math.MaxInt32 {
		f.Damaged("it claims a record of an impossible length")
		return
	}
	switch kind {
	case 3, 7, 11, 13, 14, 16, 17, 18, 19, 20, 21, 22:
		// Some writers divide a record into several of the same kind.
		f.extensions[kind] = append(f.extensions[kind], f.Bytes(length)...)
	default:
		f.Skip(length)
	}
}
