package scenario

import (
	"bytes"
	"errors"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// A page is what the field sent last.
type page struct {
	path string
	root *html.Node
}

// A form is what a browser would send of a form on a page.
type form struct {
	action   string
	values   url.Values      // as they stand on the page
	controls map[string]bool // names of the controls a person can change
}

func parse(path string, content []byte) (*page, error) {
	root, err := html.Parse(bytes.NewReader(content))
	if err != nil {
		return nil, errors.New("the page cannot be read")
	}
	path, _, _ = strings.Cut(path, "?")
	return &page{path: path, root: root}, nil
}

// has reports whether the last part of the page's address is name.
func (p *page) has(name string) bool { return strings.HasSuffix(p.path, "/"+name) }

// form finds the form whose action begins with prefix.
func (p *page) form(prefix string) (*form, error) {
	var found *html.Node
	walk(p.root, func(n *html.Node) {
		if found == nil && n.Data == "form" && strings.HasPrefix(attr(n, "action"), prefix) {
			found = n
		}
	})
	if found == nil {
		return nil, errors.New("there is no form for " + prefix)
	}
	f := &form{action: attr(found, "action"), values: url.Values{}, controls: map[string]bool{}}
	walk(found, f.add)
	return f, nil
}

// add takes a control into the form.
func (f *form) add(n *html.Node) {
	name := attr(n, "name")
	if name == "" {
		return
	}
	switch n.Data {
	case "input":
		switch attr(n, "type") {
		case "hidden":
			f.values.Add(name, attr(n, "value"))
			return
		case "radio", "checkbox":
			if has(n, "checked") {
				f.values.Add(name, attr(n, "value"))
			}
		default:
			f.values.Add(name, attr(n, "value"))
		}
		f.controls[name] = true
	case "textarea":
		f.values.Add(name, textOf(n))
		f.controls[name] = true
	case "select":
		walk(n, func(o *html.Node) {
			if o.Data == "option" && has(o, "selected") {
				f.values.Add(name, attr(o, "value"))
			}
		})
		f.controls[name] = true
	}
}

// button is where the first link leads that looks like a button.
func (p *page) button() string {
	to := ""
	walk(p.root, func(n *html.Node) {
		if to == "" && n.Data == "a" && strings.HasPrefix(attr(n, "class"), "button ") {
			to = attr(n, "href")
		}
	})
	return to
}

// text is the text of the element with the given id.
func (p *page) text(id string) string {
	var s string
	walk(p.root, func(n *html.Node) {
		if attr(n, "id") == id {
			s = strings.Join(strings.Fields(textOf(n)), " ")
		}
	})
	return s
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
		b.WriteString(textOf(c))
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
