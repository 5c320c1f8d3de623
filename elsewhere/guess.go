package elsewhere

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/format/tabular"
	"sojourn/study"
)

// fewCodes is how many different contents a column of a CSV may have and still
// be taken for a choice.
const fewCodes = 30

// guess reads a CSV that nothing describes: a column of numbers is a number, or
// a choice if there are few whole ones; a column of few different texts is a
// choice; any other is text.
func guess(s Source) (*dataset.Dataset, study.Problems, error) {
	names, err := tabular.Heading(bytes.NewReader(s.Data))
	if err != nil {
		return nil, nil, err
	}
	var plain tabular.Legend
	for _, name := range names {
		plain.Variables = append(plain.Variables, dataset.Variable{Name: name, Kind: dataset.Words})
	}
	texts, problems, err := tabular.ReadData(bytes.NewReader(s.Data), plain)
	if err != nil {
		return nil, problems, err
	}
	d := dataset.New(texts.Rows)
	for _, c := range texts.Columns {
		if err := d.Add(guessed(c)); err != nil {
			return nil, problems, err
		}
	}
	return d, append(problems, study.Problem{Severity: study.Warning, Code: "guessed", Where: s.Name, What: "no codebook tells what its columns are; they are taken for what they look like",
		Do: "give the codebook with --codebook, or check every variable of the proposal"}), nil
}

// guessed is the column as the kind that its texts look like.
func guessed(c *dataset.Column) *dataset.Column {
	seen := map[string]int{}
	numbers, whole := true, true
	for row, m := range c.Missing {
		if m != dataset.Present {
			continue
		}
		seen[c.Texts[row]]++
		x, err := strconv.ParseFloat(c.Texts[row], 64)
		numbers = numbers && err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
		whole = whole && numbers && x == math.Trunc(x)
	}
	repeated := len(seen) > 0 && len(seen) <= fewCodes && (len(seen) <= 2 || len(seen)*3 <= c.Len())
	switch {
	case repeated && (whole || !numbers):
		return choice(c, seen, numbers)
	case numbers && len(seen) > 0:
		n := dataset.NewColumn(dataset.Variable{Name: c.Name, Kind: dataset.Numeric, Scale: dataset.Interval}, c.Len(), dataset.Present)
		copy(n.Missing, c.Missing)
		for row, m := range c.Missing {
			if m == dataset.Present {
				n.Numbers[row], _ = strconv.ParseFloat(c.Texts[row], 64)
			}
		}
		return n
	}
	c.Scale = dataset.Nominal
	return c
}

// choice makes a choice of the texts that occur, numbers in their own order.
func choice(c *dataset.Column, seen map[string]int, numbers bool) *dataset.Column {
	list := &dataset.CodeList{Name: c.Name}
	for code := range seen {
		list.Categories = append(list.Categories, dataset.Category{Code: code})
	}
	slices.SortFunc(list.Categories, func(a, b dataset.Category) int {
		if numbers {
			x, _ := strconv.ParseFloat(a.Code, 64)
			y, _ := strconv.ParseFloat(b.Code, 64)
			if x != y {
				return int(math.Copysign(1, x-y))
			}
		}
		return bytes.Compare([]byte(a.Code), []byte(b.Code))
	})
	place := map[string]uint16{}
	for i, category := range list.Categories {
		place[category.Code] = uint16(i)
	}
	out := dataset.NewColumn(dataset.Variable{Name: c.Name, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: list}, c.Len(), dataset.Present)
	copy(out.Missing, c.Missing)
	for row, m := range c.Missing {
		if m == dataset.Present {
			out.Codes[row] = place[c.Texts[row]]
		}
	}
	return out
}
