package sav

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"strings"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// Read reads a .sav or .zsav file, of this program or any other. Labels are put
// under lang unless the file says which language they are in. The problems are
// warnings about what a dataset cannot hold or the file does not say; where a
// file has user-missing values of its own, their labels tell the reasons.
func Read(r io.Reader, lang study.Lang) (*dataset.Dataset, study.Problems, error) {
	return read(r, lang, labelled.MaxHeld)
}

func read(r io.Reader, lang study.Lang, limit int64) (*dataset.Dataset, study.Problems, error) {
	f := &file{Input: labelled.NewInput(r, where, "ask for the file again, or open it in SPSS or PSPP and save it anew"), lang: lang, limit: limit, bySlot: map[int32]*field{}, extensions: map[int32][]byte{}}
	f.header()
	f.dictionary()
	if f.Err == nil {
		f.describe()
	}
	if f.Err == nil {
		f.cells()
	}
	if f.Err != nil {
		return nil, f.Problems, f.Err
	}
	d, err := f.dataset()
	return d, f.Problems, err
}

// A file is a file being read.
type file struct {
	labelled.Input
	eight      [8]byte // the element at hand
	buf        []byte  // the text at hand
	order      binary.ByteOrder
	lang       study.Lang
	limit      int64
	packing    int32 // 0 none, 1 bytecode, 2 zlib
	rows       int64 // as the file says; -1 if it does not
	bias       float64
	fields     []*field
	bySlot     map[int32]*field // by the number of the field's first element
	byName     map[string]*field
	extensions map[int32][]byte
	decode     func([]byte) string
	ours       bool // written by this package
	read       int  // rows read
	labels     int  // value labels over all fields
	silent     int  // columns with cells that are empty without a reason
}

func (f *file) int32() int32 {
	b := f.Bytes(4)
	if f.Err != nil {
		return 0
	}
	return int32(f.order.Uint32(b))
}

func (f *file) float() float64 {
	b := f.Bytes(8)
	if f.Err != nil {
		return 0
	}
	return math.Float64frombits(f.order.Uint64(b))
}

func (f *file) header() {
	start, _ := f.Reader.Peek(512)
	switch {
	case len(start) > 20 && string(start[8:20]) == "ENCRYPTEDSAV":
		f.Refuse("encrypted", "it is encrypted with a password", "open it in SPSS and save it without a password")
		return
	case bytes.Contains(start, []byte("SPSS PORT FILE")):
		f.Refuse("portable", "it is a portable file (.por)", "open it in SPSS or PSPP and save it as .sav")
		return
	case len(start) < 176 || string(start[:3]) != "$FL":
		f.Refuse("no-sav", "it is no SPSS system file", "choose a file that ends in .sav or .zsav")
		return
	}
	if f.order = binary.LittleEndian; start[64] == 0 {
		f.order = binary.BigEndian
	}
	f.Skip(64)
	if layout := f.int32(); layout != 2 && layout != 3 {
		f.Refuse("no-sav", "it is of a kind of system file that is not known", "open it in SPSS or PSPP and save it anew")
	}
	f.int32() // elements in a row: not reliable, see the reference
	f.packing = f.int32()
	f.int32() // the variable that weights cases; a study declares its own
	f.rows = int64(f.int32())
	f.bias = f.float()
	f.Skip(9 + 8 + maxFileLabel + 3)
	if f.packing < 0 || f.packing > 2 {
		f.Refuse("no-sav", "its cells are packed in a way that is not known", "open it in SPSS or PSPP and save it anew")
	}
}

// number is the number that an eight-byte element holds.
func (f *file) number(eight []byte) float64 {
	if len(eight) != 8 {
		return sysmis
	}
	return math.Float64frombits(f.order.Uint64(eight))
}

// trimmed is text without the blanks and NULs that fill it up.
func (f *file) trimmed(b []byte) string {
	return strings.TrimRight(f.decode(bytes.TrimRight(b, " \x00")), " \x00")
}
