package release

import (
	"maps"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// Dependents says, for every column, which other columns of its wave would
// tell of it: those of items that are asked, filtered or computed by its
// answer, directly or through others. Whoever was asked a question that only
// women are asked is known to be a woman, though the sex be blanked.
func Dependents(instruments map[study.WaveID]*instrument.Instrument) map[string][]string {
	all := map[string][]string{}
	for wave, in := range instruments {
		direct := map[string][]string{}
		for _, page := range in.Pages {
			for _, item := range page.Items {
				for _, on := range reasons(page, item) {
					direct[on] = append(direct[on], names(item)...)
				}
			}
		}
		for on := range direct {
			for _, name := range reach(direct, on) {
				all[dataset.InWave(on, wave)] = append(all[dataset.InWave(on, wave)], dataset.InWave(name, wave))
			}
		}
	}
	return all
}

// Computations says, for every column, which other columns of its wave are
// computed from it by the questionnaire: their values tell of it.
func Computations(instruments map[study.WaveID]*instrument.Instrument) map[string][]string {
	all := map[string][]string{}
	for wave, in := range instruments {
		for _, page := range in.Pages {
			for _, item := range page.Items {
				for _, e := range []*expr.Expr{item.Calculation, item.Default} {
					if e == nil || item.Shown() {
						continue
					}
					for _, on := range e.Names() {
						all[dataset.InWave(on, wave)] = append(all[dataset.InWave(on, wave)], dataset.InWave(item.Name, wave))
					}
				}
			}
		}
	}
	return all
}

// derived adds the variables that the cut computed by formulas: in a formula of
// one wave an item stands without the wave.
func (p *protection) derived() error {
	depends, computes := maps.Clone(p.Depends), maps.Clone(p.Computes)
	if depends == nil {
		depends = map[string][]string{}
	}
	if computes == nil {
		computes = map[string][]string{}
	}
	for _, c := range p.Data.Columns {
		if c.Formula == "" {
			continue
		}
		e, err := expr.Parse(c.Formula)
		if err != nil {
			return Trouble(c.Name, "the formula that it was computed by cannot be read", "correct it in derive.yaml and make the cut anew")
		}
		for _, on := range e.Names() {
			if c.Wave != 0 {
				on = dataset.InWave(on, c.Wave)
			}
			depends[on], computes[on] = append(slices.Clone(depends[on]), c.Name), append(slices.Clone(computes[on]), c.Name)
		}
	}
	p.Depends, p.Computes = map[string][]string{}, computes
	for on := range depends {
		p.Depends[on] = reach(depends, on)
	}
	return nil
}

// exact lists, as problems, the variables whose values would tell a
// quasi-identifier, or what names a person, more exactly than the release does.
func (p *protection) exact() error {
	var ps study.Problems
	for _, c := range p.Data.Columns {
		d, ok := p.declared[c]
		if !ok || d.Role != Direct && (d.Role != Quasi || !d.Change(p.profile).Withhold && !d.Change(p.profile).coarse()) {
			continue
		}
		for _, name := range reach(p.Computes, c.Name) {
			from, err := p.Data.Column(name)
			if err != nil {
				continue
			}
			if of, ok := p.declared[from]; ok && of.Role != Quasi && of.Role != Direct && !of.Change(p.profile).Withhold {
				ps = append(ps, Trouble(of.Name, "it is computed from "+d.Name+", and would tell more of it than the release does", "give it the role quasi, or withhold it"))
			}
		}
	}
	return ps.Err()
}

// reasons lists the items that decide whether and with what an item is put.
func reasons(page *instrument.Page, item *instrument.Item) []string {
	var on []string
	for _, e := range []*expr.Expr{page.Relevance, item.Relevance, item.Calculation, item.Default} {
		if e != nil {
			on = append(on, e.Names()...)
		}
	}
	if item.Filter != nil {
		on = append(on, item.Filter.Names()...)
	}
	return on
}

// names lists the variables that an item yields.
func names(item *instrument.Item) []string {
	alone := instrument.Instrument{Pages: []*instrument.Page{{Items: []*instrument.Item{item}}}}
	var all []string
	for _, v := range alone.Variables() {
		all = append(all, v.Name)
	}
	return all
}

// reach follows the dependence to its end.
func reach(direct map[string][]string, from string) []string {
	var found []string
	for next := slices.Clone(direct[from]); len(next) > 0; next = next[1:] {
		if name := next[0]; name != from && !slices.Contains(found, name) {
			found = append(found, name)
			next = append(next, direct[name]...)
		}
	}
	slices.Sort(found)
	return found
}
