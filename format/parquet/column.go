package parquet

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"
)

// A filling reads one column of the file from its first row on, some rows at a
// time, whatever row groups and pages they lie in.
type filling interface {
	// fill hands the values of the next n rows that are not null to store,
	// counted from 0.
	fill(n int) error
	close() error
}

// A reading is a filling with values of one type.
type reading[T any] struct {
	decode func(parquet.Value) (T, error)
	store  func(row int, x T) error

	chunks []parquet.ColumnChunk // those not opened yet
	pages  parquet.Pages
	page   parquet.Page
	levels []byte // of the page's rows: 0 for null; nil: none is
	left   int    // rows of the page that were not read yet
	values []T    // of the page, or of its dictionary
	index  []int32
	next   int // value of the page
	dict   parquet.Dictionary
}

var errNoColumn = errors.New("the file has no such column")

// newReading begins at the first row of a column.
func newReading[T any](file *parquet.File, name string, decode func(parquet.Value) (T, error), store func(int, T) error) (*reading[T], error) {
	leaf, ok := file.Schema().Lookup(name)
	if !ok {
		return nil, errNoColumn
	}
	r := &reading[T]{decode: decode, store: store}
	for _, group := range file.RowGroups() {
		r.chunks = append(r.chunks, group.ColumnChunks()[leaf.ColumnIndex])
	}
	return r, nil
}

func (r *reading[T]) fill(n int) error {
	for row := 0; row < n; {
		if r.left == 0 {
			if err := r.turn(); err != nil {
				return err
			}
			continue
		}
		take := min(r.left, n-row)
		if err := r.take(row, take); err != nil {
			return err
		}
		row += take
		r.left -= take
	}
	return nil
}

// take stores the values of some rows of the page.
func (r *reading[T]) take(row, n int) error {
	for i := range n {
		if r.levels != nil && r.levels[i] == 0 {
			continue
		}
		at := r.next
		if r.index != nil {
			if at = len(r.values); r.next < len(r.index) {
				at = int(r.index[r.next])
			}
		}
		if at < 0 || at >= len(r.values) {
			return errors.New("the file is damaged: a value is missing")
		}
		r.next++
		if err := r.store(row+i, r.values[at]); err != nil {
			return err
		}
	}
	if r.levels != nil {
		r.levels = r.levels[n:]
	}
	return nil
}

// turn goes to the next page.
func (r *reading[T]) turn() error {
	parquet.Release(r.page)
	r.page = nil
	for {
		if r.pages == nil {
			if len(r.chunks) == 0 {
				return errors.New("the file is damaged: it has fewer rows than it says")
			}
			r.pages, r.chunks = r.chunks[0].Pages(), r.chunks[1:]
		}
		page, err := r.pages.ReadPage()
		if err == nil {
			r.page = page
			return r.open(page)
		}
		if !errors.Is(err, io.EOF) {
			return err
		}
		err = r.pages.Close()
		r.pages, r.dict = nil, nil
		if err != nil {
			return err
		}
	}
}

// open makes the values of a page ready. What a dictionary holds is decoded
// once for all pages that share it.
func (r *reading[T]) open(page parquet.Page) error {
	r.left, r.next, r.index = int(page.NumRows()), 0, nil
	if r.levels = page.DefinitionLevels(); len(r.levels) == 0 {
		r.levels = nil
	}
	dict := page.Dictionary()
	if dict == nil {
		return r.decodeAll(page)
	}
	data := page.Data()
	r.index = data.Int32()
	if dict == r.dict {
		return nil
	}
	r.dict, r.values = dict, r.values[:0]
	for i := range dict.Len() {
		x, err := r.decode(dict.Index(int32(i)))
		if err != nil {
			return err
		}
		r.values = append(r.values, x)
	}
	return nil
}

// decodeAll decodes the values of a page without a dictionary.
func (r *reading[T]) decodeAll(page parquet.Page) error {
	r.dict, r.values = nil, r.values[:0]
	if numbers, ok := any(&r.values).(*[]float64); ok && page.Type().Kind() == parquet.Double {
		data := page.Data()
		*numbers = append(*numbers, data.Double()...)
		return nil
	}
	buf := make([]parquet.Value, 1024)
	values := page.Values()
	for {
		n, err := values.ReadValues(buf)
		for _, v := range buf[:n] {
			if v.IsNull() {
				continue
			}
			x, err := r.decode(v)
			if err != nil {
				return err
			}
			r.values = append(r.values, x)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *reading[T]) close() error {
	parquet.Release(r.page)
	r.page, r.chunks = nil, nil
	if r.pages == nil {
		return nil
	}
	err := r.pages.Close()
	r.pages = nil
	return err
}
