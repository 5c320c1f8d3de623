package report

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"sojourn/estimate"
	"sojourn/study"
)

// figureFaults lists the figures that the editions refer to and that cannot be
// drawn, and the titles that are not worded in every edition.
func (m *manuscript) figureFaults() study.Problems {
	var ps study.Problems
	told := map[string]bool{}
	add := func(f Figure, x fault) {
		if !told[f.Name+x.What] {
			told[f.Name+x.What] = true
			ps = append(ps, study.Problem{Severity: study.Error, Code: x.Code, Where: FiguresFile, Column: f.Name, What: x.What, Do: x.Do})
		}
	}
	for i, e := range m.editions {
		for _, pl := range m.presses[i].plates {
			if pl.Fault != nil {
				add(pl.Figure, *pl.Fault)
			}
			for _, x := range pl.Figure.disorder() {
				add(pl.Figure, x)
			}
			if t := pl.Figure.Title; len(t) > 0 && !t.Has(e.Lang) {
				add(pl.Figure, fault{"untranslated", fmt.Sprintf("the title of figure %q is not worded in %s", pl.Figure.Name, e.Lang), "word it, or leave it to the estimate"})
			}
			if t := pl.Figure.Title[e.Lang]; len(typedIn(t)) > 0 {
				add(pl.Figure, fault{"typed-number", fmt.Sprintf("a number is typed into the title of figure %q", pl.Figure.Name), "leave it to the estimate to say"})
			}
		}
	}
	return ps
}

// disorder tells where a figure picks the steps of a scale in an order that is
// not the codebook's. Steps of a scale have whole numbers for codes.
func (f Figure) disorder() []fault {
	var out []fault
	for _, dim := range slices.Sorted(maps.Keys(f.Pick)) {
		codes := f.Pick[dim]
		steps := make([]int, len(codes))
		for i, code := range codes {
			var err error
			if steps[i], err = strconv.Atoi(code); err != nil {
				steps = nil
				break
			}
		}
		if !slices.IsSorted(steps) {
			out = append(out, fault{"scale-order", fmt.Sprintf("figure %q puts the steps of a scale in the order %s", f.Name, strings.Join(codes, ", ")), "keep the order of the codebook"})
		}
	}
	return out
}

// checkEstimates lists what makes an estimate unfit to be printed. It sees the
// estimates before disclosure control, since a hidden cell would not add up.
func (m *manuscript) checkEstimates(es []estimate.Estimate) {
	cut := ""
	for _, e := range es {
		if !m.used[e.Spec.Name] {
			continue
		}
		add := func(s study.Severity, code, what, do string) {
			m.estimateFaults = append(m.estimateFaults, study.Problem{Severity: s, Code: code,
				Where: "estimates.yaml " + e.Spec.Name, What: what, Do: do})
		}
		if cut = cmp.Or(cut, e.Cut); e.Cut != cut {
			add(study.Error, "several-cuts", "it was computed on another cut of the data than the estimates before it", "compute all estimates of the report anew")
		}
		if len(e.Sample) == 0 {
			add(study.Error, "no-sample", "the estimate does not say whose answers it rests on", "name a sample")
		}
		if slices.ContainsFunc(e.Cells, func(c estimate.Cell) bool { return c.State == "" && c.N == 0 }) {
			add(study.Error, "no-base", "a number has no base: n is not known", "compute the estimate anew; n belongs to every number")
		}
		for _, sum := range wrongSums(e) {
			add(sum.severity, "sum-not-100", sum.what, "take the base of each group alone, and each category once")
		}
		m.wordings(&e, add)
		for _, other := range m.shelf.elsewhere(&e, m.used) {
			add(study.Warning, "other-sample", fmt.Sprintf("%s gives the same measure on another sample", other.Spec.Name), "say so where they meet; the pages say it beside each")
		}
		for _, other := range m.telling(e.Spec.Name) {
			add(study.Error, "hidden-elsewhere", fmt.Sprintf("it shows what disclosure control hides in %s", other), "leave one of the two out of the report")
		}
	}
}

// wordings lists the texts of an estimate that an edition would need and that
// are not worded in its language. A note that is missing in one edition would
// hide there that a wording or a period changed.
func (m *manuscript) wordings(e *estimate.Estimate, add func(study.Severity, string, string, string)) {
	for _, lang := range m.in.Report.Editions {
		for _, t := range unworded(e, lang) {
			add(study.Error, "untranslated", fmt.Sprintf("%q is not worded in %s", t.In(lang), lang), "word it in every language of the report")
		}
	}
}

