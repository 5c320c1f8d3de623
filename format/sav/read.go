package sav

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// maxHeld bounds the memory that the cells of a file may take, because a small
// damaged or hostile file can claim any number of them.
const maxHeld = 4 << 30

// maxLabels bounds the value labels over all variables: a list is written once,
// but any number of variables can refer to it.
const maxLabels = 1 << 22

// Read reads a .sav or .zsav file, of this program or any other. Labels are put
// under lang unless the file says which language they are in. The problems are
// warnings about what a dataset cannot hold or the file does not say; where a
// file has user-missing values of its own, their labels tell the reasons.
func Read(r io.Reader, lang study.Lang) (*dataset.Dataset, study.Problems, error) {
	return read(r, lang, maxHeld)
}

func read(r io.Reader, lang study.Lang, limit int64) (*dataset.Dataset, study.Problems, error) {
	f := &file{in: bufio.NewReaderSize(r, 1<<16), lang: lang, limit: limit, bySlot: map[int32]*field{}, extensions: map[int32][]byte{}}
	f.header()
	f.dictionary()
	if f.err == nil {
		f.describe()
	}
	if f.err == nil {
		f.cells()
	}
	if f.err != nil {
		return nil, f.problems, f.err
	}
	d, err := f.dataset()
	return d, f.problems, err
}

// A file is a file being read. The first failure stays in err and makes every
// further read return nothing.
type file struct {
	in         *bufio.Reader
	at         int64 // bytes read
	err        error
	eight      [8]byte // the element at hand
	buf        []byte  // the text at hand
	order      binary.ByteOrder
	lang       study.Lang
	limit      int64
	problems   study.Problems
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

func (f *file) warn(code, column, what, do string) {
	f.problems = append(f.problems, study.Problem{Severity: study.Warning, Code: code, Where: where, Column: column, What: what, Do: do})
}

func (f *file) refuse(code, what, do string) {
	if f.err == nil {
		f.err = study.Problem{Severity: study.Error, Code: code, Where: where, What: what, Do: do}
	}
}

func (f *file) damaged(what string) {
	f.refuse("damaged", what, "ask for the file again, or open it in SPSS or PSPP and save it anew")
}

// failed notes why the file could not be read on.
func (f *file) failed(err error) {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		f.damaged("it ends before its cells begin")
	} else if f.err == nil {
		f.err = fmt.Errorf("sav: reading: %w", err)
	}
}

// bytes reads n bytes. Memory grows with what is there, not with what is
// claimed.
func (f *file) bytes(n int64) []byte {
	if f.err != nil {
		return nil
	}
	if n < 0 || n > math.MaxInt32 {
		f.damaged("it claims a record of an impossible length")
		return nil
	}
	f.at += n
	if n <= 1<<12 {
		b := make([]byte, n)
		if _, err := io.ReadFull(f.in, b); err != nil {
			f.failed(err)
			return nil
		}
		return b
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, f.in, n); err != nil {
		f.failed(err)
		return nil
	}
	return b.Bytes()
}

func (f *file) skip(n int64) {
	if f.err != nil {
		return
	}
	if _, err := io.CopyN(io.Discard, f.in, n); err != nil {
		f.failed(err)
	}
	f.at += n
}

func (f *file) int32() int32 {
	b := f.bytes(4)
	if f.err != nil {
		return 0
	}
	return int32(f.order.Uint32(b))
}

func (f *file) float() float64 {
	b := f.bytes(8)
	if f.err != nil {
		return 0
	}
	return math.Float64frombits(f.order.Uint64(b))
}

func (f *file) header() {
	start, _ := f.in.Peek(512)
	switch {
	case len(start) > 20 && string(start[8:20]) == "ENCRYPTEDSAV":
		f.refuse("encrypted", "it is encrypted with a password", "open it in SPSS and save it without a password")
		return
	case bytes.Contains(start, []byte("SPSS PORT FILE")):
		f.refuse("portable", "it is a portable file (.por)", "open it in SPSS or PSPP and save it as .sav")
		return
	case len(start) < 176 || string(start[:3]) != "$FL":
		f.refuse("no-sav", "it is no SPSS system file", "choose a file that ends in .sav or .zsav")
		return
	}
	if f.order = binary.LittleEndian; start[64] == 0 {
		f.order = binary.BigEndian
	}
	f.skip(64)
	if layout := f.int32(); layout != 2 && layout != 3 {
		f.refuse("no-sav", "it is of a kind of system file that is not known", "open it in SPSS or PSPP and save it anew")
	}
	f.int32() // elements in a row: not reliable, see the reference
	f.packing = f.int32()
	f.int32() // the variable that weights cases; a study declares its own
	f.rows = int64(f.int32())
	f.bias = f.float()
	f.skip(9 + 8 + maxFileLabel + 3)
	if f.packing < 0 || f.packing > 2 {
		f.refuse("no-sav", "its cells are packed in a way that is not known", "open it in SPSS or PSPP and save it anew")
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
