package sav

import (
	"bufio"
	"compress/zlib"
	"errors"
	"io"
	"math"
)

// A source yields the cells of a file, eight bytes at a time, and [io.EOF]
// after the last.
type source interface {
	next(eight *[8]byte) error
}

// cells reads all rows into the fields.
func (f *file) cells() {
	if len(f.fields) == 0 {
		return
	}
	from := f.source()
	if f.Err != nil {
		return
	}
	held := int64(0)
	for f.rows < 0 || int64(f.read) < f.rows {
		for i, v := range f.fields {
			size, err := f.cell(v, from)
			switch {
			case err == nil:
				held += size
			case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
				f.short(i)
				return
			default:
				f.Damaged("its cells cannot be unpacked")
				return
			}
		}
		f.read++
		if held > f.limit {
			f.Refuse("too-large", "its cells take more memory than can be given", "divide it into files of fewer rows or variables")
			return
		}
	}
}

// short notes that the cells end in the row at hand before its field i.
func (f *file) short(i int) {
	for _, v := range f.fields {
		v.numbers, v.texts = v.numbers[:min(f.read, len(v.numbers))], v.texts[:min(f.read, len(v.texts))]
	}
	if i > 0 {
		f.Warn("cut-short", "", "its last row is incomplete and is left out", "ask for the file again")
	} else if f.rows >= 0 {
		f.Warn("cut-short", "", "it has fewer rows than it says", "ask for the file again")
	}
}

// cell reads the value of v in the row at hand and says how much memory it
// takes.
func (f *file) cell(v *field, from source) (int64, error) {
	if v.width == 0 {
		if err := from.next(&f.eight); err != nil {
			return 0, err
		}
		v.numbers = append(v.numbers, math.Float64frombits(f.order.Uint64(f.eight[:])))
		return 8, nil
	}
	text := f.buf[:0]
	for _, width := range v.pieces {
		for at := 0; at < max(width, 1); at += 8 {
			if err := from.next(&f.eight); err != nil {
				return 0, err
			}
			text = append(text, f.eight[:min(8, width-at)]...)
		}
	}
	f.buf = text
	s := f.trimmed(text[:min(len(text), v.width)])
	v.texts = append(v.texts, s)
	return int64(len(s)) + 16, nil
}

func (f *file) source() source {
	switch f.packing {
	case 0:
		return plainSource{f.Reader}
	case 1:
		return &codeSource{in: f.Reader, file: f}
	}
	f.Skip(8) // where this header stands
	end := f.Bytes(8)
	f.Skip(8)
	if f.Err != nil {
		return nil
	}
	return &codeSource{in: bufio.NewReader(&streams{in: f.Reader, at: f.At, end: int64(f.order.Uint64(end))}), file: f}
}

type plainSource struct{ in io.Reader }

func (s plainSource) next(eight *[8]byte) error {
	_, err := io.ReadFull(s.in, eight[:])
	return err
}

// codeSource undoes the bytecode compression.
type codeSource struct {
	in    io.Reader
	file  *file
	codes [8]byte
	n     int // codes left
}

func (s *codeSource) next(eight *[8]byte) error {
	for {
		if s.n == 0 {
			if _, err := io.ReadFull(s.in, s.codes[:]); err != nil {
				return err
			}
			s.n = len(s.codes)
		}
		code := s.codes[len(s.codes)-s.n]
		s.n--
		switch code {
		case codeIgnore:
			continue
		case codeEnd:
			return io.EOF
		case codeRaw:
			_, err := io.ReadFull(s.in, eight[:])
			return err
		case codeBlank:
			copy(eight[:], blank)
		case codeSysmis:
			s.file.order.PutUint64(eight[:], math.Float64bits(sysmis))
		default:
			s.file.order.PutUint64(eight[:], math.Float64bits(float64(code)-s.file.bias))
		}
		return nil
	}
}

// streams reads zlib streams that follow one another up to the place end.
type streams struct {
	in  *bufio.Reader
	at  int64
	end int64
	cur io.ReadCloser
}

// counted counts what the unpacker takes, which is not a byte too many
// from a reader that can give single ones.
type counted struct {
	in *bufio.Reader
	n  *int64
}

func (c counted) ReadByte() (byte, error) {
	b, err := c.in.ReadByte()
	if err == nil {
		*c.n++
	}
	return b, err
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	*c.n += int64(n)
	return n, err
}

func (s *streams) Read(p []byte) (int, error) {
	for {
		if s.cur == nil {
			if s.at >= s.end {
				return 0, io.EOF
			}
			var err error
			if s.cur, err = zlib.NewReader(counted{s.in, &s.at}); err != nil {
				return 0, err
			}
		}
		n, err := s.cur.Read(p)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		s.cur = nil
		if n > 0 {
			return n, nil
		}
	}
}
