package estimate

import (
	"fmt"
	"math/rand/v2"

	"sojourn/dataset"
	"sojourn/estimate/model/rds"
)

// Chains say who recruited whom, and how many people each knows.
type Chains struct {
	Person     string  `yaml:"person" json:"person"`                             // variable that tells people apart, such as the number of their coupon
	Recruiter  string  `yaml:"recruiter" json:"recruiter"`                       // the person by whom they came; empty for a seed
	Degree     string  `yaml:"degree" json:"degree"`                             // how many people of the population they know
	Population float64 `yaml:"population,omitempty" json:"population,omitempty"` // its size, for successive sampling; left out: inverse degrees
	Replicates int     `yaml:"replicates,omitempty" json:"replicates,omitempty"` // of the bootstrap; 1000 if zero
	Seed       uint64  `yaml:"seed,omitempty" json:"seed,omitempty"`
}

const usualReplicates = 1000

// checkRecruitment checks that the chains are named.
func (q *question) checkRecruitment() {
	if q.spec.Measure != Recruitment {
		return
	}
	c := q.spec.Recruitment
	switch {
	case q.spec.Item == "":
		q.object("item", "shares are those of an item", "name it")
	case c == nil || c.Person == "" || c.Recruiter == "" || c.Degree == "":
		q.object("recruitment", "it takes who recruited whom and how many people each knows", "fill in person, recruiter and degree")
	case c.Population < 0 || c.Replicates < 0:
		q.object("recruitment", "population and replicates are numbers above zero", "correct them, or leave them out")
	case q.spec.Weight != "" || q.spec.Design != nil:
		q.object("recruitment", "the weights are made from what people know, and the errors from the chains", "leave weight and design out")
	}
}

// recruitment computes the share of each category of the item by the weights
// of Volz and Heckathorn, or by successive sampling where the population has
// a size; the errors are those of a bootstrap along the chains.
func (w *work) recruitment() ([]Cell, error) {
	var cells []Cell
	for i, item := range w.items {
		network, rows, err := w.network(i, item)
		if err != nil {
			return nil, err
		}
		some, err := w.recruited(i, item, network, rows)
		if err != nil {
			return nil, err
		}
		cells = append(cells, some...)
	}
	return cells, nil
}

// network sets up the chains of the people who gave an answer. Whoever was
// recruited by somebody without one begins a chain.
func (w *work) network(i int, item *dataset.Column) (*rds.Network, []int32, error) {
	of := w.spec.Recruitment
	var columns [3]*dataset.Column
	for k, name := range []string{of.Person, of.Recruiter, of.Degree} {
		if columns[k] = w.column("recruitment", name, w.waves[i], false); columns[k] == nil {
			return nil, nil, w.problems
		}
	}
	person, recruiter, degree := columns[0], columns[1], columns[2]
	if degree.Kind != dataset.Numeric {
		return nil, nil, fmt.Errorf("%s is %s, and a number of people is needed", degree.Name, degree.Kind)
	}
	rows := present(present(w.people, item), degree)
	if left := len(w.people) - len(rows); left > 0 {
		w.note("unanswered", left)
	}
	at := map[string]int32{}
	for j, row := range rows {
		if person.Missing[row] != dataset.Present {
			return nil, nil, fmt.Errorf("row %d has no value of %s", row+1, person.Name)
		}
		name := valueAt(person, int(row))
		if _, twice := at[name]; twice {
			return nil, nil, fmt.Errorf("two people have the same value of %s, in row %d and before", person.Name, row+1)
		}
		at[name] = int32(j)
	}
	by, knows := make([]int32, len(rows)), make([]float64, len(rows))
	for j, row := range rows {
		by[j], knows[j] = -1, degree.Numbers[row]
		if recruiter.Missing[row] == dataset.Present {
			if r, known := at[valueAt(recruiter, int(row))]; known {
				by[j] = r
			}
		}
	}
	n, err := rds.New(knows, by)
	return n, rows, err
}

// recruited are the cells of a network.
func (w *work) recruited(i int, item *dataset.Column, network *rds.Network, rows []int32) ([]Cell, error) {
	of, k := w.spec.Recruitment, len(item.Variable.Codes.Categories)
	weights, method := network.Inverse(), "share by inverse degrees (RDS-II); bootstrap interval"
	if of.Population > 0 {
		var err error
		if weights, err = network.Successive(of.Population); err != nil {
			return nil, err
		}
		method = "share by successive sampling (SS); bootstrap interval"
	}
	groups := make([]int32, len(rows))
	for j, row := range rows {
		groups[j] = int32(item.Codes[row])
	}
	shares, err := rds.Shares(weights, groups, k)
	if err != nil {
		return nil, err
	}
	replicates := of.Replicates
	if replicates == 0 {
		replicates = usualReplicates
	}
	spreads, err := network.Bootstrap(groups, k, rds.Options{Population: of.Population, Replicates: replicates, Level: w.spec.Level, Random: rand.New(rand.NewPCG(of.Seed, 0))})
	if err != nil {
		return nil, err
	}
	sum, squares := 0.0, 0.0
	for _, x := range weights {
		sum, squares = sum+x, squares+x*x
	}
	var cells []Cell
	for c, category := range item.Variable.Codes.Categories {
		cell := Cell{Keys: append(w.waveKey(i), Key{Dim: "category", Value: category.Code, Label: category.Label}), Value: shares[c],
			SE: spreads[c].SE, Low: spreads[c].Low, High: spreads[c].High, N: len(rows), WeightedN: sum, Effective: sum * sum / squares, Method: method}
		for _, g := range groups {
			if int(g) == c {
				cell.Count++
			}
		}
		cells = append(cells, cell)
	}
	return cells, nil
}
