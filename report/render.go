package report

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"io"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

// A press turns one edition into HTML. It notes every cell that it prints, so
// that the appendix can list them.
type press struct {
	voice
	templates *template.Template
	in        Input
	shelf     shelf
	plates    []plate
	works     *cite.List // that the edition cites
	finding   func(name string) (library.Finding, *fault)
	used      map[string]bool // estimates that any edition or figure refers to
	printed   map[place]bool
	noted     map[string]bool // estimates whose notes have been printed
}

// body renders the text of an edition.
func (p *press) body(e *edition) (template.HTML, error) {
	md := markdown()
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(p, 100)))
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, e.Source, e.Root); err != nil {
		return "", fmt.Errorf("report: rendering %s: %w", e.File, err)
	}
	return template.HTML(b.String()), nil
}

// RegisterFuncs tells goldmark which nodes the press renders itself.
func (p *press) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(referenceKind, once(func(w util.BufWriter, n ast.Node) error {
		p.inline(w, n.(*referenceNode))
		return nil
	}))
	r.Register(citeKind, once(func(w util.BufWriter, n ast.Node) error {
		p.cite(w, n.(*citeNode))
		return nil
	}))
	r.Register(vouchedKind, once(func(w util.BufWriter, n ast.Node) error {
		_, err := w.WriteString(html.EscapeString(n.(*vouchedNode).Words))
		return err
	}))
	r.Register(blockKind, once(func(w util.BufWriter, n ast.Node) error {
		return p.block(w, n.(*blockNode).Ref)
	}))
	r.Register(notedKind, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			fmt.Fprintln(w, `</div>`)
			return ast.WalkContinue, nil
		}
		fmt.Fprint(w, `<div class="noted">`)
		return ast.WalkContinue, p.template(w, "margin", p.marginNotes(n.(*notedNode).Refs))
	})
	// An image would be fetched from elsewhere; Lint refuses it and only its
	// description is kept.
	r.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil
	})
}

// once renders a node that has no children of its own.
func once(render func(util.BufWriter, ast.Node) error) renderer.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		return ast.WalkContinue, render(w, n)
	}
}

// inline prints a reference within a line: a number with its particulars and a
// link to its row of the appendix, or the name of something.
func (p *press) inline(w io.Writer, n *referenceNode) {
	words, f := "", (*fault)(nil)
	switch {
	case n.Fault != nil:
		f = &fault{What: n.Fault.Error()}
	case n.Ref.toEstimate():
		p.figure(w, n)
		return
	case n.Ref.Name == findingWord:
		p.quote(w, n)
		return
	default:
		words, f = p.named(n.Ref)
	}
	if f != nil {
		p.broken(w, n, *f)
		return
	}
	if n.Ref.Name == figureWord {
		fmt.Fprintf(w, `<a href="#figure-%s">%s</a>`, html.EscapeString(n.Ref.Argument), html.EscapeString(words))
		return
	}
	fmt.Fprint(w, html.EscapeString(words))
}

func (p *press) figure(w io.Writer, n *referenceNode) {
	at, f := p.shelf.find(n.Ref)
	if f != nil {
		p.broken(w, n, *f)
		return
	}
	p.printed[at] = true
	e, c := p.shelf[at.Estimate], p.shelf.cell(at)
	fmt.Fprintf(w, `<a class="number" href="#%s" title="%s">%s</a>`, at.anchor(),
		html.EscapeString(p.full(e, c)), html.EscapeString(p.cell(e, c, n.Ref.Show, n.Ref.Decimals)))
}

// broken shows a reference that could not be printed, so that a draft can be
// read; [Built.Problems] keeps it from being published.
func (p *press) broken(w io.Writer, n *referenceNode, f fault) {
	shown := n.Typed
	if f.Code == "suppressed" {
		shown = p.Say("hidden")
	}
	fmt.Fprintf(w, `<mark title="%s">%s</mark>`, html.EscapeString(f.What), html.EscapeString(shown))
}

// anchor is the id of the cell's row in the appendix.
func (at place) anchor() string { return "n-" + at.Estimate + "-" + strconv.Itoa(at.Cell+1) }

// named words a reference to something other than an estimate.
func (p *press) named(r reference) (string, *fault) {
	switch r.Name {
	case waveWord:
		return p.namedWave(r)
	case sampleWord:
		return p.namedSample(r)
	case findingWord:
		f, problem := p.finding(r.Argument)
		if problem != nil {
			return "", problem
		}
		return p.quoted(f, r)
	case figureWord:
		for _, pl := range p.plates {
			if pl.Figure.Name == r.Argument {
				return p.Say("figure-number", pl.Number), nil
			}
		}
		return "", &fault{"unknown-figure", fmt.Sprintf("figure %s is named, and not shown in this edition", r.Argument), "put {{figure " + r.Argument + "}} into a paragraph of its own, or correct the name"}
	}
	return "", &fault{"not-alone", fmt.Sprintf("{{%s}} stands within a line", r.Name), "give it a paragraph of its own"}
}

func (p *press) namedWave(r reference) (string, *fault) {
	n, err := strconv.Atoi(r.Argument)
	if err != nil {
		return "", &fault{"unknown-wave", fmt.Sprintf("%q is not the number of a wave", r.Argument), "write {{wave 2}}"}
	}
	w, err := p.study.Wave(study.WaveID(n))
	if err != nil {
		return "", &fault{"unknown-wave", fmt.Sprintf("the study has no wave %d", n), "correct the number, or add the wave to study.yaml"}
	}
	if r.Show == "dates" {
		return p.days(w.Opens(), w.Closes()), nil
	}
	return w.Title.In(p.Lang), nil
}

func (p *press) namedSample(r reference) (string, *fault) {
	s, err := p.study.Sample(r.Argument)
	if err != nil {
		return "", &fault{"unknown-sample", fmt.Sprintf("the study has no sample %q", r.Argument), "correct the name, or add the sample to study.yaml"}
	}
	if r.Show != "n" && r.Show != "count" {
		return s.Title.In(p.Lang), nil
	}
	n, ok := p.in.SampleN[s.Name]
	if !ok || n < p.study.Disclosure.MinCell {
		return "", &fault{"no-sample-size", fmt.Sprintf("the size of sample %q is not known, or too small to tell", s.Name), "take the number out"}
	}
	return p.Count(n), nil
}
