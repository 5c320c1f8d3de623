package system

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestALibraryIsWrittenAtTheDesk edits a work, attaches a file of some megabytes
// and adds a finding through the door of the desk, and reads the files.
func TestALibraryIsWrittenAtTheDesk(t *testing.T) {
	t.Parallel()
	dir := shelved(t)
	at, client := openDesk(t, dir)
	page := func(path string) string {
		t.Helper()
		answer, err := client.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v, %d", path, err, answer.StatusCode)
		}
		return string(text)
	}
	version := regexp.MustCompile(`name="version" value="([0-9a-f]+)"`).FindStringSubmatch(page("/library/change/vega-2024-road"))
	if version == nil {
		t.Fatal("the form has no version")
	}
	send := func(path, media string, body io.Reader) string {
		t.Helper()
		answer, err := client.Post(at+path, media, body)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v, %d", path, err, answer.StatusCode)
		}
		return string(text)
	}
	form := url.Values{"version": {version[1]}, "publisher": {"House of the Road"}, "topics": {"housing\nlaw"}}
	const posted = "application/x-www-form-urlencoded"
	if got := send("/library/change/vega-2024-road", posted, strings.NewReader(form.Encode())); !strings.Contains(got, "House of the Road") {
		t.Error("the page of the work does not show the change")
	}
	if got := send("/library/change/vega-2024-road", posted, strings.NewReader(form.Encode())); !strings.Contains(got, "changed by somebody else") {
		t.Error("a form with an old version is taken")
	}
	send("/library/finding/vega-2024-road", posted, strings.NewReader(url.Values{"finding_value": {"61.3"}, "finding_unit": {"percent"}, "finding_label_en": {"Would move again"}}.Encode()))
	if !strings.Contains(page("/library/entry/vega-2024-road"), "Would move again") {
		t.Error("the page of the work does not show the finding")
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.WriteField("edition", "ru"); err != nil {
		t.Fatal(err)
	}
	part, err := m.CreateFormFile("file", "road.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("x"), 3<<20)...)); err != nil {
		t.Fatal(err)
	}
	m.Close()
	send("/library/attach/vega-2024-road", m.FormDataContentType(), &b)
	text, err := os.ReadFile(filepath.Join(dir, "library", "vega-2024-road.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"publisher: House of the Road", "- {family: Vega, given: Ana, also: [{family: Вега, given: Ана}]}", "topics: [housing, law]", "from: file road.pdf", "media: application/pdf"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the file lacks %q:\n%s", part, text)
		}
	}
	if out := sojourn(t, "library", "check", "--local", "--study="+dir); strings.Contains(out, "changed") || strings.Contains(out, "gone") {
		t.Error(out)
	}
}
