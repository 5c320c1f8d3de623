package system

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/internal/judge"
)

// savedPage saves a page of a server of this computer, behind a redirect, and
// returns the WACZ and the address of the page.
func savedPage(t *testing.T) (wacz, address string) {
	t.Helper()
	pages := http.NewServeMux()
	pages.Handle("/old", http.RedirectHandler("/road", http.StatusMovedPermanently))
	pages.HandleFunc("/road", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><html lang=ru><meta charset=utf-8><title>Дорога</title><body><p>Дорога была долгой, кто дошёл, тот дома.</p></body></html>")
	})
	web := httptest.NewServer(pages)
	t.Cleanup(web.Close)
	dir := filepath.Join(t.TempDir(), "study")
	sojourn(t, "new", dir)
	write(t, dir, map[string]string{"library/road.md": "---\ntitle: The Road\neditions:\n  - {language: ru, links: [{url: '" + web.URL + "/old', kind: original}]}\n---\n"})
	sojourn(t, "library", "save", "--private", "--study="+dir)
	found, err := filepath.Glob(filepath.Join(dir, "library", "copies", "*.wacz"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	return found[0], web.URL + "/road"
}

// TestASavedPageOpensInAnOutsidePlayer has ReplayWeb.page show the page, by the
// address at which it lay and by the one that led there.
func TestASavedPageOpensInAnOutsidePlayer(t *testing.T) {
	t.Parallel()
	player := judge.Fetched(t, "replaywebpage-2.3.17")
	wacz, address := savedPage(t)
	for _, at := range []string{address, strings.Replace(address, "/road", "/old", 1)} {
		if shown := browser(t, "wacz.mjs", player, wacz, at); shown[0] != "Дорога была долгой, кто дошёл, тот дома." {
			t.Errorf("%s: the player shows %q", at, shown)
		}
	}
}
