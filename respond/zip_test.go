package respond

import (
	"bytes"
	"compress/gzip"
	"io"
	"os/exec"
	"strings"
	"testing"
)

func TestAPageUnzipsToItself(t *testing.T) {
	style := strings.Repeat(".a{color:red}.b{margin:0}", 400)
	z := newZipper(style)
	for name, page := range map[string]string{
		"a page":                 "<html><style>" + style + "</style>" + strings.Repeat("<p>Вопрос?</p>", 300),
		"a page with nothing on": "<style>" + style,
		"without the style":      strings.Repeat("so it goes ", 100),
		"with the style far off": strings.Repeat("x", 5000) + style,
		"empty":                  "",
		"large":                  "<style>" + style + "</style>" + strings.Repeat("0123456789", 30_000),
	} {
		out, err := z.zip([]byte(page))
		if err != nil {
			t.Fatal(err)
		}
		zipped := bytes.Clone(out.Bytes())
		r, err := gzip.NewReader(&out)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != page {
			t.Errorf("%s: %d bytes become %d, %v", name, len(page), len(got), err)
		}
		gunzip := exec.Command("gzip", "-dc") // what others think of it
		gunzip.Stdin = bytes.NewReader(zipped)
		if got, err := gunzip.Output(); gunzip.Err == nil && (err != nil || string(got) != page) {
			t.Errorf("%s: gzip makes %d bytes of it, %v", name, len(got), err)
		}
	}
}
