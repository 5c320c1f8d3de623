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
	for _, item := range e.continued() {
		_, bridged := e.bridge(item)
		for _, column := range bridged {
			columns[column.Name] = column
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

// continued lists the items that the lineage speaks of, each once: an entry
// about one question by the name of its item, one about several by theirs.
func (e *Engine) continued() []string {
	var items []string
	if e.lineage == nil {
		return nil
	}
	for _, c := range e.lineage.Continuations {
		names := []string{c.Item}
		if len(c.From.Names()) > 1 && len(c.To.Names()) > 1 {
			names = c.From.Names()
		}
		for _, name := range names {
			if !slices.Contains(items, name) {
				items = append(items, name)
			}
		}
	}
	return items
}

// bridge gives an item in every wave that has it, and what became of its
// categories there; nothing if its lineage recodes nothing or says that it
// cannot be compared.
func (e *Engine) bridge(item string) ([]Recoded, []*dataset.Column) {
	mine := slices.DeleteFunc(slices.Clone(e.lineage.Continuations), func(c instrument.Continuation) bool { return !c.Is(item) })
	if slices.ContainsFunc(mine, func(c instrument.Continuation) bool { return !c.Trend() }) {
		return nil, nil
	}
	var waves []study.WaveID
	for _, w := range e.study.Waves {
		if _, err := e.data.Column(dataset.InWave(e.nameIn(item, w.Number), w.Number)); err == nil {
			waves = append(waves, w.Number)
		}
	}
	if len(waves) < 2 {
		return nil, nil
	}
	rs, columns := e.recoded(item, waves, mine)
	for i, c := range columns {
		c.Item, c.Wave = item, waves[i]
	}
	return rs, columns
}
