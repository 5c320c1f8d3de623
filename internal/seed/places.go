package seed

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// scattered are the countries of few respondents, the more frequent first.
var scattered = []string{"ME", "CY", "ES", "FR", "NL", "US", "GB", "PL", "LT", "LV", "EE", "PT", "KG", "UZ", "AE", "TH", "FI", "CZ", "IT", "AR", "BG", "GR", "AT",
	"SE", "CA", "HU", "ID", "CH", "VN", "HR", "IE", "MX", "AU", "NO", "BE", "LK", "IN", "MN", "AZ", "BR", "RO", "SI", "SK", "DK", "MD", "KR", "JP", "TJ",
	"BA", "MK", "AL", "MT", "MY", "EG", "CL", "UY", "ZA", "NZ", "CN", "TW", "SG", "PH", "PE", "CO", "CR", "PA", "PY", "EC", "DO", "CU", "IS", "LU",
	"LI", "MC", "AD", "SM", "MA", "TN", "KE", "TZ", "NP", "KH", "LA", "HK", "QA", "BH", "OM", "SA", "JO", "LB", "IQ", "IR", "PK", "BD", "MU", "SC", "MV",
	"NG", "GH", "ET", "RW", "UG", "ZM", "NA", "BW", "SN", "CM", "AO", "MZ", "MG", "BO", "GT", "HN", "SV", "NI", "JM", "TT", "BS", "BB", "FJ", "XK"}

// countries fills where people are: wave 3 with the published counts, wave 1
// with the rescaled chart, wave 2 between the two; whoever was somewhere
// before is there still where the counts leave room.
func (w *world) countries() {
	rng := w.rng("countries")
	first, second, third := w.column("country_now", 1), w.column("country_now", 2), w.column("country_now", 3)
	shares, counts := w.publishedCountries()
	w.ask(first, w.people(1))
	people := w.answering("country_now", 1, w.people(1))
	sticky(rng, people, first.spread(rng, shares, len(people)), nil, 0, first)

	people = w.people(3)
	final := map[string]float64{}
	for code, n := range counts {
		final[code] = float64(n) / float64(len(people))
	}
	w.ask(third, people)
	codes := third.spread(rng, final, len(people))

	// Wave 2 stands between: half of each.
	between := map[string]float64{}
	for code := range counts {
		between[code] = (shares[code] + final[code]) / 2
	}
	w.ask(second, w.people(2))
	there := w.answering("country_now", 2, w.people(2))
	sticky(rng, there, second.spread(rng, between, len(there)), where(first), 0.75, second)

	previous := where(first)
	for m, k := range where(second) {
		previous[m] = k
	}
	sticky(rng, people, codes, previous, 0.8, third)
}

// publishedCountries are the rescaled shares of wave 1 and the counts of wave
// 3, of the countries that are named.
func (w *world) publishedCountries() (shares map[string]float64, counts map[string]int) {
	shares, counts = map[string]float64{}, map[string]int{}
	for _, t := range w.targets {
		switch {
		case t.Item != "country_now":
		case t.Kind == "count" && t.Group != "country=other":
			counts[strings.TrimPrefix(t.Group, "country=")] = int(t.Value)
		case t.Kind == "share" && len(t.Codes) == 1:
			shares[t.Codes[0]] = t.Share
		}
	}
	return shares, counts
}

// where are the places that people gave.
func where(c *column) map[int]int {
	places := map[int]int{}
	for m, k := range c.one {
		if k >= 0 {
			places[m] = k
		}
	}
	return places
}

// spread turns the shares of named countries into n codes; what is left goes
// to the other countries in falling numbers.
func (c *column) spread(rng *rand.Rand, shares map[string]float64, n int) []int {
	counts := make([]int, len(c.item.Codes.Categories))
	named := slices.Sorted(maps.Keys(shares))
	f := fitting{people: make([]int, n), prior: []float64{1}} // category 0: all other countries
	for k, code := range named {
		f.prior[0] -= shares[code]
		f.prior = append(f.prior, shares[code])
		f.goals = append(f.goals, goal{share: shares[code], cats: 2 << k, of: everybody})
	}
	f.goals = append(f.goals, goal{share: f.prior[0], cats: 1, of: everybody})
	left := 0
	for _, k := range f.run(rng) {
		if k == 0 {
			left++
		} else {
			counts[c.item.Codes.Index(named[k-1])]++
		}
	}
	var others []string
	for _, code := range scattered {
		if _, named := shares[code]; !named {
			others = append(others, code)
		}
	}
	others = others[:min(len(others), 20+n/40)]
	x := make([]float64, len(others))
	for r := range others {
		x[r] = math.Pow(float64(r+3), -1.1)
	}
	for r, count := range wholes(x, left) {
		counts[c.item.Codes.Index(others[r])] = count
	}
	var codes []int
	for k, count := range counts {
		codes = append(codes, slices.Repeat([]int{k}, count)...)
	}
	return codes
}
