package hypothesis

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// A Credit says how much two answers i and j of k ordered categories agree,
// between 0 and 1.
type Credit func(i, j, k int) float64

// Identical credits the same answer and nothing else (Cohen 1960).
func Identical(i, j, _ int) float64 {
	if i == j {
		return 1
	}
	return 0
}

// LinearCredit falls with the distance of the answers (Cohen 1968).
func LinearCredit(i, j, k int) float64 { return 1 - math.Abs(float64(i-j))/float64(k-1) }

// QuadraticCredit falls with the square of the distance (Fleiss & Cohen 1973).
func QuadraticCredit(i, j, k int) float64 {
	off := float64(i-j) / float64(k-1)
	return 1 - off*off
}

// Kappa is the agreement of two answers of the same k categories beyond what
// their margins alone would give,
//
//	κ = (pₒ − pₑ) / (1 − pₑ),  pₒ = ∑ cᵢⱼpᵢⱼ,  pₑ = ∑ cᵢⱼ pᵢ. p.ⱼ
//
// with its linearisation, so that the design gives its standard error; c is the
// credit. Rows that lack either answer are outside the base; rows of weight
// zero add nothing. It is undefined where everybody gave the same answer.
func Kappa(d *kernel.Design, rows []int32, a, b Factor, k int, credit Credit) (kernel.Linear, error) {
	base, before, after, err := bothAnswered(rows, a, b, k)
	if err != nil {
		return kernel.Linear{}, err
	}
	weights := weightsOf(d, base)
	p, q, sum := make([]float64, k), make([]float64, k), 0.0
	for j, w := range weights {
		p[before[j]] += w
		q[after[j]] += w
		sum += w
	}
	if sum == 0 {
		return kernel.Linear{}, because("nobody-both", "nobody has both %s and %s", a.name(), b.name())
	}
	// How much a person's own answers would agree with those of another, by chance.
	first, second := make([]float64, k), make([]float64, k)
	chance := 0.0
	for i := range k {
		for j := range k {
			c := credit(i, j, k)
			first[i] += c * q[j] / sum
			second[j] += c * p[i] / sum
			chance += c * p[i] * q[j] / (sum * sum)
		}
	}
	if 1-chance < 1e-12 {
		return kernel.Linear{}, because("same-both", "everybody gave the same answer to %s and %s", a.name(), b.name())
	}
	y := make([]float64, len(base))
	for j := range y {
		y[j] = credit(int(before[j]), int(after[j]), k)
	}
	observed := d.Mean(base, y).Value
	// dκ = [dpₒ (1−pₑ) − dpₑ (1−pₒ)] / (1−pₑ)²
	for j := range y {
		y[j] = y[j]/(1-chance) - (first[before[j]]+second[after[j]])*(1-observed)/((1-chance)*(1-chance))
	}
	return kernel.Function((observed-chance)/(1-chance), []float64{1}, []kernel.Linear{d.Mean(base, y)}), nil
}

// bothAnswered keeps the rows that have both answers.
func bothAnswered(rows []int32, a, b Factor, k int) (base, before, after []int32, err error) {
	if len(a.Codes) != len(rows) || len(b.Codes) != len(rows) {
		return nil, nil, nil, fmt.Errorf("hypothesis: %s and %s have %d and %d codes for %d rows", a.name(), b.name(), len(a.Codes), len(b.Codes), len(rows))
	}
	for j, row := range rows {
		if int(a.Codes[j]) >= k || int(b.Codes[j]) >= k {
			return nil, nil, nil, fmt.Errorf("hypothesis: %s and %s have a category beyond the %d they share", a.name(), b.name(), k)
		}
		if a.Codes[j] >= 0 && b.Codes[j] >= 0 {
			base, before, after = append(base, row), append(before, a.Codes[j]), append(after, b.Codes[j])
		}
	}
	return base, before, after, nil
}
