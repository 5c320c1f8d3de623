package report

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sojourn/chart"
	"sojourn/estimate"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

// A plate is a figure drawn for one edition, or the reason why it could not be.
type plate struct {
	Figure Figure
	Number int
	SVG    []byte
	Table  chart.Table
	Cells  []place // that it shows
	Fault  *fault
}

// draw turns a figure of figures.yaml into a drawing and its table.
func (p *press) draw(f Figure, number int) plate {
	pl := plate{Figure: f, Number: number}
	entries, problem := p.shelf.entries(f)
	if problem != nil {
		pl.Fault = problem
		return pl
	}
	drawing, problem := p.drawing(f, entries)
	if problem != nil {
		pl.Fault = problem
		return pl
	}
	var errs [2]error
	pl.SVG, errs[0] = drawing.SVG()
	pl.Table, errs[1] = drawing.Table()
	pl.SVG = bytes.TrimSpace(pl.SVG)
	if err := errors.Join(errs[:]...); err != nil {
		pl.Fault = refused(f, err)
		return pl
	}
	for _, x := range entries {
		pl.Cells = append(pl.Cells, x.at)
	}
	return pl
}

// refused makes a problem of a chart's refusal to mislead.
func refused(f Figure, err error) *fault {
	var p study.Problem
	if errors.As(err, &p) {
		return &fault{"figure-" + p.Code, fmt.Sprintf("figure %q: %s", f.Name, p.What), p.Do}
	}
	return &fault{"figure", fmt.Sprintf("figure %q: %v", f.Name, err), "look at figures.yaml and at the estimate"}
}

// drawing words the figure and gives it the form of its kind.
func (p *press) drawing(f Figure, entries []entry) (chart.Figure, *fault) {
	frame, problem := p.frame(f, entries)
	if problem != nil {
		return nil, problem
	}
	if len(f.References) > 0 && f.Kind != Bars {
		return nil, &fault{"figure-references", fmt.Sprintf("figure %q is no bar chart and holds its numbers against findings", f.Name), "make it kind: bars, or leave references out"}
	}
	switch f.Kind {
	case Alluvial:
		return p.alluvial(frame, f, entries)
	case Funnel:
		return p.funnel(frame, entries), nil
	}
	units := map[chart.Unit]bool{}
	for _, x := range entries {
		units[UnitOf(x.e, x.cell)] = true
	}
	unit := UnitOf(entries[0].e, entries[0].cell)
	if len(units) > 1 {
		return nil, &fault{"figure-units", fmt.Sprintf("figure %q mixes shares with other numbers", f.Name), "pick numbers of one kind; of a transition, of: all or of: origin"}
	}
	l, problem := p.arrange(f, entries)
	if problem != nil {
		return nil, problem
	}
	switch f.Kind {
	case Stacked:
		return p.stacked(frame, l), nil
	case Lines:
		return p.lines(frame, unit, l), nil
	}
	held, problem := p.held(&frame, f, unit, l)
	if problem != nil {
		return nil, problem
	}
	return p.bars(frame, unit, l, held), nil
}

// frame words what stands around the numbers. All of it comes from the
// estimates; only the title may be the team's own.
func (p *press) frame(f Figure, entries []entry) (chart.Frame, *fault) {
	first := entries[0].e
	frame := chart.Frame{
		ID: "plot-" + f.Name, Lang: p.Lang, Title: titleOf(f, entries).In(p.Lang), Subtitle: p.subtitle(entries),
		Sample: first.Sample.In(p.Lang), N: first.SampleN, Base: p.base(f, entries),
		Interval: p.Say("interval-name", p.level(first)), Source: p.source(entries), Synthetic: first.Synthetic,
	}
	for _, x := range entries {
		if x.e.Spec.Sample != first.Spec.Sample {
			return frame, &fault{"figure-samples", fmt.Sprintf("figure %q draws estimates of different samples, %s and %s", f.Name, first.Spec.Sample, x.e.Spec.Sample), "draw a figure for each, or take both from one sample"}
		}
		if x.e.SampleN != first.SampleN {
			frame.N = p.in.SampleN[first.Spec.Sample]
		}
		frame.Few = frame.N < p.study.Disclosure.MinCell
		for _, c := range p.caveats(x.e) {
			if !slices.Contains(frame.Notes, c) {
				frame.Notes = append(frame.Notes, c)
			}
		}
	}
	return frame, nil
}

// subtitle names the waves and the weight.
func (p *press) subtitle(entries []entry) string {
	var parts []string
	for _, x := range entries {
		for _, w := range p.waveTitles(x.e) {
			if !slices.Contains(parts, w) {
				parts = append(parts, w)
			}
		}
	}
	s := strings.Join(parts, ", ")
	if first := entries[0].e; first.Spec.Weight != "" {
		s = strings.TrimPrefix(s+"; "+p.weight(first), "; ")
	}
	return s
}

// base says whose answers make 100 %.
func (p *press) base(f Figure, entries []entry) string {
	first := entries[0].e
	var words string
	switch {
	case first.Spec.Measure == estimate.Funnel || first.Spec.Measure == estimate.Count:
		return ""
	case first.Spec.Measure == estimate.Transition:
		words = p.Say("base-both")
		if slices.Contains(f.Pick[ofDim], ofOrigin) {
			words = p.Say("base-origin")
		}
	case first.Spec.Base == estimate.Total:
		words = p.Say("base-total")
	default:
		words = p.Say("base-valid")
	}
	if first.Spec.Where != "" {
		words += "; " + p.Say("restricted")
	}
	return words
}

