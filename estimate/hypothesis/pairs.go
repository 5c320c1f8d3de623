package hypothesis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sojourn/estimate/kernel"
)

// A McNemar is the change of a yes-or-no answer among the same people. There
// are four tests of it, from the roughest to the exact one; MidP is the one to
// prefer where few changed (Fagerland, Lydersen & Laake 2013).
type McNemar struct {
	Plain, Corrected, Exact, MidP Test

	Gained, Lost float64 // people who moved from the first category to the second, and back
	Difference   float64 // share of the second category after, less before
	SE           float64 // of Difference (Agresti 2013, 11.1)
}

// NewMcNemar tests a table of the same people's answers before (rows) and after
// (columns): with b who gained and c who lost,
//
//	X² = (b−c)² / (b+c) ~ χ²(1)
//
// (McNemar 1947), with |b−c| lessened by 1, but not below 0, when corrected
// (Edwards 1948). It is undefined where nobody changed.
func NewMcNemar(t Table) (McNemar, error) {
	_, _, n, err := t.square()
	if err != nil {
		return McNemar{}, err
	}
	if len(t.N) != 2 {
		return McNemar{}, fmt.Errorf("hypothesis: McNemar's test is for two categories, and there are %d; use Stuart-Maxwell or Bowker", len(t.N))
	}
	b, c := t.N[0][1], t.N[1][0]
	if b+c == 0 {
		return McNemar{}, because("nobody-of-changed", "nobody of %v changed between the two answers", n)
	}
	if b != math.Floor(b) || c != math.Floor(c) {
		return McNemar{}, fmt.Errorf("hypothesis: McNemar's test counts whole people, and %v and %v changed", b, c)
	}
	m := McNemar{Gained: b, Lost: c, Difference: (b - c) / n, SE: math.Sqrt(b+c-(b-c)*(b-c)/n) / n}
	x2 := (b - c) * (b - c) / (b + c)
	m.Plain = Test{"McNemar chi-squared", x2, 1, 0, kernel.ChiSquaredSurvival(x2, 1)}
	less := max(math.Abs(b-c)-1, 0)
	x2 = less * less / (b + c)
	m.Corrected = Test{"McNemar chi-squared, corrected", x2, 1, 0, kernel.ChiSquaredSurvival(x2, 1)}
	if m.Exact, err = Binomial(int(b), int(b+c), 0.5); err != nil {
		return McNemar{}, err
	}
	m.Exact.Method = "McNemar exact"
	m.MidP = Test{Method: "McNemar mid-p", Statistic: b, P: midP(min(b, c), b+c)}
	return m, nil
}

// OddsRatio is b/c, how many gained for one who lost. It is undefined where
// nobody lost.
func (m McNemar) OddsRatio() (float64, error) {
	if m.Lost == 0 {
		return 0, undefined("%v people moved one way and nobody the other", m.Gained)
	}
	return m.Gained / m.Lost, nil
}

// midP is twice the lower tail at x of n halves, with half of x itself
// (Lancaster 1961).
func midP(x, n float64) float64 {
	half := func(k float64) float64 { return math.Exp(logChoose(n, k) - n*math.Ln2) }
	p := -half(x)
	for k := 0.0; k <= x; k++ {
		p += 2 * half(k)
	}
	return min(p, 1)
}

// A Homogeneity tests whether the shares of several categories changed.
type Homogeneity struct {
	StuartMaxwell Test // (Stuart 1955; Maxwell 1970)
	Bhapkar       Test // W / (1 − W/n), stronger (Bhapkar 1966)
}

