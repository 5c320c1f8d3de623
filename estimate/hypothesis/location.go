package hypothesis

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// MeanDifference compares the means of y in two groups of a domain by the
// design's variance: second group less first, t with the degrees of freedom of
// the rows that have both answers, less one,
//
//	t = (ȳ₂ − ȳ₁) / SE,  df = units − strata − 1
//
// which is the slope of a weighted regression on the group (Lumley 2010). NaN
// among y and a negative code are no answer. Rows of weight zero stay in the
// design and add nothing.
func MeanDifference(d *kernel.Design, rows []int32, y []float64, group Factor, level float64) (Comparison, error) {
	g, err := split(d, rows, y, group)
	if err != nil {
		return Comparison{}, err
	}
	if len(g.means) != 2 {
		return Comparison{}, fmt.Errorf("hypothesis: the t test compares two groups, and %s has %d with people in them", group.name(), len(g.means))
	}
	l := g.means[1].Minus(g.means[0])
	return student("design-based t, difference of means", l.Value, 0, math.Sqrt(d.Variance(l)), d.DF(g.rows)-1, level)
}

// OneMean compares the mean of y with null. For pairs y is the difference of
// the two answers. The degrees of freedom are one less than the design's, as in
// the R package survey, which errs towards the larger p.
func OneMean(d *kernel.Design, rows []int32, y []float64, null, level float64) (Comparison, error) {
	base, values, err := numbered(rows, y)
	if err != nil {
		return Comparison{}, err
	}
	l := d.Mean(base, values)
	return student("design-based t, one mean", l.Value, null, math.Sqrt(d.Variance(l)), d.DF(base)-1, level)
}

// groups is a domain divided, with the mean of a number in each part.
type groups struct {
	rows  []int32 // that have both a number and a group
	y     []float64
	of    []int32
	means []kernel.Linear
}

// split divides a domain by the categories that have weight.
func split(d *kernel.Design, rows []int32, y []float64, group Factor) (*groups, error) {
	if len(y) != len(rows) || len(group.Codes) != len(rows) {
		return nil, fmt.Errorf("hypothesis: %d numbers and %d codes of %s for %d rows", len(y), len(group.Codes), group.name(), len(rows))
	}
	g := &groups{}
	var at []int
	for j, row := range rows {
		if math.IsInf(y[j], 0) {
			return nil, fmt.Errorf("hypothesis: row %d is infinite", row)
		}
		if !math.IsNaN(y[j]) && group.Codes[j] >= 0 {
			at = append(at, j)
			g.rows, g.y = append(g.rows, row), append(g.y, y[j])
		}
	}
	index, k := occurring(group, at, weightsOf(d, g.rows))
	if k < 2 {
		return nil, because("one-group", "fewer than two groups of %s have people in them, and a comparison needs two", group.name())
	}
	g.of = make([]int32, len(at))
	for i, j := range at {
		g.of[i] = index[group.Codes[j]]
	}
	g.means = g.mean(d, g.y, k)
	return g, nil
}

// occurring numbers the categories that have weight in their order, -1 for the
// others, and counts them.
func occurring(f Factor, at []int, weights []float64) (index []int32, k int) {
	index = make([]int32, len(f.occurring()))
	for i := range index {
		index[i] = -1
	}
	for i, j := range at {
		if weights[i] != 0 {
			index[f.Codes[j]] = 0
		}
	}
	for code, number := range index {
		if number == 0 {
			index[code] = int32(k)
			k++
		}
	}
	return index, k
}

func weightsOf(d *kernel.Design, rows []int32) []float64 {
	weights := make([]float64, len(rows))
	for j, row := range rows {
		weights[j] = d.Weight(row)
	}
	return weights
}

// mean is the mean of y in each group.
func (g *groups) mean(d *kernel.Design, y []float64, k int) []kernel.Linear {
	rows, values := make([][]int32, k), make([][]float64, k)
	for j, code := range g.of {
		if code >= 0 {
			rows[code], values[code] = append(rows[code], g.rows[j]), append(values[code], y[j])
		}
	}
	means := make([]kernel.Linear, k)
	for code := range means {
		means[code] = d.Mean(rows[code], values[code])
	}
	return means
}

// numbered keeps the rows with a number.
func numbered(rows []int32, y []float64) (base []int32, values []float64, err error) {
	if len(y) != len(rows) {
		return nil, nil, fmt.Errorf("hypothesis: %d numbers for %d rows", len(y), len(rows))
	}
	for j, x := range y {
		if math.IsInf(x, 0) {
			return nil, nil, fmt.Errorf("hypothesis: row %d is infinite", rows[j])
		}
		if !math.IsNaN(x) {
			base, values = append(base, rows[j]), append(values, x)
		}
	}
	if len(base) < 2 {
		return nil, nil, because("few-answers", "fewer than two people have an answer")
	}
	return base, values, nil
}
