package clean

import (
	"fmt"
	"hash/fnv"
	"slices"

	"sojourn/dataset"
)

// repeats flags all but the fullest response of a panelist; of equally full
// ones the first stays. Where a share is given, all that reach it count as
// equally full, so that the first complete one stays.
func (r Rule) repeats(t *dataset.Dataset) ([]bool, error) {
	who, err := t.Column(PanelistColumn)
	if err != nil {
		return nil, err
	}
	share, err := t.Column(ShareColumn)
	if err != nil {
		return nil, err
	}
	full := func(row int) float64 {
		if r.Share > 0 {
			return min(share.Numbers[row], r.Share)
		}
		return share.Numbers[row]
	}
	best := map[string]int{}
	hit := make([]bool, t.Rows)
	for i := range hit {
		id := who.Texts[i]
		if who.Missing[i] != dataset.Present || id == "" {
			continue
		}
		b, seen := best[id]
		switch {
		case !seen:
			best[id] = i
		case full(i) > full(b):
			hit[b], best[id] = true, i
		default:
			hit[i] = true
		}
	}
	return hit, nil
}

// duplicates flags a row all of whose answers equal those of an earlier row of
// another panelist, if there are at least Least of them.
func (r Rule) duplicates(t *dataset.Dataset, flags Flags) ([]bool, error) {
	items := answers(t)
	who, err := t.Column(PanelistColumn)
	if err != nil {
		return nil, err
	}
	hit := make([]bool, t.Rows)
	seen := map[uint64][]int{}
	for i := range hit {
		if len(flags[i]) > 0 || given(items, i) < r.Least {
			continue
		}
		h := fingerprint(items, i)
		for _, j := range seen[h] {
			if who.Texts[i] != who.Texts[j] && same(items, i, j) {
				hit[i] = true
				break
			}
		}
		seen[h] = append(seen[h], i)
	}
	return hit, nil
}

// answers are the columns that came from items: what a person gave, and not
// how or when.
func answers(t *dataset.Dataset) []*dataset.Column {
	var items []*dataset.Column
	for _, c := range t.Columns {
		if c.Item != "" {
			items = append(items, c)
		}
	}
	return items
}

func given(items []*dataset.Column, row int) int {
	n := 0
	for _, c := range items {
		if c.Missing[row] == dataset.Present {
			n++
		}
	}
	return n
}

func fingerprint(items []*dataset.Column, row int) uint64 {
	h := fnv.New64a()
	for _, c := range items {
		h.Write([]byte{byte(c.Missing[row])})
		if c.Missing[row] != dataset.Present {
			continue
		}
		switch c.Kind {
		case dataset.Categorical:
			fmt.Fprint(h, c.Codes[row], ";")
		case dataset.Multiple:
			fmt.Fprint(h, c.Sets[row], ";")
		case dataset.Numeric:
			fmt.Fprint(h, c.Numbers[row], ";")
		case dataset.Words:
			h.Write([]byte(c.Texts[row]))
		}
	}
	return h.Sum64()
}

func same(items []*dataset.Column, i, j int) bool {
	for _, c := range items {
		if c.Missing[i] != c.Missing[j] {
			return false
		}
		if c.Missing[i] != dataset.Present {
			continue
		}
		switch c.Kind {
		case dataset.Categorical:
			if c.Codes[i] != c.Codes[j] {
				return false
			}
		case dataset.Multiple:
			if c.Sets[i] != c.Sets[j] {
				return false
			}
		case dataset.Numeric:
			if c.Numbers[i] != c.Numbers[j] {
				return false
			}
		case dataset.Words:
			if c.Texts[i] != c.Texts[j] {
				return false
			}
		}
	}
	return true
}

// speeders flags rows faster than Share of the median time among unflagged
// rows of the same version and language. Groups of fewer than ten have no
// median worth the name and are judged by that of the whole wave.
func (r Rule) speeders(t *dataset.Dataset, flags Flags) ([]bool, error) {
	seconds, err := t.Column(SecondsColumn)
	if err != nil {
		return nil, err
	}
	lang, err := t.Column(LanguageColumn)
	if err != nil {
		return nil, err
	}
	version, err := t.Column(VersionColumn)
	if err != nil {
		return nil, err
	}
	type group struct{ version, lang string }
	times := map[group][]float64{}
	var all []float64
	for i := range t.Rows {
		if len(flags[i]) == 0 && seconds.Missing[i] == dataset.Present {
			g := group{version.Texts[i], lang.Texts[i]}
			times[g] = append(times[g], seconds.Numbers[i])
			all = append(all, seconds.Numbers[i])
		}
	}
	const enough = 10
	overall := median(all)
	medians := map[group]float64{}
	for g, xs := range times {
		medians[g] = overall
		if len(xs) >= enough {
			medians[g] = median(xs)
		}
	}
	hit := make([]bool, t.Rows)
	for i := range hit {
		m, ok := medians[group{version.Texts[i], lang.Texts[i]}]
		hit[i] = ok && seconds.Missing[i] == dataset.Present && seconds.Numbers[i] < r.Share*m
	}
	return hit, nil
}

// median of xs, which it sorts; 0 of nothing.
func median(xs []float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	slices.Sort(xs)
	if n := len(xs); n%2 == 0 {
		return (xs[n/2-1] + xs[n/2]) / 2
	}
	return xs[len(xs)/2]
}
