package estimate

import (
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/study"
)

// crossing joins the variables of a crossed By and the categories of its groups.
const crossing = "/"

// otherGroup is the value of the group of all categories that Groups leaves out.
const otherGroup = "other"

// A group is some rows for which cells are computed, such as the people of
// one country in wave 3.
type group struct {
	keys []Key
	rows []int32
}

// with returns the group's keys and one more.
func (g group) with(k Key) []Key { return append(slices.Clone(g.keys), k) }

// and returns the group's keys and others.
func (g group) and(keys []Key) []Key { return slices.Concat(g.keys, keys) }

// waveKey is the key of the cells of a wave; none where no wave is listed.
func (q *question) waveKey(i int) []Key {
	if q.waves[i] == 0 {
		return nil
	}
	w, _ := q.study.Wave(q.waves[i]) // findSample has made sure of it
	return []Key{{Dim: "wave", Value: strconv.Itoa(int(w.Number)), Label: w.Title}}
}

// groups sorts rows into the groups of the spec in the i-th wave. People
// without a category of By are in none.
func (q *question) groups(i int, rows []int32) []group {
	if q.by == nil {
		return []group{{keys: q.waveKey(i), rows: rows}}
	}
	all, at := q.grouped(i, rows)
	for g, domain := range kernel.Partition(rows, at, len(all)) {
		all[g].rows = domain
	}
	return all
}

// grouped lists the groups of By, without their rows, and the group of each
// row, -1 for none.
func (q *question) grouped(i int, rows []int32) (all []group, at []int32) {
	codes, labels := crossedCodes(q.by[i]), crossedLabels(q.by[i])
	place := make([]int32, len(codes)) // category -> group
	add := func(value string, label study.Text) {
		all = append(all, group{keys: append(q.waveKey(i), Key{Dim: q.spec.By, Value: value, Label: label})})
	}
	if len(q.spec.Groups) == 0 {
		for c := range codes {
			place[c] = int32(c)
			add(codes[c], labels[c])
		}
	} else {
		for c := range place {
			place[c] = int32(len(q.spec.Groups))
		}
		for g, code := range q.spec.Groups {
			c := slices.Index(codes, code)
			place[c] = int32(g)
			add(code, labels[c])
		}
		if len(q.spec.Groups) < len(codes) {
			add(otherGroup, say("other"))
		}
	}
	return all, placed(place, q.by[i], rows)
}

// placed gives each row the place of its category in crossed columns.
func placed(place []int32, by []*dataset.Column, rows []int32) []int32 {
	at := make([]int32, len(rows))
	if len(by) == 1 {
		c := by[0]
		for j, row := range rows {
			at[j] = -1
			if c.Missing[row] == dataset.Present {
				at[j] = place[c.Codes[row]]
			}
		}
		return at
	}
	for j, row := range rows {
		at[j] = -1
		if c := crossedAt(by, row); c >= 0 {
			at[j] = place[c]
		}
	}
	return at
}

// crossedAt is the category of a row in crossed columns, or -1.
func crossedAt(by []*dataset.Column, row int32) int {
	at := 0
	for _, c := range by {
		if c.Missing[row] != dataset.Present {
			return -1
		}
		at = at*len(c.Variable.Codes.Categories) + int(c.Codes[row])
	}
	return at
}

func crossedCodes(by []*dataset.Column) []string {
	all := codesOf(by[0].Variable.Codes)
	for _, c := range by[1:] {
		var next []string
		for _, left := range all {
			for _, right := range c.Variable.Codes.Categories {
				next = append(next, left+crossing+right.Code)
			}
		}
		all = next
	}
	return all
}

func crossedLabels(by []*dataset.Column) []study.Text {
	var all []study.Text
	for _, c := range by[0].Variable.Codes.Categories {
		all = append(all, c.Label)
	}
	for _, c := range by[1:] {
		var next []study.Text
		for _, left := range all {
			for _, right := range c.Variable.Codes.Categories {
				next = append(next, joined(left, right.Label, ", "))
			}
		}
		all = next
	}
	return all
}

// inWave leaves out the rows that did not take part in the column's wave.
func inWave(rows []int32, c *dataset.Column) []int32 {
	return filter(rows, func(row int32) bool { return c.Missing[row] != dataset.NotInWave })
}

func present(rows []int32, c *dataset.Column) []int32 {
	return filter(rows, func(row int32) bool { return c.Missing[row] == dataset.Present })
}

// asked leaves in the rows to whom the item was put, answered or not.
func asked(rows []int32, c *dataset.Column) []int32 {
	return filter(rows, func(row int32) bool {
		m := c.Missing[row]
		return m == dataset.Present || slices.Contains(unanswered, m)
	})
}

// unanswered are the reasons for an empty cell of somebody who was asked.
var unanswered = []dataset.Missing{dataset.Skipped, dataset.Refused, dataset.DontKnow, dataset.NotApplicable}

// filter leaves in the rows that keep wants; where these are all, it is the
// list itself.
func filter(rows []int32, keep func(int32) bool) []int32 {
	return filterAt(rows, func(j int) bool { return keep(rows[j]) })
}

// filterAt is the same, where keep is told the place in the list.
func filterAt(rows []int32, keep func(j int) bool) []int32 {
	first := 0
	for first < len(rows) && keep(first) {
		first++
	}
	if first == len(rows) {
		return rows
	}
	kept := make([]int32, first, len(rows))
	copy(kept, rows)
	for j := first + 1; j < len(rows); j++ {
		if keep(j) {
			kept = append(kept, rows[j])
		}
	}
	return kept
}
