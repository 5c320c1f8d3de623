package report

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"

	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

// A Library gives the works and findings that a report names. What there is not
// is [study.ErrNotFound].
type Library interface {
	Work(id library.ID) (library.Work, error)
	Finding(work library.ID, id string) (library.Finding, error)
}

// Citations say by language of the edition in which style works are cited; the
// empty language is that of all others.
type Citations map[study.Lang]cite.Style

// UnmarshalYAML reads one style, or styles by language.
func (c *Citations) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*c = Citations{"": cite.Style(node.Value)}
		return nil
	}
	return node.Decode((*map[study.Lang]cite.Style)(c))
}

// in is the style of an edition: where nobody chose, that of GOST in Russian and
// that of APA elsewhere.
func (c Citations) in(lang study.Lang) cite.Style {
	for _, s := range []cite.Style{c[lang], c[""]} {
		if s != "" {
			return s
		}
	}
	if lang == "ru" {
		return cite.GOST
	}
	return cite.APA
}

// citeKind is the kind of node that names works of the library.
var citeKind = ast.NewNodeKind("Citation")

// A citeNode is [@work, p. 12; @other] or @work within a line.
type citeNode struct {
	ast.BaseInline
	Mentions  []cite.Mention
	Narrative bool // @work: the sentence names the author
	Typed     string
	Offset    int
	Fault     error
}

func (n *citeNode) Kind() ast.NodeKind { return citeKind }
func (n *citeNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Typed": n.Typed}, nil)
}

var (
	citeGroup  = regexp.MustCompile(`^\[([^\[\]]*@[^\[\]]*)\]`)
	citePart   = regexp.MustCompile(`^(?:([^@]*?)\s+)?(-)?@([a-z0-9][a-z0-9-]*)\s*(?:,\s*(.+))?$`)
	citeInText = regexp.MustCompile(`^@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?: \[([^\[\]@]+)\])?`)
)

// groupParser reads citations in brackets.
type groupParser struct{}

func (groupParser) Trigger() []byte { return []byte{'['} }

func (groupParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	m := citeGroup.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	n := &citeNode{Typed: string(m[0]), Offset: segment.Start}
	for part := range strings.SplitSeq(string(m[1]), ";") {
		found := citePart.FindStringSubmatch(strings.TrimSpace(part))
		if found == nil {
			n.Fault = fmt.Errorf("%q names no work", strings.TrimSpace(part))
			continue
		}
		n.Mentions = append(n.Mentions, cite.Mention{Prefix: found[1], YearOnly: found[2] != "", Work: library.ID(found[3]), Locator: strings.TrimSpace(found[4])})
	}
	return n
}

// narrativeParser reads works that the sentence names.
type narrativeParser struct{}

func (narrativeParser) Trigger() []byte { return []byte{'@'} }

func (narrativeParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if before := block.PrecendingCharacter(); unicode.IsLetter(before) || unicode.IsDigit(before) { // an address of mail
		return nil
	}
	line, segment := block.PeekLine()
	m := citeInText.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	return &citeNode{Narrative: true, Typed: string(m[0]), Offset: segment.Start, Mentions: []cite.Mention{{Work: library.ID(m[1]), Locator: string(m[2])}}}
}

// work finds a work by its name, as the edition in the language of the report
// has it where there is one.
func (m *manuscript) work(id library.ID, lang study.Lang) (library.Work, bool) {
	if m.in.Library == nil {
		return library.Work{}, false
	}
	w, err := m.in.Library.Work(id)
	if err != nil {
		return library.Work{}, false
	}
	if i := slices.IndexFunc(w.Editions, func(e library.Edition) bool { return e.Language == lang && e.Title != "" }); i >= 0 {
		return w.As(i), true
	}
	return w, true
}

// cited lists the works that an edition names: in citations, by findings in its
// text and figures, and by the figures that its estimates are held against.
func (m *manuscript) cited(e *edition) []library.ID {
	var ids []library.ID
	for _, n := range e.Cites {
		for _, mention := range n.Mentions {
			ids = append(ids, mention.Work)
		}
	}
	for _, n := range e.Refs {
		switch r := n.Ref; {
		case n.Fault != nil:
		case r.Name == findingWord:
			ids = append(ids, findingOf(r.Argument).work)
		case r.Name == figureWord || r.Name == tableWord:
			f, _ := m.figure(r.Argument)
			for _, x := range f.References {
				ids = append(ids, findingOf(x.Finding).work)
			}
		}
	}
	for name := range m.used {
		if c := m.shelf[name].Spec.Compare; c != nil && c.Finding != "" {
			ids = append(ids, findingOf(c.Finding).work)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// list arranges the works that an edition cites.
func (m *manuscript) list(e *edition) *cite.List {
	var works []library.Work
	for _, id := range m.cited(e) {
		if w, ok := m.work(id, e.Lang); ok {
			works = append(works, w)
		}
	}
	return cite.NewList(m.in.Report.Citations.in(e.Lang), e.Lang, works)
}

// unknownWorks lists the citations of an edition that lead nowhere, and the
// works that another edition does not cite.
func (m *manuscript) unknownWorks(e *edition) study.Problems {
	var ps study.Problems
	for _, n := range e.Cites {
		if n.Fault != nil {
			ps = append(ps, e.problem(study.Error, n.Offset, fault{"bad-citation", n.Typed + ": " + n.Fault.Error(), "write it as [@work, p. 12; @other]"}))
		}
		for _, mention := range n.Mentions {
			if _, ok := m.work(mention.Work, e.Lang); !ok {
				ps = append(ps, e.problem(study.Error, n.Offset, fault{"unknown-work", fmt.Sprintf("there is no work %q in the library", mention.Work),
					"correct the name, or take the work in; the names are told by: sojourn library list"}))
				continue
			}
			for _, other := range m.editions {
				if !slices.Contains(m.cited(other), mention.Work) {
					ps = append(ps, e.problem(study.Warning, n.Offset, fault{"cited-once", fmt.Sprintf("%s is cited here and not in %s", mention.Work, other.File), "cite it in both editions, if both say so"}))
				}
			}
		}
	}
	return ps
}

// citation writes a citation into the text.
func (p *press) cite(w io.Writer, n *citeNode) {
	pieces := p.works.Parenthetical(n.Mentions)
	if n.Narrative {
		pieces = p.works.Narrative(n.Mentions[0])
	}
	if n.Fault != nil || !slices.ContainsFunc(pieces, func(x cite.Piece) bool { return x.Work != "" }) {
		fmt.Fprintf(w, "<mark>%s</mark>", html.EscapeString(n.Typed))
		return
	}
	for _, x := range pieces {
		if x.Work == "" {
			fmt.Fprint(w, html.EscapeString(x.Text))
			continue
		}
		fmt.Fprintf(w, `<a class="cite" href="#ref-%s">%s</a>`, x.Work, html.EscapeString(x.Text))
	}
}

// A workView is an entry of the list of references.
type workView struct {
	ID    library.ID
	Entry template.HTML
}

// references lists the works that the edition cites.
func (p *press) references() []workView {
	var views []workView
	for _, r := range p.works.References() {
		views = append(views, workView{r.Work, linked(r.Entry)})
	}
	return views
}

var webAddress = regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,;)]`)

// linked is an entry whose addresses can be followed.
func linked(e cite.Entry) template.HTML {
	return template.HTML(webAddress.ReplaceAllStringFunc(e.HTML(), func(address string) string {
		return `<a href="` + address + `" rel="noreferrer">` + address + `</a>` // escaped by HTML
	}))
}
