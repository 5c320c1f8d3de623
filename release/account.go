package release

import (
	"math"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
)

// A Measure is one thing that was done to a variable.
type Measure string

// The measures.
const (
	Removed Measure = "removed" // it is not in the release
	Banded  Measure = "bands"
	Capped  Measure = "capped" // top or bottom coding
	Rounded Measure = "rounded"
	ToMonth Measure = "month"
	ToYear  Measure = "year"
	Region  Measure = "regions"
	Merged  Measure = "merged"
	Passed  Measure = "screened" // only texts that a human passed
	Blanked Measure = "blanked"  // single cells were withheld
)

// A Fate says what became of a variable of a wave, and what was lost by it.
type Fate struct {
	Name     string       `json:"name"`
	Item     string       `json:"item"` // the name as it stands in release.yaml
	Wave     study.WaveID `json:"wave,omitempty"`
	Label    study.Text   `json:"label"`
	Role     Role         `json:"role"`
	Measures []Measure    `json:"measures,omitempty"`
	From     int          `json:"values_before"` // different values that stood in it
	To       int          `json:"values_after"`
	Blank    float64      `json:"withheld"` // share of the values that are not there any more, those of people left out included
	Shift    float64      `json:"shift"`    // how far blanking moved the distribution: the largest change of a share, or of the mean in standard deviations
}

// account fills in what became of each variable.
func (p *protection) account() {
	for _, c := range p.Data.Columns {
		d, ok := p.declared[c]
		if !ok {
			continue
		}
		whole, out := picked(c, p.everybody), p.final(c.Name)
		f := Fate{Name: c.Name, Item: d.Name, Wave: c.Wave, Label: c.Label, Role: d.Role, From: width(whole)}
		if out == nil {
			f.Measures, f.Blank = []Measure{Removed}, 1
		} else {
			f.Measures, f.To = d.Change(p.profile).measures(), width(out)
			if slices.Contains(out.Missing, dataset.Withheld) {
				f.Measures = append(f.Measures, Blanked)
			}
			if before := whole.Given(); before > 0 {
				f.Blank = 1 - float64(out.Given())/float64(before)
			}
			f.Shift = shift(p.coarsened[c.Name], out)
		}
		p.out.Variables = append(p.out.Variables, f)
	}
}

// measures lists what the change does, where it found anything to do.
func (ch Change) measures() []Measure {
	var all []Measure
	add := func(m Measure, done bool) {
		if done {
			all = append(all, m)
		}
	}
	add(Banded, len(ch.Bands) > 0)
	add(Capped, ch.Top != nil || ch.Bottom != nil)
	add(Rounded, ch.Round > 0)
	add(ToMonth, ch.Day == Month)
	add(ToYear, ch.Day == Year)
	add(Region, ch.Regions)
	add(Merged, ch.Rare > 1)
	add(Passed, ch.Screened)
	return all
}

// width counts the different values that occur.
func width(c *dataset.Column) int {
	seen := map[int32]bool{}
	for _, code := range numbered(c) {
		if code >= firstValue {
			seen[code] = true
		}
	}
	return len(seen)
}

// shift compares a column before and after cells were blanked.
func shift(before, after *dataset.Column) float64 {
	switch before.Kind {
	case dataset.Categorical:
		a, b := shares(before), shares(after)
		most := 0.0
		for i := range a {
			most = max(most, math.Abs(a[i]-b[i]))
		}
		return most
	case dataset.Numeric:
		m, sd := moments(before)
		n, _ := moments(after)
		if sd > 0 {
			return math.Abs(m-n) / sd
		}
	}
	return 0
}

func shares(c *dataset.Column) []float64 {
	all := make([]float64, len(c.Variable.Codes.Categories))
	n := float64(c.Given())
	for i, m := range c.Missing {
		if m == dataset.Present {
			all[c.Codes[i]] += 1 / n
		}
	}
	return all
}

func moments(c *dataset.Column) (mean, sd float64) {
	sum, squares, n := 0.0, 0.0, 0.0
	for i, m := range c.Missing {
		if m == dataset.Present {
			sum, n = sum+c.Numbers[i], n+1
		}
	}
	if n < 2 {
		return 0, 0
	}
	mean = sum / n
	for i, m := range c.Missing {
		if m == dataset.Present {
			squares += (c.Numbers[i] - mean) * (c.Numbers[i] - mean)
		}
	}
	return mean, math.Sqrt(squares / (n - 1))
}
