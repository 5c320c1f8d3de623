package instrument

import (
	"math"
	"slices"

	"sojourn/dataset"
)

// sums faults the last item of numbers that do not add up, and takes the
// numbers back: half of a sum is not kept.
func (r *reader) sums(p *Page) {
	for _, s := range p.Sums {
		if slices.ContainsFunc(r.faults, func(f Fault) bool { return slices.Contains(s.Items, f.Item.Name) }) {
			continue
		}
		var asked []*Item
		for _, i := range p.Items {
			if a, put := r.walk.counted[i.Name]; put && a.Missing != dataset.NotAsked && slices.Contains(s.Items, i.Name) {
				asked = append(asked, i)
			}
		}
		if len(asked) == 0 || r.adds(s, asked) {
			continue
		}
		for _, i := range asked {
			if old, was := r.before[i.Name]; was {
				r.walk.answers[i.Name] = old
			} else {
				delete(r.walk.answers, i.Name)
			}
		}
		last := asked[len(asked)-1]
		r.faults = append(r.faults, Fault{Item: last, Code: SumFault, Typed: r.typed(last).values})
	}
}

// adds reports whether the numbers add up, or cannot be added at all: none was
// given, or one was withheld.
func (r *reader) adds(s Sum, asked []*Item) bool {
	total, given := 0.0, false
	for _, i := range asked {
		switch a := r.walk.counted[i.Name]; a.Missing {
		case dataset.Present:
			x, _ := i.value(a).Float()
			total, given = total+x, true
		case dataset.Skipped:
		default:
			return true
		}
	}
	const slack = 1e-6 // 0.1 and 0.2 have no exact binary form
	return !given || math.Abs(total-s.Total) < slack
}

// keepOnce puts what was drawn or computed once among the answers, so that it is the
// same when the response is opened, in another place and at another time.
func (r *reader) keepOnce() {
	for _, x := range r.walk.in.Experiments {
		for _, v := range x.Variables() {
			if a := r.walk.counted[v.Name]; a.Missing == dataset.Present {
				r.walk.answers[v.Name] = a
			}
		}
	}
	for _, p := range r.walk.in.Pages {
		for _, i := range p.Items {
			a, counted := r.walk.counted[i.Name]
			if i.Type == Calculate && counted && a.Missing == dataset.Present && i.Calculation != nil && i.Calculation.Kept() {
				r.walk.answers[i.Name] = a
			}
		}
	}
}
