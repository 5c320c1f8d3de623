package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

const (
	smallest = 4 << 10
	doubling = 64 << 10 // up to here buckets double, beyond they are its multiples
	largest  = 1 << 20
)

// ErrTooLarge says that a content does not fit into the largest bucket.
var ErrTooLarge = fmt.Errorf("seal: the content is larger than %d kB; shorten the longest texts", largest>>10)

// ErrFrame says that what was decrypted has not the form that this package
// writes.
var ErrFrame = errors.New("seal: this is not the inside of an envelope")

// Bucket returns the size to which n bytes are padded: 4, 8, 16, 32 or 64 kB,
// then multiples of 64 kB up to 1 MB. Beyond that it returns [ErrTooLarge].
func Bucket(n int) (int, error) {
	if n > largest {
		return 0, ErrTooLarge
	}
	if n > doubling {
		return (n + doubling - 1) / doubling * doubling, nil
	}
	size := smallest
	for size < n {
		size *= 2
	}
	return size, nil
}

// frameWithHeader frames plain under h. The header names the bucket and stands
// inside it, so a bucket is tried before it is known to fit.
func frameWithHeader(h Header, plain []byte) (header, framed []byte, err error) {
	h.V = version
	for h.Size = smallest; ; {
		header, err = json.Marshal(h)
		if err != nil {
			return nil, nil, fmt.Errorf("seal: writing the header: %w", err)
		}
		framed, err = frame(header, plain)
		if err != nil || len(framed) == h.Size {
			return header, framed, err
		}
		h.Size = len(framed)
	}
}

// frame writes the header line, if there is a header, the length of plain as a
// line of its own, plain, and newlines up to the bucket.
func frame(header, plain []byte) ([]byte, error) {
	var b bytes.Buffer
	if header != nil {
		b.Write(header)
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%d\n", len(plain))
	b.Write(plain)
	size, err := Bucket(b.Len())
	if err != nil {
		return nil, err
	}
	b.Write(bytes.Repeat([]byte{'\n'}, size-b.Len()))
	return b.Bytes(), nil
}

// Unframe takes the header line and the content out of a decrypted body, or
// returns [ErrFrame]. It accepts only what [Seal] writes, so that a content
// has one form.
func Unframe(framed []byte) (header, plain []byte, err error) {
	header, rest, found := bytes.Cut(framed, []byte{'\n'})
	if !found || len(header) == 0 || header[0] != '{' {
		return nil, nil, ErrFrame
	}
	plain, err = unframe(rest, len(framed))
	return header, plain, err
}

// UnframeClosed takes the content out of a decrypted body that has no header,
// as [Close] writes it, or returns [ErrFrame].
func UnframeClosed(framed []byte) ([]byte, error) {
	return unframe(framed, len(framed))
}

// unframe reads the length line and the content; total is the size of the
// whole frame.
func unframe(rest []byte, total int) ([]byte, error) {
	line, rest, found := bytes.Cut(rest, []byte{'\n'})
	n, err := strconv.Atoi(string(line))
	if !found || err != nil || strconv.Itoa(n) != string(line) || n < 0 || n > len(rest) {
		return nil, ErrFrame
	}
	plain, padding := rest[:n], rest[n:]
	size, err := Bucket(total - len(padding))
	if err != nil || size != total || len(bytes.Trim(padding, "\n")) != 0 {
		return nil, ErrFrame
	}
	return plain, nil
}
