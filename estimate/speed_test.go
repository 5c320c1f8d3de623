package estimate_test

import (
	"math/rand/v2"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/study"
	"sojourn/weight"
)

// crowd is n people by country, with an item of five categories, a number and
// weights.
func crowd(b *testing.B, n, countries int) *estimate.Engine {
	b.Helper()
	r := rand.New(rand.NewPCG(9, 10))
	d := dataset.New(n)
	categorical := func(name string, codes int) {
		list := &dataset.CodeList{}
		for c := range codes {
			list.Categories = append(list.Categories, dataset.Category{Code: string(rune('A' + c))})
		}
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: list}, n, dataset.Present)
		for i := range n {
			c.Codes[i] = uint16(r.IntN(codes))
		}
		if err := d.Add(c); err != nil {
			b.Fatal(err)
		}
	}
	categorical("country_w1", countries)
	categorical("trust_w1", 5)
	categorical("sex_w1", 3)
	age := dataset.NewColumn(dataset.Variable{Name: "age_w1", Kind: dataset.Numeric}, n, dataset.Present)
	weights := make([]float64, n)
	for i := range n {
		age.Numbers[i], weights[i] = 18+50*r.Float64(), 0.2+r.ExpFloat64()
	}
	took := dataset.NewColumn(dataset.Variable{Name: "disposition_w1", Kind: dataset.Categorical,
		Codes: &dataset.CodeList{Categories: []dataset.Category{{Code: "complete"}}}}, n, dataset.Present)
	for _, c := range []*dataset.Column{age, took} {
		if err := d.Add(c); err != nil {
			b.Fatal(err)
		}
	}
	return estimate.New(made(), "cut", d, map[string]weight.Set{"w": {Name: "w", Values: weights}})
}

// compute measures a spec and reports the share of the time it may take.
func compute(b *testing.B, e *estimate.Engine, s estimate.Spec, millis float64) {
	b.Helper()
	s.Name, s.Sample, s.Waves = "speed", "wave1", []study.WaveID{1}
	for b.Loop() {
		if _, err := e.Estimate(s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6/millis, "of-target")
}

func BenchmarkTable(b *testing.B) {
	compute(b, crowd(b, 18_000, 40), estimate.Spec{Measure: estimate.Share, Item: "trust", By: "country", Weight: "w"}, 5)
}

func BenchmarkMeans18k(b *testing.B) {
	compute(b, crowd(b, 18_000, 40), estimate.Spec{Measure: estimate.Mean, Item: "age", By: "country", Weight: "w"}, 5)
}

func BenchmarkTable18k(b *testing.B) {
	compute(b, crowd(b, 18_000, 40), estimate.Spec{Measure: estimate.Crosstab, Item: "trust", By: "country", Weight: "w", Test: "none"}, 5)
}

func BenchmarkTableWithTest18k(b *testing.B) {
	compute(b, crowd(b, 18_000, 40), estimate.Spec{Measure: estimate.Crosstab, Item: "trust", By: "country", Weight: "w"}, 5)
}

func BenchmarkQuantiles18k(b *testing.B) {
	compute(b, crowd(b, 18_000, 40), estimate.Spec{Measure: estimate.Quantile, Item: "age", By: "country", Quantiles: []float64{.25, .5, .75}, Weight: "w"}, 5)
}

func BenchmarkMeansByCountry1M(b *testing.B) {
	compute(b, crowd(b, 1_000_000, 100), estimate.Spec{Measure: estimate.Mean, Item: "age", By: "country", Weight: "w"}, 20)
}

func BenchmarkTable1M(b *testing.B) {
	compute(b, crowd(b, 1_000_000, 100), estimate.Spec{Measure: estimate.Crosstab, Item: "trust", By: "sex", Weight: "w", Test: "none"}, 20)
}
