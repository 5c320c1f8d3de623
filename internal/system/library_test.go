package system

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestALibraryFromNotesToASite takes works out of notes, saves a copy of one from
// a server of this computer, finds its words, cites it and writes the site.
func TestALibraryFromNotesToASite(t *testing.T) {
	pages := http.NewServeMux()
	pages.HandleFunc("/road", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<html lang=ru><title>Дорога</title><body><p>Респонденты рассказали о дискриминации.</p></body></html>")
	})
	web := httptest.NewServer(pages)
	defer web.Close()
	dir := filepath.Join(t.TempDir(), "study")
	sojourn(t, "new", dir)
	write(t, dir, map[string]string{"notes.md": "## The Road\nAuthor: Ana Vega\nDate: 12 February 2024\nOriginal: [The Road](" + web.URL + "/road)\n\nAbout the people who have left and what they hope for.\n"})
	study := "--study=" + dir

	if out := sojourn(t, "library", "import", filepath.Join(dir, "notes.md"), study); !strings.Contains(out, "notes.md line 2, Author") || !strings.Contains(out, "0 of 1 work taken") {
		t.Errorf("without an answer: %s", out)
	}
	sojourn(t, "library", "import", filepath.Join(dir, "notes.md"), "--yes", study)
	if out := sojourn(t, "library", "list", study); !strings.Contains(out, "vega-2024-road") || !strings.Contains(out, "1 work\n") {
		t.Error(out)
	}
	if out, err := exec.Command(program, "library", "save", study).CombinedOutput(); err == nil || !strings.Contains(string(out), "--private") {
		t.Errorf("a page of this computer is saved without leave: %s", out)
	}
	sojourn(t, "library", "save", "--private", study)
	if out := sojourn(t, "library", "search", "дискриминация", study); !strings.Contains(out, "en page 1: ") || !strings.Contains(out, "[дискриминации]") {
		t.Error(out)
	}
	if out := sojourn(t, "library", "cite", study); !strings.HasPrefix(out, "Vega, A. (2024). The Road. "+web.URL) {
		t.Error(out)
	}
	if out := sojourn(t, "library", "check", "--private", study); !strings.Contains(out, "1 work, 0 problems") {
		t.Error(out)
	}
	site := filepath.Join(dir, "site")
	sojourn(t, "library", "export", "--out", site, study)
	page, err := os.ReadFile(filepath.Join(site, "ru", "entry", "vega-2024-road.html"))
	if err != nil || !strings.Contains(string(page), "The Road") {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(site, "copy")); err == nil {
		t.Error("a private copy is exported")
	}
}
