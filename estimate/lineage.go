package estimate

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/model"
	"sojourn/instrument"
	"sojourn/study"
)

// Under returns an engine that knows what changed between the waves. A number
// over several waves then carries the notes of the changes that it crosses, an
// item may be called by the name of its lineage, categories are recoded where
// the lineage says how, and what is not comparable is refused. A transition
// keeps the categories of both questions, since it only says who answered what.
func (e *Engine) Under(l *instrument.Lineage) *Engine {
	under := *e
	under.lineage = l
	return &under
}

// continuous gives the spec with what was recoded, columns under which an item
// has the same categories in all waves of the spec, by their names, and the
// notes that the number carries.
func (e *Engine) continuous(spec Spec) (Spec, map[string]*dataset.Column, []Note, error) {
	spec.Recoded = nil
	if e.lineage == nil {
		return spec, nil, nil, nil
	}
	crossed := e.crossed(spec)
	var notes []Note
	for _, c := range crossed {
		if !c.Trend() && spec.Measure != Transition {
			return spec, nil, nil, study.Problems{trouble(spec.Name, "waves", fmt.Sprintf("%s says that %s is not comparable over these waves: %s", instrument.LineageFile, c.Item, c.Note.In("en")),
				"make one estimate a wave, and do not set them against each other")}
		}
		if len(c.Note) > 0 && !maps.Equal(c.Note, spec.Note) {
			notes = append(notes, Note{Code: LineageNote, Text: c.Note})
		}
	}
	recoded := map[string]*dataset.Column{}
	for item, waves := range spec.compared() {
		rs, columns := e.recoded(item, waves, crossed)
		spec.Recoded = append(spec.Recoded, rs...)
		for _, c := range columns {
			recoded[c.Name] = c
		}
	}
	return spec, recoded, notes, nil
}

// crossed lists the continuations that the number passes over, each once, in
// the order of the file.
func (e *Engine) crossed(spec Spec) []instrument.Continuation {
	in := spec.measuredIn()
	return slices.DeleteFunc(slices.Clone(e.lineage.Continuations), func(c instrument.Continuation) bool {
		if from, to := spec.From, spec.To; from != nil && to != nil {
			same := from.Item == to.Item && c.Crosses(from.Item, from.Wave, to.Wave)
			if same || c.From.Has(from.Item, from.Wave) && c.To.Has(to.Item, to.Wave) {
				return false
			}
		}
		for item, waves := range in {
			if c.Crosses(item, slices.Min(waves), slices.Max(waves)) {
				return false
			}
		}
		return true
	})
}

// measured lists the items of the spec, those of its conditions left aside.
func (s Spec) measured() []string {
	names := append([]string{s.Item, s.Over}, s.Items...)
	names = append(names, strings.Split(s.By, crossing)...)
	if s.Model != nil {
		if f, err := model.Parse(s.Model.Formula); err == nil {
			names = append(names, f.Names()...)
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}

// compared are the items of the spec with the waves in which their categories
// are to be the same: those of the spec, and for a test of change its points.
func (s Spec) compared() iter.Seq2[string, []study.WaveID] {
	return func(yield func(string, []study.WaveID) bool) {
		for _, item := range s.measured() {
			if !yield(item, s.Waves) {
				return
			}
		}
		if s.Measure == Testing && s.From != nil && s.To != nil && s.From.Item == s.To.Item {
			yield(s.From.Item, []study.WaveID{s.From.Wave, s.To.Wave})
		}
	}
}

// measuredIn gives the waves in which each item is measured, by the spec or by
// the parts of a contrast.
func (s Spec) measuredIn() map[string][]study.WaveID {
	specs := []Spec{s}
	for _, part := range s.Parts {
		if part.Spec != nil {
			specs = append(specs, *part.Spec)
		}
	}
	in := map[string][]study.WaveID{}
	for _, spec := range specs {
		for _, item := range spec.measured() {
			if len(spec.Waves) > 0 {
				in[item] = append(in[item], spec.Waves...)
			}
		}
	}
	return in
}
