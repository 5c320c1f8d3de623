package model

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// An Adjustment is weights that let those who took part stand for those who
// did not.
type Adjustment struct {
	Weights   []float64 // a row of the dataset each; zero for whoever did not take part or is not in the model
	Low, High float64   // between which the weights were kept; zero where they were not cut
	Cut       int       // weights that were cut
	Classes   []Class   // nil where each person has a probability of their own
}

// A Class is people of similar probability to take part.
type Class struct {
	People    int
	TookPart  int
	Rate      float64 // weighted share that took part
	Low, High float64 // least and greatest fitted probability
}

// took lists, for a model of taking part, who did.
func (f *Fit) took() ([]bool, error) {
	if f.Family != Binomial && f.Family != Quasibinomial {
		return nil, fmt.Errorf("model: taking part is explained by a binomial model, and this one is %s", f.Family)
	}
	took := make([]bool, f.N())
	for i, y := range f.Frame.y {
		if y != 0 && y != 1 {
			return nil, fmt.Errorf("model: %s is to be 1 for whoever took part and 0 for the others", f.Frame.Formula.Response)
		}
		took[i] = y == 1
	}
	return took, nil
}

// base picks the weights of the frame's rows out of those of the dataset, nil
// being 1 each.
func (f *Fit) base(weights []float64) ([]float64, error) {
	if weights == nil {
		return constant(f.N(), 1), nil
	}
	if len(weights) != f.Frame.data.Rows {
		return nil, fmt.Errorf("model: %d weights are given for %d rows", len(weights), f.Frame.data.Rows)
	}
	w := make([]float64, f.N())
	for i, row := range f.Frame.Rows {
		w[i] = weights[row]
		if !(w[i] > 0) || math.IsInf(w[i], 1) {
			return nil, fmt.Errorf("model: row %d has the base weight %v: leave such rows out of the model", row+1, w[i])
		}
	}
	return w, nil
}

// InverseProbability gives everybody who took part the base weight, a row of
// the dataset each or nil for 1, divided by the fitted probability of taking
// part (Robins, Rotnitzky & Zhao 1995). The fit is a binomial model of taking
// part. Whoever the model leaves out, because a variable is missing, gets no
// weight.
func (f *Fit) InverseProbability(base []float64) (Adjustment, error) {
	took, err := f.took()
	if err != nil {
		return Adjustment{}, err
	}
	w, err := f.base(base)
	if err != nil {
		return Adjustment{}, err
	}
	a := Adjustment{Weights: make([]float64, f.Frame.data.Rows)}
	for i, row := range f.Frame.Rows {
		if took[i] {
			a.Weights[row] = w[i] / f.Family.mean(f.eta[i])
		}
	}
	return a, nil
}

// ByClass sorts people by their fitted probability into k classes of equal
// size and divides the base weight of whoever took part by the weighted rate
// of the class (Little 1986), which leans less on the model than
// [Fit.InverseProbability]. People of equal probability are sorted by row. It
// is an error if in some class nobody took part, or if there are fewer than
// two classes or more classes than people.
func (f *Fit) ByClass(base []float64, k int) (Adjustment, error) {
	took, err := f.took()
	if err != nil {
		return Adjustment{}, err
	}
	w, err := f.base(base)
	if err != nil {
		return Adjustment{}, err
	}
	if k < 2 || k > f.N() {
		return Adjustment{}, fmt.Errorf("model: %d people are not sorted into %d classes: choose from 2 to %d", f.N(), k, f.N())
	}
	a := Adjustment{Weights: make([]float64, f.Frame.data.Rows), Classes: make([]Class, k)}
	of := f.classes(k)
	all, part := make([]float64, k), make([]float64, k)
	for i, c := range of {
		a.Classes[c].enter(f.Family.mean(f.eta[i]), took[i])
		all[c] += w[i]
		if took[i] {
			part[c] += w[i]
		}
	}
	for c := range a.Classes {
		if part[c] == 0 {
			return Adjustment{}, fmt.Errorf("model: nobody of class %d of %d took part in %s, which has %d people: use fewer classes", c+1, k, f.Frame.Formula.Response, a.Classes[c].People)
		}
		a.Classes[c].Rate = part[c] / all[c]
	}
	for i, row := range f.Frame.Rows {
		if took[i] {
			a.Weights[row] = w[i] / a.Classes[of[i]].Rate
		}
	}
	return a, nil
}

// enter adds a person of probability p to the class.
func (c *Class) enter(p float64, took bool) {
	if c.People == 0 {
		c.Low, c.High = p, p
	}
	c.Low, c.High = min(c.Low, p), max(c.High, p)
	c.People++
	if took {
		c.TookPart++
	}
}

// classes gives each row its class: ranks up to the c-th of k equal parts of
// the way from the first rank to the last are of class c.
func (f *Fit) classes(k int) []int {
	order := make([]int, f.N())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if math.Abs(f.eta[a]-f.eta[b]) <= 1e-12*(1+math.Abs(f.eta[a])) {
			return 0 // what rounding sets apart is tied
		}
		return cmp.Compare(f.eta[a], f.eta[b])
	})
	of := make([]int, f.N())
	c := 0
	for place, i := range order {
		for float64(place) > float64(f.N()-1)*float64(c+1)/float64(k)+1e-9 {
			c++
		}
		of[i] = c
	}
	return of
}

// Trimmed keeps the weights above zero between two of their own quantiles,
// such as 0.01 and 0.99, by interpolation between neighbours (rule 7 of Hyndman
// & Fan 1996). What is cut off is not spread over the others: see
// [Adjustment.Normalised]. It is an error unless 0 ≤ low < high ≤ 1.
func (a Adjustment) Trimmed(low, high float64) (Adjustment, error) {
	if !(low >= 0 && low < high && high <= 1) {
		return Adjustment{}, fmt.Errorf("model: weights are not kept between their quantiles %v and %v: give 0 <= low < high <= 1", low, high)
	}
	sorted := a.Positive()
	if len(sorted) == 0 {
		return Adjustment{}, fmt.Errorf("model: there is no weight to trim")
	}
	slices.Sort(sorted)
	t := Adjustment{Weights: slices.Clone(a.Weights), Classes: a.Classes, Low: interpolated(sorted, low), High: interpolated(sorted, high)}
	for i, w := range t.Weights {
		if w > 0 && (w < t.Low || w > t.High) {
			t.Weights[i] = min(max(w, t.Low), t.High)
			t.Cut++
		}
	}
	return t, nil
}

// interpolated is the quantile p of sorted values.
func interpolated(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	below := int(math.Floor(at))
	if below == len(sorted)-1 {
		return sorted[below]
	}
	return sorted[below] + (at-float64(below))*(sorted[below+1]-sorted[below])
}

// Positive lists the weights above zero, in the order of rows.
func (a Adjustment) Positive() []float64 {
	var all []float64
	for _, w := range a.Weights {
		if w > 0 {
			all = append(all, w)
		}
	}
	return all
}

// Normalised scales the weights to a mean of 1 among those above zero.
func (a Adjustment) Normalised() Adjustment {
	sum, n := 0.0, 0.0
	for _, w := range a.Weights {
		if w > 0 {
			sum += w
			n++
		}
	}
	if n == 0 {
		return a
	}
	scaled := slices.Clone(a.Weights)
	for i := range scaled {
		scaled[i] *= n / sum
	}
	a.Weights, a.Low, a.High = scaled, a.Low*n/sum, a.High*n/sum
	return a
}
