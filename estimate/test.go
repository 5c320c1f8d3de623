package estimate

import (
	"maps"
	"math"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/hypothesis"
)

// A procedure is one test that a spec may name.
type procedure struct {
	needs   need
	compute func(s subject) (Cell, error)
}

// A need says what a test is about.
type need int

const (
	association need = iota // item and by, both with categories
	comparison              // numbers of the item in groups of by
	single                  // the item alone, held against a value
	pairs                   // from and to
	repeated                // several items of the same people
)

// A subject is the people and answers that a test is about.
type subject struct {
	w     *work
	f     footing
	rows  []int32
	item  *dataset.Column
	by    hypothesis.Factor
	items []*dataset.Column
	keys  []Key
	kind  string
	level float64
}

// procedures lists the tests by name.
func procedures() map[string]procedure {
	all := map[string]procedure{}
	for _, s := range []hypothesis.Statistic{hypothesis.RaoScottF, hypothesis.RaoScottChi, hypothesis.LinearSum, hypothesis.Saddlepoint, hypothesis.WaldF, hypothesis.AdjustedF} {
		all[string(s)] = procedure{association, subject.associate}
	}
	for _, r := range []hypothesis.RankTest{hypothesis.WilcoxonScores, hypothesis.KruskalWallis, hypothesis.VanDerWaerden, hypothesis.MedianScores} {
		all[string(r)] = procedure{comparison, subject.ranks}
	}
	maps.Copy(all, map[string]procedure{
		"pearson": {association, subject.pearson}, "yates": {association, subject.pearson}, "fisher": {association, subject.fisher},
		"proportions": {association, subject.proportions}, "proportions-corrected": {association, subject.proportions},
		"t": {comparison, subject.difference}, "welch": {comparison, subject.twoMeans}, "student": {comparison, subject.twoMeans},
		"rank-sum": {comparison, subject.rankSum},
		"mean":     {single, subject.mean}, "goodness-of-fit": {single, subject.goodness},
		"binomial": {single, subject.binomial}, "proportion": {single, subject.proportion}, "proportion-corrected": {single, subject.proportion},
		"mcnemar": {pairs, subject.mcnemar}, "mcnemar-corrected": {pairs, subject.mcnemar}, "mcnemar-exact": {pairs, subject.mcnemar},
		"mcnemar-midp": {pairs, subject.mcnemar}, "stuart-maxwell": {pairs, subject.homogeneity}, "bhapkar": {pairs, subject.homogeneity},
		"bowker": {pairs, subject.bowker}, "kappa": {pairs, subject.kappa}, "kappa-linear": {pairs, subject.kappa}, "kappa-quadratic": {pairs, subject.kappa},
		"paired-t": {pairs, subject.pairedT}, "signed-rank": {pairs, subject.signedRank},
		"cochran": {repeated, subject.cochran},
	})
	return all
}

// classical are the tests for people counted once and alike.
var classical = []string{"pearson", "yates", "fisher", "proportions", "proportions-corrected", "welch", "student", "rank-sum", "binomial", "proportion",
	"proportion-corrected", "mcnemar", "mcnemar-corrected", "mcnemar-exact", "mcnemar-midp", "stuart-maxwell", "bhapkar", "bowker", "paired-t", "signed-rank", "cochran"}

// Tests lists the names of the tests.
func Tests() []string { return slices.Sorted(maps.Keys(procedures())) }

// tests computes the test for every wave, or for every one of several items,
// and adjusts the family if the spec says so.
func (w *work) tests() ([]Cell, error) {
	var cells []Cell
	for i := range w.waves {
		items := []*dataset.Column{w.items[i]}
		if len(w.several) > 0 && procedures()[w.spec.Test].needs != repeated {
			items = w.several[i]
		}
		for _, item := range items {
			c, err := w.tested(w.spec.Test, i, item)
			if err != nil {
				return nil, err
			}
			cells = append(cells, c)
		}
	}
	return cells, w.adjust(cells)
}

// tested computes one test in the i-th wave.
func (w *work) tested(kind string, i int, item *dataset.Column) (Cell, error) {
	rows := w.people
	for _, c := range w.complete[i] {
		rows = present(rows, c)
	}
	p := procedures()[kind]
	s := subject{w: w, rows: rows, item: item, keys: w.waveKey(i), kind: kind, level: w.spec.Level}
	if len(w.spec.Items) > 0 && p.needs != repeated {
		s.keys = append(s.keys, itemKey(item))
	}
	if len(w.several) > 0 {
		s.items = w.several[i]
	}
	base := rows
	switch p.needs {
	case association, comparison:
		s.by = w.factorBy(i, rows)
		base = nil
		for j, row := range rows {
			if s.by.Codes[j] >= 0 && item.Missing[row] == dataset.Present {
				base = append(base, row)
			}
		}
	case single:
		base = present(rows, item)
	case pairs:
		base = present(present(rows, w.from.column), w.to.column)
	case repeated:
		for _, c := range s.items {
			base = present(base, c)
		}
	}
	s.f = w.footing(rows, base)
	if s.f.state() == NoData {
		return Cell{}, nobodyToTest()
	}
	c, err := p.compute(s)
	return s.finished(c), err
}

