package text

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"sojourn/library"
)

// A Page is a page of the web reduced to what one reads.
type Page struct {
	Title string
	Lang  string // as the page declares it
	Body  []byte // a whole page of HTML without script, picture, frame or form
	Text  string
}

// kept are the elements that stay, with nothing of their attributes but links.
var kept = []atom.Atom{atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Blockquote, atom.Pre, atom.Code, atom.Em, atom.Strong,
	atom.I, atom.B, atom.A, atom.Table, atom.Thead, atom.Tbody, atom.Tr, atom.Th, atom.Td, atom.Caption, atom.Dl, atom.Dt, atom.Dd, atom.Sub, atom.Sup, atom.Br, atom.Hr, atom.Figure, atom.Figcaption, atom.Q, atom.Cite, atom.Abbr}

// dropped are the elements that go with all that is in them.
var dropped = []atom.Atom{atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Object, atom.Embed, atom.Form, atom.Nav, atom.Aside, atom.Template, atom.Svg, atom.Math, atom.Canvas,
	atom.Video, atom.Audio, atom.Button, atom.Select, atom.Textarea, atom.Head, atom.Frameset, atom.Applet, atom.Dialog, atom.Menu}

// divisions are the elements that go but part what stands in them from the rest.
var divisions = []atom.Atom{atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Address, atom.Center}

// deepest is how deep elements may nest; what lies deeper is left out.
const deepest = 200

// HTML reduces a page of the web. The media type is what its server called it,
// which may name how its letters are written; the address is where it was, so that
// links lead where they led.
func HTML(data []byte, media, address string) (Page, error) {
	doc, err := html.Parse(bytes.NewReader(inUTF8(data, media)))
	if err != nil {
		return Page{}, fmt.Errorf("text: %w", err)
	}
	base, err := url.Parse(address)
	if err != nil {
		base = &url.URL{}
	}
	r := &reducer{base: base}
	r.page.Title = strings.Join(strings.Fields(content(first(doc, atom.Title))), " ")
	if root := first(doc, atom.Html); root != nil {
		r.page.Lang = attribute(root, "lang")
	}
	main := mainOf(doc)
	r.write(main, 0)
	r.page.Text = strings.TrimSpace(r.text.String())
	r.page.Body = []byte("<!doctype html>\n<html lang=\"" + html.EscapeString(r.page.Lang) + "\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><title>" + html.EscapeString(r.page.Title) +
		"</title></head><body>\n" + r.body.String() + "\n</body></html>\n")
	return r.page, nil
}

// inUTF8 rewrites a page of another writing, such as windows-1251, as its server or
// the page itself declares it. What declares nothing and is UTF-8 stays.
func inUTF8(data []byte, media string) []byte {
	encoding, name, declared := charset.DetermineEncoding(data, media)
	if name == "utf-8" || !declared && utf8.Valid(data) {
		return bytes.TrimPrefix(data, []byte("\ufeff"))
	}
	rewritten, err := encoding.NewDecoder().Bytes(data)
	if err != nil {
		return data
	}
	return rewritten
}

// mainOf finds the element in which the matter of the page stands: the one
// declared so, else the body.
func mainOf(doc *html.Node) *html.Node {
	for _, name := range []atom.Atom{atom.Main, atom.Article, atom.Body} {
		if n := first(doc, name); n != nil && len(strings.Fields(content(n))) > 40 || n != nil && name == atom.Body {
			return n
		}
	}
	return doc
}

// first finds the first element of the name.
func first(n *html.Node, name atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == name {
			return d
		}
	}
	return nil
}

// content is all text within an element.
func content(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return b.String()
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

type reducer struct {
	base *url.URL
	page Page
	body strings.Builder
	text strings.Builder
}

func (r *reducer) write(n *html.Node, depth int) {
	if depth > deepest {
		return
	}
	if n.Type == html.TextNode {
		r.body.WriteString(html.EscapeString(n.Data))
		r.text.WriteString(n.Data)
		return
	}
	if n.Type == html.ElementNode && slices.Contains(dropped, n.DataAtom) || n.Type == html.CommentNode {
		return
	}
	parts := n.Type == html.ElementNode && !inline(n.DataAtom)
	if parts {
		r.text.WriteString("\n")
	}
	stays := n.Type == html.ElementNode && slices.Contains(kept, n.DataAtom) && n.Namespace == ""
	switch {
	case stays:
		r.body.WriteString("<" + n.DataAtom.String() + r.href(n) + ">")
	case slices.Contains(divisions, n.DataAtom): // else the words of two run into one
		r.body.WriteString("\n<p>")
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.write(c, depth+1)
	}
	if stays && n.DataAtom != atom.Br && n.DataAtom != atom.Hr {
		r.body.WriteString("</" + n.DataAtom.String() + ">")
	}
	if parts {
		r.text.WriteString("\n")
	}
}

// href keeps a link if it leads to the web.
func (r *reducer) href(n *html.Node) string {
	if n.DataAtom != atom.A {
		return ""
	}
	target, err := r.base.Parse(strings.TrimSpace(attribute(n, "href")))
	if err != nil || !library.WebAddress(target.String()) {
		return ""
	}
	return ` href="` + html.EscapeString(target.String()) + `" rel="noreferrer"`
}

func inline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Em, atom.Strong, atom.I, atom.B, atom.Span, atom.Sub, atom.Sup, atom.Code, atom.Q, atom.Cite, atom.Abbr, atom.Small,
		atom.U, atom.S, atom.Mark, atom.Ins, atom.Del, atom.Font, atom.Time, atom.Label, atom.Bdi, atom.Bdo, atom.Kbd, atom.Samp, atom.Var, atom.Dfn, atom.Img, atom.Wbr:
		return true
	}
	return false
}
