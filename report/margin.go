package report

import (
	"slices"

	"sojourn/estimate"
)

// A marginNote is what stands beside a paragraph: whose answers its numbers
// rest on, and what the reader must know of them.
type marginNote struct {
	Sample, Waves, Weight string
	Items                 []marginItem
	Caveats               []string
}

// A marginItem is one estimate of a margin note, with the n of its numbers.
type marginItem struct {
	Title, N string
	estimate string
	bases    []int
}

// marginNotes writes one note for each sample, waves and weight that the
// references rest on. A caveat is told where its estimate is first mentioned.
func (p *press) marginNotes(refs []reference) []marginNote {
	var notes []marginNote
	for _, r := range refs {
		at, f := p.shelf.find(r)
		if f != nil {
			continue
		}
		e := p.shelf[at.Estimate]
		p.noteOn(&notes, e).add(e, p.shelf.cell(at).N, p.title(e))
		if p.noted[at.Estimate] {
			continue
		}
		p.noted[at.Estimate] = true
		n := p.noteOn(&notes, e)
		n.Caveats = append(n.Caveats, p.caveats(e)...)
	}
	for i := range notes {
		for k := range notes[i].Items {
			notes[i].Items[k].N = p.bases(notes[i].Items[k].bases)
		}
	}
	return notes
}

func (p *press) title(e *estimate.Estimate) string { return e.Title.In(p.Lang) }

// noteOn returns the note that an estimate belongs to, a new one if need be.
func (p *press) noteOn(notes *[]marginNote, e *estimate.Estimate) *marginNote {
	n := marginNote{Sample: e.Sample.In(p.Lang), Waves: p.waves(e)}
	if e.Spec.Weight != "" {
		n.Weight = p.weight(e)
	}
	at := slices.IndexFunc(*notes, func(o marginNote) bool {
		return o.Sample == n.Sample && o.Waves == n.Waves && o.Weight == n.Weight
	})
	if at < 0 {
		*notes, at = append(*notes, n), len(*notes)
	}
	return &(*notes)[at]
}

// add notes one more number of an estimate and its base.
func (n *marginNote) add(e *estimate.Estimate, base int, title string) {
	at := slices.IndexFunc(n.Items, func(i marginItem) bool { return i.estimate == e.Spec.Name })
	if at < 0 {
		n.Items, at = append(n.Items, marginItem{Title: title, estimate: e.Spec.Name}), len(n.Items)
	}
	n.Items[at].bases = append(n.Items[at].bases, base)
}

// bases writes the n of several numbers: each once, or the span of many.
func (p *press) bases(ns []int) string {
	slices.Sort(ns)
	ns = slices.Compact(ns)
	if len(ns) > 3 {
		return p.Count(ns[0]) + "–" + p.Count(ns[len(ns)-1])
	}
	s := p.Count(ns[0])
	for _, n := range ns[1:] {
		s += " / " + p.Count(n)
	}
	return s
}

// caveats are what must stand near every number of an estimate: the team's
// note on wording, period or comparability, and where the report gives the
// same measure on other samples too, a line that says so.
func (p *press) caveats(e *estimate.Estimate) []string {
	var out []string
	if s := e.Spec.Note.In(p.Lang); s != "" {
		out = append(out, s)
	}
	for _, other := range p.shelf.elsewhere(e, p.used) {
		out = append(out, p.Say("other-sample", other.Sample.In(p.Lang)))
	}
	return out
}

// remarks are the caveats and everything else that befell the numbers, which
// the appendix has room for.
func (p *press) remarks(e *estimate.Estimate) []string {
	out := p.caveats(e)
	for _, t := range e.Notes {
		if s := t.In(p.Lang); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
