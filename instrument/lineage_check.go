package instrument

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// CheckWaves lists what is wrong between the instruments of a study's waves:
// entries of the lineage that do not fit them, changes since an earlier wave
// that no entry tells of, and references to answers that no earlier wave has.
func CheckWaves(waves map[study.WaveID]*Instrument, l *Lineage) study.Problems {
	c := &waveChecker{waves: waves, lineage: l, order: slices.Sorted(maps.Keys(waves))}
	for n, entry := range l.Continuations {
		c.entry(n, entry)
	}
	for n, wave := range c.order {
		c.changes(wave, c.order[:n])
		c.references(wave)
	}
	return c.problems
}

// A waveChecker collects problems between waves.
type waveChecker struct {
	waves    map[study.WaveID]*Instrument
	order    []study.WaveID
	lineage  *Lineage
	problems study.Problems
}

func (c *waveChecker) add(severity study.Severity, code string, at Place, column, what, do string) {
	c.problems = append(c.problems, study.Problem{Severity: severity, Code: code, Where: strings.TrimSpace(at.File + " " + at.Sheet), Row: at.Row, Column: column, What: what, Do: do})
}

// entry checks one entry of the file.
func (c *waveChecker) entry(n int, e Continuation) {
	fail := func(column, what, do string) {
		c.add(study.Error, "lineage-"+column, Place{File: LineageFile}, column, fmt.Sprintf("entry %d (%s): %s", n+1, e.Item, what), do)
	}
	for n, side := range []Side{e.From, e.To} {
		column := []string{"from", "to"}[n]
		if len(side.Names()) == 0 || len(side.In()) == 0 {
			fail(column, "no item or no wave is named", "write {item: …, wave: …}, or items and waves")
		}
		for _, w := range side.In() {
			if c.waves[w] == nil {
				fail(column, fmt.Sprintf("there is no wave %d", w), "correct the number")
				continue
			}
			if c.elsewhere(w) {
				continue
			}
			for _, name := range side.Names() {
				if i, _ := c.waves[w].Item(name); i == nil {
					fail(column, fmt.Sprintf("wave %d has no item %q", w, name), "correct the name")
				}
			}
		}
	}
	if len(e.From.In()) > 0 && len(e.To.In()) > 0 && slices.Max(e.From.In()) >= slices.Min(e.To.In()) {
		fail("to", "the later side is not later", "name the earlier wave under from")
	}
	for _, change := range e.Change {
		if !slices.Contains([]Change{Wording, Scale, Period, Categories}, change) {
			fail("change", fmt.Sprintf("there is no change %q", change), "write wording, scale, period or categories")
		}
	}
	if len(e.Change) == 0 {
		fail("change", "it is not said what changed", "write wording, scale, period or categories, or take the entry out")
	}
	if len(e.Note) == 0 {
		fail("note", "there is no note", "write what a reader of a trend must know")
	}
	c.recode(e, fail)
}

// elsewhere reports whether a wave was collected by another program: its items
// are known only from the data.
func (c *waveChecker) elsewhere(w study.WaveID) bool {
	return c.waves[w] != nil && len(c.waves[w].Pages) == 0
}

// recode checks that a recode names codes that exist, and forgets none.
func (c *waveChecker) recode(e Continuation, fail func(column, what, do string)) {
	if slices.ContainsFunc(append(e.To.In(), e.From.In()...), c.elsewhere) {
		return
	}
	later, earlier := c.codes(e.To), c.codes(e.From)
	if len(e.Recode) > 0 {
		for _, code := range later {
			if _, told := e.Recode[code]; !told {
				fail("recode", fmt.Sprintf("the later category %q is not recoded", code), "say which earlier category it is, for every later one")
			}
		}
	}
	known := func(column string, codes map[string]string, from, to []string) {
		for _, code := range slices.Sorted(maps.Keys(codes)) {
			if !slices.Contains(from, code) {
				fail(column, fmt.Sprintf("there is no category %q to recode", code), "correct the code")
			}
			if !slices.Contains(to, codes[code]) {
				fail(column, fmt.Sprintf("there is no category %q to recode to", codes[code]), "correct the code")
			}
		}
	}
	known("recode", e.Recode, later, earlier)
	known("recode_from", e.RecodeFrom, earlier, append(later, earlier...))
	if !e.Trend() && len(e.Recode)+len(e.RecodeFrom) > 0 {
		fail("comparable", "what is not comparable is recoded", "take the recode out, or comparable: false")
	}
}

