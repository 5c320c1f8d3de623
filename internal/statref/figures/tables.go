package main

import (
	"fmt"
	"math/rand/v2"

	"sojourn/dataset"
	"sojourn/weight"
)

// A kind is one sort of table: of how many categories, in which design.
type kind struct {
	what string
	spec string // without measure, name and test
	test bool   // it can be tested
}

// kinds are the sorts of table that a report has, each with everything that
// makes one dear.
func kinds() []kind {
	const few, many = "strata: other1, clusters: few", "strata: other1, clusters: many"
	return []kind{
		{"40 by 5, unweighted", "measure: table, item: trust, by: country", true},
		{"40 by 5, weighted", "measure: table, item: trust, by: country, weight: w", true},
		{"40 by 5, weighted, 7 strata", "measure: table, item: trust, by: country, weight: w, design: {strata: other1}", true},
		{"40 by 5, weighted, 280 clusters", "measure: table, item: trust, by: country, weight: w, design: {" + few + "}", true},
		{"40 by 5, weighted, 1,000 clusters", "measure: table, item: trust, by: country, weight: w, design: {" + many + "}", true},
		{"40 by 5, weighted, of women", "measure: table, item: trust, by: country, weight: w, where: \"${sex} = '1'\"", true},
		{"40 by 5, weighted, of women, 280 clusters", "measure: table, item: trust, by: country, weight: w, where: \"${sex} = '1'\", design: {" + few + "}", true},
		{"200 by 10, weighted", "measure: table, item: ten, by: place, weight: w", true},
		{"200 by 10, weighted, 280 clusters", "measure: table, item: ten, by: place, weight: w, design: {" + few + "}", true},
		{"40 by 5, raked to 4 margins", "measure: table, item: trust, by: country, weight: raked", true},
		{"40 by 5, raked, 7 strata", "measure: table, item: trust, by: country, weight: raked, design: {strata: other1}", true},
		{"40 by 5, raked, 280 clusters", "measure: table, item: trust, by: country, weight: raked, design: {" + few + "}", true},
		{"40 by 5, raked, 1,000 clusters", "measure: table, item: trust, by: country, weight: raked, design: {" + many + "}", true},
		{"40 by 5, raked, of women", "measure: table, item: trust, by: country, weight: raked, where: \"${sex} = '1'\"", true},
		{"40 by 5, raked, of women, 280 clusters", "measure: table, item: trust, by: country, weight: raked, where: \"${sex} = '1'\", design: {" + few + "}", true},
		{"200 by 10, raked", "measure: table, item: ten, by: place, weight: raked", true},
		{"40 by 5, 100 replicates that are given", "measure: table, item: trust, by: country, design: {weights: w, replicates: {kind: given, columns: [rep_*], scale: 0.01}}", true},
		{"40 by 5, 100 bootstrap replicates that are made", "measure: table, item: trust, by: country, weight: w, design: {" + few + ", replicates: {kind: bootstrap, count: 100, seed: 1}}", true},
		{"40 by 5, 500 bootstrap replicates that are made", "measure: table, item: trust, by: country, weight: w, design: {" + few + ", replicates: {kind: bootstrap, count: 500, seed: 1}}", true},
		{"5 groups, several of 12 answers, weighted", "measure: share, item: several, by: m1, weight: w", false},
		{"5 groups, several of 12 answers, 280 clusters", "measure: share, item: several, by: m1, weight: w, design: {" + few + "}", false},
		{"5 groups, several of 12 answers, raked", "measure: share, item: several, by: m1, weight: raked", false},
		{"5 groups, several of 12 answers, raked, 280 clusters", "measure: share, item: several, by: m1, weight: raked, design: {" + few + "}", false},
	}
}

// furnished adds to made-up people what the kinds of table need besides:
// clusters, long lists, several answers, replicates.
func furnished(d *dataset.Dataset) error {
	r := rand.New(rand.NewPCG(5, 6))
	for _, m := range []made{{"few", 40}, {"many", 143}, {"place", 200}, {"ten", 10}} {
		one, err := draw(r, d.Rows, []made{m})
		if err != nil {
			return err
		}
		if err := d.Add(one.Columns[0]); err != nil {
			return err
		}
	}
	several := made{"several", 12}.variable()
	several.Kind = dataset.Multiple
	c := dataset.NewColumn(several, d.Rows, dataset.Present)
	for i := range c.Sets {
		c.Sets[i] = r.Uint64() & r.Uint64() & (1<<12 - 1)
	}
	if err := d.Add(c); err != nil {
		return err
	}
	w, err := d.Column("w")
	if err != nil {
		return err
	}
	for k := range 100 {
		c := dataset.NewColumn(dataset.Variable{Name: fmt.Sprintf("rep_%d", k+1), Kind: dataset.Numeric}, d.Rows, dataset.Present)
		for i := range c.Numbers {
			c.Numbers[i] = w.Numbers[i] * float64(r.IntN(3))
		}
		if err := d.Add(c); err != nil {
			return err
		}
	}
	return nil
}

// tables are the figures of every kind of table, each the first that is
// computed of the data, with a test where there is one and without.
func tables(n, times int) ([]figure, error) {
	d, err := people(n, 40)
	if err != nil {
		return nil, err
	}
	if err := furnished(d); err != nil {
		return nil, err
	}
	sets, err := fixed(d)
	if err != nil {
		return nil, err
	}
	if sets["raked"], err = weight.Build(recipe(), d, nil); err != nil {
		return nil, err
	}
	var all []figure
	for _, k := range kinds() {
		for _, test := range []string{"none", "F"} {
			what, spec := k.what, k.spec
			switch {
			case k.test && test == "none":
				spec += ", test: none"
			case k.test:
				what += ", with its test"
			case test != "none":
				continue
			}
			first, _, err := measured(d, "estimates:\n  - {name: a, "+spec+"}\n", sets, times)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", what, err)
			}
			all = append(all, figure{what: "18,000 rows: " + what, unit: "ms", limit: 5, got: millis(first.took), spent: first.spent})
		}
	}
	return all, nil
}
