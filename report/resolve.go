package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sojourn/estimate"
	"sojourn/study"
)

// A shelf holds the estimates of a report by name, after disclosure control.
type shelf map[string]*estimate.Estimate

// newShelf suppresses the estimates and puts them on a shelf.
func newShelf(es []estimate.Estimate, d study.Disclosure) shelf {
	s := shelf{}
	for _, e := range es {
		safe := Suppress(e, d)
		s[e.Spec.Name] = &safe
	}
	return s
}

// names lists the estimates of the shelf, sorted.
func (s shelf) names() []string { return slices.Sorted(maps.Keys(s)) }

// A place is one cell of the shelf.
type place struct {
	Estimate string
	Cell     int
}

func (s shelf) cell(p place) estimate.Cell { return s[p.Estimate].Cells[p.Cell] }

// A fault says what is wrong with a reference and what to do about it.
type fault struct{ Code, What, Do string }

// find returns the one cell that a reference means.
func (s shelf) find(r reference) (place, *fault) {
	e, ok := s[r.Name]
	if !ok {
		return place{}, &fault{"unknown-estimate", fmt.Sprintf("there is no estimate named %q", r.Name), "correct the name, or add the estimate to estimates.yaml" + s.similar(r.Name)}
	}
	found, f := match(e.Cells, r.Keys)
	if f != nil {
		return place{}, f
	}
	p := place{r.Name, found}
	switch c := e.Cells[found]; {
	case c.State == estimate.Suppressed:
		return p, &fault{"suppressed", fmt.Sprintf("%s is hidden by disclosure control", r.canonical()), "take the number out, or merge categories or groups in estimates.yaml until enough people stand behind it"}
	case c.State == estimate.NoData:
		return p, &fault{"no-data", fmt.Sprintf("nobody stands behind %s", r.canonical()), "take the number out, or look at the base and the sample of the estimate"}
	case c.State == estimate.NoInterval && slices.Contains([]string{"se", "interval", "low", "high"}, r.Show):
		return p, &fault{"no-interval", fmt.Sprintf("%s rests on too few people for an interval", r.canonical()), "show the value and n instead"}
	}
	return p, nil
}

// match returns the index of the one cell that has all the keys. Where several
// have them, a cell that has no further dimension is meant: a margin.
func match(cells []estimate.Cell, keys []pair) (int, *fault) {
	left := every(estimate.Estimate{Cells: cells})
	for _, k := range keys {
		kept := slices.DeleteFunc(slices.Clone(left), func(i int) bool { return cells[i].Key(k.Dim) != k.Value })
		if len(kept) == 0 {
			return 0, unmatched(pick(cells, left), k)
		}
		left = kept
	}
	switch len(left) {
	case 0:
		return 0, &fault{"no-cells", "the estimate has no cells", "look at its specification in estimates.yaml"}
	case 1:
		return left[0], nil
	}
	exact := slices.DeleteFunc(slices.Clone(left), func(i int) bool {
		return slices.ContainsFunc(variations(pick(cells, left)), func(v variation) bool {
			return cells[i].Key(v.Dim) != "" && !slices.ContainsFunc(keys, func(k pair) bool { return k.Dim == v.Dim })
		})
	})
	if len(exact) == 1 {
		return exact[0], nil
	}
	return 0, &fault{"ambiguous", fmt.Sprintf("the reference fits %d numbers", len(left)), "add one of each: " + choices(variations(pick(cells, left)))}
}

func pick(cells []estimate.Cell, at []int) []estimate.Cell {
	out := make([]estimate.Cell, len(at))
	for i, k := range at {
		out[i] = cells[k]
	}
	return out
}

func unmatched(cells []estimate.Cell, k pair) *fault {
	var values, dims []string
	for _, c := range cells {
		for _, key := range c.Keys {
			if key.Dim == k.Dim && !slices.Contains(values, key.Value) {
				values = append(values, key.Value)
			}
			if !slices.Contains(dims, key.Dim) {
				dims = append(dims, key.Dim)
			}
		}
	}
	if len(values) == 0 {
		return &fault{"unknown-key", fmt.Sprintf("the estimate has nothing called %q here", k.Dim), "its keys are " + strings.Join(dims, ", ")}
	}
	return &fault{"unknown-value", fmt.Sprintf("no number has %s=%s", k.Dim, k.Value), fmt.Sprintf("%s is one of %s", k.Dim, strings.Join(values, ", "))}
}

// choices lists what would make a reference unique: "wave=1|2|3, of=all|origin".
func choices(vs []variation) string {
	var words []string
	for _, v := range vs {
		words = append(words, v.Dim+"="+strings.Join(v.Values, "|"))
	}
	return strings.Join(words, ", ")
}

// similar suggests names that share a beginning with the one that is not there.
func (s shelf) similar(name string) string {
	stem, _, _ := strings.Cut(name, "_")
	near := slices.DeleteFunc(s.names(), func(other string) bool { return !strings.HasPrefix(other, stem) })
	if len(near) == 0 {
		return ""
	}
	return "; near to it are " + strings.Join(near[:min(len(near), 6)], ", ")
}
