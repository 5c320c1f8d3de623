package sav

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
)

// What a byte of the bytecode compression means: a whole number from 1-bias to
// 251-bias, or one of these.
const (
	bias       = 100
	codeIgnore = 0
	codeEnd    = 252
	codeRaw    = 253 // the element follows in full
	codeBlank  = 254
	codeSysmis = 255
)

const blank = "        "

// elements takes the cells of the file, eight bytes at a time.
type elements interface {
	number(x float64) error
	text(eight []byte) error
	end() error
}

func (p *plan) writeCells(w *bufio.Writer, at int64) error {
	switch p.options.Compression {
	case None:
		return p.eachElement(&raw{w: w})
	case Zlib:
		return p.writeZlib(w, at)
	}
	return p.eachElement(&bytecode{w: w})
}

func (p *plan) eachElement(to elements) error {
	var buf []byte
	for row := range p.rows {
		for _, v := range p.vars {
			if v.width == 0 {
				if err := to.number(v.number(row)); err != nil {
					return err
				}
				continue
			}
			buf = v.padded(buf[:0], v.text(row))
			for i := 0; i < len(buf); i += 8 {
				if err := to.text(buf[i : i+8]); err != nil {
					return err
				}
			}
		}
	}
	return to.end()
}

// padded appends the text as its segments hold it, filled with blanks.
func (v *variable) padded(to []byte, s string) []byte {
	for i := range segments(v.width) {
		n := min(len(s), segmentWidth(v.width, i))
		to, s = append(to, s[:n]...), s[n:]
		for len(to)%8 != 0 || n < segmentWidth(v.width, i) {
			to = append(to, ' ')
			n++
		}
	}
	return to
}

// raw writes elements as they are.
type raw struct {
	w   io.Writer
	buf [8]byte
}

func (r *raw) number(x float64) error {
	binary.LittleEndian.PutUint64(r.buf[:], math.Float64bits(x))
	return r.text(r.buf[:])
}

func (r *raw) text(eight []byte) error {
	_, err := r.w.Write(eight)
	return err
}

func (r *raw) end() error { return nil }

// bytecode writes eight codes, then the elements that are not in their codes.
type bytecode struct {
	w     io.Writer
	codes [8]byte
	n     int
	rest  []byte
}

func (c *bytecode) number(x float64) error {
	switch n := int(x); {
	case x == sysmis:
		return c.code(codeSysmis)
	case float64(n) == x && n > -bias && n <= 251-bias:
		return c.code(byte(n + bias))
	}
	c.rest = binary.LittleEndian.AppendUint64(c.rest, math.Float64bits(x))
	return c.code(codeRaw)
}

func (c *bytecode) text(eight []byte) error {
	if string(eight) == blank {
		return c.code(codeBlank)
	}
	c.rest = append(c.rest, eight...)
	return c.code(codeRaw)
}

func (c *bytecode) code(b byte) error {
	c.codes[c.n] = b
	if c.n++; c.n < len(c.codes) {
		return nil
	}
	return c.flush()
}

func (c *bytecode) flush() error {
	_, err := c.w.Write(c.codes[:])
	if err == nil {
		_, err = c.w.Write(c.rest)
	}
	c.codes, c.n, c.rest = [8]byte{}, 0, c.rest[:0]
	return err
}

// end fills the last group with codes that mean nothing.
func (c *bytecode) end() error {
	if c.n == 0 {
		return nil
	}
	return c.flush()
}
