package sav

import (
	"math"

	"sojourn/dataset"
	"sojourn/format/labelled"
)

// textColumn is a choice if all texts that occur, up to a few, have labels.
func (f *file) textColumn(v *field, why *verdict) *dataset.Column {
	if c := f.lettersColumn(v, why); c != nil {
		return c
	}
	c := f.newColumn(v, dataset.Words)
	silent := false
	for row, s := range v.texts {
		c.Missing[row] = why.onText(s, f.ours)
		silent = silent || s == "" && c.Missing[row] != dataset.Present
		if c.Missing[row] == dataset.Present {
			c.Texts[row] = s
		}
	}
	if silent {
		f.silent++
	}
	return c
}

// onText says why a text is empty. In a file of this package an empty text is
// one that was given: its reasons stand in a variable of their own.
func (t *verdict) onText(s string, ours bool) dataset.Missing {
	if m, ok := t.texts[s]; ok {
		return m
	}
	if s == "" && !ours {
		return dataset.Unknown
	}
	return dataset.Present
}

// lettersColumn is the choice that a labelled string makes; nil if it is none.
func (f *file) lettersColumn(v *field, why *verdict) *dataset.Column {
	list := &dataset.CodeList{Name: v.name}
	place := map[string]uint16{}
	for _, l := range v.labels {
		code := f.trimmed(l.value)
		if _, twice := place[code]; twice || why.onText(code, f.ours) != dataset.Present {
			continue
		}
		place[code] = uint16(len(list.Categories))
		list.Categories = append(list.Categories, dataset.Category{Code: code, Label: f.text(f.trimmed(l.label))})
	}
	known := len(list.Categories)
	if known == 0 || known > math.MaxUint16-labelled.MaxUnlabelled {
		return nil
	}
	c := f.newColumn(v, dataset.Categorical)
	c.Variable.Codes = list
	for row, s := range v.texts {
		if c.Missing[row] = why.onText(s, f.ours); c.Missing[row] != dataset.Present {
			continue
		}
		k, ok := place[s]
		if !ok {
			if len(list.Categories)-known >= labelled.MaxUnlabelled {
				f.Warn("labels-dropped", v.name, "it is text, only some of whose values have labels; these labels are left out", "label all of its values if it is a choice")
				return nil
			}
			k = uint16(len(list.Categories))
			place[s] = k
			list.Categories = append(list.Categories, dataset.Category{Code: s})
		}
		c.Codes[row] = k
	}
	return c
}
