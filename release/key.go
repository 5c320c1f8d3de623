package release

import (
	"encoding/binary"
	"math"

	"sojourn/dataset"
)

// A key holds the quasi-identifiers of a release as small numbers, a column
// each, so that people with the same combination are found quickly.
type key struct {
	rows    int
	columns []*dataset.Column
	codes   [][]int32 // by column, by row; equal where the cells are
}

// The codes of cells without a value; those of values begin at firstValue.
const firstValue = int32(dataset.Withheld) + 1

// newKey numbers the cells of the columns. Reasons for empty cells count as
// different from each other and from every value: somebody who refused is not
// like somebody who was not asked.
func newKey(rows int, columns []*dataset.Column) *key {
	k := &key{rows: rows, columns: columns}
	for _, c := range columns {
		k.codes = append(k.codes, numbered(c))
	}
	return k
}

func numbered(c *dataset.Column) []int32 {
	codes := make([]int32, c.Len())
	texts, sets, numbers := map[string]int32{}, map[uint64]int32{}, map[float64]int32{}
	for i, m := range c.Missing {
		switch {
		case m != dataset.Present:
			codes[i] = int32(m)
		case c.Kind == dataset.Categorical:
			codes[i] = firstValue + int32(c.Codes[i])
		case c.Kind == dataset.Multiple:
			codes[i] = firstValue + placeIn(sets, c.Sets[i])
		case c.Kind == dataset.Numeric:
			codes[i] = firstValue + placeIn(numbers, c.Numbers[i])
		default:
			codes[i] = firstValue + placeIn(texts, c.Texts[i])
		}
	}
	return codes
}

func placeIn[T comparable](seen map[T]int32, x T) int32 {
	at, ok := seen[x]
	if !ok {
		at = int32(len(seen))
		seen[x] = at
	}
	return at
}

// classes gives each row the number of its class, people with the same
// combination, and the size of each class. It compares the combinations
// themselves and not sums of them, because a promise rests on it.
func (k *key) classes() (of []int, sizes []int) {
	of = make([]int, k.rows)
	seen := map[string]int{}
	combination := make([]byte, 4*len(k.codes))
	for row := range k.rows {
		for c, codes := range k.codes {
			binary.LittleEndian.PutUint32(combination[4*c:], uint32(codes[row]))
		}
		at, ok := seen[string(combination)]
		if !ok {
			at = len(sizes)
			seen[string(combination)] = at
			sizes = append(sizes, 0)
		}
		of[row] = at
		sizes[at]++
	}
	return of, sizes
}

// A Risk says how far people can be singled out by their quasi-identifiers.
type Risk struct {
	People  int     `json:"people"`
	Classes int     `json:"classes"`  // different combinations
	Uniques int     `json:"uniques"`  // people whose combination nobody shares
	Small   int     `json:"small"`    // people who share it with fewer than k−1 others
	Least   int     `json:"smallest"` // people in the smallest class
	Highest float64 `json:"highest"`  // chance of finding somebody whose combination one knows, and who is known to be in the data: 1/Least
	Average float64 `json:"average"`  // the same, over all people: classes over people

	// Expected is the number of people that somebody with a register of the
	// whole population, and who does not know who answered, would be expected
	// to find; nil where the size of the population is not known.
	Expected *float64 `json:"expected,omitempty"`
}

// risk measures the classes; population is the number of people of whom the
// data are a part, or 0.
func (k *key) risk(least, population int) Risk {
	_, sizes := k.classes()
	r := Risk{People: k.rows, Classes: len(sizes)}
	expected := 0.0
	for _, n := range sizes {
		if r.Least == 0 || n < r.Least {
			r.Least = n
		}
		if n == 1 {
			r.Uniques++
		}
		if n < least {
			r.Small += n
		}
		expected += float64(n) * individual(n, float64(k.rows)/float64(max(population, 1)))
	}
	if r.People > 0 {
		r.Highest, r.Average = 1/float64(r.Least), float64(r.Classes)/float64(r.People)
	}
	if population > 0 {
		r.Expected = &expected
	}
	return r
}

// individual is the expected chance of finding a person who shares the
// combination with n−1 others of the data, when the data are a share p of the
// population drawn by chance:
//
//	E(1/F | f=n) = p/n · ₂F₁(1, 1; n+1; 1−p)
//
// F being the people of the population with the combination (Franconi and
// Polettini 2004, the hypergeometric function by Euler's transformation). Data
// of volunteers are not drawn by chance, so it is an order of magnitude.
func individual(n int, p float64) float64 {
	if p >= 1 {
		return 1 / float64(n)
	}
	sum, term := 0.0, 1.0
	for i := 1; term > 1e-12 && i < 1_000_000; i++ {
		sum += term
		term *= float64(i) / float64(n+i) * (1 - p)
	}
	return math.Min(1/float64(n), p/float64(n)*sum)
}
