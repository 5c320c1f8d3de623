package desk

import (
	"slices"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/panel"
	"sojourn/study"
)

// An account is a table of the panel page: parts of bases, each an estimate.
type account struct {
	*frame
	Name  string // names the table and its wordings: "panel.back"
	Table table
	lines []finding
}

// A finding is one line of an account.
type finding struct {
	heads    []string
	estimate estimate.Estimate
	cell     estimate.Cell
	stays    bool
}

// responded, began and became are conditions on what became of a person in a wave.
func responded(w study.WaveID) string {
	return "(" + became(w, panel.Complete) + " or " + became(w, panel.Partial) + ")"
}

func began(w study.WaveID) string {
	return "(" + responded(w) + " or " + became(w, panel.BreakOff) + ")"
}

func became(w study.WaveID, d panel.Disposition) string {
	return "${" + dataset.InWave(clean.DispositionItem, w) + "} = '" + d.String() + "'"
}

func invited(w study.WaveID) string {
	return "${" + dataset.InWave(clean.InvitedItem, w) + "} = 'yes'"
}

// before is the condition to have responded in one of the waves before w.
func (k reckoning) before(w study.WaveID) string {
	condition := ""
	for _, earlier := range k.waves[:slices.Index(k.waves, w)] {
		if condition != "" {
			condition += " or "
		}
		condition += responded(earlier)
	}
	return "(" + condition + ")"
}

// first is the condition to have responded in w and in no wave before it.
func (k reckoning) first(w study.WaveID) string {
	if w == k.waves[0] {
		return responded(w)
	}
	return responded(w) + " and not" + k.before(w)
}

// knows reports whether the mailroom told what became of a wave's invitations.
func (k reckoning) knows(w study.WaveID) bool {
	_, err := k.cut.Data.Column(dataset.InWave(clean.InvitedItem, w))
	return err == nil
}

// accounts are the tables of the page in their order.
func (k reckoning) accounts() ([]account, error) {
	var all []account
	for _, make := range []func() (account, error){k.cameBack, k.refreshment, k.outcomes, k.contacts, k.rates} {
		a, err := make()
		if err != nil {
			return nil, err
		}
		if len(a.lines) > 0 {
			all = append(all, a.set(k.frame))
		}
	}
	return all, nil
}

// part is the share of a base who meet a condition.
func (k reckoning) part(a *account, heads []string, base, of string) error {
	e, err := k.site.project.Estimate(estimate.Spec{Name: a.Name, Measure: estimate.Funnel, Sample: k.sample,
		Steps: []estimate.Step{{Name: "base", Where: base}, {Name: "part", Where: of}}})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(e.Cells, func(c estimate.Cell) bool { return c.Key("step") == "part" && c.Key("of") == "previous" })
	if e.Cells[i].N > 0 {
		a.lines = append(a.lines, finding{heads, e, e.Cells[i], staying(e, k.Study.Disclosure)[i]})
	}
	return nil
}

// cameBack follows those who first responded in each wave into the later ones.
func (k reckoning) cameBack() (account, error) {
	a := account{Name: "back"}
	for i, w := range k.waves {
		for _, later := range k.waves[i+1:] {
			if err := k.part(&a, []string{k.waveLabel(w), k.waveLabel(later)}, k.first(w), responded(later)); err != nil {
				return a, err
			}
		}
	}
	return a, nil
}

// refreshment tells of the respondents of each later wave who are new.
func (k reckoning) refreshment() (account, error) {
	a := account{Name: "new"}
	for _, w := range k.waves[min(1, len(k.waves)):] {
		if err := k.part(&a, []string{k.waveLabel(w), k.Word("panel.newcomers")}, responded(w), k.first(w)); err != nil {
			return a, err
		}
		if err := k.part(&a, []string{k.waveLabel(w), k.Word("panel.returned")}, responded(w), k.before(w)); err != nil {
			return a, err
		}
	}
	return a, nil
}

// outcomes tells what became of those invited to a wave and, behind an open
// link, where nobody is invited, of those who began.
func (k reckoning) outcomes() (account, error) {
	a := account{Name: "outcomes"}
	for _, w := range k.waves {
		if !k.knows(w) {
			if err := k.part(&a, []string{k.waveLabel(w), k.Word("panel.of-began"), k.Word("panel.completion")}, began(w), responded(w)); err != nil {
				return a, err
			}
			continue
		}
		for _, d := range []panel.Disposition{panel.Complete, panel.Partial, panel.BreakOff, panel.Refusal, panel.NonContact, panel.Undelivered, panel.Ineligible} {
			if err := k.part(&a, []string{k.waveLabel(w), k.Word("panel.of-invited"), k.Word("outcome." + d.String())}, invited(w), became(w, d)); err != nil {
				return a, err
			}
		}
	}
	return a, nil
}

