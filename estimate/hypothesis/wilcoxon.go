package hypothesis

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// A RankMethod says how a rank statistic gets its p.
type RankMethod string

// The methods; empty is Automatic.
const (
	Automatic RankMethod = ""       // Exact below fifty people in either group without ties or zeros, else Normal
	Exact     RankMethod = "exact"  // over all arrangements of the ranks, ties as they are
	Normal    RankMethod = "normal" // normal, with correction for continuity and ties
)

// exactAtMost is the number of people whose arrangements are counted; the time
// grows with its fourth power.
const exactAtMost = 200

// exactBelow is the size from which Automatic turns to the normal distribution.
const exactBelow = 50

// RankSum is Wilcoxon's test of two groups (Wilcoxon 1945; Mann & Whitney
// 1947). The statistic is the number of pairs in which the member of a is above
// the member of b, equals counting half. NaN is no answer.
func RankSum(a, b []float64, method RankMethod) (Test, error) {
	x, y := present(a), present(b)
	if len(x) == 0 || len(y) == 0 {
		return Test{}, because("group-without-answers", "one of the two groups has no answers")
	}
	ranks, ties := midRanks(append(append([]float64{}, x...), y...))
	n, m := float64(len(x)), float64(len(y))
	sum := 0.0
	for _, r := range ranks[:len(x)] {
		sum += r
	}
	w := sum - n*(n+1)/2
	tied := ties > 0
	if method == Exact || method == Automatic && !tied && len(x) < exactBelow && len(y) < exactBelow {
		return exactRank("Wilcoxon rank sum, exact", w, ranks, len(x), sum)
	}
	all := n + m
	variance := n * m / 12 * (all + 1 - ties/(all*(all-1)))
	return normalRank("Wilcoxon rank sum, normal", w, n*m/2, variance)
}

// SignedRank is Wilcoxon's test of pairs (Wilcoxon 1945): whether b − a is
// symmetric about zero. The statistic adds the ranks of the positive
// differences. Pairs that did not change, and pairs with NaN, are left out.
func SignedRank(a, b []float64, method RankMethod) (Test, error) {
	differences, err := paired(a, b)
	if err != nil {
		return Test{}, err
	}
	var sizes []float64
	var positive []bool
	for _, d := range differences {
		if d != 0 {
			sizes, positive = append(sizes, math.Abs(d)), append(positive, d > 0)
		}
	}
	if len(sizes) == 0 {
		return Test{}, because("nobody-changed", "nobody changed")
	}
	ranks, ties := midRanks(sizes)
	v := 0.0
	for j, r := range ranks {
		if positive[j] {
			v += r
		}
	}
	plain := ties == 0 && len(sizes) == len(differences) && len(sizes) < exactBelow
	if method == Exact || method == Automatic && plain {
		return exactRank("Wilcoxon signed rank, exact", v, ranks, anySize, v)
	}
	n := float64(len(sizes))
	return normalRank("Wilcoxon signed rank, normal", v, n*(n+1)/4, n*(n+1)*(2*n+1)/24-ties/48)
}

// normalRank holds a rank statistic against the normal distribution, half a
// step nearer to its mean.
func normalRank(method string, w, mean, variance float64) (Test, error) {
	if !(variance > 0) {
		return Test{}, because("all-alike", "all answers are alike")
	}
	off := max(math.Abs(w-mean)-0.5, 0)
	return Test{Method: method, Statistic: w, P: min(2*kernel.NormalSurvival(off/math.Sqrt(variance)), 1)}, nil
}

// midRanks ranks from 1, ties at the middle, and adds up t³ − t over the ties.
func midRanks(y []float64) (ranks []float64, ties float64) {
	order := ascending(y)
	ranks = make([]float64, len(y))
	for begin := 0; begin < len(order); {
		end := begin
		for end < len(order) && y[order[end]] == y[order[begin]] {
			end++
		}
		for _, j := range order[begin:end] {
			ranks[j] = float64(begin+end+1) / 2
		}
		t := float64(end - begin)
		ties += t*t*t - t
		begin = end
	}
	return ranks, ties
}

// exactRank holds the sum of the ranks of size people against all choices.
func exactRank(method string, statistic float64, ranks []float64, size int, sum float64) (Test, error) {
	if len(ranks) > exactAtMost {
		return Test{}, fmt.Errorf("hypothesis: the exact test counts the arrangements of at most %d people, and there are %d; use the normal one", exactAtMost, len(ranks))
	}
	ways := sums(ranks, size)
	below, above := 0.0, 0.0
	for s, p := range ways {
		if s <= int(2*sum) {
			below += p
		}
		if s >= int(2*sum) {
			above += p
		}
	}
	return Test{Method: method, Statistic: statistic, P: min(2*min(below, above), 1)}, nil
}

// anySize stands for a choice of any number of people, each in or out.
const anySize = -1

// sums is the distribution of twice the sum of the ranks of a random choice of
// size people. Ranks are halves at finest, so doubled ones are whole and their
// sums can be counted.
func sums(ranks []float64, size int) []float64 {
	total, chosen := 0, max(size, 0)
	for _, r := range ranks {
		total += int(2 * r)
	}
	ways := make([][]float64, chosen+1) // by people chosen so far, and sum
	for k := range ways {
		ways[k] = make([]float64, total+1)
	}
	ways[0][0] = 1
	for i, r := range ranks {
		if step := int(2 * r); size == anySize {
			add(ways[0], ways[0], step, 0.5, 0.5)
			continue
		}
		for k := min(i+1, size); k > 0; k-- {
			add(ways[k], ways[k-1], int(2*r), 1-share(k, i, size, len(ranks)), share(k-1, i, size, len(ranks)))
		}
		add(ways[0], nil, 0, 1-share(0, i, size, len(ranks)), 0)
	}
	return ways[chosen]
}

// add lets a person stay out of the choices into, or join those of from, which
// lifts their sum by step. From the top down it may be the same slice.
func add(into, from []float64, step int, stay, join float64) {
	for s := len(into) - 1; s >= 0; s-- {
		into[s] *= stay
		if from != nil && s >= step {
			into[s] += from[s-step] * join
		}
	}
}

// share is the probability that the next of n people is chosen, when k of the
// size to choose were found among the first i.
func share(k, i, size, n int) float64 { return float64(size-k) / float64(n-i) }

func present(xs []float64) []float64 {
	var all []float64
	for _, x := range xs {
		if !math.IsNaN(x) {
			all = append(all, x)
		}
	}
	return all
}
