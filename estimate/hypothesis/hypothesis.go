// Package hypothesis tests what a difference, an association or a change is
// worth.
//
// The tests come in three families. Those that take a [kernel.Design] weigh the
// rows and use the design's variance: association (Rao & Scott), means, ranks,
// goodness of fit, agreement. Those that take a [Table] or plain numbers are
// the classical ones, for people counted once and alike. Those on pairs compare
// two answers of the same person. Beside the p-value stands an effect size, for
// a test that finds nothing among four hundred people has shown little.
//
// Where a test is not defined, because a variable has a single category or
// nobody changed, the package says so by an error that is [ErrUndefined] and
// names the cause; it never answers with a number that is none. The package
// knows neither datasets nor waves, and it chooses no test.
package hypothesis

import (
	"errors"
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// ErrUndefined is the kind of every error that means: these data do not define
// the test, whoever computes it.
var ErrUndefined = errors.New("not defined for these data")

// A Test is the outcome of a test. All tests here are two-sided.
type Test struct {
	Method    string  `json:"method"`        // such as "Rao-Scott F"
	Statistic float64 `json:"statistic"`     //
	DF        float64 `json:"df,omitempty"`  // of χ² or t, the numerator's of F; 0 where the distribution has none
	DF2       float64 `json:"df2,omitempty"` // the denominator's of F; 0 for other distributions
	P         float64 `json:"p"`
}

// A Comparison is a test of one number with that number and its interval.
type Comparison struct {
	Test
	Estimate float64 `json:"estimate"`
	SE       float64 `json:"se"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// A Factor is a categorical variable over rows: Codes[j] is the category of
// the j-th row in question, counted from 0, and negative where the row has no
// answer. Name and Categories serve the errors; Categories may be longer than
// what occurs.
type Factor struct {
	Name       string
	Categories []string
	Codes      []int32
}

func (f Factor) category(code int32) string {
	if int(code) < len(f.Categories) {
		return fmt.Sprintf("%q", f.Categories[code])
	}
	return fmt.Sprintf("%d", code)
}

func (f Factor) name() string {
	if f.Name == "" {
		return "the variable"
	}
	return f.Name
}

func undefined(format string, args ...any) error { return because("", format, args...) }

// An Undefined says why data do not define a test. What a note under a table
// may say has a code, by which it is said in other languages.
type Undefined struct {
	Code   string // such as "empty-cells"; "" where only an error says it
	Format string // in English, with Args in it
	Args   []any
}

func (u *Undefined) Error() string { return "hypothesis: " + ErrUndefined.Error() + ": " + u.Why() }

// Why is the reason alone, in English.
func (u *Undefined) Why() string { return fmt.Sprintf(u.Format, u.Args...) }

func (u *Undefined) Unwrap() error { return ErrUndefined }

func because(code, format string, args ...any) error {
	return &Undefined{Code: code, Format: format, Args: args}
}

// sound lets a test through unless a number in it is none.
func sound(t Test) (Test, error) {
	for _, x := range []float64{t.Statistic, t.DF, t.DF2, t.P} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return Test{}, because("not-finite", "the test has no finite value")
		}
	}
	return t, nil
}

// student compares an estimate with null by Student's t, with an interval at
// the level. Infinite degrees of freedom are the normal distribution, whose DF
// is then left at 0.
func student(method string, estimate, null, se, df, level float64) (Comparison, error) {
	if !(level > 0 && level < 1) {
		return Comparison{}, fmt.Errorf("hypothesis: the level is %v; it lies between 0 and 1, such as 0.95", level)
	}
	if !(df > 0) {
		return Comparison{}, because("test-degrees", "the test has %v degrees of freedom", df)
	}
	if !(se > 0) {
		return Comparison{}, because("no-error", "the standard error is zero: all values are alike")
	}
	t := (estimate - null) / se
	reach := kernel.StudentQuantile((1+level)/2, df) * se
	c := Comparison{Test{method, t, df, 0, min(2*kernel.StudentSurvival(math.Abs(t), df), 1)}, estimate, se, estimate - reach, estimate + reach}
	if math.IsInf(df, 1) {
		c.DF = 0
	}
	_, err := sound(c.Test)
	return c, err
}
