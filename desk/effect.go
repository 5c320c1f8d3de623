package desk

import (
	"fmt"
	"html/template"
	"net/http"

	"sojourn/estimate"
)

// effectPage is everything effect.html may show.
type effectPage struct {
	*frame
	Estimates []option
	Table     *table
	Problems  []problem
}

// effect serves GET /cleaning/effect: an estimate without each rule in turn.
func (s *site) effect(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "effect.title")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	p := effectPage{frame: f}
	specs, err := s.project.Specs()
	if err != nil {
		return err
	}
	name := r.URL.Query().Get("estimate")
	known := false
	for _, spec := range specs {
		known = known || spec.Name == name
		p.Estimates = append(p.Estimates, option{Value: spec.Name, Label: spec.Name, Chosen: spec.Name == name})
	}
	if !known {
		return s.pages.Show(w, http.StatusOK, "effect", p)
	}
	found, err := s.project.Sensitivity([]string{name})
	if err != nil {
		return err
	}
	p.Problems = listed(found.Refused)
	if len(found.Base) > 0 && len(found.Base[0].Cells) > 0 {
		t := f.effects(found)
		p.Table = &t
	}
	return s.pages.Show(w, http.StatusOK, "effect", p)
}

// effects sets the cells of an estimate, a column for each rule left out.
func (f *frame) effects(from Sensitivity) table {
	base := from.Base[0]
	dims := varying(base)
	t := table{ID: "effects", Heads: max(len(dims), 1), Caption: f.Say("effect.caption"), Bodies: []body{{}}}
	for _, dim := range dims {
		t.Columns = append(t.Columns, heading(f.dimension(dim)))
	}
	if len(dims) == 0 {
		t.Columns = append(t.Columns, heading(f.Say("dim.all")))
	}
	t.Columns = append(t.Columns, numbers(f.Say("effect.with")), numbers("n"))
	for i, rule := range from.Rules {
		title := f.Say("effect.without-all")
		if rule != "" {
			title = f.Say("effect.without") + " " + code(rule)
		}
		t.Columns = append(t.Columns, numbers(title+`<br><span class="fine">`+f.Say("effect.back", from.Back[i])+`</span>`))
	}
	stays := staying(base, f.Study.Disclosure)
	for i, c := range base.Cells {
		r := row{Cells: f.heads(base, c, dims)}
		if stays[i] {
			r.Kind = "stays"
		}
		r.Cells = append(r.Cells, cell{Text: plain(f.value(base, c)), Stays: stays[i]}, cell{Text: plain(f.Count(c.N)), Stays: stays[i]})
		for k := range from.Rules {
			r.Cells = append(r.Cells, cell{Text: f.shift(base, c, from.Without[k][0]), Stays: stays[i]})
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, r)
	}
	return t
}

// shift writes what a cell is without a rule, and how far it moved in standard
// errors; a dash where nothing changed.
func (f *frame) shift(base estimate.Estimate, c estimate.Cell, without estimate.Estimate) template.HTML {
	other, ok := without.Like(c)
	switch {
	case !ok:
		return f.Say("effect.refused")
	case other.N == c.N && other.Value == c.Value:
		return none
	}
	text := plain(f.value(base, other))
	if c.SE > 0 {
		moved := (other.Value - c.Value) / c.SE
		text += template.HTML(fmt.Sprintf(`<br><span class="fine">%s</span>`, f.Say("effect.errors", f.voice.Number(moved, 1))))
	}
	return text
}
