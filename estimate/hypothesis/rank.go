package hypothesis

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"sojourn/estimate/kernel"
)

// A RankTest names the scores that a design-based rank test gives to ranks.
type RankTest string

// The rank tests (Lumley & Scott 2013). With r the estimated rank over the
// estimated number of people, between 0 and 1, the score is as given; empty is
// WilcoxonScores.
const (
	WilcoxonScores RankTest = "wilcoxon"      // r
	KruskalWallis  RankTest = "KruskalWallis" // r; the name for several groups
	VanDerWaerden  RankTest = "vanderWaerden" // Φ⁻¹(r)
	MedianScores   RankTest = "median"        // 1 above the median, else 0
)

// Ties says how people with equal answers are ranked.
type Ties string

// The ways with ties; empty is Middle.
const (
	// Middle gives all of them the middle of the weight they take up together.
	Middle Ties = "middle"
	// InOrder gives them the plain mean of the middles that they would have
	// one after another, in the order of the rows. The R package survey ranks
	// so; where weights differ within a tie the result depends on that order.
	InOrder Ties = "in-order"
)

// Ranks tests whether the groups of a domain have the same distribution of y,
// by the means of rank scores in each group and their design-based covariance
// (Lumley & Scott 2013). Two groups give t, second less first, with the
// degrees of freedom of [MeanDifference]; k groups give a Wald χ², whose p is by
// F(k−1, df−k+1). The scores are not worked out anew
// in replicates. Estimate and interval belong to two groups only. NaN among y
// and negative codes are no answer; rows of weight zero add nothing.
func Ranks(d *kernel.Design, rows []int32, y []float64, group Factor, test RankTest, ties Ties, level float64) (Comparison, error) {
	g, err := split(d, rows, y, group)
	if err != nil {
		return Comparison{}, err
	}
	if test == "" {
		test = WilcoxonScores
	}
	scores, err := rankScores(g.y, weightsOf(d, g.rows), test, ties)
	if err != nil {
		return Comparison{}, err
	}
	means := g.mean(d, scores, len(g.means))
	for k := range means {
		means[k] = d.Linearised(means[k])
	}
	method, df := "design-based rank test, "+string(test), d.DF(g.rows)
	if len(means) == 2 {
		l := means[1].Minus(means[0])
		return student(method, l.Value, 0, math.Sqrt(d.Variance(l)), df-1, level)
	}
	var differences []kernel.Linear
	for _, m := range means[1:] {
		differences = append(differences, m.Minus(means[0]))
	}
	w, err := Joint(d, g.rows, differences, nil)
	if err != nil {
		return Comparison{}, err
	}
	k := w.Chi.DF
	if !(df-k > 0) {
		return Comparison{}, because("rank-degrees", "the rank test compares %v groups with %v degrees of freedom", k+1, df)
	}
	return Comparison{Test: Test{method, w.Chi.Statistic, k, df - k, kernel.FSurvival(w.Chi.Statistic/k, k, df-k)}}, nil
}

// rankScores turns values with weights into scores of their ranks.
func rankScores(y, w []float64, test RankTest, ties Ties) ([]float64, error) {
	ranks, err := weightedRanks(y, w, ties)
	if err != nil {
		return nil, err
	}
	for j, r := range ranks {
		switch test {
		case WilcoxonScores, KruskalWallis:
		case VanDerWaerden:
			if r <= 0 || r >= 1 { // only a row without weight
				r = 0.5
			}
			ranks[j] = kernel.NormalQuantile(r)
		case MedianScores:
			ranks[j] = 0
			if r > 0.5 {
				ranks[j] = 1
			}
		default:
			return nil, fmt.Errorf("hypothesis: there is no rank test %q; use wilcoxon, vanderWaerden, median or KruskalWallis", test)
		}
	}
	return ranks, nil
}

// weightedRanks are the estimated ranks over the estimated number of people.
func weightedRanks(y, w []float64, ties Ties) ([]float64, error) {
	if ties != "" && ties != Middle && ties != InOrder {
		return nil, fmt.Errorf("hypothesis: there is no way %q with ties; use middle or in-order", ties)
	}
	order := ascending(y)
	ranks, below, total := make([]float64, len(y)), 0.0, 0.0
	for _, x := range w {
		if x < 0 {
			return nil, fmt.Errorf("hypothesis: a weight is %v, and under negative weights nobody has a rank", x)
		}
		total += x
	}
	for begin := 0; begin < len(order); {
		end, tied, middles := begin, 0.0, 0.0
		for ; end < len(order) && y[order[end]] == y[order[begin]]; end++ {
			middles += tied + w[order[end]]/2
			tied += w[order[end]]
		}
		rank := below + tied/2
		if ties == InOrder {
			rank = below + middles/float64(end-begin)
		}
		for _, j := range order[begin:end] {
			ranks[j] = rank / total
		}
		below += tied
		begin = end
	}
	return ranks, nil
}

// ascending lists the places of y from the smallest to the largest; equals
// keep their order.
func ascending(y []float64) []int {
	order := make([]int, len(y))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(y[a], y[b]) })
	return order
}
