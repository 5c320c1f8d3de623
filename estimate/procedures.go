package estimate

import (
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

func (s subject) associate() (Cell, error) {
	a, err := hypothesis.Associate(s.w.design, s.rows, factor(s.item, s.rows), s.by, hypothesis.Statistic(s.kind))
	return s.cellOf(a.CramersV, a.Test), err
}

// pearson is of the categories that somebody has: one that nobody chose says
// nothing of association.
func (s subject) pearson() (Cell, error) {
	c, err := hypothesis.Pearson(occupied(counted(factor(s.item, s.rows), s.by)), s.kind == "yates")
	return s.cellOf(c.CramersV, c.Test), err
}

func (s subject) fisher() (Cell, error) {
	t, err := hypothesis.Fisher(occupied(counted(factor(s.item, s.rows), s.by)))
	return s.cellOf(t.Statistic, t), err
}

// occupied leaves out rows and columns without people.
func occupied(t hypothesis.Table) hypothesis.Table {
	var columns []int
	for j := range t.Cols {
		if slices.ContainsFunc(t.N, func(row []float64) bool { return row[j] > 0 }) {
			columns = append(columns, j)
		}
	}
	var o hypothesis.Table
	for _, j := range columns {
		o.Cols = append(o.Cols, t.Cols[j])
	}
	for i, row := range t.N {
		if !slices.ContainsFunc(row, func(x float64) bool { return x > 0 }) {
			continue
		}
		o.Rows = append(o.Rows, t.Rows[i])
		var kept []float64
		for _, j := range columns {
			kept = append(kept, row[j])
		}
		o.N = append(o.N, kept)
	}
	return o
}

// proportions compares the share of the spec's categories in two groups: the
// first group less the second.
func (s subject) proportions() (Cell, error) {
	if len(s.by.Categories) != 2 {
		return Cell{}, fmt.Errorf("shares are compared between two groups, and %s has %d; name two under groups", s.by.Name, len(s.by.Categories))
	}
	chosen := chooses(s.item, s.w.categories)
	var of [2]kernel.Binomial
	for j, row := range s.rows {
		if g := s.by.Codes[j]; g >= 0 && s.item.Missing[row] == dataset.Present {
			of[g].N++
			if chosen(row) {
				of[g].X++
			}
		}
	}
	c, err := hypothesis.TwoProportions(of[0], of[1], s.kind == "proportions-corrected", s.level)
	return s.compared(c.Comparison), err
}

func (s subject) difference() (Cell, error) {
	c, err := hypothesis.MeanDifference(s.w.design, s.rows, numbers(s.item, s.rows), s.by, s.level)
	return s.compared(c), err
}

func (s subject) ranks() (Cell, error) {
	c, err := hypothesis.Ranks(s.w.design, s.rows, numbers(s.item, s.rows), s.by, hypothesis.RankTest(s.kind), hypothesis.Ties(s.w.spec.Ties), s.level)
	if c.DF2 > 0 { // of more than two groups there is no difference to tell
		return s.cellOf(c.Statistic, c.Test), err
	}
	return s.compared(c), err
}

// split gives the numbers of two groups.
func (s subject) split() (a, b []float64, err error) {
	if len(s.by.Categories) != 2 {
		return nil, nil, fmt.Errorf("two groups are compared, and %s has %d; name two under groups", s.by.Name, len(s.by.Categories))
	}
	for j, y := range numbers(s.item, s.rows) {
		switch s.by.Codes[j] {
		case 0:
			a = append(a, y)
		case 1:
			b = append(b, y)
		}
	}
	return a, b, nil
}

func (s subject) twoMeans() (Cell, error) {
	a, b, err := s.split()
	if err != nil {
		return Cell{}, err
	}
	by := hypothesis.Welch
	if s.kind == "student" {
		by = hypothesis.EqualVarianceT
	}
	m, err := by(a, b, s.level)
	return s.compared(m.Comparison), err
}

func (s subject) rankSum() (Cell, error) {
	a, b, err := s.split()
	if err != nil {
		return Cell{}, err
	}
	t, err := hypothesis.RankSum(a, b, hypothesis.RankMethod(s.w.spec.Ranking))
	return s.cellOf(t.Statistic, t), err
}

func (s subject) mean() (Cell, error) {
	c, err := hypothesis.OneMean(s.w.design, s.rows, numbers(s.item, s.rows), s.nullValue(), s.level)
	return s.compared(c), err
}

// goodness tests the shares of the categories by F; the Wald χ² is its
// statistic times its degrees of freedom.
func (s subject) goodness() (Cell, error) {
	f := factor(s.item, s.rows)
	if len(s.w.spec.Against) != len(f.Categories) {
		return Cell{}, fmt.Errorf("%s has %d categories and against %d shares", s.item.Name, len(f.Categories), len(s.w.spec.Against))
	}
	t, err := hypothesis.GoodnessOfFit(s.w.design, s.rows, f, s.w.spec.Against)
	return s.cellOf(t.F.Statistic, t.F), err
}

// chosen counts the people with an answer and those of the spec's categories.
func (s subject) chosen() kernel.Binomial {
	b := kernel.Binomial{N: len(s.f.rows)}
	b.X = len(filter(s.f.rows, chooses(s.item, s.w.categories)))
	return b
}

func (s subject) binomial() (Cell, error) {
	b := s.chosen()
	t, err := hypothesis.Binomial(b.X, b.N, s.nullValue())
	c := s.cellOf(float64(b.X)/float64(b.N), t)
	c.Low, c.High = b.ClopperPearson(s.level)
	return c, err
}

func (s subject) proportion() (Cell, error) {
	b, corrected := s.chosen(), s.kind == "proportion-corrected"
	t, err := hypothesis.OneProportion(b.X, b.N, s.nullValue(), corrected)
	c := s.cellOf(float64(b.X)/float64(b.N), t)
	if c.Low, c.High = b.Wilson(s.level); corrected {
		c.Low, c.High = b.WilsonCorrected(s.level)
	}
	return c, err
}

// change is the table of the people who answered at both points.
func (s subject) change() hypothesis.Table {
	from, to := s.w.from, s.w.to
	t := hypothesis.Table{N: make([][]float64, len(from.categories))}
	for i, c := range from.categories {
		t.Rows = append(t.Rows, c.Code)
		t.N[i] = make([]float64, len(to.categories))
	}
	for _, c := range to.categories {
		t.Cols = append(t.Cols, c.Code)
	}
	for _, row := range s.f.rows {
		t.N[from.at(row)][to.at(row)]++
	}
	return t
}

func (s subject) mcnemar() (Cell, error) {
	m, err := hypothesis.NewMcNemar(s.change())
	t := map[string]hypothesis.Test{"mcnemar": m.Plain, "mcnemar-corrected": m.Corrected, "mcnemar-exact": m.Exact, "mcnemar-midp": m.MidP}[s.kind]
	c := s.cellOf(m.Difference, t)
	c.SE = m.SE
	z := kernel.NormalQuantile((1 + s.level) / 2)
	c.Low, c.High = c.Value-z*c.SE, c.Value+z*c.SE
	return c, err
}

func (s subject) homogeneity() (Cell, error) {
	h, err := hypothesis.NewHomogeneity(s.change())
	t := h.StuartMaxwell
	if s.kind == "bhapkar" {
		t = h.Bhapkar
	}
	return s.cellOf(t.Statistic, t), err
}

func (s subject) bowker() (Cell, error) {
	b, err := hypothesis.Bowker(s.change())
	return s.cellOf(b.Statistic, b.Test), err
}

// kappa has a standard error and no test: that people agree better than by
// chance is no question.
func (s subject) kappa() (Cell, error) {
	from, to := hypothesis.Factor{Name: s.w.from.column.Name}, hypothesis.Factor{Name: s.w.to.column.Name}
	for _, row := range s.f.rows {
		from.Codes = append(from.Codes, int32(s.w.from.at(row)))
		to.Codes = append(to.Codes, int32(s.w.to.at(row)))
	}
	credit := map[string]hypothesis.Credit{"kappa": hypothesis.Identical, "kappa-linear": hypothesis.LinearCredit, "kappa-quadratic": hypothesis.QuadraticCredit}[s.kind]
	l, err := hypothesis.Kappa(s.w.design, s.f.rows, from, to, len(s.w.from.categories), credit)
	if err != nil {
		return Cell{}, err
	}
	c := s.w.linearCell(nil, s.f, "kappa", l)
	c.Method = s.w.method("kappa", studentInterval)
	return c, nil
}

// both are the numbers of the people who answered at both points.
func (s subject) both() (before, after []float64) {
	return scores(s.f.rows, s.w.from.column), scores(s.f.rows, s.w.to.column)
}

func (s subject) pairedT() (Cell, error) {
	before, after := s.both()
	c, err := hypothesis.PairedT(before, after, s.level)
	return s.compared(c), err
}

func (s subject) signedRank() (Cell, error) {
	before, after := s.both()
	t, err := hypothesis.SignedRank(before, after, hypothesis.RankMethod(s.w.spec.Ranking))
	return s.cellOf(t.Statistic, t), err
}

// cochran tests the share of the spec's categories over several items.
func (s subject) cochran() (Cell, error) {
	answers := make([][]bool, len(s.f.rows))
	for j, row := range s.f.rows {
		for _, c := range s.items {
			answers[j] = append(answers[j], chooses(c, s.w.categories)(row))
		}
	}
	t, err := hypothesis.CochranQ(answers)
	return s.cellOf(t.Statistic, t), err
}

// notNumeric reports whether a column has no numbers.
func notNumeric(c *dataset.Column) bool {
	return c.Kind != dataset.Numeric && (c.Kind != dataset.Categorical || c.Variable.Codes.Scores() == nil)
}
