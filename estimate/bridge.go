package estimate

import (
	"maps"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// Bridged is the data with one list of categories, over all waves, for every
// item whose lineage says how they became each other: what the long form needs.
// An item that had another name in a wave stands there under its own name too.
func (e *Engine) Bridged() (*dataset.Dataset, error) {
	columns := map[string]*dataset.Column{}
	if e.lineage != nil {
		for _, c := range e.lineage.Continuations {
			for _, column := range e.bridge(c.Item) {
				columns[column.Name] = column
			}
		}
	}
	out := dataset.New(e.data.Rows)
	for _, c := range e.data.Columns {
		if bridged := columns[c.Name]; bridged != nil {
			c = bridged
			delete(columns, c.Name)
		}
		if err := out.Add(c); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		if err := out.Add(columns[name]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bridge gives an item in every wave that has it; nothing if its lineage
// recodes nothing or says that it cannot be compared.
func (e *Engine) bridge(item string) []*dataset.Column {
	mine := slices.DeleteFunc(slices.Clone(e.lineage.Continuations), func(c instrument.Continuation) bool { return !c.Is(item) })
	if slices.ContainsFunc(mine, func(c instrument.Continuation) bool { return !c.Trend() }) {
		return nil
	}
	var waves []study.WaveID
	for _, w := range e.study.Waves {
		if _, err := e.data.Column(dataset.InWave(e.nameIn(item, w.Number), w.Number)); err == nil {
			waves = append(waves, w.Number)
		}
	}
	if len(waves) < 2 {
		return nil
	}
	_, columns := e.recoded(item, waves, mine)
	for i, c := range columns {
		c.Item, c.Wave = item, waves[i]
	}
	return columns
}
