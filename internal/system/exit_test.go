package system

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/seal"
	"sojourn/study"
)

// rows counts the rows of every table of the field's database.
func (h *house) rows() string {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.data, "field.db")+"?mode=ro")
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	tables, err := db.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if err != nil {
		h.t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			h.t.Fatal(err)
		}
		names = append(names, name)
	}
	var all []string
	for _, name := range names {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM ` + name).Scan(&n); err != nil {
			h.t.Fatal(err)
		}
		if n > 0 {
			all = append(all, fmt.Sprintf("%s %d", name, n))
		}
	}
	return strings.Join(all, ", ")
}

// TestNothingOfAPersonLedOutStandsInTheFiles answers a page, pauses, comes back
// and answers that they are where answering is not safe.
func TestNothingOfAPersonLedOutStandsInTheFiles(t *testing.T) {
	h := newHouse(t)
	h.study.Exits = []study.Exit{{Name: "nowhere", Kind: study.Unsafe, Page: "two", When: "contains(${story}, 'Nowhere')"}}
	h.open(sittingForm)
	p := h.consent()
	p.next("one", "number", "7")
	p.post(p.page("one"), url.Values{"number": {"8"}, "do": {"later"}})
	if h.rows() != "draft 1, partial 1, phrase 2" {
		t.Fatalf("before, the storage holds %s", h.rows())
	}
	key, err := seal.ParseDraftKey(p.token)
	if err != nil {
		t.Fatal(err)
	}
	for press := range 2 {
		status, at := p.post(p.page("two"), url.Values{"story": {"I live in Nowhere"}, "do": {"next"}})
		if status != http.StatusSeeOther || !strings.HasPrefix(at, "/out/1?") {
			t.Fatalf("press %d is answered with %d and leads to %q", press+1, status, at)
		}
	}
	if got := h.rows(); got != "" {
		t.Errorf("the storage holds %s", got)
	}
	for what, trace := range map[string]string{"id of the draft": key.ID(), "key of the response": key.ResponseKey()} {
		if bytes.Contains(h.stored(), []byte(trace)) {
			t.Errorf("the %s stands in the files", what)
		}
	}
	if gone, _ := p.get(p.page("one")); gone != http.StatusNotFound {
		t.Errorf("the link is answered with %d", gone)
	}
}
