package clean

import (
	"maps"
	"reflect"
	"slices"

	"sojourn/dataset"
)

// varied compares a variable in two cuts; How is empty where it is the same.
func varied(from, to *dataset.Column, rows []pairOfRows) VariableChange {
	v := VariableChange{Name: from.Name, N: Pair{from.Given(), to.Given()}}
	v.Label = !reflect.DeepEqual(from.Label, to.Label)
	v.Shape = from.Kind != to.Kind || from.Scale != to.Scale || from.Formula != to.Formula || !reflect.DeepEqual(from.Variable.Codes, to.Variable.Codes)
	for _, r := range rows {
		if from.Text(r.a) != to.Text(r.b) || from.Missing[r.a] != to.Missing[r.b] {
			v.Cells++
		}
	}
	v.Missing = parts(reasons(from), reasons(to))
	if from.Kind != dataset.Words && to.Kind != dataset.Words {
		v.Categories = parts(categories(from), categories(to))
	}
	if v.Label || v.Shape || v.Cells > 0 || v.N[0] != v.N[1] || len(v.Missing)+len(v.Categories) > 0 {
		v.How = Changed
	}
	return v
}

// A tallied list counts by name, in order.
type tallied []Part

func (t tallied) count(name string) int {
	for _, p := range t {
		if p.Name == name {
			return p.Pair[0]
		}
	}
	return 0
}

func reasons(c *dataset.Column) tallied {
	counts := map[dataset.Missing]int{}
	for _, m := range c.Missing {
		counts[m]++
	}
	delete(counts, dataset.Present)
	var all tallied
	for _, m := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, Part{m.String(), Pair{counts[m]}})
	}
	return all
}

func categories(c *dataset.Column) tallied {
	if c.Variable.Codes == nil {
		return nil
	}
	all := make(tallied, len(c.Variable.Codes.Categories))
	for k, category := range c.Variable.Codes.Categories {
		all[k].Name = category.Code
	}
	for row, m := range c.Missing {
		switch {
		case m != dataset.Present:
		case c.Kind == dataset.Categorical:
			all[c.Codes[row]].Pair[0]++
		case c.Kind == dataset.Multiple:
			for k := range all {
				all[k].Pair[0] += int(c.Sets[row] >> k & 1)
			}
		}
	}
	return all
}

// parts pairs the counts that differ.
func parts(a, b tallied) []Part {
	var all []Part
	for _, p := range a {
		if n := b.count(p.Name); n != p.Pair[0] {
			all = append(all, Part{p.Name, Pair{p.Pair[0], n}})
		}
	}
	for _, p := range b {
		if !slices.ContainsFunc(a, func(x Part) bool { return x.Name == p.Name }) && p.Pair[0] > 0 {
			all = append(all, Part{p.Name, Pair{0, p.Pair[0]}})
		}
	}
	return all
}
