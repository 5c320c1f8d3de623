package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"sojourn/study"
)

// An edition is the text of a report in one language, read but not rendered.
type edition struct {
	Lang   study.Lang
	File   string // for problems, such as "en.md"
	Source []byte
	Root   ast.Node
	Refs   []*referenceNode // in the order of the text; blocks included
	Cites  []*citeNode      // in the order of the text
}

// parseEdition reads the Markdown of an edition. It finds no problems: a
// reference that cannot be read keeps its fault for who checks the text.
func parseEdition(lang study.Lang, source []byte) *edition {
	e := &edition{Lang: lang, File: string(lang) + ".md", Source: source}
	e.Root = markdown().Parser().Parse(text.NewReader(source))
	_ = ast.Walk(e.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if r, ok := n.(*referenceNode); ok && entering {
			r.Ref.Line, r.Ref.Column = e.position(r.Offset)
			e.Refs = append(e.Refs, r)
		}
		if c, ok := n.(*citeNode); ok && entering {
			e.Cites = append(e.Cites, c)
		}
		return ast.WalkContinue, nil
	})
	e.arrange()
	return e
}

// arrange turns paragraphs that are one reference into blocks and wraps what
// else has numbers, so that it can carry a note in the margin.
func (e *edition) arrange() {
	var tops []ast.Node
	for n := e.Root.FirstChild(); n != nil; n = n.NextSibling() {
		tops = append(tops, n)
	}
	for _, n := range tops {
		if r, ok := alone(n); ok {
			e.Root.ReplaceChild(e.Root, n, &blockNode{Ref: r})
			continue
		}
		if refs := numbers(n); len(refs) > 0 {
			noted := &notedNode{Refs: refs}
			e.Root.ReplaceChild(e.Root, n, noted)
			noted.AppendChild(noted, n)
		}
	}
}

// alone returns the block reference that makes up all of a paragraph.
func alone(n ast.Node) (reference, bool) {
	if n.Kind() != ast.KindParagraph || n.ChildCount() != 1 {
		return reference{}, false
	}
	r, ok := n.FirstChild().(*referenceNode)
	if !ok || r.Fault != nil || !slices.Contains(blockWords, r.Ref.Name) {
		return reference{}, false
	}
	return r.Ref, true
}

// numbers lists the references to estimates within n.
func numbers(n ast.Node) []reference {
	var refs []reference
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if r, ok := n.(*referenceNode); ok && entering && r.Fault == nil && r.Ref.toEstimate() {
			refs = append(refs, r.Ref)
		}
		return ast.WalkContinue, nil
	})
	return refs
}

// toEstimate reports whether the reference names an estimate rather than
// something of the study or the report.
func (r reference) toEstimate() bool {
	return r.Argument == "" && !slices.Contains(blockWords, r.Name)
}

// position turns an offset in the source into a line and a column.
func (e *edition) position(offset int) (line, column int) {
	before := e.Source[:min(offset, len(e.Source))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

// problem says what is wrong at a place of the text.
func (e *edition) problem(severity study.Severity, offset int, f fault) study.Problem {
	line, column := e.position(offset)
	return study.Problem{Severity: severity, Code: f.Code, Where: e.File, Row: line,
		Column: fmt.Sprint(column), What: f.What, Do: f.Do}
}

// A heading is an entry of the table of contents.
type heading struct {
	ID    string
	Level int
	Text  string
}

// headings gives every heading an id that is the same in all editions, which a
// title in words could not be, and lists those of the first two levels.
func (e *edition) headings() []heading {
	var hs []heading
	count := 0
	_ = ast.Walk(e.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		count++
		id := fmt.Sprintf("section-%d", count)
		h.SetAttributeString("id", []byte(id))
		if h.Level <= 2 {
			hs = append(hs, heading{ID: id, Level: h.Level, Text: plain(h, e.Source)})
		}
		return ast.WalkSkipChildren, nil
	})
	return hs
}

// plain is the text of a node without its markup.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *vouchedNode:
			b.WriteString(n.Words)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