// codes lists the codes of the items of a side.
func (c *waveChecker) codes(s Side) []string {
	var codes []string
	for _, w := range s.In() {
		if c.waves[w] == nil {
			continue
		}
		for _, name := range s.Names() {
			if i, _ := c.waves[w].Item(name); i != nil && i.Codes != nil {
				for _, category := range i.Codes.Categories {
					codes = append(codes, category.Code)
				}
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// A Departure is an item that differs from the one of its name in the last wave
// before that had it.
type Departure struct {
	Item         string
	Wave, Before study.WaveID
	Change       Change
	Column, What string
	Source       Place
	Told         bool // an entry of the lineage speaks of it
}

// Departures lists what differs between the waves, told or not.
func Departures(waves map[study.WaveID]*Instrument, l *Lineage) []Departure {
	c := &waveChecker{waves: waves, lineage: l, order: slices.Sorted(maps.Keys(waves))}
	var all []Departure
	for n, wave := range c.order {
		all = append(all, c.departures(wave, c.order[:n])...)
	}
	return all
}

// changes warns of the departures of a wave that no entry tells of.
func (c *waveChecker) changes(wave study.WaveID, before []study.WaveID) {
	for _, d := range c.departures(wave, before) {
		if d.Told {
			continue
		}
		c.add(study.Warning, "changed-"+string(d.Change), d.Source, d.Column, fmt.Sprintf("%q differs from wave %d: %s", d.Item, d.Before, d.What),
			fmt.Sprintf("restore it, or say in %s what changed: a trend would pass over it", LineageFile))
	}
}

// departures compares each item of a wave with the item of the same name in the
// last wave before that had it.
func (c *waveChecker) departures(wave study.WaveID, before []study.WaveID) []Departure {
	var all []Departure
	for _, p := range c.waves[wave].Pages {
		for _, i := range p.Items {
			if !i.Asks() {
				continue
			}
			for _, w := range slices.Backward(before) {
				if old, _ := c.waves[w].Item(i.Name); old != nil && old.Asks() {
					all = append(all, c.compare(i, old, wave, w)...)
					break
				}
			}
		}
	}
	return all
}

// compare lists the differences of two items.
func (c *waveChecker) compare(now, old *Item, wave, before study.WaveID) []Departure {
	told := map[Change]bool{}
	for _, e := range c.lineage.Continuations {
		if e.From.Has(old.Name, before) && e.To.Has(now.Name, wave) {
			for _, change := range e.Change {
				told[change] = true
			}
		}
	}
	var all []Departure
	for _, d := range differences(now, old) {
		other := map[Change]Change{Categories: Scale, Scale: Categories, Wording: Period}[d.change] // another period needs other words
		all = append(all, Departure{now.Name, wave, before, d.change, d.column, d.what, now.Source, told[d.change] || told[other]})
	}
	return all
}

// A difference is one thing that is not as it was.
type difference struct {
	change       Change
	column, what string
}

// differences compares two items in the languages that both have.
func differences(now, old *Item) []difference {
	var ds []difference
	if now.Type != old.Type {
		ds = append(ds, difference{Scale, "type", fmt.Sprintf("it was a %s", old.Type)})
	}
	for _, lang := range slices.Sorted(maps.Keys(now.Label)) {
		if was, there := old.Label[lang]; there && normal(was) != normal(now.Label[lang]) {
			ds = append(ds, difference{Wording, "label::" + string(lang), "it is worded differently"})
			break
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(now.Reference)) {
		if was, there := old.Reference[lang]; there && normal(was) != normal(now.Reference[lang]) {
			ds = append(ds, difference{Period, "reference::" + string(lang), "the reference is another"})
			break
		}
	}
	if what := listDifference(now.Codes, old.Codes); what != "" {
		ds = append(ds, difference{Categories, "type", what})
	}
	return ds
}

func listDifference(now, old *dataset.CodeList) string {
	if now == nil || old == nil {
		return ""
	}
	if len(now.Categories) != len(old.Categories) {
		return fmt.Sprintf("it has %d categories and had %d", len(now.Categories), len(old.Categories))
	}
	for n, category := range now.Categories {
		was := old.Categories[n]
		if was.Code != category.Code {
			return fmt.Sprintf("its category %d is %q and was %q", n+1, category.Code, was.Code)
		}
		for lang, label := range category.Label {
			if before, there := was.Label[lang]; there && normal(before) != normal(label) {
				return fmt.Sprintf("its category %q is worded differently", category.Code)
			}
		}
	}
	return ""
}

// references checks that what is recalled of earlier waves was asked there.
func (c *waveChecker) references(wave study.WaveID) {
	for _, p := range c.waves[wave].Pages {
		for _, i := range p.Items {
			if i.Calculation == nil {
				continue
			}
			for _, e := range i.Calculation.Earlier() {
				earlier := c.waves[study.WaveID(e.Wave)]
				switch {
				case study.WaveID(e.Wave) >= wave || earlier == nil:
					c.add(study.Error, "unknown-wave", i.Source, "calculation", fmt.Sprintf("%q recalls wave %d, which is no earlier wave", i.Name, e.Wave), "correct the number")
				case c.elsewhere(study.WaveID(e.Wave)):
				default:
					if item, _ := earlier.Item(e.Item); item == nil {
						c.add(study.Error, "unknown-reference", i.Source, "calculation", fmt.Sprintf("wave %d has no item %q", e.Wave, e.Item), "correct the name")
					}
				}
			}
		}
	}
}
