package desk

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"sojourn/estimate"
	"sojourn/study"
)

// facts are the particulars without which a number says nothing.
func (f *frame) facts(e estimate.Estimate) []fact {
	var all []fact
	add := func(key string, value template.HTML) {
		if value != "" {
			all = append(all, fact{f.Say(key), value})
		}
	}
	add("fact.sample", f.Text(e.Sample)+", n = "+plain(f.Count(e.SampleN)))
	add("fact.waves", f.waveNames(wavesOf(e.Spec)))
	add("fact.base", f.base(e.Spec))
	if e.Spec.Where != "" {
		add("fact.where", code(e.Spec.Where))
	}
	weights := f.Say("fact.unweighted")
	if e.Spec.Weight != "" {
		weights = code(e.Spec.Weight)
	}
	if e.Spec.Measure != estimate.Count {
		add("fact.weights", weights)
	}
	if methods := methodsOf(e); len(methods) == 1 {
		add("fact.method", f.Text(estimate.MethodText(methods[0])))
	}
	if slices.ContainsFunc(e.Cells, func(c estimate.Cell) bool { return hasSpread(e, c) }) {
		add("fact.interval", f.Say("fact.level", f.voice.Percent(level(e.Spec), 0))+" "+f.Text(e.Assumption))
	}
	add("fact.population", f.Text(e.Population))
	add("fact.cut", `<span title="`+plain(e.Cut)+`">`+code(short(e.Cut))+`</span>`)
	add("fact.id", code(e.ID))
	return all
}

func level(s estimate.Spec) float64 {
	if s.Level == 0 {
		return .95
	}
	return s.Level
}

// wavesOf lists the waves that a spec is about.
func wavesOf(s estimate.Spec) []study.WaveID {
	waves := slices.Clone(s.Waves)
	for _, p := range []*estimate.Point{s.From, s.To} {
		if p != nil && p.Wave != 0 {
			waves = append(waves, p.Wave)
		}
	}
	return waves
}

func numbersOf(waves []study.WaveID) string {
	var all []string
	for _, w := range waves {
		all = append(all, strconv.Itoa(int(w)))
	}
	return strings.Join(all, ", ")
}

// base says whose answers make 100 %.
func (f *frame) base(s estimate.Spec) template.HTML {
	switch {
	case s.Measure == estimate.Funnel || s.Measure == estimate.Count:
		return ""
	case s.Measure == estimate.Transition:
		return f.Say("base.both")
	case s.Base == estimate.Total:
		return f.Say("base.total")
	case len(s.Complete) > 0:
		return f.Say("base.complete") + " " + codes(s.Complete)
	}
	return f.Say("base.valid")
}

func methodsOf(e estimate.Estimate) []string {
	var all []string
	for _, c := range e.Cells {
		if !slices.Contains(all, c.Method) {
			all = append(all, c.Method)
		}
	}
	return all
}
