package release

import (
	"maps"
	"slices"

	"sojourn/dataset"
)

// A Diversity says how much a class tells of a sensitive variable.
type Diversity struct {
	Name     string  `json:"name"`
	Uniform  int     `json:"uniform"`  // people in classes with fewer than l different values that are not harmless, before
	Withheld int     `json:"withheld"` // cells blanked for that
	Distance float64 `json:"distance"` // t: the largest distance of a class from the whole, as total variation
}

// diversify keeps sensitive answers from following from the quasi-identifiers
// alone: where the people of a class who have a value have fewer than l
// different ones, the values are withheld for all of them (distinct
// l-diversity). Classes whose only value is declared harmless stay, because to
// learn it hurts nobody, and because withholding every "no" would bend the
// shares.
func (p *protection) diversify() error {
	of, sizes := p.keyOf().classes()
	for _, c := range p.Data.Columns {
		d, ok := p.declared[c]
		out := p.final(c.Name)
		if !ok || out == nil || d.Role != Sensitive || c.Kind == dataset.Words {
			continue
		}
		p.out.Sensitive[c.Name] = d.Harmless
		one := Diversity{Name: c.Name}
		codes := numbered(out)
		for _, class := range uniform(out, codes, of, len(sizes), p.settings.L, d.Harmless) {
			for row := range codes {
				if of[row] != class {
					continue
				}
				if codes[row] >= firstValue {
					one.Uniform++
				}
				if p.settings.L > 1 {
					one.Withheld += p.conceal(out, row)
				}
			}
		}
		one.Distance = distance(numbered(out), of, len(sizes))
		p.out.Diversity = append(p.out.Diversity, one)
	}
	return nil
}

// conceal blanks a sensitive cell with what depends on it, and gives 1 if there
// was a value.
func (p *protection) conceal(c *dataset.Column, row int) int {
	had := 0
	if c.Missing[row] == dataset.Present {
		had = 1
	}
	withhold(c, row)
	for _, d := range p.finals(p.Depends[c.Name]) {
		if !slices.Contains(p.out.Keys, d.Name) {
			withhold(d, row)
		}
	}
	return had
}

// uniform lists the classes in which fewer than l different values stand, at
// least one of them not harmless. Where l is 1, it lists those with one value.
func uniform(c *dataset.Column, codes []int32, of []int, classes, l int, harmless []string) []int {
	values := make([]map[int32]bool, classes)
	for row, code := range codes {
		if code >= firstValue {
			if values[of[row]] == nil {
				values[of[row]] = map[int32]bool{}
			}
			values[of[row]][code] = true
		}
	}
	calm := harmlessCells(c, codes, harmless)
	var found []int
	for class, seen := range values {
		telling := false
		for code := range seen {
			telling = telling || !calm[code]
		}
		if telling && len(seen) < max(l, 2) {
			found = append(found, class)
		}
	}
	return found
}

// harmlessCells lists the values that consist of harmless codes alone.
func harmlessCells(c *dataset.Column, codes []int32, harmless []string) map[int32]bool {
	calm := map[int32]bool{}
	if c.Variable.Codes == nil {
		return calm
	}
	var set uint64
	for _, code := range harmless {
		if at := c.Variable.Codes.Index(code); at >= 0 {
			set |= 1 << min(at, dataset.MaxSet-1)
			calm[firstValue+int32(at)] = c.Kind == dataset.Categorical
		}
	}
	if c.Kind == dataset.Multiple {
		clear(calm)
		for row, code := range codes {
			if code >= firstValue && c.Sets[row]&^set == 0 {
				calm[code] = true
			}
		}
	}
	return calm
}

// distance is the largest total variation distance between the values of a
// class and those of all people.
func distance(codes []int32, of []int, classes int) float64 {
	counts := make([]map[int32]int, classes)
	whole, n := map[int32]int{}, 0
	for row, code := range codes {
		if code < firstValue {
			continue
		}
		if counts[of[row]] == nil {
			counts[of[row]] = map[int32]int{}
		}
		counts[of[row]][code]++
		whole[code]++
		n++
	}
	most := 0.0
	for _, class := range counts {
		size, shared := 0, 0.0
		for _, m := range class {
			size += m
		}
		for _, code := range slices.Sorted(maps.Keys(class)) { // a sum in the order of chance would differ in its last digit
			shared += min(float64(class[code])/float64(size), float64(whole[code])/float64(n))
		}
		if size > 0 {
			most = max(most, 1-shared)
		}
	}
	return most
}
