package weight

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// cross joins the items of a crossed margin and the codes of its targets.
const cross = "/"

// problem is the form of everything a team can mend in a recipe.
func problem(column, what, do string) study.Problem {
	return study.Problem{Severity: study.Error, Code: "weight-" + column, Where: File, Column: column, What: what, Do: do}
}

// A placed margin knows the category of every row: an index into codes, or -1
// where the row has none.
type placed struct {
	Margin
	codes  []string
	target []float64
	at     []int32
}

// Places gives, for every margin, each row's category of it as a number, -1
// where the row has none. The variance of an estimate under raked weights
// needs them.
func Places(d *dataset.Dataset, margins []Margin, wave study.WaveID) ([][]int32, error) {
	all := make([][]int32, len(margins))
	for i, m := range margins {
		p, err := place(d, m, wave)
		if err != nil {
			return nil, err
		}
		all[i] = p.at
	}
	return all, nil
}

// place finds the columns of a margin and gives each row its category.
func place(d *dataset.Dataset, m Margin, wave study.WaveID) (placed, error) {
	p := placed{Margin: m, at: make([]int32, d.Rows), codes: []string{""}}
	for i, item := range strings.Split(m.Item, cross) {
		c, err := column(d, item, wave)
		if err != nil {
			return placed{}, err
		}
		p.refine(c, i == 0)
	}
	return p, p.aim()
}

// refine crosses the categories found so far with those of one more column.
func (p *placed) refine(c *dataset.Column, first bool) {
	categories := c.Variable.Codes.Categories
	k := int32(len(categories))
	for i, at := range p.at {
		switch {
		case c.Missing[i] != dataset.Present:
			p.at[i] = -1
		case at >= 0:
			p.at[i] = at*k + int32(c.Codes[i])
		}
	}
	var codes []string
	for _, left := range p.codes {
		for _, right := range categories {
			if first {
				codes = append(codes, right.Code)
			} else {
				codes = append(codes, left+cross+right.Code)
			}
		}
	}
	p.codes = codes
}

// aim puts the targets in the order of the codes; NaN where there is none.
func (p *placed) aim() error {
	p.target = make([]float64, len(p.codes))
	for i := range p.target {
		p.target[i] = math.NaN()
	}
	for _, code := range slices.Sorted(maps.Keys(p.Targets)) {
		i := slices.Index(p.codes, code)
		if i < 0 {
			return problem(p.Item, fmt.Sprintf("there is a target for %q, which is no category of %s", code, p.Item),
				"use the codes of the codebook: "+strings.Join(p.codes, ", "))
		}
		t := p.Targets[code]
		if !(t > 0) || math.IsInf(t, 1) {
			return problem(p.Item, fmt.Sprintf("the target of %q is %v", code, t),
				"give a share above zero; people who should not count are left out by the base")
		}
		p.target[i] = t
	}
	return nil
}

func (p *placed) total() float64 {
	sum := 0.0
	for _, t := range p.target {
		if !math.IsNaN(t) {
			sum += t
		}
	}
	return sum
}

// column is the categorical column of an item in a wave, or of a variable of
// no wave. Whole numbers are categories too.
func column(d *dataset.Dataset, item string, wave study.WaveID) (*dataset.Column, error) {
	c, err := found(d, item, wave)
	if err != nil {
		return nil, err
	}
	if c.Kind == dataset.Numeric {
		whole, err := dataset.AsCategories(c)
		if err != nil {
			return nil, problem(item, err.Error(), "derive a variable with categories")
		}
		return whole[0], nil
	}
	if c.Kind != dataset.Categorical {
		return nil, problem(item, fmt.Sprintf("%s is %s, and a margin needs categories", item, c.Kind), "derive a variable with categories")
	}
	return c, nil
}

// found is the column of an item in a wave, or of a variable of no wave.
func found(d *dataset.Dataset, item string, wave study.WaveID) (*dataset.Column, error) {
	c, err := d.Column(dataset.InWave(item, wave))
	if wave == 0 || err != nil {
		c, err = d.Column(item)
	}
	if err != nil {
		return nil, problem(item, fmt.Sprintf("the data have no variable %s", item), "name an item of the wave, or a variable of no wave")
	}
	return c, nil
}
