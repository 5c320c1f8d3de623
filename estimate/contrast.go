package estimate

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"sojourn/estimate/kernel"
	"sojourn/study"
)

// A Part is one cell that a contrast is made of, under the name by which its
// expression calls it.
type Part struct {
	Name     string            `yaml:"name" json:"name"`
	Estimate string            `yaml:"estimate,omitempty" json:"estimate,omitempty"` // another estimate of the file
	Spec     *Spec             `yaml:"spec,omitempty" json:"spec,omitempty"`         // or one written here
	Keys     map[string]string `yaml:"keys,omitempty" json:"keys,omitempty"`         // which of its cells
}

// inline writes the estimates that contrasts name into them, so that a spec
// says all that its number hangs on.
func inline(specs []Spec) study.Problems {
	var ps study.Problems
	named := map[string]Spec{}
	for _, s := range specs {
		named[s.Name] = s
	}
	for _, s := range specs {
		for i, part := range s.Parts {
			if part.Estimate == "" || part.Spec != nil {
				continue
			}
			other, known := named[part.Estimate]
			if !known || other.Measure == Contrast {
				ps = append(ps, trouble(s.Name, "parts", fmt.Sprintf("there is no estimate %q that a part could be a cell of", part.Estimate), "name one that is no contrast itself"))
				continue
			}
			s.Parts[i].Spec = &other // the slice is the one in specs
		}
	}
	return ps
}

// contrast computes the expression over the cells of other estimates. What
// they share, people above all, enters by the sum of their influences.
func (w *work) contrast() ([]Cell, error) {
	names := make([]string, len(w.spec.Parts))
	linears := make([]kernel.Linear, len(w.spec.Parts))
	cells := make([]Cell, len(w.spec.Parts))
	for k, part := range w.spec.Parts {
		names[k] = part.Name
		var err error
		if cells[k], linears[k], err = w.part(part); err != nil {
			return nil, err
		}
	}
	value, gradient, err := differentiate(w.spec.Expression, names, linears)
	if err != nil {
		return nil, err
	}
	l := kernel.Function(value, gradient, linears).Anew(linears, func(theta []float64) float64 { return at(w.spec.Expression, names, theta) })
	c := smallest(cells)
	c.Keys, c.Effect, c.Test, c.Flags, c.State = nil, 0, nil, nil, ""
	c.DF = max(w.design.DF(l.Rows), 0)
	c.Value, c.Method = value, w.method("contrast", w.spec.Interval)
	w.spread(&c, l, w.reach(c.DF))
	w.keep(c, l)
	null := 0.0
	if len(w.spec.Against) > 0 {
		null = w.spec.Against[0]
	}
	c.Test = against(string(Contrast), c.Value-null, c.SE, w.reach(c.DF).DF)
	return []Cell{c}, nil
}

// smallest is the cell that rests on the fewest people.
func smallest(cells []Cell) Cell {
	least := cells[0]
	for _, c := range cells[1:] {
		if c.N < least.N {
			least = c
		}
	}
	return least
}

// part computes the estimate of a part and finds its cell. The sample, the
// weights and the design are those of the contrast where the part has none.
func (w *work) part(p Part) (Cell, kernel.Linear, error) {
	spec := *p.Spec
	spec.Name = w.spec.Name
	if spec.Sample == "" {
		spec.Sample = w.spec.Sample
	}
	if spec.Weight == "" {
		spec.Weight = w.spec.Weight
	}
	if spec.Design == nil {
		spec.Design = w.spec.Design
	}
	if spec.Weight != w.spec.Weight || !reflect.DeepEqual(spec.Design, w.spec.Design) {
		return Cell{}, kernel.Linear{}, fmt.Errorf("part %s has other weights or another design than the contrast; give both the same", p.Name)
	}
	if spec.Where == "" {
		spec.Where = w.spec.Where
	}
	on, err := w.engine.work(spec)
	if err != nil {
		return Cell{}, kernel.Linear{}, err
	}
	on.inContrast = true
	cells, err := on.cells()
	if err != nil {
		return Cell{}, kernel.Linear{}, err
	}
	if on.bearing != on.design {
		return Cell{}, kernel.Linear{}, fmt.Errorf("part %s is of a model over several waves, which has rows of its own; contrast its terms within the model", p.Name)
	}
	for _, c := range cells {
		if c.has(p.Keys) {
			l, estimable := on.linears[keyText(c.Keys)]
			if !estimable {
				return Cell{}, kernel.Linear{}, fmt.Errorf("the cell of part %s has no standard error: %s", p.Name, c.State)
			}
			return c, l, nil
		}
	}
	return Cell{}, kernel.Linear{}, fmt.Errorf("no cell of part %s has the keys %s", p.Name, keysText(p.Keys))
}

// has reports whether a cell has exactly the keys.
func (c Cell) has(keys map[string]string) bool {
	if len(c.Keys) != len(keys) {
		return false
	}
	for _, k := range c.Keys {
		if keys[k.Dim] != k.Value {
			return false
		}
	}
	return true
}

func keysText(keys map[string]string) string {
	var all []string
	for _, dim := range slices.Sorted(maps.Keys(keys)) {
		all = append(all, dim+"="+keys[dim])
	}
	return strings.Join(all, ", ")
}
