package wacz_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// samples are what outside programs judge: a page behind redirects
// whose addresses are written in several ways, and a paper.
func samples() map[string]wacz.Capture {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	long := wacz.Capture{Title: "Дорога", Software: "test"}
	for _, address := range []string{"http://example.org:8080/A?b=2&a=1", "https://www2.example.org/%D0%B1?x=Y", "https://xn--e1afmkfd.xn--p1ai/", "https://example.org/", "http://127.0.0.1:8080/x%20y"} {
		long.Responses = append(long.Responses, wacz.Response{URL: address, Status: 302, Header: http.Header{"Location": {"https://example.org/last"}}, At: at})
	}
	long.Responses = append(long.Responses, wacz.Response{URL: "https://example.org/last", Status: 200, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte("<p>Дорога</p>"), At: at})
	paper := wacz.Capture{Title: "Paper", Software: "test", Responses: []wacz.Response{
		{URL: "https://example.org/paper.pdf", Status: 200, Header: http.Header{"Content-Type": {"application/pdf"}}, Body: []byte("%PDF-1.4\n%\xe2\xe3\n"), At: at}}}
	return map[string]wacz.Capture{"a page": capture(), "many redirects": long, "a paper": paper}
}

// TestAnOutsideProgramIndexesTheSame has warcio list the records: it finds each
// where our index says and under the same key.
func TestAnOutsideProgramIndexesTheSame(t *testing.T) {
	node, warcio := judge.Program(t, "node"), filepath.Join(judge.Fetched(t, "node_modules", "warcio"), "dist", "cli.js")
	for name, c := range samples() {
		records := filepath.Join(t.TempDir(), "data.warc.gz")
		if err := os.WriteFile(records, part(t, c, "archive/data.warc.gz"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(node, warcio, "cdx-index", records).Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		theirs := strings.Split(strings.TrimSpace(string(out)), "\n")
		slices.Sort(theirs)
		ours := strings.ReplaceAll(string(part(t, c, "indexes/index.cdxj")), `"sha1:`, `"`)
		if diff := cmp.Diff(theirs, strings.Split(strings.TrimSpace(ours), "\n")); diff != "" {
			t.Errorf("%s (-warcio +ours):\n%s", name, diff)
		}
	}
}

// part is one file of the package of a capture.
func part(t *testing.T, c wacz.Capture, name string) []byte {
	t.Helper()
	data, err := wacz.Write(c)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(z, name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestTheAuthorsOfTheFormFindPackagesSound runs "wacz validate" of py-wacz, which
// says what it found and ends without a fault in any case.
func TestTheAuthorsOfTheFormFindPackagesSound(t *testing.T) {
	validator := judge.Program(t, "wacz")
	sound := func(data []byte) (bool, string) {
		name := filepath.Join(t.TempDir(), "kept.wacz")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(validator, "validate", "-f", name).CombinedOutput()
		return err == nil && strings.Contains(string(out), "the passed WACZ is valid"), string(out)
	}
	for name, c := range samples() {
		data, err := wacz.Write(c)
		if err != nil {
			t.Fatal(err)
		}
		if ok, says := sound(data); !ok {
			t.Errorf("%s: %s", name, says)
		}
		data[bytes.Index(data, []byte("json-pages"))] = 'J'
		if ok, _ := sound(data); ok {
			t.Errorf("%s: a changed one passes as well, so the judge does not judge", name)
		}
	}
}
