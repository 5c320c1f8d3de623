package clean

import (
	"errors"
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/dataset/formula"
	"sojourn/study"
)

// below flags the rows whose number lies under the limit. A row without the
// number is not flagged: what is unknown is no fault.
func below(t *dataset.Dataset, column string, limit float64) ([]bool, error) {
	c, err := t.Column(column)
	if err != nil {
		return nil, err
	}
	hit := make([]bool, t.Rows)
	for i := range hit {
		hit[i] = c.Missing[i] == dataset.Present && c.Numbers[i] < limit
	}
	return hit, nil
}

func (r Rule) outside(t *dataset.Dataset) ([]bool, error) {
	hit := make([]bool, t.Rows)
	c, err := t.Column(r.Item)
	if err != nil {
		return hit, nil // the wave did not ask it
	}
	if c.Kind != dataset.Numeric {
		return nil, fmt.Errorf("%s is not a number", r.Item)
	}
	for i := range hit {
		x := c.Numbers[i]
		hit[i] = c.Missing[i] == dataset.Present && (r.Min != nil && x < *r.Min || r.Max != nil && x > *r.Max)
	}
	return hit, nil
}

// straightLines flags rows in which at least Straight grids have the same code
// in all items that were answered, if at least Least were.
func (r Rule) straightLines(t *dataset.Dataset) ([]bool, error) {
	lines := make([]int, t.Rows)
	for _, names := range r.grids() {
		items, err := choices(t, names)
		if err != nil {
			return nil, err
		}
		for i := range lines {
			if straight(items, i, r.Least) {
				lines[i]++
			}
		}
	}
	hit := make([]bool, t.Rows)
	for i := range hit {
		hit[i] = lines[i] >= max(r.Straight, 1)
	}
	return hit, nil
}

// choices are the columns of a grid that the wave asked.
func choices(t *dataset.Dataset, names []string) ([]*dataset.Column, error) {
	var items []*dataset.Column
	for _, name := range names {
		c, err := t.Column(name)
		if err != nil {
			continue // the wave did not ask it
		}
		if c.Kind != dataset.Categorical {
			return nil, fmt.Errorf("%s is not a choice of one category", name)
		}
		items = append(items, c)
	}
	return items, nil
}

// straight reports whether a row has one code throughout.
func straight(items []*dataset.Column, row, least int) bool {
	first, n := "", 0
	for _, c := range items {
		if c.Missing[row] != dataset.Present {
			continue
		}
		code := c.CodeAt(row)
		if n > 0 && code != first {
			return false
		}
		first, n = code, n+1
	}
	return n >= least
}

// inattentive flags rows with at least Least wrong answers to checks. A check
// that was not put, or left out, is not answered wrongly; to one that asks for
// knowledge, "don't know" is an honest answer.
func (r Rule) inattentive(t *dataset.Dataset) ([]bool, error) {
	wrong := make([]int, t.Rows)
	for name, right := range r.Checks {
		c, err := t.Column(name)
		if err != nil {
			continue // the wave did not ask it
		}
		if c.Kind != dataset.Categorical {
			return nil, fmt.Errorf("%s is not a choice of one category", name)
		}
		for _, code := range right {
			if c.Variable.Codes.Index(code) < 0 {
				return nil, fmt.Errorf("%s has no code %q", name, code)
			}
		}
		for i := range wrong {
			if c.Missing[i] == dataset.Present && !slices.Contains(right, c.CodeAt(i)) {
				wrong[i]++
			}
		}
	}
	hit := make([]bool, t.Rows)
	for i := range hit {
		hit[i] = wrong[i] >= max(r.Least, 1)
	}
	return hit, nil
}

// holds flags the rows of which the expression is true, and those that came by
// one of the channels. A wave that did not ask all of an expression's items is
// passed by.
func (r Rule) holds(t *dataset.Dataset) ([]bool, error) {
	hit := make([]bool, t.Rows)
	if len(r.Channels) > 0 {
		channel, err := t.Column(ChannelColumn)
		if err != nil {
			return nil, err
		}
		for i := range hit {
			hit[i] = slices.Contains(r.Channels, channel.Texts[i])
		}
	}
	if r.When == "" {
		return hit, nil
	}
	f, err := formula.Compile(r.When, t)
	if errors.Is(err, study.ErrNotFound) {
		return hit, nil
	}
	if err != nil {
		return nil, err
	}
	for i := range hit {
		if hit[i] {
			continue
		}
		if hit[i], err = f.Holds(i); err != nil {
			return nil, err
		}
	}
	return hit, nil
}

// outOfField flags rows last saved on a day on which no door of the wave stood
// open, or had done so in the Days before. A wave without doors is passed by.
func (r Rule) outOfField(w Wave) ([]bool, error) {
	day, err := w.Table.Column(DayColumn)
	if err != nil {
		return nil, err
	}
	hit := make([]bool, w.Table.Rows)
	if len(w.Doors) == 0 {
		return hit, nil
	}
	for i := range hit {
		saved := study.Day(day.Texts[i])
		within := func(d study.Door) bool {
			last := study.DayOf(d.Closes.Time().AddDate(0, 0, r.Days))
			return d.Opens <= saved && saved <= last
		}
		hit[i] = day.Missing[i] == dataset.Present && !slices.ContainsFunc(w.Doors, within)
	}
	return hit, nil
}
