package dta

import (
	"encoding/binary"
	"io"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// Read reads a .dta file, of this program or any other. Labels are put under
// the languages that the file names, else under lang. The problems are warnings
// about what a dataset cannot hold or the file does not say; where a file has
// extended missing values of its own, their labels tell the reasons.
func Read(r io.Reader, lang study.Lang) (*dataset.Dataset, study.Problems, error) {
	return read(r, lang, labelled.MaxHeld)
}

func read(r io.Reader, lang study.Lang, limit int64) (*dataset.Dataset, study.Problems, error) {
	f := &file{Input: labelled.NewInput(r, where, "ask for the file again, or open it in Stata or R and save it anew"), lang: lang, limit: limit, order: binary.LittleEndian,
		marks: map[string]map[string]string{}, long: map[ref]string{}, labels: map[string]map[int32]string{}}
	start, _ := f.Reader.Peek(1)
	switch {
	case len(start) == 1 && start[0] >= 113 && start[0] <= 115:
		f.readOld()
	case len(start) == 1 && start[0] >= 102 && start[0] <= 112:
		f.Refuse("too-old", "it was saved by Stata 7 or older", "open it in Stata or R and save it anew")
	default:
		f.readTagged()
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
	order   binary.ByteOrder
	layout  layout
	lang    study.Lang
	limit   int64
	fields  []*field
	rows    uint64 // as the file says
	read    int    // rows read
	marks   map[string]map[string]string
	long    map[ref]string
	labels  map[string]map[int32]string
	silent  int  // columns with cells that are empty without a reason
	ours    bool // written by this package
	guessed bool // some text was decoded by a guess
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

// uint reads a whole number of the given width.
func (f *file) uint(width int) uint64 {
	b := f.Bytes(int64(width))
	if f.Err != nil {
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
func (f *file) text(n int) string { return f.decode(f.Bytes(int64(n))) }

// expect reads the mark that must come next.
func (f *file) expect(mark string) {
	if got := f.Bytes(int64(len(mark))); f.Err == nil && string(got) != mark {
		f.Damaged("it lacks the part " + mark)
	}
}
