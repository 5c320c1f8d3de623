package estimate

import (
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/study"
)

// finish puts cells and everything that a reader must be told into an estimate.
func (w *work) finish(cut string, cells []Cell) (Estimate, error) {
	id, err := w.spec.id(w.sample, w.engine.digests[w.spec.Weight], cut)
	if err != nil {
		return Estimate{}, err
	}
	return Estimate{
		ID: id, Spec: w.spec, Cut: cut, Title: w.title(), Sample: w.sampleTitle(), SampleN: w.sampleN,
		Population: w.study.Population, Assumption: say("assumption"), Synthetic: w.study.Synthetic,
		Cells: cells, Notes: w.told(cells), Covariance: w.covariance(cells),
	}, nil
}

// covariance is the covariance matrix of the cells, where the spec asks for it.
func (w *work) covariance(cells []Cell) [][]float64 {
	if !w.spec.Covariance {
		return nil
	}
	var at []int
	var ls []kernel.Linear
	for i, c := range cells {
		if l, ok := w.linears[keyText(c.Keys)]; ok {
			at, ls = append(at, i), append(ls, l)
		}
	}
	matrix := make([][]float64, len(cells))
	for i := range matrix {
		matrix[i] = make([]float64, len(cells))
	}
	v := w.bearing.Covariance(ls...)
	for i := range ls {
		for j := range ls {
			matrix[at[i]][at[j]] = v.At(i, j)
		}
	}
	return matrix
}

func (w *work) sampleTitle() study.Text {
	if w.everybody {
		return say("everybody")
	}
	return w.sample.Title
}

// title is the spec's own, or is made from the variables and waves measured.
func (w *work) title() study.Text {
	switch s := w.spec; {
	case len(s.Title) > 0:
		return s.Title
	case s.Measure == Funnel:
		return say("title-funnel")
	case s.Measure == Transition:
		return w.transitionTitle()
	case s.Measure == Path:
		return labelOf(w.points[0].column)
	case s.Meets != "", w.items == nil, s.Item == "" && s.Measure != Count:
		return study.Text{"en": s.Name}
	case s.Item == "":
		return say("title-count", w.sampleTitle())
	case s.Measure == Difference:
		return say("title-difference", labelOf(w.items[0]))
	}
	return labelOf(w.items[0])
}

func (w *work) transitionTitle() study.Text {
	from, to := labelOf(w.from.column), labelOf(w.to.column)
	if w.spec.From.Item == w.spec.To.Item {
		return say("title-transition", from, w.from.wave.Title, w.to.wave.Title)
	}
	return say("title-transition-items", from, w.from.wave.Title, to, w.to.wave.Title)
}

// labelOf is a variable's label, or its name where it has none.
func labelOf(c *dataset.Column) study.Text {
	if len(c.Label) > 0 {
		return c.Label
	}
	return study.Text{"en": c.Name}
}

// weightName names the weights that some people lack.
func (w *work) weightName() string {
	if w.set != nil {
		return w.set.Name
	}
	return w.weights.Name
}

// told lists the notes: the team's own first, then what befell the numbers.
func (w *work) told(cells []Cell) []Note {
	var notes []Note
	if len(w.spec.Note) > 0 {
		notes = append(notes, Note{Code: OwnNote, Text: w.spec.Note})
	}
	if x := w.spec.Compare; x != nil && len(x.Told) > 0 {
		notes = append(notes, Note{Code: FindingNote, Text: x.Told})
	}
	notes = append(notes, w.notes...)
	if without := w.sampleN - w.weighted; without > 0 {
		notes = append(notes, note("unweighted", without, w.weightName()))
	}
	thin, empty, undefined, concentrated := 0, 0, 0, 0
	for i := range cells { // of which a large table has thousands
		c := &cells[i]
		if slices.Contains(c.Flags, Concentrated) {
			concentrated++
		}
		switch c.State {
		case NoInterval:
			thin++
		case NoData:
			if c.N == 0 {
				empty++
			} else {
				undefined++
			}
		}
	}
	for _, n := range []struct {
		code  string
		cells int
	}{{"fallback", w.fallback}, {"drifted", w.drifted}, {"thin", thin}, {"empty", empty}, {"no-number", undefined}, {"concentrated", concentrated}} {
		if n.cells > 0 {
			notes = append(notes, note(n.code, n.cells))
		}
	}
	return notes
}