// rates are AAPOR's, of those invited alone.
func (k reckoning) rates() (account, error) {
	a := account{Name: "rates"}
	for _, w := range k.waves {
		if !k.knows(w) {
			continue
		}
		e, err := k.site.project.Estimate(estimate.Spec{Name: a.Name, Measure: estimate.Rate, Sample: k.sample, Where: invited(w),
			Waves: []study.WaveID{w}, Rates: []string{"RR1", "RR2", "COOP2", "REF1", "CON1"}})
		if len(problemsOf(err)) > 0 {
			continue // nobody of the sample was invited to it
		}
		if err != nil {
			return a, err
		}
		stays := staying(e, k.Study.Disclosure)
		for i, c := range e.Cells {
			a.lines = append(a.lines, finding{[]string{k.waveLabel(w), k.Word("rate." + c.Key("rate")), "AAPOR " + c.Key("rate")}, e, c, stays[i]})
		}
	}
	return a, nil
}

// attrition compares, by the answers to one item in the latest wave before, who
// left a contact and was invited, and who came back; nil where no item is chosen.
func (k reckoning) attrition() (*account, error) {
	from, ok := k.asked()
	if !ok {
		return nil, nil
	}
	a := account{Name: "attrition"}
	parts := []struct{ key, condition string }{{"panel.returned", responded(k.to)}}
	if k.knows(k.to) {
		parts = append([]struct{ key, condition string }{{"panel.was-invited", invited(k.to)}}, parts...)
	}
	for _, part := range parts {
		e, err := k.site.project.Estimate(estimate.Spec{Name: a.Name, Measure: estimate.Share, Sample: k.sample, Meets: part.condition,
			Where: responded(from), By: dataset.InWave(k.item, from)})
		if err != nil {
			return nil, err
		}
		stays := staying(e, k.Study.Disclosure)
		for i, c := range e.Cells {
			if c.N > 0 {
				a.lines = append(a.lines, finding{[]string{k.Word(part.key), k.words(c.Keys[0].Label)}, e, c, stays[i]})
			}
		}
	}
	a = a.set(k.frame)
	a.Table.Caption = k.Say("panel.attrition.caption", k.waveLabel(from), k.waveLabel(k.to))
	return &a, nil
}

// asked is the latest wave before the later one in which the item was asked.
func (k reckoning) asked() (study.WaveID, bool) {
	for i := slices.Index(k.waves, k.to) - 1; i >= 0 && k.item != ""; i-- {
		if c, err := k.cut.Data.Column(dataset.InWave(k.item, k.waves[i])); err == nil && c.Kind == dataset.Categorical {
			return k.waves[i], true
		}
	}
	return 0, false
}

// funnel draws the way from the earlier waves into the later one.
func (k reckoning) funnel() (*plate, error) {
	e, err := k.funnelEstimate()
	if err != nil || len(e.Cells) == 0 {
		return nil, err
	}
	return k.site.drawOne(k.frame, e)
}

func (k reckoning) funnelEstimate() (estimate.Estimate, error) {
	if len(k.waves) < 2 {
		return estimate.Estimate{}, nil
	}
	step := func(name, where string) estimate.Step {
		return estimate.Step{Name: name, Title: k.site.told("panel.step-"+name, int(k.to)), Where: where}
	}
	steps := []estimate.Step{step("before", k.before(k.to))}
	if k.knows(k.to) {
		steps = append(steps, step("invited", invited(k.to)))
	}
	steps = append(steps, step("began", began(k.to)), step("responded", responded(k.to)))
	return k.site.project.Estimate(estimate.Spec{Name: "panel_funnel", Title: k.site.told("panel.funnel", int(k.to)), Measure: estimate.Funnel, Sample: k.sample, Steps: steps})
}

// set sets the table of an account.
func (a account) set(f *frame) account {
	a.frame = f
	a.Table = table{ID: a.Name, Heads: len(a.lines[0].heads), Caption: f.Say("panel." + a.Name + ".caption"), Bodies: []body{{}}}
	for i := range a.lines[0].heads {
		a.Table.Columns = append(a.Table.Columns, heading(f.Say("panel."+a.Name+".head-"+string(rune('1'+i)))))
	}
	a.Table.Columns = append(a.Table.Columns, numbers(f.Say("panel.base")), numbers(f.Say("panel.people")), numbers(f.Say("panel.share")), numbers(f.Say("cells.interval")))
	for _, l := range a.lines {
		r := row{Cells: texts(l.heads...)}
		if l.stays {
			r.Kind = "stays"
		}
		interval := none
		if l.estimate.Spec.Measure != estimate.Rate {
			interval = f.interval(l.estimate, l.cell)
		}
		r.Cells = append(r.Cells, texts(f.Count(l.cell.N), f.Count(l.cell.Count))...)
		r.Cells = append(r.Cells, cell{Text: plain(f.value(l.estimate, l.cell)), Stays: l.stays}, cell{Text: plain(interval)})
		a.Table.Bodies[0].Rows = append(a.Table.Bodies[0].Rows, r)
	}
	return a
}
