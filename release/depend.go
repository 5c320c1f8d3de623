package release

import (
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
