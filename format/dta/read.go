package dta

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"sojourn/dataset"
	"sojourn/study"
)

// maxHeld bounds the memory that the cells of a file may take, because a small
// damaged or hostile file can claim any number of them.
const maxHeld = 4 << 30

// maxLabels bounds the value labels over all variables: a set is written once,
// but any number of variables can refer to it.
const maxLabels = 1 << 22

// Read reads a .dta file, of this program or any other. Labels are put under
// the languages that the file names, else under lang. The problems are warnings
// about what a dataset cannot hold or the file does not say; where a file has
// extended missing values of its own, their labels tell the reasons.
func Read(r io.Reader, lang study.Lang) (*dataset.Dataset, study.Problems, error) {
	return read(r, lang, maxHeld)
}

func read(r io.Reader, lang study.Lang, limit int64) (*dataset.Dataset, study.Problems, error) {
	f := &file{in: bufio.NewReaderSize(r, 1<<16), lang: lang, limit: limit, order: binary.LittleEndian,
		marks: map[string]map[string]string{}, long: map[ref]string{}, labels: map[string]map[int32]string{}}
	start, _ := f.in.Peek(1)
	switch {
	case len(start) == 1 && start[0] >= 113 && start[0] <= 115:
		f.readOld()
	case len(start) == 1 && start[0] >= 102 && start[0] <= 112:
		f.refuse("too-old", "it was saved by Stata 7 or older", "open it in Stata or R and save it anew")
	default:
		f.readTagged()
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
	in       *bufio.Reader
	err      error
	order    binary.ByteOrder
	layout   layout
	lang     study.Lang
	limit    int64
	problems study.Problems
	fields   []*field
	rows     uint64 // as the file says
	read     int    // rows read
	marks    map[string]map[string]string
	long     map[ref]string
	labels   map[string]map[int32]string
	silent   int  // columns with cells that are empty without a reason
	ours     bool // written by this package
	guessed  bool // some text was decoded by a guess
}

// A layout is how wide the fields of a format are, in bytes.
type layout struct {
	release                   int
	name, format, label       int
	variables, rows, fileText int // of the counts and of the length of the file's label
	sort                      int // of a place in the sort list
	refVariable               int // of the variable's number in the place of a long text
}

// A field is a variable of a file being read.
type field struct {
	name, label, format, set string
	kind                     int
	numbers                  []float64
	gaps                     []uint8 // 1 for . and 2 to 27 for .a to .z; 0 for a value
	texts                    []string
	refs                     []ref
	folded                   bool // into another column
}

// A ref is where a long text is found.
type ref struct {
	variable uint32
	row      uint64
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
	f.refuse("damaged", what, "ask for the file again, or open it in Stata or R and save it anew")
}

// bytes reads n bytes. Memory grows with what is there, not with what is
// claimed.
func (f *file) bytes(n int64) []byte {
	if f.err != nil {
		return nil
	}
	if n < 0 || n > math.MaxInt32 {
		f.damaged("it claims a part of an impossible length")
		return nil
	}
	var err error
	var b []byte
	if n <= 1<<12 {
		b = make([]byte, n)
		_, err = io.ReadFull(f.in, b)
	} else {
		var grown bytes.Buffer
		_, err = io.CopyN(&grown, f.in, n)
		b = grown.Bytes()
	}
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		f.damaged("it ends too early")
		return nil
	case err != nil:
		f.err = fmt.Errorf("dta: reading: %w", err)
		return nil
	}
	return b
}

// uint reads a whole number of the given width.
func (f *file) uint(width int) uint64 {
	b := f.bytes(int64(width))
	if f.err != nil {
		return 0
	}
	return f.number(b)
}

func (f *file) number(b []byte) uint64 {
	var x uint64
	for i := range b {
		k := i
		if f.order == binary.ByteOrder(binary.LittleEndian) {
			k = len(b) - 1 - i
		}
		x = x<<8 | uint64(b[k])
	}
	return x
}

// text reads a field of n bytes that ends at the first NUL.
func (f *file) text(n int) string { return f.decode(f.bytes(int64(n))) }

// expect reads the mark that must come next.
func (f *file) expect(mark string) {
	if got := f.bytes(int64(len(mark))); f.err == nil && string(got) != mark {
		f.damaged("it lacks the part " + mark)
	}
}
