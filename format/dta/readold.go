package dta

import (
	"encoding/binary"
	"errors"
	"io"
)

// readOld reads formats 113 to 115, whose parts follow one another untagged.
func (f *file) readOld() {
	release := int(f.uint(1))
	f.layout = layout{release: release, name: 33, format: 49, label: 81}
	if release == 113 {
		f.layout.format = 12
	}
	if f.uint(1) == 1 {
		f.order = binary.BigEndian
	}
	f.Bytes(2)
	n := f.uint(2)
	f.rows = f.uint(4)
	f.Bytes(81 + 18) // the file's label and time
	for range n {
		f.fields = append(f.fields, &field{kind: oldType(int(f.uint(1)))})
	}
	f.each(func(v *field) { v.name = f.text(f.layout.name) })
	f.Bytes(2 * int64(n+1))
	f.each(func(v *field) { v.format = f.text(f.layout.format) })
	f.each(func(v *field) { v.set = f.text(f.layout.name) })
	f.each(func(v *field) { v.label = f.text(f.layout.label) })
	for f.Err == nil {
		kind, length := f.uint(1), f.uint(4)
		if kind == 0 && length == 0 {
			break
		}
		if b := f.Bytes(int64(length)); kind == 1 {
			f.characteristic(b)
		}
	}
	f.cells()
	for f.Err == nil {
		if _, err := f.Reader.Peek(1); errors.Is(err, io.EOF) {
			return
		}
		f.uint(4)
		f.labelSet()
	}
}

// oldType is the type as later formats number it.
func oldType(code int) int {
	if code > 250 {
		return typeByte - (code - 251)
	}
	return code
}
