package estimate_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/study"
	"sojourn/weight"
)

func TestSpecsThatAreRefused(t *testing.T) {
	p := newPeople(t, 4).took("1", times("x", 4)).took("2", "x x o o").took("3", times("o", 4)).
		column("trust_w1", "1 2", "1 2 1 2").column("trust_w2", "1 2 3", "1 2 - -").column("job_w1", "own paid", "own own paid paid").
		column("sex", "f m", "f m f m").number("age", 20, 30, 40, 50).number("income", 1.5, 2, 3, 4).number("ten", 10, 10, 10, 10).set("news_w1", "tg tv", "tg tv tg tv")
	share := estimate.Spec{Name: "x", Measure: estimate.Share, Item: "trust", Waves: []study.WaveID{1}, Sample: "all"}
	for _, tt := range []struct {
		name   string
		change func(s *estimate.Spec)
		want   string
	}{
		{"a measure nobody knows", func(s *estimate.Spec) { s.Measure = "median" }, `column measure: the measure "median" is not known`},
		{"no sample", func(s *estimate.Spec) { s.Sample = "" }, `the study has no sample ""; name one of wave1, panel, all, women`},
		{"a wave that is not there", func(s *estimate.Spec) { s.Waves = []study.WaveID{4} }, "the study has no wave 4"},
		{"an item of another wave", func(s *estimate.Spec) { s.Waves = []study.WaveID{3} }, "no variable trust in wave 3"},
		{"a variable of no wave in waves", func(s *estimate.Spec) { s.Item = "sex" }, "sex belongs to no wave"},
		{"other categories in the other wave", func(s *estimate.Spec) { s.Waves = []study.WaveID{1, 2} }, "trust_w1 and trust_w2 have different categories"},
		{"a category that is not there", func(s *estimate.Spec) { s.Categories = []string{"9"} }, `"9" is no category of trust_w1; use 1, 2`},
		{"a share of numbers", func(s *estimate.Spec) { s.Item, s.Waves = "income", nil }, "income has values that are no whole numbers"},
		{"a mean of words", func(s *estimate.Spec) { s.Measure, s.Item = estimate.Mean, "job" }, "job_w1 has categories that are no numbers"},
		{"groups of a multiple answer", func(s *estimate.Spec) { s.By = "news" }, "groups need one category a person"},
		{"a group that is not there", func(s *estimate.Spec) { s.By, s.Groups = "sex", []string{"x"} }, `"x" is no category of sex; use f, m`},
		{"an option without effect", func(s *estimate.Spec) { s.Measure, s.Base = estimate.Mean, estimate.Total }, "a mean makes no use of base"},
		{"steps of a share", func(s *estimate.Spec) { s.Steps = []estimate.Step{{Name: "a", Where: "1"}} }, "a share makes no use of steps"},
		{"an interval of another measure", func(s *estimate.Spec) { s.Interval = "t" }, `the interval "t" is not for a share`},
		{"a binomial interval with weights", func(s *estimate.Spec) { s.Interval, s.Weight = "clopper-pearson", "w" }, "clopper-pearson"},
		{"a level out of range", func(s *estimate.Spec) { s.Level = 95 }, "the level is 95"},
		{"a condition that cannot be read", func(s *estimate.Spec) { s.Where = "${sex} = " }, "column where"},
		{"a condition on what is not there", func(s *estimate.Spec) { s.Where = "${wage} > 1" }, "no variable wage"},
		{"a weight set that is not there", func(s *estimate.Spec) { s.Weight = "w" }, `there is no weight set "w"`},
		{"a weighted count", func(s *estimate.Spec) { s.Measure, s.Weight = estimate.Count, "w" }, "takes no weight"},
		{"a transition without an end", func(s *estimate.Spec) {
			*s = estimate.Spec{Name: "x", Sample: "all", Measure: estimate.Transition, From: &estimate.Point{Item: "trust", Wave: 1}}
		}, "fill both from and to"},
		{"a merge of what is not there", func(s *estimate.Spec) {
			*s = estimate.Spec{Name: "x", Sample: "all", Measure: estimate.Transition, From: &estimate.Point{Item: "trust", Wave: 1, Merge: map[string]string{"7": "1"}},
				To: &estimate.Point{Item: "trust", Wave: 2}}
		}, `merge names "7"`},
		{"a difference of one thing", func(s *estimate.Spec) { s.Measure, s.Categories = estimate.Difference, []string{"1"} }, "between two waves or two groups"},
		{"a stage within no clusters", func(s *estimate.Spec) { s.Design = &estimate.Design{Within: &estimate.Within{Population: "age"}} }, "the stage before has none"},
		{"a stage of unknown size", func(s *estimate.Spec) {
			s.Design = &estimate.Design{Clusters: "sex", Population: "age", Within: &estimate.Within{}}
		}, "needs the population of this and of the stage before"},
		{"a stage of words", func(s *estimate.Spec) {
			s.Design = &estimate.Design{Clusters: "sex", Population: "age", Within: &estimate.Within{Population: "sex"}}
		}, "sex is categorical, and a number is needed"},
		{"a stage with one person", func(s *estimate.Spec) {
			s.Design = &estimate.Design{Clusters: "sex", Population: "ten", Within: &estimate.Within{Clusters: "sex", Population: "ten"}}
		}, "a unit of sex, or a stratum in it, has a single primary unit"},
		{"a stage of which more were taken than there were", func(s *estimate.Spec) {
			s.Design = &estimate.Design{Clusters: "sex", Population: "ten", Within: &estimate.Within{Population: "income"}}
		}, "people of one unit of sex have 1.5 and 3 for income"},
		{"stages under replicates", func(s *estimate.Spec) {
			s.Design = &estimate.Design{Clusters: "sex", Population: "ten", Within: &estimate.Within{Population: "ten"}, Replicates: &estimate.Replicates{Kind: "JK1"}}
		}, "replicates are made of the first stage alone"},
		{"an interval by replicates that are not there", func(s *estimate.Spec) {
			s.Measure, s.Item, s.Waves, s.Quantiles, s.Interval = estimate.Quantile, "age", nil, []float64{.5}, "replicates"
		}, `the interval "replicates" is not for a quantile of this kind`},
		{"people of one stratum with two populations", func(s *estimate.Spec) { s.Design = &estimate.Design{Strata: "sex", Population: "age"} }, "column design: stratum f of sex has the populations 20 and 40 in age"},
		{"strata with one person", func(s *estimate.Spec) { s.Design = &estimate.Design{Strata: "age"} }, "single primary unit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := share
			tt.change(&s)
			_, err := p.engine(nil).Estimate(s)
			var ps study.Problems
			if !errors.As(err, &ps) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("the error is %v, want %q", err, tt.want)
			}
			for _, problem := range ps {
				if problem.Where != "estimates.yaml x" || problem.Do == "" {
					t.Errorf("the problem does not say where it is and what to do: %+v", problem)
				}
			}
		})
	}
	if ps := p.engine(nil).Check(share); len(ps) > 0 {
		t.Errorf("the unchanged spec has problems: %v", ps)
	}
}

