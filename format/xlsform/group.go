package xlsform

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// A group is a page, or a part of one that has its own condition.
type group struct {
	kind     string // begin_group or begin_repeat
	name     string
	relevant *expr.Expr        // for a part of a page: with that of the parts around it
	page     *instrument.Page  // the page under way; nil where the next item begins a new one
	origin   *instrument.Page  // what a new page of the group continues
	names    map[string]string // of what stands in the group, by their small letters
	row      int
	sum      *instrument.Sum // numbers in the group that add up
}

// inner is the innermost open group; nil outside.
func (r *reader) inner() *group {
	if len(r.groups) == 0 {
		return nil
	}
	return r.groups[len(r.groups)-1]
}

// begin opens a group or a repeat.
func (r *reader) begin(t table, row Row, kind string) {
	g := &group{kind: kind, name: t.get(row, "name"), row: row.Number, names: map[string]string{}}
	if g.name == "" {
		r.fail("no-name", row, "name", "the group has no name", "give it one")
	}
	r.claim(row, g.name, kind == "begin_repeat")
	if kind == "begin_repeat" && g.name == r.root {
		r.fail("name", row, "name", fmt.Sprintf("the repeat has the name of the whole form, %q", g.name), "choose another, or another name in settings")
	}
	relevant := r.expression(t, row, "relevant")
	title := t.text(row, "label", r.fallback)
	outer := r.inner()
	switch {
	case kind == "begin_repeat" && slices.ContainsFunc(r.groups, func(g *group) bool { return g.kind == kind }):
		r.fail(unsupported, row, "type", "a repeat inside a repeat is not supported", "ask the inner one without a repeat, or after the outer one")
	case outer == nil:
		g.page = &instrument.Page{Name: g.name, Title: title, Relevance: relevant, Source: r.source(row)}
	case kind == "begin_repeat":
		outer.page = nil // what follows in the outer group stands on a page of its own
		g.page = &instrument.Page{Name: g.name, Title: title, Source: r.source(row), Relevance: r.both(r.around(), relevant, row)}
	default:
		g.relevant = r.both(outer.relevant, relevant, row)
	}
	if g.page != nil {
		g.origin = g.page
		r.in.Pages = append(r.in.Pages, g.page)
	}
	r.groups = append(r.groups, g)
	r.groupParameters(t, row, g)
	if kind == "begin_repeat" && g.page != nil {
		r.repeat(t, row, g)
	}
	if g.page == nil && len(title) > 0 && kind == "begin_group" {
		r.place(&instrument.Item{Name: g.name, Type: instrument.Note, Label: title, Source: r.source(row)})
	}
}

// around is the condition of all open groups together.
func (r *reader) around() *expr.Expr {
	inner := r.inner()
	page := r.groups[0].origin.Relevance
	return r.both(page, inner.relevant, Row{Number: inner.row})
}

func (r *reader) end(row Row, kind string) {
	g := r.inner()
	if g == nil || strings.TrimPrefix(g.kind, "begin") != strings.TrimPrefix(kind, "end") {
		r.fail("stray-end", row, "type", kind+" closes nothing", "take the row out, or add "+strings.Replace(kind, "end", "begin", 1)+" above")
		return
	}
	r.groups = r.groups[:len(r.groups)-1]
	if g.sum != nil && len(g.sum.Items) > 0 {
		if p := r.pageOf(g.sum.Items[0]); p != nil {
			p.Sums = append(p.Sums, *g.sum)
		}
	}
}

func (r *reader) pageOf(item string) *instrument.Page {
	_, p := r.in.Item(item)
	return p
}

// repeat notes how often a repeat is asked.
func (r *reader) repeat(t table, row Row, g *group) {
	const usual = 10
	rep := instrument.Repeat{Name: g.name, Page: g.page, Max: usual, Another: t.text(row, "another", r.fallback), Count: r.expression(t, row, "repeat_count")}
	limit, declared := r.parameters(t, row, "max")["max"]
	if n, err := strconv.Atoi(t.get(row, "repeat_count")); err == nil && !declared {
		limit, declared = strconv.Itoa(n), true
	}
	if declared {
		n, err := strconv.Atoi(limit)
		if err != nil || n < 1 || n > instrument.MaxTimes {
			r.fail("repeat-limit", row, "parameters", fmt.Sprintf("a repeat is asked 1 to %d times at most", instrument.MaxTimes), "write for example max=10")
			n = usual
		}
		rep.Max = n
	} else {
		r.problem(study.Warning, "repeat-limit", "survey", row.Number, "parameters", fmt.Sprintf("the repeat is asked %d times at most, because nothing else is said", usual), "write max=10, or another limit, into the column parameters")
	}
	r.repeats = append(r.repeats, rep)
}

