package estimate

import (
	"cmp"
	"math/bits"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// A Recoded is an item whose categories the lineage of the study brought
// together over waves. It belongs to what a number was made from.
type Recoded struct {
	Item string            `json:"item"`
	Wave study.WaveID      `json:"wave"`
	From string            `json:"from,omitempty"`  // the name of the item in this wave, where it is another
	Code map[string]string `json:"codes,omitempty"` // what each category became; those that stayed are left out
}

// recoded gives the columns of an item in the waves under its name and with one
// list of categories. It gives none if there is nothing to do, or if the data
// lack the item, which is told where it is looked up.
func (e *Engine) recoded(item string, waves []study.WaveID, crossed []instrument.Continuation) ([]Recoded, []*dataset.Column) {
	mine := slices.DeleteFunc(slices.Clone(crossed), func(c instrument.Continuation) bool { return !c.Is(item) })
	recodes := slices.ContainsFunc(mine, func(c instrument.Continuation) bool { return len(c.Recode)+len(c.RecodeFrom) > 0 })
	var rs []Recoded
	var columns []*dataset.Column
	for _, w := range slices.Sorted(slices.Values(waves)) {
		name := e.nameIn(item, w)
		c, err := e.data.Column(dataset.InWave(name, w))
		if err != nil {
			return nil, nil
		}
		r := Recoded{Item: item, Wave: w, Code: mapping(w, c.Variable.Codes, mine)}
		if name != item {
			r.From, recodes = name, true
		}
		rs, columns = append(rs, r), append(columns, c)
	}
	if !recodes {
		return nil, nil
	}
	return rs, together(rs, columns, mine)
}

// nameIn is the name under which an item was asked in a wave: its own, or that
// of the only item of its lineage there.
func (e *Engine) nameIn(item string, w study.WaveID) string {
	if _, err := e.data.Column(dataset.InWave(item, w)); err == nil {
		return item
	}
	for _, c := range e.lineage.Continuations {
		for _, side := range []instrument.Side{c.From, c.To} {
			if names := side.Names(); c.Is(item) && len(names) == 1 && slices.Contains(side.In(), w) {
				return names[0]
			}
		}
	}
	return item
}

// mapping says what the categories of a wave became: backwards through every
// recode since the first wave, and forwards where categories were joined later.
func mapping(w study.WaveID, list *dataset.CodeList, crossed []instrument.Continuation) map[string]string {
	if list == nil {
		return nil
	}
	became := map[string]string{}
	for _, category := range list.Categories {
		code := category.Code
		for _, c := range slices.Backward(crossed) {
			if slices.Min(c.To.In()) <= w {
				code = cmp.Or(c.Recode[code], code)
			}
		}
		for _, c := range crossed {
			if slices.Max(c.From.In()) >= w {
				code = cmp.Or(c.RecodeFrom[code], code)
			}
		}
		if code != category.Code {
			became[category.Code] = code
		}
	}
	return became
}

// together gives columns with one list: the categories in the order in which
// they first occur. A category that others joined later has its later label.
func together(rs []Recoded, columns []*dataset.Column, crossed []instrument.Continuation) []*dataset.Column {
	joined := map[string]bool{}
	for _, c := range crossed {
		for _, code := range c.RecodeFrom {
			joined[code] = true
		}
	}
	list := &dataset.CodeList{Name: rs[0].Item}
	for n, c := range columns {
		if c.Variable.Codes == nil {
			continue
		}
		for _, category := range c.Variable.Codes.Categories {
			became := cmp.Or(rs[n].Code[category.Code], category.Code)
			if at := list.Index(became); at < 0 {
				list.Categories = append(list.Categories, dataset.Category{Code: became, Label: category.Label})
			} else if joined[became] && became == category.Code {
				list.Categories[at].Label = category.Label
			}
		}
	}
	made := make([]*dataset.Column, len(columns))
	for n, c := range columns {
		made[n] = relisted(c, rs[n], list)
	}
	return made
}

// relisted is a column under the name of its item with the categories of list.
func relisted(c *dataset.Column, r Recoded, list *dataset.CodeList) *dataset.Column {
	to := *c
	to.Name = dataset.InWave(r.Item, r.Wave)
	if c.Variable.Codes == nil {
		return &to
	}
	place := make([]uint16, len(c.Variable.Codes.Categories))
	for n, category := range c.Variable.Codes.Categories {
		place[n] = uint16(list.Index(cmp.Or(r.Code[category.Code], category.Code)))
	}
	to.Variable.Codes = list
	to.Codes, to.Sets = slices.Clone(c.Codes), slices.Clone(c.Sets)
	for row, why := range c.Missing {
		switch {
		case why != dataset.Present:
		case c.Kind == dataset.Categorical:
			to.Codes[row] = place[c.Codes[row]]
		case c.Kind == dataset.Multiple:
			to.Sets[row] = 0
			for set := c.Sets[row]; set != 0; set &= set - 1 {
				to.Sets[row] |= 1 << place[bits.TrailingZeros64(set)]
			}
		}
	}
	return &to
}
