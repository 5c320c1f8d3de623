// Package outcome computes the rates by which a survey says what became of the
// people it approached.
//
// Two kinds of survey need two kinds of rates. A wave to which known people
// were invited has dispositions, and its rates are those of AAPOR ([Cases]). A
// questionnaire behind an open link has no denominator of invited people, and
// may speak of views, participation and completion, never of a response rate
// ([Visits]). The package is arithmetic on counts; it does not decide what
// became of anybody. A rate with an empty denominator is an error, not zero.
package outcome

import "fmt"

// A Rate is a share with the counts it is made of.
type Rate struct {
	Name        string  `json:"name"`
	Numerator   float64 `json:"numerator"`
	Denominator float64 `json:"denominator"`
	Value       float64 `json:"value"`
}

func newRate(name string, numerator, denominator float64) (Rate, error) {
	if !(denominator > 0) {
		return Rate{}, fmt.Errorf("outcome: %s is not defined: nobody is in its denominator", name)
	}
	return Rate{name, numerator, denominator, numerator / denominator}, nil
}

// A count is one of the numbers that a set of rates rests on.
type count struct {
	name string
	n    float64
}

func whole(counts []count) error {
	for _, c := range counts {
		if !(c.n >= 0) || c.n > 1<<53 {
			return fmt.Errorf("outcome: %s is %v, which is no number of people", c.name, c.n)
		}
	}
	return nil
}
