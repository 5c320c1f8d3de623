package wacz_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sojourn/archive/wacz"
	"sojourn/internal/judge"
)

func capture() wacz.Capture {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	return wacz.Capture{Title: "Страница", Software: "test", Responses: []wacz.Response{
		{URL: "http://example.org/old", Status: 301, Header: http.Header{"Location": {"https://example.org/new"}}, At: at},
		{URL: "https://example.org/new", Status: 200, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Transfer-Encoding": {"chunked"}, "Set-Cookie": {"a=b"}}, Body: []byte("<p>Текст</p>"), At: at},
	}}
}

func TestAPackageHoldsToItsHashesAndIsTheSameEachTime(t *testing.T) {
	first, err := wacz.Write(capture())
	if err != nil {
		t.Fatal(err)
	}
	if err := wacz.Check(first); err != nil {
		t.Error(err)
	}
	if second, _ := wacz.Write(capture()); !bytes.Equal(first, second) {
		t.Error("the same capture gives other bytes")
	}
	if bytes.Contains(first, []byte("a=b")) {
		t.Error("a cookie is kept")
	}
}

func TestAChangedPackageIsSeen(t *testing.T) {
	data, err := wacz.Write(capture())
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("json-pages"))
	data[at] = 'J'
	if wacz.Check(data) == nil || wacz.Check(nil) == nil || wacz.Check([]byte("PK")) == nil {
		t.Error("a package that was changed or is none passes")
	}
}

// TestOutsidePackagesAreJudgedAsTheirAuthorsSay reads samples of another project.
// Of two it says nothing: one is of an early draft that keeps hashes elsewhere, and
// of one only the signature is wrong, which is not looked at.
func TestOutsidePackagesAreJudgedAsTheirAuthorsSay(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(judge.Standards.Need(t, "web-archive"), "*.wacz"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%d samples, %v", len(names), err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := wacz.Check(data); (err == nil) != strings.HasPrefix(filepath.Base(name), "valid") && !strings.Contains(name, "invalid_signed") && !strings.Contains(name, "valid_example_1") {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
	}
}

// TestAnOutsideProgramReadsTheRecords has warcio list them.
func TestAnOutsideProgramReadsTheRecords(t *testing.T) {
	node, warcio := judge.Program(t, "node"), filepath.Join(judge.Fetched(t, "node_modules", "warcio"), "dist", "cli.js")
	data, err := wacz.Write(capture())
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	f, err := z.Open("archive/data.warc.gz")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "data.warc.gz")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, warcio, "index", name).CombinedOutput()
	if err != nil || strings.Count(string(out), `"warc-type":"response"`) != 2 || strings.Count(string(out), `"warc-type":"warcinfo"`) != 1 {
		t.Errorf("%v: %s", err, out)
	}
}
