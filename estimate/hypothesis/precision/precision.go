// Package precision decides whether an estimate is good enough to be shown.
//
// It knows two rules: a floor on people, which protects them as well, with a
// caution above it; and the presentation standard for proportions of the
// National Center for Health Statistics. It takes finished numbers and gives a
// verdict; what a page does with the verdict is not its affair.
package precision

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// A Rule has the thresholds of a study.
type Rule struct {
	Hide      int     // fewer people are not shown
	Caution   int     // fewer people are shown with a warning
	CautionCV float64 // a larger standard error, relative to the estimate, too
}

// DefaultRule hides below 10 people and warns below 30 or beyond a relative
// standard error of 30 %.
func DefaultRule() Rule { return Rule{Hide: 10, Caution: 30, CautionCV: 0.3} }

// A Verdict says what to do with an estimate.
type Verdict struct {
	Hide    bool `json:"hide"`
	Caution bool `json:"caution"`
}

// Judge judges an estimate on n people. An estimate of zero without standard
// error is judged by n alone; one whose standard error is no number is shown
// with a warning at best.
func (r Rule) Judge(n int, estimate, se float64) Verdict {
	if n < r.Hide {
		return Verdict{Hide: true}
	}
	return Verdict{Caution: n < r.Caution || !(se <= r.CautionCV*math.Abs(estimate))}
}

// A Standard is the outcome of the NCHS presentation standard.
type Standard struct {
	Effective float64 // effective n
	Low, High float64 // Clopper and Pearson's interval on it
	Show      bool
}

// NCHS judges a share on n people by the presentation standard (Parker et al.
// 2017): shown if both n and the effective n, p(1−p)/se² and at most n, reach
// 30, and the 95 % interval on the effective n (Korn & Graubard 1998, without
// their adjustment for degrees of freedom) is no wider than 0.05, or narrower
// than 0.30 and no wider than 130 % of the share. At 0, at 1 and without
// variance the effective n is n.
func NCHS(p, se float64, n int) (Standard, error) {
	if !(p >= 0 && p <= 1) || !(se >= 0) || math.IsInf(se, 1) || n < 1 {
		return Standard{}, fmt.Errorf("precision: the share %v with standard error %v on %d people cannot be judged", p, se, n)
	}
	s := Standard{Effective: float64(n)}
	if p > 0 && p < 1 && se > 0 {
		s.Effective = min(s.Effective, p*(1-p)/(se*se))
	}
	s.Low, s.High = 0, 1
	if p > 0 {
		s.Low = kernel.BetaQuantile(0.025, s.Effective*p, s.Effective*(1-p)+1)
	}
	if p < 1 {
		s.High = kernel.BetaQuantile(0.975, s.Effective*p+1, s.Effective*(1-p))
	}
	width := s.High - s.Low
	narrow := width <= 0.05 || width < 0.30 && width <= 1.30*p
	s.Show = n >= 30 && s.Effective >= 30 && narrow
	return s, nil
}
