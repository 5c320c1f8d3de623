package labelled

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"sojourn/study"
)

// MaxHeld bounds the memory that the cells of a file may take, because a small
// damaged or hostile file can claim any number of them.
const MaxHeld = 4 << 30

// MaxLabels bounds the value labels over all variables: a set is written once,
// but any number of variables can refer to it.
const MaxLabels = 1 << 22

// An Input is a file being read. The first failure stays in Err and makes every
// further read return nothing.
type Input struct {
	Notes
	*bufio.Reader
	At     int64 // bytes read by Bytes and Skip
	Err    error
	remedy string
}

// NewInput begins to read a file of a program. The remedy is what to do with one
// that is damaged.
func NewInput(r io.Reader, file, remedy string) Input {
	return Input{Notes: Notes{File: file}, Reader: bufio.NewReaderSize(r, 1<<16), remedy: remedy}
}

// Refuse ends reading for a reason that a person can do something about.
func (in *Input) Refuse(code, what, do string) {
	if in.Err == nil {
		in.Err = study.Problem{Severity: study.Error, Code: code, Where: in.File, What: what, Do: do}
	}
}

// Damaged refuses a file that is not what it claims to be.
func (in *Input) Damaged(what string) { in.Refuse("damaged", what, in.remedy) }

// Bytes reads n bytes. Memory grows with what is there, not with what is
// claimed.
func (in *Input) Bytes(n int64) []byte {
	if in.Err != nil {
		return nil
	}
	if n < 0 || n > math.MaxInt32 {
		in.Damaged("it claims a part of an impossible length")
		return nil
	}
	in.At += n
	if n <= 1<<12 {
		b := make([]byte, n)
		_, err := io.ReadFull(in, b)
		return in.unless(err, b)
	}
	var b bytes.Buffer
	_, err := io.CopyN(&b, in, n)
	return in.unless(err, b.Bytes())
}

// Skip passes n bytes over.
func (in *Input) Skip(n int64) {
	if in.Err != nil {
		return
	}
	_, err := io.CopyN(io.Discard, in, n)
	in.unless(err, nil)
	in.At += n
}

// unless gives what was read if nothing stood in the way.
func (in *Input) unless(err error, b []byte) []byte {
	switch {
	case err == nil:
		return b
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		in.Damaged("it ends too early")
	case in.Err == nil:
		in.Err = fmt.Errorf("reading the %s: %w", in.File, err)
	}
	return nil
}