func TestWeightsThatDoNotFitAreRefused(t *testing.T) {
	p := newPeople(t, 3).took("1", times("x", 3)).took("2", times("o", 3)).took("3", times("o", 3)).column("sex", "f m", "f m f")
	for _, tt := range []struct {
		name   string
		values []float64
		want   string
	}{
		{"of another cut", []float64{1, 1}, "made for 2 rows and the data have 3"},
		{"below zero", []float64{1, 1, -1}, "weight -1"},
		{"beyond what a number holds", []float64{1e308, 1e308, 1e308}, "too large to be written"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			engine := p.engine(map[string]weight.Set{"w": {Name: "w", Values: tt.values}})
			_, err := engine.Estimate(estimate.Spec{Name: "x", Measure: estimate.Share, Item: "sex", Sample: "all", Weight: "w"})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestReadingSpecs(t *testing.T) {
	specs, err := estimate.ParseSpecs([]byte("estimates:\n  - name: life\n    measure: mean\n    item: life_sat\n    waves: [2, 3]\n    sample: all\n    note: {en: Reference period changed.}\n"))
	if err != nil || len(specs) != 1 || specs[0].Waves[1] != 3 || specs[0].Note.In("en") == "" {
		t.Fatal(specs, err)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"a key nobody knows", "estimates:\n  - {name: a, mesure: mean}\n", "mesure"},
		{"a name twice", "estimates:\n  - {name: a}\n  - {name: a}\n", `two estimates are named "a"`},
		{"no name", "estimates:\n  - {measure: mean}\n", "estimate 1 has no name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := estimate.ParseSpecs([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

// TestNoCellIsEverANonNumber computes many specs on data full of gaps, with
// weights from nearly nothing to very large.
func TestNoCellIsEverANonNumber(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 60 {
		n := 2 + r.IntN(30)
		p := newPeople(t, n)
		words := func(of ...string) string {
			var b strings.Builder
			for range n {
				b.WriteString(of[r.IntN(len(of))] + " ")
			}
			return b.String()
		}
		p.took("1", words("x", "o")).took("2", words("x", "o")).took("3", words("o")).
			column("a_w1", "1 2 3", words("1", "2", ".", "-")).column("a_w2", "1 2 3", words("1", "3", "?", "-")).
			column("g", "x y z", words("x", "y", "."))
		w := make([]float64, n)
		for i := range w {
			w[i] = math.Exp(40 * (r.Float64() - 0.7))
		}
		engine := p.engine(map[string]weight.Set{"w": {Name: "w", Values: w}})
		for _, s := range []estimate.Spec{
			{Measure: estimate.Share, Item: "a", Waves: []study.WaveID{1, 2}, By: "g"},
			{Measure: estimate.Share, Item: "a", Waves: []study.WaveID{1}, Base: estimate.Total, Interval: "beta"},
			{Measure: estimate.Mean, Item: "a", Waves: []study.WaveID{1, 2}, By: "g"},
			{Measure: estimate.Difference, Item: "a", Waves: []study.WaveID{1, 2}, Categories: []string{"1", "3"}, By: "g"},
			{Measure: estimate.Transition, From: &estimate.Point{Item: "a", Wave: 1}, To: &estimate.Point{Item: "a", Wave: 2}},
		} {
			s.Name, s.Sample, s.Weight = "s", "all", "w"
			e, err := engine.Estimate(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range e.Cells {
				for _, x := range []float64{c.Value, c.SE, c.Low, c.High, c.DF, c.WeightedN, c.Effective} {
					if math.IsNaN(x) || math.IsInf(x, 0) {
						t.Fatalf("%s: %+v", s.Measure, c)
					}
				}
				if c.State == "" && c.SE > 0 && c.Low > c.Value || c.State == "" && c.High < c.Value {
					t.Fatalf("%s: the value is outside its interval: %+v", s.Measure, c)
				}
			}
		}
	}
}

// Every reason of package hypothesis that has a code has its words, with as many
// places as the reason has arguments.
func TestEveryReasonWhyATestIsNotDefinedHasItsWords(t *testing.T) {
	becauseOf := regexp.MustCompile(`(?:because|undefined)\("([a-z-]+)", "((?:[^"\\]|\\.)*)"`)
	words, err := os.ReadFile("words/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, pattern := range []string{"hypothesis/*.go", "hypothesis/scale/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, reason := range becauseOf.FindAllStringSubmatch(string(source), -1) {
				found++
				line := regexp.MustCompile(`(?m)^why-` + reason[1] + `: (.*)$`).FindStringSubmatch(string(words))
				if line == nil {
					t.Errorf("%s: the reason %q has no words", name, reason[1])
				} else if strings.Count(line[1], "{") > strings.Count(reason[2], "%") {
					t.Errorf("%s: the words of %q have more places than %q", name, reason[1], reason[2])
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d reasons were found", found)
	}
}

func TestATestThatIsNotDefinedSaysWhyInTheLanguageOfThePage(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).column("a_w1", "yes no", times("yes", 6)).column("b_w1", "yes no", "yes yes no no yes no").number("n_w1", 1, 1, 1, 1, 1, 1)
	for _, tt := range []struct{ spec, what string }{
		{"{name: t, measure: test, test: F, item: a, by: b, waves: [1], sample: wave1}", "для этих данных не определено: у переменной a_w1 меньше двух категорий, в которых кто-то есть, а для связи нужны две"},
		{"{name: t, measure: test, test: t, item: n, by: b, waves: [1], sample: wave1}", "для этих данных не определено: стандартная ошибка равна нулю: все значения одинаковы"},
	} {
		specs, err := estimate.ParseSpecs([]byte("estimates:\n  - " + tt.spec + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.engine(nil).Estimate(specs[0])
		ps := study.ProblemsOf(err)
		if len(ps) != 1 {
			t.Fatalf("%s: %v", tt.spec, err)
		}
		if ps[0].Told == nil || ps[0].Told.What["ru"] != tt.what || ps[0].Told.Do["ru"] != "исправьте оценку или данные" {
			t.Errorf("%s is told as %+v", tt.spec, ps[0].Told)
		}
	}
}
