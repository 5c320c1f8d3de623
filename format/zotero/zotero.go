// Package zotero reads the RDF file that Zotero exports.
//
// It reads works with their identifiers, abstracts and subjects. Where an
// attachment lay on the computer it came from is not taken. External entities
// are never resolved.
package zotero

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"sojourn/study"
)

// A node is an element of the file.
type node struct {
	name  string // local name
	about string // rdf:about
	ref   string // rdf:resource
	text  string
	line  int
	in    []*node
}

// The limits of a file: no export of a real collection comes near.
const (
	deepest  = 64
	mostNode = 5_000_000
)

// parse reads the elements of an XML document into a tree.
func parse(data []byte) (*node, error) {
	dec := xml.NewDecoder(strings.NewReader(string(data)))
	dec.Strict = true
	root := &node{}
	open := []*node{root}
	for n := 0; n < mostNode; n++ {
		token, err := dec.Token()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			line, _ := dec.InputPos()
			child := &node{name: t.Name.Local, line: line}
			for _, a := range t.Attr {
				switch a.Name.Local {
				case "about":
					child.about = a.Value
				case "resource":
					child.ref = a.Value
				}
			}
			last.in = append(last.in, child)
			if open = append(open, child); len(open) > deepest {
				return nil, fmt.Errorf("elements nest too deep")
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(t)
		}
	}
	return nil, fmt.Errorf("there are too many elements")
}

// child is the first element of the name, at any of the names' depths: "publisher Organization name".
func (n *node) child(path string) *node {
	at := n
	for name := range strings.FieldsSeq(path) {
		var next *node
		if at != nil {
			for _, c := range at.in {
				if c.name == name {
					next = c
					break
				}
			}
		}
		at = next
	}
	return at
}

// say is the text of a child, or nothing.
func (n *node) say(path string) string {
	c := n.child(path)
	if c == nil {
		return ""
	}
	return strings.TrimSpace(c.text)
}

// all lists the children of a name.
func (n *node) all(name string) []*node {
	var found []*node
	if n == nil {
		return nil
	}
	for _, c := range n.in {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// unreadable says that the file is not RDF as Zotero writes it.
func unreadable(file string, why string) study.Problems {
	return study.Problems{{Severity: study.Error, Code: "rdf", Where: file, What: "the file is not read: " + why, Do: "export the collection from Zotero as Zotero RDF"}}
}
