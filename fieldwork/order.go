package fieldwork

import (
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// orderColumns tell in which order the choices of a shuffled item stood before
// each respondent: the codes with spaces between them. The order is not kept;
// it follows from the response's seed, as it did on the page.
func orderColumns(in *instrument.Instrument, routes []instrument.Route) []*dataset.Column {
	taken := map[string]bool{}
	for _, v := range in.Variables() {
		taken[v.Name] = true
	}
	var columns []*dataset.Column
	for _, p := range in.Pages {
		for _, i := range p.Items {
			if !i.Shuffle {
				continue
			}
			name := i.Name + "_order"
			for taken[name] { // an item of the questionnaire is called so
				name += "_"
			}
			taken[name] = true
			columns = append(columns, orderColumn(name, i, p, routes))
		}
	}
	return columns
}

func orderColumn(name string, i *instrument.Item, p *instrument.Page, routes []instrument.Route) *dataset.Column {
	label := study.Text{"en": "Order in which the choices of " + i.Name + " were shown", "ru": "Порядок, в котором показаны варианты " + i.Name}
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words, Label: label}, len(routes), dataset.NotAsked)
	for row, r := range routes {
		step, on := r.Step(p.Name)
		at := slices.IndexFunc(step.Items, func(x *instrument.Item) bool { return x.Name == i.Name && x.Shuffle })
		if !on || at < 0 {
			continue
		}
		shown, err := step.Offered(step.Items[at])
		if err != nil { // as on the page, which could not be shown either
			continue
		}
		var codes []string
		for _, category := range shown {
			codes = append(codes, category.Code)
		}
		c.Texts[row], c.Missing[row] = strings.Join(codes, " "), dataset.Present
	}
	return c
}
