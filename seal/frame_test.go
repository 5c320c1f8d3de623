package seal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// allowed are the only sizes that somebody who watches bodies may see.
func allowed(size int) bool {
	switch size {
	case 4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10:
		return true
	}
	return size%(64<<10) == 0 && size <= 1<<20
}

func TestAFrameHasOneOfFewSizes(t *testing.T) {
	h := Header{Study: "exile-panel", Wave: 2, Form: "wave2", Lang: "ru", Key: strings.Repeat("k", 26)}
	seen := map[int]bool{}
	for n := 0; n < 1<<20-300; n += 3989 {
		header, framed, err := frameWithHeader(h, make([]byte, n))
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if !allowed(len(framed)) {
			t.Fatalf("%d bytes are framed as %d", n, len(framed))
		}
		read, err := ParseHeader(header)
		if err != nil || read.Size != len(framed) {
			t.Fatalf("%d bytes are framed as %d, and the header says %d (%v)", n, len(framed), read.Size, err)
		}
		seen[len(framed)] = true
	}
	if len(seen) != 5+15 {
		t.Errorf("%d sizes were used, want 20", len(seen))
	}
}

func TestEveryLengthNearABucketsEdgeComesBackWhole(t *testing.T) {
	for _, size := range []int{4 << 10, 8 << 10, 64 << 10, 128 << 10} {
		for n := size - 150; n <= size+10; n++ {
			plain := bytes.Repeat([]byte{'x'}, n)
			header, framed, err := frameWithHeader(Header{Study: "s", Key: "k"}, plain)
			if err != nil {
				t.Fatal(err)
			}
			inside, got, err := Unframe(framed)
			if err != nil || !bytes.Equal(inside, header) || !bytes.Equal(got, plain) {
				t.Fatalf("%d bytes in a frame of %d do not come back: %v", n, len(framed), err)
			}
		}
	}
}

func TestAContentBeyondTheLargestBucketIsRefused(t *testing.T) {
	if _, _, err := frameWithHeader(Header{}, make([]byte, 1<<20)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("1 MB and its header give %v", err)
	}
	if _, err := frame(nil, make([]byte, 1<<20)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("1 MB without a header gives %v", err)
	}
}

func TestOnlyWhatSealWritesIsRead(t *testing.T) {
	good, err := frame([]byte(`{"v":1}`), []byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	change := func(old, new string) []byte { return []byte(strings.Replace(string(good), old, new, 1)) }
	tests := map[string][]byte{
		"nothing":                         {},
		"no header":                       change(`{"v":1}`, "xxxxxxx"),
		"no length":                       change("\n7\n", "\nx\n"),
		"length with a sign":              change("\n7\n", "\n+7\n")[:len(good)],
		"length with a leading zero":      change("\n7\n", "\n07\n")[:len(good)],
		"negative length":                 change("\n7\n", "\n-7\n")[:len(good)],
		"length beyond the end":           change("\n7\n", "\n9999999\n")[:len(good)],
		"shorter length, text in padding": change("\n7\n", "\n6\n"),
		"text in the padding":             append(append([]byte{}, good[:len(good)-1]...), 'x'),
		"one newline too few":             good[:len(good)-1],
		"a bucket too large":              append(append([]byte{}, good...), bytes.Repeat([]byte{'\n'}, len(good))...),
	}
	for name, framed := range tests {
		if _, plain, err := Unframe(framed); !errors.Is(err, ErrFrame) {
			t.Errorf("%s: read as %q, %v", name, plain, err)
		}
	}
}

func FuzzUnframe(f *testing.F) {
	for _, plain := range []string{"", "content", "\n\n"} {
		framed, err := frame([]byte(`{"v":1}`), []byte(plain))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(framed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		header, plain, err := Unframe(data)
		if err != nil {
			return
		}
		again, err := frame(header, plain)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("two frames hold the same content")
		}
	})
}
