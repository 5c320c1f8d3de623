package respond

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"sync"
)

// A zipper compresses pages. The style is most of a page and the same on every
// one, so it is compressed once: the parts of a DEFLATE stream that end at a
// byte can be put together (RFC 1951, 3.2.4), and what stands before the style
// is so short that it is not compressed at all.
type zipper struct {
	style   []byte
	zipped  []byte
	writers sync.Pool // each weighs far more than a page
}

// gzipHeader says DEFLATE, no name, no time, an unknown system (RFC 1952).
var gzipHeader = [10]byte{0x1f, 0x8b, 8, 9: 255}

func newZipper(style string) *zipper {
	z := &zipper{style: []byte(style)}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(z.style)
	}
	if err == nil {
		err = w.Flush() // ends at a byte, and is not the last part
	}
	if err != nil {
		panic(err) // fails on a level that does not exist only
	}
	z.zipped = out.Bytes()
	return z
}

// zip compresses a page.
func (z *zipper) zip(page []byte) (bytes.Buffer, error) {
	var out bytes.Buffer
	out.Grow(len(z.zipped) + len(page)/8)
	out.Write(gzipHeader[:])
	rest := page
	if at := bytes.Index(page, z.style); at > 0 && at <= 1<<10 {
		stored := binary.LittleEndian.AppendUint16([]byte{0}, uint16(at))
		out.Write(binary.LittleEndian.AppendUint16(stored, ^uint16(at)))
		out.Write(page[:at])
		out.Write(z.zipped)
		rest = page[at+len(z.style):]
	}
	w, ok := z.writers.Get().(*flate.Writer)
	if !ok {
		w, _ = flate.NewWriter(nil, flate.BestSpeed) // fails only on a level that does not exist
	}
	defer z.writers.Put(w)
	w.Reset(&out)
	if _, err := w.Write(rest); err != nil {
		return out, err
	}
	if err := w.Close(); err != nil {
		return out, err
	}
	end := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(page))
	out.Write(binary.LittleEndian.AppendUint32(end, uint32(len(page))))
	return out, nil
}
