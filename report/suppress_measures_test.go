package report

import (
	"math/rand/v2"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/study"
)

// crowd is an engine over 1,200 people, of whom few are in one country.
func crowd(t *testing.T, few int) *estimate.Engine {
	t.Helper()
	const n = 1200
	r := rand.New(rand.NewPCG(3, 4))
	d := dataset.New(n)
	categorical := func(name string, codes string, pick func(i int) int) {
		list := &dataset.CodeList{Name: name}
		for _, code := range strings.Fields(codes) {
			list.Categories = append(list.Categories, dataset.Category{Code: code, Label: study.Text{"en": code}})
		}
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: list}, n, dataset.Present)
		for i := range n {
			c.Codes[i] = uint16(pick(i))
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	numeric := func(name string, value func(i int) float64) {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, n, dataset.Present)
		for i := range n {
			c.Numbers[i] = value(i)
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	categorical("country_w1", "il rs ge", func(i int) int {
		if i < few {
			return 2
		}
		return r.IntN(2)
	})
	categorical("trust_w1", "low middle high", func(int) int { return r.IntN(3) })
	categorical("works_w1", "no yes", func(int) int { return r.IntN(2) })
	numeric("age_w1", func(int) float64 { return 18 + 50*r.Float64() })
	numeric("income_w1", func(int) float64 { return 100 * r.Float64() })
	categorical("disposition_w1", "complete", func(int) int { return 0 })
	s := &study.Study{ID: "made-up", Languages: []study.Lang{"en"}, Synthetic: true, Waves: []study.Wave{{Number: 1}},
		Samples: []study.Sample{{Name: "wave1", Waves: []study.WaveID{1}, Min: 1}}}
	return estimate.New(s, "cut", d, nil)
}

func specs() []estimate.Spec {
	all := []estimate.Spec{
		{Measure: estimate.Share, Item: "trust", By: "country"},
		{Measure: estimate.Share, Item: "trust", By: "works/country"},
		{Measure: estimate.Mean, Item: "age", By: "country"},
		{Measure: estimate.Count, Item: "trust", By: "country"},
		{Measure: estimate.Sum, Item: "income", By: "country"},
		{Measure: estimate.Sum, Item: "trust", By: "country"},
		{Measure: estimate.Ratio, Item: "income", Over: "age", By: "country"},
		{Measure: estimate.Quantile, Item: "age", Quantiles: []float64{0.25, 0.5}, By: "country"},
		{Measure: estimate.Variance, Item: "age", By: "country"},
		{Measure: estimate.Correlation, Items: []string{"age", "income"}, By: "country"},
		{Measure: estimate.Crosstab, Item: "trust", By: "country"},
		{Measure: estimate.Crosstab, Item: "works", By: "trust"},
		{Measure: estimate.Testing, Test: "t", Item: "age", By: "works"},
		{Measure: estimate.Scale, Items: []string{"age", "income"}},
		{Measure: estimate.Rate, Rates: []string{"RR1"}},
	}
	for i := range all {
		all[i].Name, all[i].Sample, all[i].Waves = "x", "wave1", []study.WaveID{1}
	}
	return all
}

func estimated(t *testing.T, e *estimate.Engine, s estimate.Spec) estimate.Estimate {
	t.Helper()
	got, err := e.Estimate(s)
	if err != nil {
		t.Fatalf("%s: %v", s.Measure, err)
	}
	return got
}

// keysOf writes the keys of a cell.
func keysOf(c estimate.Cell) string {
	var keys []string
	for _, k := range c.Keys {
		keys = append(keys, k.Dim+"="+k.Value)
	}
	return strings.Join(keys, " ")
}

func TestNothingIsHiddenOfLargeGroupsWhateverTheMeasure(t *testing.T) {
	e := crowd(t, 300)
	for _, s := range specs() {
		for _, c := range Suppress(estimated(t, e, s), thresholds).Cells {
			if c.State == estimate.Suppressed {
				t.Errorf("%s by %s: %s is hidden", s.Measure, s.By, keysOf(c))
			}
		}
	}
}

// TestASmallGroupIsHiddenAndDoesNotFollowFromTheOthersWhateverTheMeasure has
// five people in one country. Their numbers are hidden, and those of at least
// one other country, since the numbers of all are known or printed.
func TestASmallGroupIsHiddenAndDoesNotFollowFromTheOthersWhateverTheMeasure(t *testing.T) {
	e := crowd(t, 5)
	for _, s := range specs() {
		if !strings.Contains(s.By, "country") {
			continue
		}
		shown := map[string]map[string]bool{} // countries with a number, by what else the cell says
		for _, c := range Suppress(estimated(t, e, s), thresholds).Cells {
			country := c.Key("country")
			if country == "" || c.Key("test") != "" {
				continue
			}
			rest := strings.Replace(keysOf(c), "country="+country, "", 1)
			if shown[rest] == nil {
				shown[rest] = map[string]bool{}
			}
			shown[rest][country] = shown[rest][country] || c.State != estimate.Suppressed
		}
		for rest, countries := range shown {
			n := 0
			for _, ok := range countries {
				if ok {
					n++
				}
			}
			empty := s.Measure == estimate.Count && n == 3 // nobody of the five chose it, which tells of nobody
			if countries["ge"] && !empty || n > 1 && !empty {
				t.Errorf("%s by %s, %s: shown %v", s.Measure, s.By, rest, countries)
			}
		}
	}
}

func TestAQuantileOfFewPeopleIsHidden(t *testing.T) {
	e := crowd(t, 300)
	s := estimate.Spec{Name: "x", Measure: estimate.Quantile, Item: "age", Quantiles: []float64{0.001, 0.5, 0.999}, Sample: "wave1", Waves: []study.WaveID{1}}
	var got []string
	for _, c := range Suppress(estimated(t, e, s), thresholds).Cells {
		if c.State == estimate.Suppressed {
			got = append(got, c.Key("quantile"))
		}
	}
	if strings.Join(got, " ") != "0.001 0.999" {
		t.Errorf("hidden: %v", got)
	}
}
