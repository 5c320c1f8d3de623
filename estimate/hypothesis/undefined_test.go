package hypothesis_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

func TestTestsThatAreNotDefined(t *testing.T) {
	x := invent(8, 60)
	d, rows := x.design(t), x.rows()
	alike := hypothesis.Factor{Name: "country", Codes: make([]int32, x.n)}
	constant := make([]float64, x.n)
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"association with one category", second(hypothesis.Associate(d, rows, alike, x.b, "")), "two categories of country"},
		{"comparison of one group", second(hypothesis.MeanDifference(d, rows, x.y, alike, .95)), "two groups of country"},
		{"numbers that do not vary", second(hypothesis.MeanDifference(d, rows, constant, x.b, .95)), "all values are alike"},
		{"ranks that do not vary", second(hypothesis.Ranks(d, rows, constant, x.b, "", "", .95)), "all values are alike"},
		{"a target category without people", second(hypothesis.GoodnessOfFit(d, rows, hypothesis.Factor{Name: "sex", Categories: []string{"f", "m", "x"}, Codes: x.b.Codes}, []float64{.5, .4, .1})), `nobody is in category "x" of sex`},
		{"more hypotheses than clusters", second(hypothesis.Associate(few(t), few2, hypothesis.Factor{Codes: few3}, hypothesis.Factor{Codes: few3}, "adjWald")), "few people or clusters"},
		{"agreement of a constant", second(hypothesis.Kappa(d, rows, alike, alike, 2, hypothesis.Identical)), "everybody gave the same answer"},
		{"a table with an empty row", second(hypothesis.Pearson(hypothesis.Table{Rows: []string{"in", "out"}, N: [][]float64{{3, 4}, {0, 0}}}, false)), `nobody is in row "out"`},
		{"nobody moved", second(hypothesis.Bowker(hypothesis.Table{N: [][]float64{{3, 0}, {0, 4}}})), "nobody changed"},
		{"a category that nobody entered or left", second(hypothesis.NewHomogeneity(hypothesis.Table{Rows: []string{"a", "b", "c"}, N: [][]float64{{3, 1, 0}, {2, 4, 0}, {0, 0, 9}}})), `category "c"`},
		{"nobody changed on any occasion", second(hypothesis.CochranQ([][]bool{{true, true}, {false, false}})), "nobody changed"},
		{"pairs that did not change", second(hypothesis.SignedRank([]float64{1, 2}, []float64{1, 2}, "")), "nobody changed"},
		{"a group of one", second(hypothesis.Welch([]float64{1}, []float64{1, 2}, .95)), "answers are in the first group"},
		{"groups all alike", second(hypothesis.RankSum([]float64{2, 2}, []float64{2, 2}, hypothesis.Normal)), "all answers are alike"},
		{"all in both groups", second(hypothesis.TwoProportions(kernel.Binomial{X: 5, N: 5}, kernel.Binomial{X: 4, N: 4}, false, .95)), "share is 1 in both"},
		{"a p-value that is none", second(hypothesis.Holm([]float64{.1, math.NaN()})), "p-value 2 of 2"},
		{"completions without variance", second(hypothesis.Pool([]float64{1, 2}, []float64{0, 1}, 0)), "completion 1"},
		{"a sum with a negative weight", second(hypothesis.SumSurvival(1, []float64{1, -1}, 5)), "weight -1"},
		{"an odds ratio without losers", second(hypothesis.McNemar{Gained: 3}.OddsRatio()), "nobody the other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !errors.Is(tt.err, hypothesis.ErrUndefined) || !strings.Contains(tt.err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", tt.err, tt.want)
			}
		})
	}
}

var (
	few2 = []int32{0, 1, 2, 3, 4, 5}
	few3 = []int32{0, 1, 2, 0, 1, 2}
)

// few is a design of three clusters.
func few(t *testing.T) *kernel.Design {
	return must(kernel.NewDesign(6, kernel.Structure{Clusters: []int32{0, 0, 1, 1, 2, 2}}))(t)
}

func second[T any](_ T, err error) error { return err }

// TestNoTestIsEverANonNumber puts small samples with huge and tiny weights,
// gaps and sparse tables to the design-based tests.
func TestNoTestIsEverANonNumber(t *testing.T) {
	defined := 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 9))
		x := invent(seed, 20+r.IntN(30))
		for i := range x.weights {
			x.weights[i] = math.Exp(30 * (r.Float64() - 0.5))
			if r.IntN(6) == 0 {
				x.y[i] = math.NaN()
			}
		}
		d, rows := x.design(t), x.rows()
		var got []hypothesis.Test
		for _, s := range []hypothesis.Statistic{"F", "Chisq", "lincom", "Wald", "adjWald"} {
			if a, err := hypothesis.Associate(d, rows, x.a, x.b, s); err == nil {
				got = append(got, a.Test)
			}
		}
		for _, f := range []hypothesis.Factor{x.a, x.b} {
			if c, err := hypothesis.Ranks(d, rows, x.y, f, hypothesis.VanDerWaerden, "", .95); err == nil {
				got = append(got, c.Test)
			}
		}
		for _, g := range got {
			defined++
			for _, number := range []float64{g.Statistic, g.DF, g.DF2, g.P} {
				if math.IsNaN(number) || math.IsInf(number, 0) || g.P < 0 || g.P > 1 {
					t.Fatalf("seed %d: %+v", seed, g)
				}
			}
		}
	}
	if defined < 300 {
		t.Errorf("only %d tests were defined", defined)
	}
}