// place puts an item on the page under way, or on one of its own.
func (r *reader) place(i *instrument.Item) {
	row := Row{Number: i.Source.Row}
	g := r.inner()
	if g == nil {
		r.in.Pages = append(r.in.Pages, &instrument.Page{Name: i.Name, Source: i.Source, Items: []*instrument.Item{i}})
		return
	}
	i.Relevance = r.both(g.relevant, i.Relevance, row)
	owner := r.pageOwner()
	if owner.page == nil {
		owner.page = r.continued(owner.origin)
		r.in.Pages = append(r.in.Pages, owner.page)
	}
	owner.page.Items = append(owner.page.Items, i)
	for _, g := range r.groups {
		if g.sum != nil && (i.Type == instrument.Integer || i.Type == instrument.Decimal || i.Type == instrument.Range) {
			g.sum.Items = append(g.sum.Items, i.Name)
		}
	}
}

// pageOwner is the innermost open group that is a page of its own.
func (r *reader) pageOwner() *group {
	for n := len(r.groups) - 1; n > 0; n-- {
		if r.groups[n].origin != nil {
			return r.groups[n]
		}
	}
	return r.groups[0]
}

// continued is a further page of a group in which a repeat stands.
func (r *reader) continued(p *instrument.Page) *instrument.Page {
	next := *p
	next.Items, next.Sums = nil, nil
	for {
		r.parts[p]++
		next.Name = fmt.Sprintf("%s_%d", p.Name, r.parts[p]+1)
		if !slices.ContainsFunc(r.in.Pages, func(q *instrument.Page) bool { return q.Name == next.Name }) {
			return &next
		}
	}
}

// pages drops the pages that a repeat in a group left empty.
func (r *reader) pages() {
	repeated := map[*instrument.Page]bool{}
	for _, rep := range r.repeats {
		repeated[rep.Page] = true
	}
	r.in.Pages = slices.DeleteFunc(r.in.Pages, func(p *instrument.Page) bool { return len(p.Items) == 0 && len(r.repeats) > 0 && !repeated[p] })
}

var (
	xmlName  = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.\-]*$`)
	dataName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,31}$`)
)

// claim takes a name within its group. XLSForm asks for no more than that; a
// name that is also taken elsewhere, or that no statistics program could take,
// is refused, since every item is a variable.
func (r *reader) claim(row Row, name string, variable bool) {
	siblings := r.top
	if g := r.inner(); g != nil {
		siblings = g.names
	} else if siblings == nil {
		siblings = map[string]string{}
		r.top = siblings
	}
	lower := strings.ToLower(name)
	switch {
	case name == "":
		return
	case name == "meta":
		r.fail("name", row, "name", "the name meta is reserved by XLSForm", "choose another")
	case siblings[lower] == name:
		r.fail("duplicate-name", row, "name", fmt.Sprintf("the name %q is taken twice", name), "give each a name of its own")
	case variable && (r.names[lower] != "" || siblings[lower] != ""):
		r.fail(unsupported, row, "name", fmt.Sprintf("the name %q stands in two places, or differs from another only by capitals; each item is a variable of its own", name), "give each a name of its own")
	case variable && xmlName.MatchString(name) && !dataName.MatchString(name):
		r.fail(unsupported, row, "name", fmt.Sprintf("the name %q is not supported: statistics programs take up to 32 Latin letters, digits and _", name), "shorten it, write it in Latin letters, and _ for hyphens and dots"+instrument.SuchAs(name))
	}
	siblings[lower] = name
	if variable {
		r.names[lower] = name
	}
}

// both joins the condition of a group and that of what stands in it.
func (r *reader) both(outer, inner *expr.Expr, row Row) *expr.Expr {
	if outer == nil {
		return inner
	}
	if inner == nil {
		return outer
	}
	return r.parse("("+outer.Source()+") and ("+inner.Source()+")", "relevant", row)
}
