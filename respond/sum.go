package respond

import (
	"html/template"
	"slices"
	"strconv"

	"sojourn/instrument"
)

// A sum is what stands around numbers that are to add up.
type sum struct {
	ID   string        // of the line that says so
	Asks template.HTML // what they are to make
	Now  template.HTML // what they make at present; empty where that cannot be said
	Off  bool          // they do not add up
}

// sumsOf finds the sums of the page's items by the items' names. Numbers that
// were typed and not taken count, so that people see how far they are off.
func (p *questions) sumsOf(step instrument.Step) map[string]*sum {
	sums := map[string]*sum{}
	p.summed = map[string]string{}
	for n, s := range step.Page.Sums {
		one := &sum{ID: "sum-" + strconv.Itoa(n+1), Asks: p.Say("sum.ask", point(s.Total))}
		total, given, readable := 0.0, false, true
		for _, i := range step.Items {
			if !slices.Contains(s.Items, i.Name) {
				continue
			}
			sums[i.Name], p.summed[i.Name] = one, one.ID
			typed := p.given[i.Name]
			if len(typed) == 0 || typed[0] == "" {
				continue
			}
			x, ok := instrument.ReadNumber(typed[0])
			total, given, readable = total+x, true, readable && ok
		}
		if given && readable {
			one.Now, one.Off = p.Say("sum.now", point(total), point(s.Total)), point(total) != point(s.Total)
		}
	}
	return sums
}