// source names the study and what the numbers were made from.
func (p *press) source(entries []entry) string {
	var ids []string
	for _, x := range entries {
		if id := short(x.e.ID); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return p.Say("source", p.study.Title.In(p.Lang), short(entries[0].e.Cut), strings.Join(ids, ", "))
}

// value gives a chart the number of a cell, or the reason why there is none.
func value(x entry, ok bool) chart.Value {
	if !ok {
		return chart.Value{State: chart.NoData}
	}
	c := x.cell
	v := chart.Value{State: chart.State(c.State), Value: c.Value, Low: c.Low, High: c.High, N: c.N}
	if v.State == chart.NoInterval {
		v.Low, v.High = 0, 0
	}
	return v
}

func tally(x entry, ok bool) chart.Tally {
	v := value(x, ok)
	if v.State == chart.NoInterval {
		v.State = ""
	}
	return chart.Tally{State: v.State, People: int(phrasebook.Round(v.Value, 0))}
}

func (p *press) bars(frame chart.Frame, unit chart.Unit, l layout, held map[string][]chart.Row) chart.Figure {
	b := chart.Bars{Frame: frame, Unit: unit, Decimals: Decimals(unit),
		RowName: p.dimension(l.rows.Dim), SeriesName: p.dimension(l.series.Dim),
		Series: l.series.Labels, Ordered: l.series.Dim == waveDim}
	for i, row := range l.rows.Values {
		r := chart.Row{Label: l.rows.Labels[i]}
		for _, s := range l.series.Values {
			r.Values = append(r.Values, value(l.at(row, s)))
		}
		b.Rows = append(append(b.Rows, r), held[row]...)
	}
	b.Rows = append(b.Rows, held[""]...)
	return b
}

func (p *press) stacked(frame chart.Frame, l layout) chart.Figure {
	s := chart.Stacked{Frame: frame, Decimals: Decimals(chart.Percent), RowName: p.dimension(l.rows.Dim),
		Categories: l.series.Labels, Ordered: l.series.scale()}
	for i, row := range l.rows.Values {
		d := chart.Distribution{Label: l.rows.Labels[i]}
		for _, c := range l.series.Values {
			x, ok := l.at(row, c)
			d.N = max(d.N, x.cell.N)
			d.Shares = append(d.Shares, value(x, ok))
		}
		s.Rows = append(s.Rows, d)
	}
	return s
}

func (p *press) lines(frame chart.Frame, unit chart.Unit, l layout) chart.Figure {
	f := chart.Lines{Frame: frame, Unit: unit, Decimals: Decimals(unit),
		MomentName: p.dimension(l.rows.Dim), SeriesName: p.dimension(l.series.Dim)}
	for i, row := range l.rows.Values {
		f.Moments = append(f.Moments, chart.Moment{Label: l.rows.Labels[i], At: p.moment(l.rows.Dim, row)})
	}
	for i, name := range l.series.Values {
		s := chart.Series{Label: l.series.Labels[i]}
		for _, row := range l.rows.Values {
			s.Values = append(s.Values, value(l.at(row, name)))
		}
		f.Series = append(f.Series, s)
	}
	return f
}

// moment places a wave in time, in years, by the day on which it opened, so
// that a line does not make a year look like half of one.
func (p *press) moment(dim, value string) float64 {
	n, err := strconv.Atoi(value)
	if dim != waveDim || err != nil {
		return 0
	}
	w, err := p.study.Wave(study.WaveID(n))
	if err != nil {
		return 0
	}
	opens, err := time.Parse(time.DateOnly, string(w.Opens()))
	if err != nil {
		return 0
	}
	return float64(opens.Year()) + float64(opens.YearDay()-1)/366
}

func (p *press) funnel(frame chart.Frame, entries []entry) chart.Figure {
	f := chart.Funnel{Frame: frame, Decimals: Decimals(chart.Percent)}
	for _, x := range entries {
		f.Stages = append(f.Stages, chart.Stage{Label: p.labelOf(entries, stepDim, x.cell.Key(stepDim)), Tally: tally(x, true)})
	}
	return f
}

func (p *press) alluvial(frame chart.Frame, f Figure, entries []entry) (chart.Figure, *fault) {
	spec := entries[0].e.Spec
	if spec.Measure != estimate.Transition || spec.From == nil || spec.To == nil {
		return nil, &fault{"figure-kind", fmt.Sprintf("figure %q draws flows, and %s is no transition", f.Name, spec.Name), "choose another kind, or an estimate with from and to"}
	}
	l := layout{rows: p.axis(f, entries, fromDim), series: p.axis(f, entries, toDim), entries: entries}
	a := chart.Alluvial{Frame: frame,
		From: chart.Side{Title: p.wave(fmt.Sprint(spec.From.Wave)), Nodes: l.rows.Labels},
		To:   chart.Side{Title: p.wave(fmt.Sprint(spec.To.Wave)), Nodes: l.series.Labels}}
	for _, from := range l.rows.Values {
		var flows []chart.Tally
		for _, to := range l.series.Values {
			flows = append(flows, tally(l.at(from, to)))
		}
		a.Flows = append(a.Flows, flows)
	}
	return a, nil
}

// dimension is what a dimension is called at the head of a column; a variable
// of the team's own is left to the figure's title.
func (p *press) dimension(dim string) string {
	switch dim {
	case waveDim, categoryDim, fromDim, toDim, stepDim, ofDim:
		return p.Say("dim-" + dim)
	}
	return ""
}
