package main

import (
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/weight"
)

// request reads estimates as a file has them.
func request(yaml string) (estimate.Request, error) {
	return estimate.ParseRequest([]byte(yaml))
}

// measured times estimates on data that are there already: again is the time
// of a run when an estimate with the same weights has gone before, first that
// without.
func measured(d *dataset.Dataset, yaml string, sets map[string]weight.Set, times int) (first, again timing, err error) {
	r, err := request(yaml)
	if err != nil {
		return timing{}, timing{}, err
	}
	compute := func(e *estimate.Engine) error {
		for _, spec := range r.Estimates {
			if _, err := e.Estimate(spec); err != nil {
				return err
			}
		}
		return nil
	}
	engine := func() *estimate.Engine { return estimate.New(r.Study(d), "figures", d, sets) }
	if first, err = quickest(times, func() error { return compute(engine()) }); err != nil {
		return timing{}, timing{}, err
	}
	e := engine()
	if err := compute(e); err != nil {
		return timing{}, timing{}, err
	}
	again, err = quickest(times, func() error { return compute(e) })
	return first, again, err
}

// fixed are the weights of the column w, as a set.
func fixed(d *dataset.Dataset) (map[string]weight.Set, error) {
	c, err := d.Column("w")
	if err != nil {
		return nil, err
	}
	return map[string]weight.Set{"w": {Name: "w", Values: c.Numbers}}, nil
}

const (
	tableSpec    = "estimates:\n  - {name: a, measure: table, item: trust, by: country, weight: w}\n"
	quantileSpec = "estimates:\n  - {name: a, measure: quantile, item: age, by: country, quantiles: [0.25, 0.5, 0.75], weight: w}\n"
	meansSpec    = "estimates:\n  - {name: a, measure: mean, item: age, by: country, weight: w}\n"
)

// small are the figures of a study's size, each the shortest of so many runs;
// the report has a tenth of them.
func small(n, times int) ([]figure, error) {
	d, err := people(n, 40)
	if err != nil {
		return nil, err
	}
	sets, err := fixed(d)
	if err != nil {
		return nil, err
	}
	if sets["raked"], err = weight.Build(recipe(), d, nil); err != nil {
		return nil, err
	}
	report := "estimates:\n"
	for i := range 200 {
		report += fmt.Sprintf("  - {name: t%d, measure: table, item: %s, by: %s, weight: w}\n", i, []string{"trust", "m1", "m2", "m3", "m4"}[i%5], []string{"country", "sex", "other1", "other2"}[i%4])
	}
	var all []figure
	for _, f := range []struct {
		what, yaml, r string
		limit         float64
		times         int
	}{
		{"18,000 rows: a table of 40 by 5 with standard errors and Rao–Scott test", tableSpec, "table", 5, times},
		{"18,000 rows: three quantiles in 40 groups", quantileSpec, "quantiles", 5, times},
		{"18,000 rows: means in 40 groups", meansSpec, "means", 5, times},
		{"18,000 rows: a report of 200 tables with standard errors and tests", report, "", 1000, 1 + times/10},
		{"18,000 rows: the same report, of tables that know of the raking", strings.ReplaceAll(report, "weight: w}", "weight: raked}"), "", 1000, 1 + times/10},
	} {
		took, _, err := measured(d, f.yaml, sets, f.times)
		if err != nil {
			return nil, err
		}
		all = append(all, figure{what: f.what, unit: "ms", limit: f.limit, got: millis(took.took), spent: took.spent, ours: took.took, r: f.r})
	}
	return all, nil
}

// large are the figures of a million rows; those held against R are measured
// on as many rows as it gets, too.
func large(n, rRows, times int) ([]figure, error) {
	all, err := largeOn(n, times)
	if err != nil || rRows == 0 || rRows == n {
		return all, err
	}
	less, err := largeOn(rRows, times)
	for i := range less {
		all[i].ours = less[i].ours
	}
	return all, err
}

func largeOn(n, times int) ([]figure, error) {
	d, err := people(n, 100)
	if err != nil {
		return nil, err
	}
	sets, err := fixed(d)
	if err != nil {
		return nil, err
	}
	first, again, err := measured(d, meansSpec, sets, times)
	if err != nil {
		return nil, err
	}
	rake := func() error {
		s, err := weight.Build(recipe(), d, nil)
		sets["raked"] = s
		return err
	}
	raking, err := quickest(times, rake)
	if err != nil {
		return nil, err
	}
	ten := "estimates:\n"
	for i := range 10 {
		ten += fmt.Sprintf("  - {name: y%d, measure: mean, item: y%d, weight: raked}\n", i+1, i+1)
	}
	aware, _, err := measured(d, ten, sets, times)
	if err != nil {
		return nil, err
	}
	return []figure{
		{what: "1,000,000 rows: means in 100 groups, the first estimate", unit: "ms", got: millis(first.took), spent: first.spent, ours: first.took, r: "means of groups"},
		{what: "1,000,000 rows: means in 100 groups, any further one", unit: "ms", limit: 20, got: millis(again.took), spent: again.spent, ours: again.took, r: "means of groups"},
		{what: "1,000,000 rows: raking to 4 margins", unit: "ms", limit: 200, got: millis(raking.took), spent: raking.spent, ours: raking.took, r: "raking"},
		{what: "1,000,000 rows: 10 means that know of the raking", unit: "ms", limit: 500, got: millis(aware.took), spent: aware.spent, ours: aware.took, r: "raked means"},
	}, nil
}
