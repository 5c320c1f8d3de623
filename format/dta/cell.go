package dta

import (
	"io"
	"math"
)

// cells reads all rows into the fields.
func (f *file) cells() {
	width := 0
	for _, v := range f.fields {
		width += v.size()
	}
	if width == 0 || f.Err != nil {
		return
	}
	row, held := make([]byte, width), int64(0)
	for uint64(f.read) < f.rows {
		if _, err := io.ReadFull(f.Reader, row); err != nil {
			f.Damaged("it ends in the middle of its rows")
			return
		}
		rest := row
		for _, v := range f.fields {
			held += f.cell(v, rest[:v.size()])
			rest = rest[v.size():]
		}
		f.read++
		if held > f.limit {
			f.Refuse("too-large", "its cells take more memory than can be given", "divide it into files of fewer rows or variables")
			return
		}
	}
}

// cell takes a value and says how much memory it needs.
func (f *file) cell(v *field, b []byte) int64 {
	switch v.kind {
	case typeByte, typeInt, typeLong, typeFloat, typeDouble:
		x, gap := f.value(v.kind, b)
		v.numbers, v.gaps = append(v.numbers, x), append(v.gaps, gap)
		return 9
	case typeStrL:
		v.refs = append(v.refs, f.ref(b))
		return 16
	}
	s := f.decode(b)
	v.texts = append(v.texts, s)
	return 16 + int64(len(s))
}

// value reads a number, or which kind of missing it is.
func (f *file) value(kind int, b []byte) (x float64, gap uint8) {
	raw := f.number(b)
	switch kind {
	case typeByte:
		return whole(int64(int8(raw)), missingByte)
	case typeInt:
		return whole(int64(int16(raw)), missingInt)
	case typeLong:
		return whole(int64(int32(raw)), missingLong)
	case typeFloat:
		if x := math.Float32frombits(uint32(raw)); uint32(raw) < missingFloat || math.Signbit(float64(x)) {
			return float64(x), 0
		}
		return 0, uint8(min((uint32(raw)-missingFloat)>>stepFloat, 26)) + 1
	}
	if x := math.Float64frombits(raw); raw < missingDouble || math.Signbit(x) {
		return x, 0
	}
	return 0, uint8(min((raw-missingDouble)>>stepDouble, 26)) + 1
}

func whole(x, missing int64) (float64, uint8) {
	if x < missing {
		return float64(x), 0
	}
	return 0, uint8(x-missing) + 1
}

// ref reads where a long text is found: in format 117 two numbers of four
// bytes, later one number within eight bytes, divided unevenly.
func (f *file) ref(b []byte) ref {
	n := f.layout.refVariable
	return ref{uint32(f.number(b[:n])), f.number(b[n:])}
}
