package hypothesis

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// Binomial is the exact test that x of n people were drawn with probability p:
// the probability of all counts no likelier than x (Clopper & Pearson 1934 give
// the interval: [kernel.Binomial.ClopperPearson]). The statistic is x.
func Binomial(x, n int, p float64) (Test, error) {
	if err := counted(x, n); err != nil {
		return Test{}, err
	}
	if !(p >= 0 && p <= 1) {
		return Test{}, fmt.Errorf("hypothesis: the share to test is %v; it lies between 0 and 1", p)
	}
	t := Test{Method: "binomial exact", Statistic: float64(x), P: 1}
	if p == 0 || p == 1 {
		if float64(x) != p*float64(n) {
			t.P = 0
		}
		return t, nil
	}
	logs := make([]float64, n+1)
	for k := range logs {
		logs[k] = logChoose(float64(n), float64(k)) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p)
	}
	t.P = noLikelier(logs, x)
	return t, nil
}

// OneProportion is the score test that a share is p (Wilson 1927):
//
//	X² = (|x − np| − c)² / (np(1−p)) ~ χ²(1)
//
// with c = ½ but at most |x − np| if corrected. Its interval is
// [kernel.Binomial.Wilson].
func OneProportion(x, n int, p float64, corrected bool) (Test, error) {
	if err := counted(x, n); err != nil {
		return Test{}, err
	}
	if !(p > 0 && p < 1) {
		return Test{}, fmt.Errorf("hypothesis: the share to test is %v; it lies between 0 and 1", p)
	}
	off := math.Abs(float64(x) - float64(n)*p)
	method := "score test of a share"
	if corrected {
		off = max(off-0.5, 0)
		method += ", corrected"
	}
	x2 := off * off / (float64(n) * p * (1 - p))
	return sound(Test{method, x2, 1, 0, kernel.ChiSquaredSurvival(x2, 1)})
}

// TwoShares is a comparison of two shares; Estimate is the first less the second.
type TwoShares struct {
	Comparison
	Shares [2]float64 `json:"shares"`
	H      float64    `json:"h"` // see [CohenH]
}

// TwoProportions compares the shares of two groups by Pearson's χ² (Pearson
// 1900), with Wald's interval for the difference,
//
//	p₁ − p₂ ± (z √(∑ pᵢ(1−pᵢ)/nᵢ) + c ∑ 1/nᵢ)
//
// kept within −1 and 1. If corrected, c is ½ but at most |p₁−p₂| / ∑ 1/nᵢ
// (Yates 1934; Fleiss 1981), else 0. It is undefined where all or none have
// the property.
func TwoProportions(a, b kernel.Binomial, corrected bool, level float64) (TwoShares, error) {
	for _, g := range []kernel.Binomial{a, b} {
		if err := counted(g.X, g.N); err != nil {
			return TwoShares{}, err
		}
	}
	if !(level > 0 && level < 1) {
		return TwoShares{}, fmt.Errorf("hypothesis: the level is %v; it lies between 0 and 1, such as 0.95", level)
	}
	n, m := float64(a.N), float64(b.N)
	p, q := float64(a.X)/n, float64(b.X)/m
	common := float64(a.X+b.X) / (n + m)
	if common == 0 || common == 1 {
		return TwoShares{}, because("same-share", "the share is %v in both groups", common)
	}
	per, c, method := 1/n+1/m, 0.0, "two shares, chi-squared"
	if corrected {
		c = min(0.5, math.Abs(p-q)/per)
		method += ", corrected"
	}
	// (|O−E| − c)² / E over the four cells: each lies nm/(n+m)·|p−q| off.
	off := math.Abs(p-q)/per - c
	x2 := off * off * per / (common * (1 - common))
	se := math.Sqrt(p*(1-p)/n + q*(1-q)/m)
	reach := kernel.NormalQuantile((1+level)/2)*se + c*per
	test, err := sound(Test{method, x2, 1, 0, kernel.ChiSquaredSurvival(x2, 1)})
	return TwoShares{Comparison{test, p - q, se, max(p-q-reach, -1), min(p-q+reach, 1)}, [2]float64{p, q}, CohenH(p, q)}, err
}

func counted(x, n int) error {
	if n <= 0 {
		return because("empty-group", "a group has nobody")
	}
	if x < 0 || x > n {
		return fmt.Errorf("hypothesis: %d of %d people", x, n)
	}
	return nil
}
