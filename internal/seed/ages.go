package seed

import (
	"cmp"
	"math"
	"slices"
)

// ages gives everybody an age in the wave of first answering, so that the mean
// of wave 1 is 32 and that of wave 3 is 34, and a year more in wave 3 to whom
// wave 1 or 2 knew.
func (w *world) ages() {
	rng := w.rng("ages")
	age := make([]int, len(w.members))
	spread := func(people []int, mean float64) {
		values := agesAround(mean, len(people))
		for i, m := range shuffled(rng, people) {
			age[m] = values[i]
		}
	}
	spread(w.people(1), 32)
	spread(w.where(func(m int) bool { return w.members[m].stands == analysed && !w.members[m].in[1] && w.members[m].in[2] }), 33)
	late := w.where(func(m int) bool {
		who := w.members[m]
		return who.stands == analysed && who.in[3] && !who.in[1] && !who.in[2]
	})
	known := 0
	for _, m := range w.people(3) {
		if !slices.Contains(late, m) {
			known += age[m] + 1
		}
	}
	all := float64(len(w.people(3)))
	spread(late, (34*all-float64(known))/float64(len(late)))
	for wave := 1; wave <= Waves; wave++ {
		c := w.column("age", wave)
		w.ask(c, w.people(wave))
		for _, m := range w.answering("age", wave, w.people(wave)) {
			c.one[m] = age[m]
			if who := w.members[m]; wave == 3 && (who.in[1] || who.in[2]) {
				c.one[m]++
			}
		}
	}
}

// agesAround are n ages with the given mean: quantiles of a log-normal
// distribution, many in the late twenties and few old, moved by single years
// until the mean is right.
func agesAround(mean float64, n int) []int {
	const youngest, oldest = 18, 84
	values := make([]int, n)
	off := -int(math.Round(mean * float64(n)))
	for i := range values {
		values[i] = min(youngest+int(math.Exp(2.45+0.55*probit((float64(i)+0.5)/float64(n)))), oldest)
		off += values[i]
	}
	// A stride that is prime to n spreads the moves over all ages.
	for i := 0; off != 0; i = (i + 7919) % n {
		if d := cmp.Compare(0, off); values[i]+d >= youngest && values[i]+d <= oldest {
			values[i] += d
			off += d
		}
	}
	return values
}

// probit is the quantile of the standard normal distribution: the inverse of
// erfc in the standard library.
func probit(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }
