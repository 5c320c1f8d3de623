package estimate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// HarmonisedSuffix ends the item of a variable of [Engine.Harmonised]: of work
// in wave 2 there is "work_h_w2".
const HarmonisedSuffix = "_h"

// A Harmonised is linked data, one row a person, with the variables that the
// lineage makes comparable.
type Harmonised struct {
	Data  *dataset.Dataset
	Notes map[string]study.Text // by item of a variable that was added: what became of its categories in each wave
	Left  study.Problems        // what could not be added
}

// Harmonised is the data with a variable of common categories beside each
// question whose categories the lineage recodes, in every wave that asked it.
// The questions themselves stay as they are. Nothing is added where the lineage
// says that it shall not be, see [instrument.Lineage].
func (e *Engine) Harmonised() (Harmonised, error) {
	h := Harmonised{Data: e.data, Notes: map[string]study.Text{}}
	if e.lineage == nil || !e.lineage.Harmonises() {
		return h, nil
	}
	beside := map[string][]*dataset.Column{}
	for _, item := range e.continued() {
		rs, columns := e.bridge(item)
		if !slices.ContainsFunc(rs, func(r Recoded) bool { return len(r.Code) > 0 }) {
			continue
		}
		if why := e.unfit(item, columns); why != "" {
			h.Left = append(h.Left, study.Problem{Severity: study.Warning, Code: "not-harmonised", Where: instrument.LineageFile, Column: item,
				What: why, Do: "use the questions of each wave, or rename what stands in the way"})
			continue
		}
		h.Notes[item+HarmonisedSuffix] = e.told(item, rs)
		for n, c := range columns {
			asked := dataset.InWave(cmp.Or(rs[n].From, item), rs[n].Wave)
			beside[asked] = append(beside[asked], commonOf(item, c))
		}
	}
	h.Data = dataset.New(e.data.Rows)
	for _, c := range e.data.Columns {
		for _, one := range append([]*dataset.Column{c}, beside[c.Name]...) {
			if err := h.Data.Add(one); err != nil {
				return h, fmt.Errorf("estimate: harmonising: %w", err)
			}
		}
	}
	return h, nil
}

// unfit says why an item gets no variable of common categories; empty if it does.
func (e *Engine) unfit(item string, columns []*dataset.Column) string {
	for _, c := range columns {
		if c.Kind != columns[0].Kind || c.Variable.Codes == nil {
			return "no variable of common categories is added: it is of another kind from wave to wave"
		}
		name := dataset.InWave(item+HarmonisedSuffix, c.Wave)
		if _, err := e.data.Column(name); err == nil {
			return fmt.Sprintf("no variable of common categories is added: another one is named %s", name)
		}
		if n := len(c.Variable.Codes.Categories); c.Kind == dataset.Multiple && n > dataset.MaxSet {
			return fmt.Sprintf("no variable of common categories is added: its waves together have %d categories, and %d are possible", n, dataset.MaxSet)
		}
	}
	return ""
}

// commonOf is a bridged column as a variable of its own, which nobody was asked.
func commonOf(item string, c *dataset.Column) *dataset.Column {
	one := *c
	one.Name, one.Item = dataset.InWave(item+HarmonisedSuffix, c.Wave), ""
	one.Label = study.Text{}
	for lang, label := range c.Label {
		one.Label[lang] = book.In(lang).Say("harmonised", label)
	}
	list := *c.Variable.Codes
	list.Name = item + HarmonisedSuffix
	one.Variable.Codes = &list
	if r := c.Repeated; r != nil {
		one.Repeated = &dataset.Repeated{Repeat: r.Repeat, Time: r.Time, Name: r.Name + HarmonisedSuffix}
	}
	return &one
}

// told is what became of the categories and what the lineage says of the item.
func (e *Engine) told(item string, rs []Recoded) study.Text {
	note := became(rs)
	for _, c := range e.lineage.Continuations {
		if c.Is(item) && len(c.Note) > 0 {
			note = joined(note, c.Note, " ")
		}
	}
	return note
}

// became tells in every language what the categories of each wave became.
func became(rs []Recoded) study.Text {
	t := study.Text{}
	for _, lang := range book.Languages() {
		voice := book.In(lang)
		t[lang] = voice.Say("harmonised.how")
		for _, r := range rs {
			var codes []string
			for _, from := range slices.Sorted(maps.Keys(r.Code)) {
				codes = append(codes, from+" → "+r.Code[from])
			}
			if len(codes) > 0 {
				t[lang] += voice.Say("harmonised.wave", int(r.Wave), strings.Join(codes, ", "))
			}
		}
	}
	return t
}
