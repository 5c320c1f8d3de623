package release

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/study"
	"sojourn/weight"
)

// A WeightFate says what became of a weight set.
type WeightFate struct {
	Name      string  `json:"name"`
	People    int     `json:"people"` // with a weight in the release
	Averaged  int     `json:"averaged"`
	Withheld  int     `json:"withheld"`
	Before    float64 `json:"sum_before"`
	After     float64 `json:"sum_after"`
	Effective float64 `json:"effective_n"`
}

// weigh adds the weight sets. A weight follows from the categories that it was
// made from, so it tells of them even where they are blanked: within a class
// every weight is shared by k people, else all get the mean of the class, which
// keeps their sum. Where fewer than k people of a class have a weight at all, or
// lack one, nobody in it gets one, because being in the sample tells something
// too.
func (p *protection) weigh() error {
	of, sizes := p.keyOf().classes()
	for _, set := range p.Weights {
		c := dataset.NewColumn(dataset.Variable{Name: "weight_" + set.Name, Kind: dataset.Numeric, Scale: dataset.Interval, Label: labelOf(set)}, len(p.rows), dataset.NotApplicable)
		fate := WeightFate{Name: set.Name}
		members := make([][]int, len(sizes))
		for i, row := range p.rows {
			if set.Values[row] != 0 {
				members[of[i]] = append(members[of[i]], i)
				c.Numbers[i], c.Missing[i] = set.Values[row], dataset.Present
				fate.Before += set.Values[row]
			}
		}
		for class, rows := range members {
			without := sizes[class] - len(rows)
			if len(rows) == 0 || len(rows) >= p.settings.K && (without == 0 || without >= p.settings.K) {
				fate.Averaged += level(c, rows, p.settings.K)
				continue
			}
			fate.Withheld += len(rows)
			for row, at := range of {
				if at == class {
					withhold(c, row)
				}
			}
		}
		fate.tally(c)
		if err := p.out.Data.Add(c); err != nil {
			return fmt.Errorf("release: %w", err)
		}
		p.out.Weights = append(p.out.Weights, fate)
	}
	return nil
}

func labelOf(set weight.Set) study.Text {
	if len(set.Recipe.Title) > 0 {
		return set.Recipe.Title
	}
	return study.Text{"en": "Weight " + set.Name, "ru": "Вес " + set.Name}
}

// level gives the rows their mean where a weight is shared by fewer than k of
// them, and tells how many rows that changed.
func level(c *dataset.Column, rows []int, k int) int {
	sum, people := 0.0, map[float64]int{}
	for _, row := range rows {
		sum += c.Numbers[row]
		people[c.Numbers[row]]++
	}
	for _, n := range people {
		if n >= k {
			continue
		}
		for _, row := range rows {
			c.Numbers[row] = sum / float64(len(rows))
		}
		return len(rows)
	}
	return 0
}

// tally sums the weights as released, and their effective number (Kish 1992).
func (f *WeightFate) tally(c *dataset.Column) {
	squares := 0.0
	for i, w := range c.Numbers {
		if c.Missing[i] == dataset.Present {
			f.People++
			f.After += w
			squares += w * w
		}
	}
	if squares > 0 {
		f.Effective = f.After * f.After / squares
	}
}
