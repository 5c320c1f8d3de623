package weight_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"sojourn/dataset"
	"sojourn/weight"
)

// crowd makes n people with three categorical variables of 2, 3 and 4
// categories, a number between 18 and 80 and a starting weight.
func crowd(t testing.TB, n int, seed uint64) *dataset.Dataset {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	d := dataset.New(n)
	add := func(c *dataset.Column) {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	for k := 2; k <= 4; k++ {
		list := &dataset.CodeList{}
		for c := range k {
			list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprint(c)})
		}
		c := dataset.NewColumn(dataset.Variable{Name: fmt.Sprint("v", k), Kind: dataset.Categorical, Codes: list}, n, dataset.Present)
		for i := range n {
			c.Codes[i] = uint16(min(random.IntN(k), random.IntN(k+1)))
		}
		add(c)
	}
	age := dataset.NewColumn(dataset.Variable{Name: "age", Kind: dataset.Numeric}, n, dataset.Present)
	base := dataset.NewColumn(dataset.Variable{Name: "base", Kind: dataset.Numeric}, n, dataset.Present)
	for i := range n {
		age.Numbers[i] = 18 + 62*random.Float64()
		base.Numbers[i] = .5 + random.Float64()
	}
	add(age)
	add(base)
	return d
}

// even gives every category of a variable the same share.
func even(item string, k int) weight.Margin {
	m := weight.Margin{Item: item, Targets: map[string]float64{}, Source: "made up"}
	for c := range k {
		m.Targets[fmt.Sprint(c)] = 12 / float64(k)
	}
	return m
}

func evenMargins() []weight.Margin {
	return []weight.Margin{even("v2", 2), even("v3", 3), even("v4", 4)}
}

func made(t *testing.T, d *dataset.Dataset, r weight.Recipe) weight.Set {
	t.Helper()
	r.Name = "made"
	s, err := weight.Build(r, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
