package outcome

import (
	"fmt"
	"maps"
	"slices"
)

// A Flow counts how people came and went over the waves of a panel.
type Flow struct {
	Patterns []Pattern // those that occur, from "001" to "111"
	In       []int     // people in each wave
	Both     [][]int   // people in wave i and in wave j
	All      int       // people in every wave: the reduced panel
	Repeated int       // people in two waves or more
	People   int
}

// A Pattern is a way through the waves, 1 for in and 0 for out.
type Pattern struct {
	Waves string `json:"waves"`
	N     int    `json:"n"`
}

// NewFlow counts one row of presence a person, one column a wave.
func NewFlow(in [][]bool) (Flow, error) {
	if len(in) == 0 || len(in[0]) == 0 {
		return Flow{}, fmt.Errorf("outcome: a flow needs people and waves")
	}
	waves := len(in[0])
	f := Flow{In: make([]int, waves), Both: make([][]int, waves), People: len(in)}
	for i := range f.Both {
		f.Both[i] = make([]int, waves)
	}
	patterns := map[string]int{}
	for p, row := range in {
		if len(row) != waves {
			return Flow{}, fmt.Errorf("outcome: person %d has %d waves, the first has %d", p, len(row), waves)
		}
		pattern, times := make([]byte, waves), 0
		for i, here := range row {
			pattern[i] = '0'
			if !here {
				continue
			}
			pattern[i] = '1'
			times++
			f.In[i]++
			for j, there := range row {
				if there {
					f.Both[i][j]++
				}
			}
		}
		patterns[string(pattern)]++
		if times == waves {
			f.All++
		}
		if times >= 2 {
			f.Repeated++
		}
	}
	for _, p := range slices.Sorted(maps.Keys(patterns)) {
		f.Patterns = append(f.Patterns, Pattern{p, patterns[p]})
	}
	return f, nil
}

// Retention is the share of the people of one wave who are in another; waves
// count from 0.
func (f Flow) Retention(from, to int) (Rate, error) {
	if min(from, to) < 0 || max(from, to) >= len(f.In) {
		return Rate{}, fmt.Errorf("outcome: the flow has %d waves", len(f.In))
	}
	return newRate("retention", float64(f.Both[from][to]), float64(f.In[from]))
}
