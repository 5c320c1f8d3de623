package labelled

import (
	"iter"
	"math"
	"slices"
	"strconv"

	"sojourn/dataset"
)

// MaxUnlabelled is how many different values without a label a variable with
// value labels may have and still be taken for a choice.
const MaxUnlabelled = 100

// Numbers gives the numbers that stand for the categories: their own codes if
// all are different whole numbers from low up to but not including high, else
// 1, 2, 3 ….
func Numbers(list *dataset.CodeList, low, high int64) []float64 {
	numbers := make([]float64, len(list.Categories))
	seen := map[int64]bool{}
	for i, c := range list.Categories {
		n, err := strconv.ParseInt(c.Code, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != c.Code || seen[n] || n < low || n >= high {
			for k := range numbers {
				numbers[k] = float64(k + 1)
			}
			return numbers
		}
		seen[n] = true
		numbers[i] = float64(n)
	}
	return numbers
}

// Choice appends to the labelled values of a variable those that occur without
// a label; ok is false if they are so many, or so fractional, that it is no
// choice but a number.
func Choice(labelled []float64, values iter.Seq[float64]) (order []float64, ok bool) {
	seen := map[float64]bool{}
	for _, x := range labelled {
		seen[x] = true
	}
	order = slices.Clone(labelled)
	for x := range values {
		if seen[x] {
			continue
		}
		if x != math.Trunc(x) || math.IsNaN(x) || len(order)-len(labelled) >= MaxUnlabelled {
			return nil, false
		}
		seen[x] = true
		order = append(order, x)
	}
	return order, len(order) <= math.MaxUint16
}
