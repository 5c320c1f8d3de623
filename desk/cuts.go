package desk

import (
	"html/template"
	"net/http"
	"strings"

	"sojourn/clean"
)

// cutsPage is everything cuts.html may show.
type cutsPage struct {
	*frame
	Cuts     table
	From, To []option
	Compared bool
	Same     bool
	Facts    []template.HTML
	Moves    *table
	Changes  *table
}

// cuts serves GET /cleaning/cuts: the cuts that are here, and what changed from
// one to another.
func (s *site) cuts(w http.ResponseWriter, r *http.Request) error {
	p := cutsPage{frame: s.frame(r, "cuts.title")}
	all, err := s.project.Cuts()
	if err != nil {
		return err
	}
	from, to := r.URL.Query().Get("from"), r.URL.Query().Get("to")
	p.Cuts = p.listed(all)
	known := 0
	for _, c := range all {
		if c.Dropped {
			continue
		}
		label := strings.Join(append([]string{short(c.Hash), p.moment(c.Made)}, c.Names...), " · ")
		p.From = append(p.From, option{Value: c.Hash, Label: label, Chosen: c.Hash == from})
		p.To = append(p.To, option{Value: c.Hash, Label: label, Chosen: c.Hash == to || to == "" && c.Latest})
		if c.Hash == from || c.Hash == to {
			known++
		}
	}
	if known == 0 || from == to || from == "" || to == "" {
		return s.pages.Show(w, http.StatusOK, "cuts", p)
	}
	d, err := s.project.Compare(from, to)
	if err != nil {
		return err
	}
	p.show(d)
	return s.pages.Show(w, http.StatusOK, "cuts", p)
}

func (f *frame) listed(all []ListedCut) table {
	t := table{ID: "cuts", Heads: 1, Caption: f.Say("cuts.caption"), Bodies: []body{{}}, Columns: []column{heading(f.Say("cuts.hash")), heading(f.Say("cuts.names")),
		heading(f.Say("cuts.made")), numbers(f.Say("cuts.people")), numbers(f.Say("cuts.rules"))}}
	for _, c := range all {
		names := codes(c.Names)
		if c.Latest {
			names = joined([]template.HTML{names, f.Say("cuts.latest")}, " ")
		}
		if c.Dropped {
			names = joined([]template.HTML{names, f.Say("cuts.dropped")}, " ")
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{{Text: code(short(c.Hash))}, {Text: names}, {Text: plain(f.moment(c.Made))},
			{Text: plain(f.Count(c.Rows))}, {Text: plain(f.Count(c.Rules))}}})
	}
	return t
}

// show fills the page with a comparison.
func (p *cutsPage) show(d clean.Difference) {
	p.Compared, p.Same = true, d.Same()
	if d.Answers {
		p.Facts = append(p.Facts, p.Say("cuts.answers"))
	}
	if d.Completion {
		p.Facts = append(p.Facts, p.Say("cuts.completion"))
	}
	for _, x := range d.Parts {
		p.Facts = append(p.Facts, p.change(x))
	}
	if d.Left+d.Came > 0 {
		p.Facts = append(p.Facts, p.Say("cuts.came", d.Left, d.Came))
	}
	if len(d.Moves) > 0 {
		t := p.moves(d.Moves)
		p.Moves = &t
	}
	if len(d.Variables) > 0 {
		t := p.changes(d.Variables)
		p.Changes = &t
	}
}

func (f *frame) moves(all []clean.Move) table {
	t := table{ID: "moves", Heads: 1, Caption: f.Say("cuts.moves.caption"), Bodies: []body{{}},
		Columns: []column{heading(f.Say("cuts.wave")), heading(f.Say("cuts.from")), heading(f.Say("cuts.to")), numbers(f.Say("cuts.people"))}}
	for _, m := range all {
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{{Text: f.Wave(m.Wave)}, {Text: code(m.From.String())}, {Text: code(m.To.String())}, {Text: plain(f.Count(m.People))}}})
	}
	return t
}

// changes sets a body for each variable: people with a value, and each reason
// and category whose count is another.
func (f *frame) changes(all []clean.VariableChange) table {
	t := table{ID: "changes", Heads: 1, Caption: f.Say("cuts.changes.caption"), Columns: []column{heading(f.Say("cuts.variable")),
		numbers(f.Say("cuts.before")), numbers(f.Say("cuts.after")), heading(f.Say("cuts.what"))}}
	line := func(head template.HTML, p clean.Pair, what template.HTML) row {
		return row{Cells: []cell{{Text: head}, {Text: plain(f.Count(p[0]))}, {Text: plain(f.Count(p[1]))}, {Text: what}}}
	}
	for _, v := range all {
		b := body{Rows: []row{line(code(v.Name), v.N, f.whatChanged(v))}}
		for _, part := range append(v.Categories, v.Missing...) {
			b.Rows = append(b.Rows, line(`<span class="fine">`+plain(part.Name)+`</span>`, part.Pair, ""))
		}
		t.Bodies = append(t.Bodies, b)
	}
	return t
}

func (f *frame) whatChanged(v clean.VariableChange) template.HTML {
	parts := []template.HTML{f.Say("how." + string(v.How))}
	if v.Cells > 0 {
		parts = append(parts, f.Say("cuts.cells", v.Cells))
	}
	if v.Label {
		parts = append(parts, f.Say("cuts.label"))
	}
	if v.Shape {
		parts = append(parts, f.Say("cuts.shape"))
	}
	return joined(parts, ", ")
}
