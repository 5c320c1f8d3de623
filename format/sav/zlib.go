package sav

import (
	"bufio"
	"compress/zlib"
	"io"
)

// zlibBlock is how many bytes of bytecode make a block of a .zsav.
const zlibBlock = 0x3ff000

// writeZlib packs the bytecode twice: the place of the trailer stands before
// the blocks, and counting first keeps memory flat without a seekable file.
func (p *plan) writeZlib(w *bufio.Writer, at int64) error {
	counted := &blocks{w: io.Discard}
	if err := p.eachElement(&zsav{bytecode{w: counted}, counted}); err != nil {
		return err
	}
	const header = 24
	packed := int64(0)
	trailer := &record{}
	trailer.int64(-bias)
	trailer.int64(0)
	trailer.int32s(zlibBlock, int32(len(counted.sizes)))
	plainAt, packedAt := at, at+header
	for _, s := range counted.sizes {
		trailer.int64(plainAt)
		trailer.int64(packedAt)
		trailer.int32s(int32(s.plain), int32(s.packed))
		plainAt, packedAt = plainAt+s.plain, packedAt+s.packed
		packed += s.packed
	}
	head := &record{}
	head.int64(at)
	head.int64(at + header + packed)
	head.int64(int64(len(trailer.b)))
	if _, err := w.Write(head.b); err != nil {
		return err
	}
	written := &blocks{w: w}
	if err := p.eachElement(&zsav{bytecode{w: written}, written}); err != nil {
		return err
	}
	_, err := w.Write(trailer.b)
	return err
}

// zsav is bytecode into blocks.
type zsav struct {
	bytecode
	blocks *blocks
}

func (z *zsav) end() error {
	if err := z.bytecode.end(); err != nil {
		return err
	}
	return z.blocks.close()
}

// blocks packs what is written to it into blocks of zlibBlock bytes.
type blocks struct {
	w     io.Writer
	out   *zlib.Writer
	left  int
	sizes []blockSize
}

type blockSize struct{ plain, packed int64 }

func (b *blocks) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if b.left == 0 {
			if err := b.next(); err != nil {
				return 0, err
			}
		}
		n := min(len(rest), b.left)
		if _, err := b.out.Write(rest[:n]); err != nil {
			return 0, err
		}
		b.sizes[len(b.sizes)-1].plain += int64(n)
		b.left -= n
		rest = rest[n:]
	}
	return len(p), nil
}

func (b *blocks) next() error {
	if err := b.close(); err != nil {
		return err
	}
	b.sizes = append(b.sizes, blockSize{})
	to := counter{b.w, &b.sizes[len(b.sizes)-1].packed}
	if b.out == nil {
		// The bytecode has taken the easy part; a better level costs four times
		// the time for little.
		var err error
		if b.out, err = zlib.NewWriterLevel(to, zlib.BestSpeed); err != nil {
			return err
		}
	} else {
		b.out.Reset(to)
	}
	b.left = zlibBlock
	return nil
}

func (b *blocks) close() error {
	if b.out == nil || len(b.sizes) == 0 {
		return nil
	}
	return b.out.Close()
}

// counter counts what passes through it.
type counter struct {
	w io.Writer
	n *int64
}

func (c counter) Write(p []byte) (int, error) {
	*c.n += int64(len(p))
	return c.w.Write(p)
}
