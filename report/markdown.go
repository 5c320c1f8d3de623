package report

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The kinds of node that an edition adds to Markdown.
var (
	referenceKind = ast.NewNodeKind("Reference")
	vouchedKind   = ast.NewNodeKind("Vouched")
	blockKind     = ast.NewNodeKind("ReferenceBlock")
	notedKind     = ast.NewNodeKind("Noted")
)

// A referenceNode is {{…}} within a line. A reference that cannot be read
// keeps its fault and is shown as it was typed.
type referenceNode struct {
	ast.BaseInline
	Ref    reference
	Typed  string
	Offset int
	Fault  error
}

func (n *referenceNode) Kind() ast.NodeKind { return referenceKind }
func (n *referenceNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Typed": n.Typed}, nil)
}

// A vouchedNode is [[…]]: text whose digits the author vouches for.
type vouchedNode struct {
	ast.BaseInline
	Words string
}

func (n *vouchedNode) Kind() ast.NodeKind { return vouchedKind }
func (n *vouchedNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Words": n.Words}, nil)
}

// A blockNode is a reference that stands alone in a paragraph and becomes a
// figure, a table or a generated text.
type blockNode struct {
	ast.BaseBlock
	Ref reference
}

func (n *blockNode) Kind() ast.NodeKind { return blockKind }
func (n *blockNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Name": n.Ref.Name}, nil)
}

// A notedNode wraps a block of text whose numbers have a note in the margin.
type notedNode struct {
	ast.BaseBlock
	Refs []reference
}

func (n *notedNode) Kind() ast.NodeKind            { return notedKind }
func (n *notedNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// markdown is the dialect of editions: GFM tables, no raw HTML, references.
func markdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Footnote),
		goldmark.WithParserOptions(parser.WithInlineParsers(
			// Before the link parser, which has priority 200 and the same trigger.
			util.Prioritized(vouchedParser{}, 150),
			util.Prioritized(groupParser{}, 155),
			util.Prioritized(referenceParser{}, 160),
			util.Prioritized(narrativeParser{}, 170),
		)),
	)
}

type referenceParser struct{}

func (referenceParser) Trigger() []byte { return []byte{'{'} }

func (referenceParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	inside, length := between(line, "{{", "}}")
	if length == 0 {
		return nil
	}
	block.Advance(length)
	ref, err := parseReference(inside)
	return &referenceNode{Ref: ref, Typed: string(line[:length]), Offset: segment.Start, Fault: err}
}

type vouchedParser struct{}

func (vouchedParser) Trigger() []byte { return []byte{'['} }

func (vouchedParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	inside, length := between(line, "[[", "]]")
	if length == 0 {
		return nil
	}
	block.Advance(length)
	return &vouchedNode{Words: inside}
}

// between returns what stands between opener, with which line must begin, and
// the next closer, and the length of all three; 0 where the form is not there.
func between(line []byte, opener, closer string) (inside string, length int) {
	rest, ok := bytes.CutPrefix(line, []byte(opener))
	if !ok {
		return "", 0
	}
	end := bytes.Index(rest, []byte(closer))
	if end < 0 {
		return "", 0
	}
	return string(rest[:end]), len(opener) + end + len(closer)
}
