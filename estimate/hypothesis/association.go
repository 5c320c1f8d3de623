package hypothesis

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// A Statistic names a design-based test of association.
type Statistic string

// The statistics of [Associate]. All but the Wald ones are Pearson's X² of the
// weighted table and differ in the distribution it is held against.
const (
	RaoScottF   Statistic = "F"           // second-order correction with F (Rao & Scott 1984; Thomas & Rao 1987); the default
	RaoScottChi Statistic = "Chisq"       // first-order correction with χ² (Rao & Scott 1984)
	LinearSum   Statistic = "lincom"      // the asymptotic sum of F variables; its tail is taken by saddlepoint too
	Saddlepoint Statistic = "saddlepoint" // the same sum, by saddlepoint (Kuonen 1999)
	WaldF       Statistic = "Wald"        // of the residuals (Koch, Freeman & Freeman 1975)
	AdjustedF   Statistic = "adjWald"     // the same, adjusted for the degrees of freedom
)

// An Association is a test of two variables with the table it rests on.
type Association struct {
	Test
	// Observed is the weighted table scaled to the number of rows of the base,
	// over the categories that somebody has.
	Observed    Table     `json:"-"`
	CramersV    float64   `json:"cramers_v"` // √(X² / n (min(r, c) − 1)) of the weighted table
	Eigenvalues []float64 `json:"-"`         // generalised design effects; only of [LinearSum] and [Saddlepoint], which need each
	DesignDF    float64   `json:"design_df"`
}

// Associate tests whether two variables are independent in a domain. The base
// is every row given, answered or not: its number scales X², and its primary
// units less strata are the degrees of freedom, as in the R package survey; F
// and p of the Rao–Scott tests do not depend on that number. The table is made
// of rows with both answers. With C a basis of interactions, D the diagonal of
// cell shares and V their covariance, the eigenvalues λ of
//
//	(C′D⁻¹C / n)⁻¹ (C′D⁻¹VD⁻¹C)
//
// are the design effects of the interactions (Rao & Scott 1984), and
//
//	X²/∑λ ~ F(d, d·df),  d = (∑λ)²/∑λ²
//
// An empty cell has D⁻¹ = 0. The test is undefined where a variable has fewer
// than two categories with weight. Rows of weight zero add nothing.
func Associate(d *kernel.Design, rows []int32, a, b Factor, s Statistic) (Association, error) {
	t, cell, err := cross(d, rows, a, b)
	if err != nil {
		return Association{}, err
	}
	k := len(t.Rows) * len(t.Cols)
	if s == WaldF || s == AdjustedF {
		t.Share = sharesOf(d.Tally(rows, cell, k))
		return t.residuals(d, rows, cell, a.name(), b.name(), s)
	}
	if t.Share, t.Composition = d.Shares(rows, cell, k); t.Composition == nil {
		t.Share, t.Covariance = d.SharesByRow(rows, cell, k)
	}
	if t.Share == nil {
		t.Share = make([]float64, k)
	}
	return t.Associate(a.name(), b.name(), s)
}

// sharesOf are the shares of the weight; zeros without any.
func sharesOf(tallies []kernel.Tally) []float64 {
	shares, sum := make([]float64, len(tallies)), 0.0
	for _, t := range tallies {
		sum += t.Sum
	}
	for cell, t := range tallies {
		if sum != 0 {
			shares[cell] = t.Sum / sum
		}
	}
	return shares
}

// Associate is the Rao–Scott test of a table whose shares and covariance are
// there; a and b name the variables. A Wald statistic needs the rows, see the
// function of that name.
func (t Crossing) Associate(a, b string, s Statistic) (Association, error) {
	x, out, err := t.begin(a, b)
	if err != nil {
		return Association{}, err
	}
	switch s {
	case LinearSum, Saddlepoint:
		if out.Eigenvalues, err = x.eigenvalues(x.scaled(t.covariance())); err == nil {
			out.Test, err = sumTest(x.pearson(), out.Eigenvalues, out.DesignDF)
		}
	case RaoScottF, RaoScottChi, "":
		var sum, squares float64
		if sum, squares, err = x.effectSums(t); err == nil {
			out.Test, err = raoScott(x.pearson(), float64((x.r-1)*(x.c-1)), sum, squares, out.DesignDF, s)
		}
	default:
		err = fmt.Errorf("hypothesis: the statistic %q is not computed from shares; use F, Chisq, lincom or saddlepoint, or with the rows Wald or adjWald", s)
	}
	if err != nil {
		return Association{}, err
	}
	out.Test, err = sound(out.Test)
	return out, err
}