// unworded lists the texts of an estimate that lack a wording in lang.
func unworded(e *estimate.Estimate, lang study.Lang) []study.Text {
	texts := []study.Text{e.Title, e.Sample, e.Spec.Note}
	for _, n := range e.Notes {
		texts = append(texts, n.Text)
	}
	return slices.DeleteFunc(texts, func(t study.Text) bool {
		return len(t) == 0 || t.Has(lang)
	})
}

// A wrongSum is a group whose shares are not of one whole.
type wrongSum struct {
	severity study.Severity
	what     string
}

// nearWhole is the band of sums that are taken for a distribution gone wrong
// rather than for a question with several answers.
const nearWhole = .15

// wrongSums lists the groups whose distribution does not sum to the whole. The
// counts tell whether it is one: those of a question with one answer divide
// the base between them. Where they do not, several answers may have been
// possible; then only what looks like a slip is listed.
func wrongSums(e estimate.Estimate) []wrongSum {
	if e.Spec.Measure != estimate.Share || len(e.Spec.Categories) > 0 {
		return nil
	}
	var wrong []wrongSum
	whole := 0.0
	groups := bundles(e, every(e), categoryDim)
	for _, group := range groups {
		people, sum, base := 0, 0.0, 0
		for _, i := range group.cells {
			people, sum, base = people+e.Cells[i].Count, sum+e.Cells[i].Value, max(base, e.Cells[i].N)
		}
		whole += sum
		what := strings.TrimSpace(fmt.Sprintf("the shares sum to %.1f %%, not to 100 %s", 100*sum, group.key))
		switch off := math.Abs(sum - 1); {
		case people == 0 || off < .001:
		case people == base:
			wrong = append(wrong, wrongSum{study.Error, what})
		case off < nearWhole:
			wrong = append(wrong, wrongSum{study.Warning, what + "; if each person chose one answer, a category is counted twice or missing"})
		}
	}
	if len(groups) > 1 && math.Abs(whole-1) < .001 {
		wrong = append(wrong, wrongSum{study.Error, fmt.Sprintf("the shares of all %d groups together sum to 100 %%: each group must have a base of its own", len(groups))})
	}
	return wrong
}

// elsewhere lists the used estimates that give the same measure of the same
// variable in one of the same waves, on another sample.
func (s shelf) elsewhere(e *estimate.Estimate, used map[string]bool) []*estimate.Estimate {
	var out []*estimate.Estimate
	for _, name := range s.names() {
		o := s[name]
		if used[name] && o.Spec.Sample != e.Spec.Sample && o.Spec.Measure == e.Spec.Measure && e.Spec.Item != "" && o.Spec.Item == e.Spec.Item &&
			slices.ContainsFunc(o.Spec.Waves, func(w study.WaveID) bool { return slices.Contains(e.Spec.Waves, w) }) {
			out = append(out, o)
		}
	}
	return out
}

// telling lists the used estimates with a hidden share that the estimate of
// the given name shows: the same people in the same category under another name.
func (m *manuscript) telling(name string) []string {
	e := m.shelf[name]
	var out []string
	for _, other := range m.usedNames() {
		o := m.shelf[other]
		if other == name || e.Spec.Measure != estimate.Share || o.Spec.Measure != estimate.Share ||
			o.Spec.Item != e.Spec.Item || o.Spec.Sample != e.Spec.Sample || o.Spec.Where != e.Spec.Where || o.Spec.By != e.Spec.By {
			continue
		}
		if slices.ContainsFunc(o.Cells, func(h estimate.Cell) bool {
			return h.State == estimate.Suppressed && slices.ContainsFunc(e.Cells, func(c estimate.Cell) bool {
				return c.State != estimate.Suppressed && category(e, c) == category(o, h) && c.Key(waveDim) == h.Key(waveDim) && c.Key(e.Spec.By) == h.Key(o.Spec.By)
			})
		}) {
			out = append(out, other)
		}
	}
	return out
}

// category names what a share is of: its category, or those taken together.
func category(e *estimate.Estimate, c estimate.Cell) string {
	if len(e.Spec.Categories) > 0 {
		return strings.Join(slices.Sorted(slices.Values(e.Spec.Categories)), " ")
	}
	return c.Key(categoryDim)
}