// NewHomogeneity tests a table of the same people's answers before (rows) and
// after (columns): with d the differences of the margins but the last,
//
//	W = d′S⁻¹d ~ χ²(k−1),  Sᵢᵢ = nᵢ. + n.ᵢ − 2nᵢᵢ,  Sᵢⱼ = −(nᵢⱼ + nⱼᵢ)
//
// It is undefined where nobody entered or left a category, or where the
// categories fall into groups between which nobody moved.
func NewHomogeneity(t Table) (Homogeneity, error) {
	rows, cols, n, err := t.square()
	if err != nil {
		return Homogeneity{}, err
	}
	k := len(rows)
	for i := range k {
		if rows[i]+cols[i] == 2*t.N[i][i] {
			return Homogeneity{}, because("nobody-entered", "nobody entered or left category %s; leave it out or merge it", name(t.Rows, i))
		}
	}
	d, s := make([]float64, k-1), mat.NewSymDense(k-1, nil)
	for i := range k - 1 {
		d[i] = rows[i] - cols[i]
		s.SetSym(i, i, rows[i]+cols[i]-2*t.N[i][i])
		for j := i + 1; j < k-1; j++ {
			s.SetSym(i, j, -t.N[i][j]-t.N[j][i])
		}
	}
	w, err := quadratic(d, s)
	if err != nil {
		return Homogeneity{}, because("no-way-between", "the categories fall into groups between which nobody moved; merge some")
	}
	df := float64(k - 1)
	h := Homogeneity{StuartMaxwell: Test{"Stuart-Maxwell", w, df, 0, kernel.ChiSquaredSurvival(w, df)}}
	if w >= n {
		return Homogeneity{}, because("moved-alike", "everybody moved the same way")
	}
	w /= 1 - w/n
	h.Bhapkar = Test{"Bhapkar", w, df, 0, kernel.ChiSquaredSurvival(w, df)}
	return h, nil
}

// A Symmetry tests whether as many moved from i to j as from j to i.
type Symmetry struct {
	Test
	Pairs int // of categories
	Empty int // of them without anybody who moved; they add nothing and no degree of freedom
}

// Bowker tests the symmetry of a table (Bowker 1948):
//
//	X² = ∑_{i<j} (nᵢⱼ − nⱼᵢ)² / (nᵢⱼ + nⱼᵢ) ~ χ²(number of pairs with people)
//
// It is undefined where nobody moved at all.
func Bowker(t Table) (Symmetry, error) {
	if _, _, _, err := t.square(); err != nil {
		return Symmetry{}, err
	}
	s := Symmetry{Test: Test{Method: "Bowker symmetry"}}
	for i := range t.N {
		for j := range i {
			s.Pairs++
			moved, net := t.N[i][j]+t.N[j][i], t.N[i][j]-t.N[j][i]
			if moved == 0 {
				s.Empty++
				continue
			}
			s.Statistic += net * net / moved
			s.DF++
		}
	}
	if s.DF == 0 {
		return Symmetry{}, because("nobody-changed", "nobody changed")
	}
	s.P = kernel.ChiSquaredSurvival(s.Statistic, s.DF)
	return s, nil
}

// CochranQ tests whether the share of a yes-or-no answer is the same on k
// occasions, with one row of k answers a person (Cochran 1950):
//
//	Q = (k−1) (k ∑Cⱼ² − (∑Cⱼ)²) / (k ∑Rᵢ − ∑Rᵢ²) ~ χ²(k−1)
//
// It is undefined where everybody answered alike on all occasions.
func CochranQ(answers [][]bool) (Test, error) {
	if len(answers) == 0 || len(answers[0]) < 2 {
		return Test{}, because("few-occasions", "Cochran's test needs people with answers on two occasions or more")
	}
	k := len(answers[0])
	cols := make([]float64, k)
	sum, within, squares := 0.0, 0.0, 0.0
	for i, row := range answers {
		if len(row) != k {
			return Test{}, fmt.Errorf("hypothesis: person %d has %d answers, the first has %d", i, len(row), k)
		}
		yes := 0.0
		for j, answer := range row {
			if answer {
				yes++
				cols[j]++
			}
		}
		sum += yes
		within += float64(k)*yes - yes*yes
	}
	if within == 0 {
		return Test{}, because("nobody-changed", "nobody changed")
	}
	for _, c := range cols {
		squares += c * c
	}
	q, df := float64(k-1)*(float64(k)*squares-sum*sum)/within, float64(k-1)
	return Test{"Cochran Q", q, df, 0, kernel.ChiSquaredSurvival(q, df)}, nil
}

// square checks a table of the same categories twice.
func (t Table) square() (rows, cols []float64, n float64, err error) {
	if rows, cols, n, err = t.sums(); err != nil {
		return nil, nil, 0, err
	}
	switch {
	case len(rows) != len(cols):
		err = fmt.Errorf("hypothesis: change is tested in a square table, and this one has %d rows and %d columns", len(rows), len(cols))
	case len(rows) < 2:
		err = because("single-category-twice", "there is a single category, in which nothing can change")
	case n == 0:
		err = because("nobody-both-answers", "nobody has both answers")
	}
	return rows, cols, n, err
}