// residuals is the test of the Wald statistics.
func (t Crossing) residuals(d *kernel.Design, rows, cell []int32, a, b string, s Statistic) (Association, error) {
	x, out, err := t.begin(a, b)
	if err != nil {
		return Association{}, err
	}
	if out.Test, err = x.wald(d, rows, cell, out.DesignDF, s); err != nil {
		return Association{}, err
	}
	out.Test, err = sound(out.Test)
	return out, err
}

// begin sets up what all statistics have in common.
func (t Crossing) begin(a, b string) (*crossing, Association, error) {
	x, err := t.occupied(a, b)
	if err != nil {
		return nil, Association{}, err
	}
	if !(t.DF > 0) {
		return nil, Association{}, because("no-degrees", "the design has %v degrees of freedom", t.DF)
	}
	short := float64(min(x.r, x.c) - 1)
	return x, Association{Observed: x.observed(), DesignDF: t.DF, CramersV: math.Sqrt(x.pearson() / (x.n * short))}, nil
}

// raoScott holds X² against an approximation of its distribution, given the
// number of the design effects, their sum and that of their squares.
func raoScott(x2 float64, k, sum, squares, df float64, s Statistic) (Test, error) {
	if !(sum > 0) {
		return Test{}, because("no-variance", "the cells of the table have no variance")
	}
	if s == RaoScottChi {
		return Test{"Rao-Scott chi-squared", x2, k, 0, kernel.ChiSquaredSurvival(x2*k/sum, k)}, nil
	}
	d := sum * sum / squares
	return Test{"Rao-Scott F", x2 / sum, d, d * df, kernel.FSurvival(x2/sum, d, d*df)}, nil
}

// sumTest holds X² against its asymptotic distribution.
func sumTest(x2 float64, effects []float64, df float64) (Test, error) {
	sum, squares := 0.0, 0.0
	for _, l := range effects {
		sum += l
		squares += l * l
	}
	if !(sum > 0) {
		return Test{}, because("no-variance", "the cells of the table have no variance")
	}
	p, err := SumSurvival(x2, effects, sum*sum/squares*df)
	return Test{"Rao-Scott, saddlepoint", x2, 0, 0, p}, err
}

// wald tests the residuals Nᵢⱼ − Nᵢ.N.ⱼ/N of all but the last row and column.
func (x *crossing) wald(d *kernel.Design, all, cells []int32, df float64, s Statistic) (Test, error) {
	margins, at := [2][]float64{}, make(map[int32]int, len(x.whole))
	margins[0], margins[1] = x.margins()
	for cell, place := range x.whole {
		at[int32(place)] = cell
	}
	var rows []int32
	var cell []int
	for j, place := range cells {
		if c, ok := at[place]; ok {
			rows, cell = append(rows, all[j]), append(cell, c)
		}
	}
	var residuals []kernel.Linear
	for i := range x.r - 1 {
		for j := range x.c - 1 {
			// The total of the products of deviations is the residual, and its
			// influence is the residual's as well.
			residuals = append(residuals, d.Total(rows, x.deviations(cell, margins, i, j)))
		}
	}
	theta := make([]float64, len(residuals))
	for i, l := range residuals {
		theta[i] = l.Value
	}
	w, err := NewWald(theta, d.Covariance(residuals...), df)
	if err != nil || s == WaldF {
		return w.F, err
	}
	if w.Adjusted.DF == 0 {
		return Test{}, because("few-degrees", "the table has %d residuals and the design only %v degrees of freedom", len(theta), df)
	}
	return w.Adjusted, nil
}

// deviations are, for rows of the given cells, the products of being in row i
// and column j less their shares.
func (x *crossing) deviations(cell []int, margins [2][]float64, i, j int) []float64 {
	of := make([]float64, len(x.share))
	for c := range of {
		a, b := -margins[0][i], -margins[1][j]
		if c/x.c == i {
			a++
		}
		if c%x.c == j {
			b++
		}
		of[c] = a * b
	}
	y := make([]float64, len(cell))
	for k, c := range cell {
		y[k] = of[c]
	}
	return y
}
