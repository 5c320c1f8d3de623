package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"sojourn/study"
)

// lint lists everything that is wrong with the manuscript.
func (m *manuscript) lint() study.Problems {
	ps := m.in.Report.Check()
	ps = append(ps, m.missingEditions()...)
	for i, e := range m.editions {
		ps = append(ps, m.references(m.presses[i], e)...)
		ps = append(ps, m.unknownWorks(e)...)
		ps = append(ps, e.forms()...)
		ps = append(ps, e.typedNumbers()...)
		if !m.uncomputed {
			ps = append(ps, m.fractions(e)...)
		}
	}
	ps = append(ps, m.differences()...)
	ps = append(ps, m.figureFaults()...)
	return append(ps, m.estimateFaults...)
}

func (m *manuscript) missingEditions() study.Problems {
	var ps study.Problems
	for _, lang := range m.in.Report.Editions {
		if _, ok := m.in.Editions[lang]; !ok {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "no-edition", Where: File, Column: "editions",
				What: fmt.Sprintf("the edition in %s is listed and has no text", lang), Do: fmt.Sprintf("write %s.md, or take %s out of the list", lang, lang)})
		}
		if !slices.Contains(m.in.Study.Languages, lang) {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "foreign-edition", Where: File, Column: "editions",
				What: fmt.Sprintf("%s is not among the languages of the study, so that waves, samples and items may have no wording in it", lang),
				Do:   fmt.Sprintf("word them in %s and list it under languages in %s, or take the edition out", lang, study.File)})
		}
	}
	return ps
}

// references lists the references of an edition that lead nowhere.
func (m *manuscript) references(p *press, e *edition) study.Problems {
	var ps study.Problems
	for _, n := range e.Refs {
		if f := m.visible(m.fault(p, n)); f != nil {
			ps = append(ps, e.problem(study.Error, n.Offset, *f))
		}
	}
	return ps
}

func (m *manuscript) fault(p *press, n *referenceNode) *fault {
	if n.Fault != nil {
		return &fault{"bad-reference", n.Typed + ": " + n.Fault.Error(), "write it as {{name key=value}}"}
	}
	r := n.Ref
	if r.toEstimate() {
		_, f := m.shelf.find(r)
		return f
	}
	if n.Parent() != nil {
		if _, block := alone(n.Parent()); !block || n.Parent().Parent() != nil {
			_, f := p.named(r)
			return f
		}
	}
	switch r.Name {
	case figureWord:
		if _, ok := m.figure(r.Argument); !ok {
			return &fault{"unknown-figure", fmt.Sprintf("there is no figure named %q", r.Argument), "correct the name, or add the figure to figures.yaml"}
		}
	case tableWord:
		if m.uncomputed {
			return p.unknownTable(r)
		}
		_, f := p.table(r)
		return f
	}
	return nil
}

// forms lists what may not stand in an edition at all.
func (e *edition) forms() study.Problems {
	var ps study.Problems
	add := func(offset int, code, what, do string) {
		ps = append(ps, e.problem(study.Error, offset, fault{code, what, do}))
	}
	_ = ast.Walk(e.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			add(offsetOf(n), "image", "an image stands in the text", "make it a figure of figures.yaml; a page loads nothing from elsewhere")
		case *ast.RawHTML:
			add(n.Segments.At(0).Start, "raw-html", "HTML stands in the text", "write it in Markdown")
		case *ast.HTMLBlock:
			add(n.Lines().At(0).Start, "raw-html", "HTML stands in the text", "write it in Markdown")
		case *ast.Heading:
			if n.Level == 1 {
				add(offsetOf(n), "title-twice", "a heading of the first level stands in the text", "begin with ##; the title comes from report.yaml")
			}
		}
		return ast.WalkContinue, nil
	})
	for _, run := range e.runs() {
		for _, mark := range []string{"{{", "}}"} {
			if i := strings.Index(run.text, mark); i >= 0 {
				add(run.at(i), "open-reference", "the braces of a reference do not close", "write it on one line, as {{name key=value}}")
				break
			}
		}
	}
	return ps
}

// offsetOf is the place of the first text within n.
func offsetOf(n ast.Node) int {
	offset := 0
	_ = ast.Walk(n, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok {
			offset = t.Segment.Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return offset
}

// A run is the text of a paragraph, heading or table cell without markup. What
// the linter must not read as prose is a placeholder of one character.
type run struct {
	node    ast.Node
	text    string
	offsets []int // in the source, of every byte of text
}

const placeholder = "\x00"

func (r run) at(i int) int { return r.offsets[min(i, len(r.offsets)-1)] }

// runs lists the prose of the edition.
func (e *edition) runs() []run {
	var out []run
	_ = ast.Walk(e.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline || n.FirstChild() == nil || n.FirstChild().Type() != ast.TypeInline {
			return ast.WalkContinue, nil
		}
		r := run{node: n}
		r.collect(n, e.Source)
		if r.text != "" {
			out = append(out, r)
		}
		return ast.WalkSkipChildren, nil
	})
	return out
}

func (r *run) collect(n ast.Node, source []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			r.write(string(bytes.ReplaceAll(c.Segment.Value(source), []byte("\x00"), []byte(" "))), c.Segment.Start)
			if c.SoftLineBreak() || c.HardLineBreak() {
				r.write(" ", c.Segment.Stop)
			}
		case *ast.CodeSpan, *ast.AutoLink, *vouchedNode, *ast.RawHTML:
			r.write(placeholder, r.end())
		case *referenceNode:
			r.write(placeholder, c.Offset)
		case *citeNode:
			r.write(placeholder, c.Offset)
		default:
			r.collect(c, source)
		}
	}
}

func (r *run) write(s string, offset int) {
	r.text += s
	for i := range len(s) {
		r.offsets = append(r.offsets, offset+min(i, len(s)-1))
	}
}

func (r *run) end() int {
	if len(r.offsets) == 0 {
		return 0
	}
	return r.offsets[len(r.offsets)-1]
}

// differences lists references that one edition has and another lacks: two
// editions of a report give the same numbers, whatever their wording.
func (m *manuscript) differences() study.Problems {
	var ps study.Problems
	for _, e := range m.editions {
		for _, other := range m.editions {
			if other == e {
				continue
			}
			there := other.canonical()
			var told []string
			for _, n := range e.Refs {
				c := n.Ref.canonical()
				if n.Fault != nil || slices.Contains(there, c) || slices.Contains(told, c) {
					continue
				}
				told = append(told, c)
				ps = append(ps, e.problem(study.Error, n.Offset, fault{"editions-differ",
					fmt.Sprintf("%s stands here and not in %s", c, other.File), "refer to the same number in both editions"}))
			}
		}
	}
	return ps
}

// canonical lists the references of the edition in their one form.
func (e *edition) canonical() []string {
	var out []string
	for _, n := range e.Refs {
		if n.Fault == nil {
			out = append(out, n.Ref.canonical())
		}
	}
	return out
}