func nobodyToTest() error {
	return &hypothesis.Undefined{Code: "nobody", Format: "nobody has the answers that the test needs"}
}

// finished says of a test's cell what it is and whom it rests on.
func (s subject) finished(c Cell) Cell {
	c.Keys = append(s.keys, Key{Dim: "test", Value: s.kind})
	c.N, c.Count, c.WeightedN, c.Effective = s.f.tally.N, s.f.tally.N, s.f.tally.Sum, s.f.tally.Effective()
	if c.Method == "" {
		c.Method = s.w.method(s.kind, noInterval)
	}
	return c
}

// adjust corrects the p-values of a family.
func (w *work) adjust(cells []Cell) error {
	if w.spec.Adjust == "" {
		return nil
	}
	by := hypothesis.Holm
	if w.spec.Adjust == benjaminiHochberg {
		by = hypothesis.BenjaminiHochberg
	}
	ps := make([]float64, len(cells))
	for i, c := range cells {
		ps[i] = c.Test.P
	}
	adjusted, err := by(ps)
	for i := range adjusted {
		cells[i].Test.Adjusted = adjusted[i]
	}
	return err
}

// The corrections for a family of tests.
const (
	holm              = "holm"
	benjaminiHochberg = "benjamini-hochberg"
)

// factorBy is the crossed By as a factor over rows, narrowed to Groups.
func (w *work) factorBy(i int, rows []int32) hypothesis.Factor {
	codes := crossedCodes(w.by[i])
	f := hypothesis.Factor{Name: w.spec.By, Categories: codes, Codes: make([]int32, len(rows))}
	place := make([]int32, len(codes))
	for c := range place {
		place[c] = int32(c)
		if len(w.spec.Groups) > 0 {
			place[c] = int32(slices.Index(w.spec.Groups, codes[c]))
		}
	}
	if len(w.spec.Groups) > 0 {
		f.Categories = w.spec.Groups
	}
	for j, row := range rows {
		f.Codes[j] = -1
		if at := crossedAt(w.by[i], row); at >= 0 {
			f.Codes[j] = place[at]
		}
	}
	return f
}

// factor is a column with categories as a factor over rows.
func factor(c *dataset.Column, rows []int32) hypothesis.Factor {
	f := hypothesis.Factor{Name: c.Name, Codes: make([]int32, len(rows))}
	f.Categories = codesOf(c.Variable.Codes)
	for j, row := range rows {
		f.Codes[j] = -1
		if c.Missing[row] == dataset.Present {
			f.Codes[j] = int32(c.Codes[row])
		}
	}
	return f
}

// numbers are a column's scores over rows, NaN where there is no answer.
func numbers(c *dataset.Column, rows []int32) []float64 {
	y := scores(rows, c)
	for j, row := range rows {
		if c.Missing[row] != dataset.Present {
			y[j] = math.NaN()
		}
	}
	return y
}

// cellOf is a cell with a test.
func (s subject) cellOf(value float64, t hypothesis.Test) Cell {
	return Cell{Value: value, Low: value, High: value, DF: max(s.f.df, 0),
		Test: &Test{Kind: s.kind, Statistic: t.Statistic, DF: t.DF, DF2: t.DF2, P: t.P}, Method: s.words(t.Method)}
}

func (s subject) words(method string) string {
	if slices.Contains(classical, s.kind) {
		return method + "; people counted alike"
	}
	return strings.Replace(s.w.method(method, noInterval), "; "+noInterval+" interval", "", 1)
}

func (s subject) compared(c hypothesis.Comparison) Cell {
	cell := s.cellOf(c.Estimate, c.Test)
	cell.SE, cell.Low, cell.High = c.SE, c.Low, c.High
	if less := s.less(); less != "" {
		cell.Method += "; " + less
	}
	return cell
}

// less says which group or point was subtracted from which. It differs between
// tests, as it does in R.
func (s subject) less() string {
	if s.w.from != nil && s.w.to != nil {
		return s.w.to.column.Name + " − " + s.w.from.column.Name
	}
	var groups []string
	for g, code := range s.by.Categories {
		if slices.Contains(s.by.Codes, int32(g)) {
			groups = append(groups, code)
		}
	}
	switch {
	case len(groups) != 2:
		return ""
	case slices.Contains(classical, s.kind):
		return groups[0] + " − " + groups[1]
	}
	return groups[1] + " − " + groups[0]
}

// counted are the unweighted pairs of two factors.
func counted(a, b hypothesis.Factor) hypothesis.Table {
	t := hypothesis.Table{Rows: a.Categories, Cols: b.Categories, N: make([][]float64, len(a.Categories))}
	for i := range t.N {
		t.N[i] = make([]float64, len(b.Categories))
	}
	for j := range a.Codes {
		if a.Codes[j] >= 0 && b.Codes[j] >= 0 {
			t.N[a.Codes[j]][b.Codes[j]]++
		}
	}
	return t
}

func (s subject) nullValue() float64 {
	if len(s.w.spec.Against) == 0 {
		return 0
	}
	return s.w.spec.Against[0]
}
