package respond

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A node is an element of a parsed page.
type node struct{ *html.Node }

// A doc is a parsed page.
type doc struct{ root node }

func parsed(t testing.TB, w *httptest.ResponseRecorder) doc {
	t.Helper()
	return parsedBody(t, w.Result().Body)
}

func parsedBody(t testing.TB, body io.Reader) doc {
	t.Helper()
	root, err := html.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return doc{node{root}}
}

func (n node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (n node) text() string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// find lists the elements that are wanted, in the order of the page.
func (d doc) find(wanted func(node) bool) []node {
	var found []node
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && wanted(node{n}) {
			found = append(found, node{n})
		}
	}
	return found
}

func (d doc) named(element string) []node {
	return d.find(func(n node) bool { return n.Data == element })
}

func (d doc) byID(t testing.TB, id string) node {
	t.Helper()
	found := d.find(func(n node) bool { return n.attr("id") == id })
	if len(found) != 1 {
		t.Fatalf("%d elements have the id %q", len(found), id)
	}
	return found[0]
}

// value is that of the input of the given name.
func (d doc) value(name string) string {
	for _, n := range d.find(func(n node) bool { return n.Data == "input" && n.attr("name") == name }) {
		return n.attr("value")
	}
	return ""
}

// selected is the chosen option of the menu of the given name.
func (d doc) selected(name string) string {
	for _, menu := range d.find(func(n node) bool { return n.Data == "select" && n.attr("name") == name }) {
		for n := range menu.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "selected" {
					return node{n}.attr("value")
				}
			}
		}
	}
	return ""
}
