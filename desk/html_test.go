package desk

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A page is a page read as a browser reads it.
type page struct{ *html.Node }

func parsed(t testing.TB, w *httptest.ResponseRecorder) page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return page{root}
}

// all lists the elements of the given names; of all names if none is given.
func (p page) all(names ...string) []page {
	var found []page
	for n := range p.Descendants() {
		if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) {
			found = append(found, page{n})
		}
	}
	return found
}

func (p page) attr(name string) string {
	for _, a := range p.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// byID is the element of an id; the test fails if it is not there once.
func (p page) byID(t testing.TB, id string) page {
	t.Helper()
	found := slices.DeleteFunc(p.all(), func(n page) bool { return n.attr("id") != id })
	if len(found) != 1 {
		t.Fatalf("%d elements have the id %q", len(found), id)
	}
	return found[0]
}

// text is what a reader sees of the element, with single spaces.
func (p page) text() string {
	var b strings.Builder
	for n := range p.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data)
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// rows are the texts of the cells of a table, row by row.
func (p page) rows() [][]string {
	var rows [][]string
	for _, tr := range p.all("tr") {
		var cells []string
		for _, c := range tr.all("th", "td") {
			cells = append(cells, c.text())
		}
		rows = append(rows, cells)
	}
	return rows
}

// row is the row headed by a text.
func (p page) row(t testing.TB, head string) []string {
	t.Helper()
	for _, r := range p.rows() {
		if len(r) > 0 && r[0] == head {
			return r
		}
	}
	t.Fatalf("no row is headed %q in %q", head, p.rows())
	return nil
}

// lines is the text of the element as it stands, spaces and all.
func (p page) lines() string {
	var b strings.Builder
	for n := range p.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}
