// Package scale makes one number of several answers and asks whether that was
// allowed.
//
// A scale is a set of items that are meant to measure the same thing. The
// package turns items round, takes people's means over the items they
// answered, and computes Cronbach's alpha, for people counted alike and under
// a design. It knows numbers and rows, with NaN for an answer that is not
// there; which items belong together is for the study to say.
package scale

import (
	"fmt"
	"math"

	"sojourn/estimate/hypothesis"
)

// ErrUndefined is the kind of error that means: these data do not define the
// number.
var ErrUndefined = hypothesis.ErrUndefined

func undefined(code, format string, args ...any) error {
	return &hypothesis.Undefined{Code: code, Format: format, Args: args}
}

// Items are the answers to the items of a scale: Items[i][j] is person j's to
// item i, NaN where there is none.
type Items [][]float64

func (items Items) check() (people int, err error) {
	if len(items) < 2 {
		return 0, fmt.Errorf("scale: a scale has two items or more, and here are %d", len(items))
	}
	for i, item := range items {
		if len(item) != len(items[0]) {
			return 0, fmt.Errorf("scale: item %d has %d answers, item 1 has %d", i+1, len(item), len(items[0]))
		}
		for j, x := range item {
			if math.IsInf(x, 0) {
				return 0, fmt.Errorf("scale: item %d is infinite in row %d", i+1, j)
			}
		}
	}
	return len(items[0]), nil
}

// Reverse turns an item round within its range, low + high − x. A value
// outside the range is an error: it would come out on no answer of the scale.
func Reverse(item []float64, low, high float64) ([]float64, error) {
	turned := make([]float64, len(item))
	for j, x := range item {
		if x < low || x > high {
			return nil, fmt.Errorf("scale: row %d has a value outside %v to %v; mark codes of no answer as missing first", j, low, high)
		}
		turned[j] = low + high - x
	}
	return turned, nil
}

// PersonMeans is each person's mean over the items answered, for people who
// answered at least so many; the others have no score.
func PersonMeans(items Items, atLeast int) (scores []float64, has []bool, err error) {
	people, err := items.check()
	if err != nil {
		return nil, nil, err
	}
	if atLeast < 1 || atLeast > len(items) {
		return nil, nil, fmt.Errorf("scale: a score from at least %d of %d items is not possible", atLeast, len(items))
	}
	scores, has = make([]float64, people), make([]bool, people)
	for j := range people {
		sum, n := 0.0, 0
		for _, item := range items {
			if !math.IsNaN(item[j]) {
				sum += item[j]
				n++
			}
		}
		if n >= atLeast {
			scores[j], has[j] = sum/float64(n), true
		}
	}
	return scores, has, nil
}

// complete lists the people who answered every item.
func (items Items) complete() []int {
	var all []int
	for j := range items[0] {
		full := true
		for _, item := range items {
			full = full && !math.IsNaN(item[j])
		}
		if full {
			all = append(all, j)
		}
	}
	return all
}
