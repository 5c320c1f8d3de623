package hypothesis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

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
	Eigenvalues []float64 `json:"-"`         // generalised design effects; none for a Wald statistic
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
	x, err := cross(d, rows, a, b)
	if err != nil {
		return Association{}, err
	}
	out := Association{Observed: x.observed(), DesignDF: d.DF(rows)}
	if !(out.DesignDF > 0) {
		return Association{}, undefined("the design has %v degrees of freedom", out.DesignDF)
	}
	pearson, short := x.pearson(), float64(min(x.r, x.c)-1)
	out.CramersV = math.Sqrt(pearson / (x.n * short))
	switch s {
	case WaldF, AdjustedF:
		out.Test, err = x.wald(d, out.DesignDF, s)
	case RaoScottF, RaoScottChi, LinearSum, Saddlepoint, "":
		if out.Eigenvalues, err = x.effects(d); err != nil {
			return Association{}, err
		}
		out.Test, err = raoScott(pearson, out.Eigenvalues, out.DesignDF, s)
	default:
		err = fmt.Errorf("hypothesis: there is no statistic %q; use F, Chisq, lincom, saddlepoint, Wald or adjWald", s)
	}
	if err != nil {
		return Association{}, err
	}
	out.Test, err = sound(out.Test)
	return out, err
}

// raoScott holds X² against its asymptotic distribution or an approximation.
func raoScott(x2 float64, effects []float64, df float64, s Statistic) (Test, error) {
	sum, squares := 0.0, 0.0
	for _, l := range effects {
		sum += l
		squares += l * l
	}
	if !(sum > 0) {
		return Test{}, undefined("the cells of the table have no variance")
	}
	k, d := float64(len(effects)), sum*sum/squares
	switch s {
	case RaoScottChi:
		return Test{"Rao-Scott chi-squared", x2, k, 0, kernel.ChiSquaredSurvival(x2*k/sum, k)}, nil
	case LinearSum, Saddlepoint:
		p, err := SumSurvival(x2, effects, d*df)
		return Test{"Rao-Scott, saddlepoint", x2, 0, 0, p}, err
	}
	return Test{"Rao-Scott F", x2 / sum, d, d * df, kernel.FSurvival(x2/sum, d, d*df)}, nil
}

// effects are the generalised design effects, from the largest down.
func (x *crossing) effects(d *kernel.Design) ([]float64, error) {
	basis := x.interactions()
	k := len(basis)
	simple := mat.NewSymDense(k, nil) // C′D⁻¹C / n
	for i := range k {
		for j := i; j < k; j++ {
			sum := 0.0
			for cell, p := range x.share {
				if p > 0 {
					sum += basis[i][cell] * basis[j][cell] / p
				}
			}
			simple.SetSym(i, j, sum/x.n)
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(simple) || chol.Cond() > 1e14 {
		return nil, undefined("too many cells of the table of %d by %d are empty; merge categories", x.r, x.c)
	}
	estimates := make([]kernel.Linear, k)
	for i, column := range basis {
		estimates[i] = d.Mean(x.rows, x.spread(func(cell int) float64 { return column[cell] / x.share[cell] }))
	}
	covariance := d.Covariance(estimates...)
	var half, whole mat.Dense
	var lower mat.TriDense
	chol.LTo(&lower)
	if half.Solve(&lower, covariance) != nil || whole.Solve(&lower, half.T()) != nil {
		return nil, undefined("too many cells of the table of %d by %d are nearly empty; merge categories", x.r, x.c)
	}
	return eigenvalues(&whole, k)
}

func eigenvalues(m *mat.Dense, k int) ([]float64, error) {
	s := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			s.SetSym(i, j, (m.At(i, j)+m.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(s, false) {
		return nil, undefined("the design effects of the table cannot be computed")
	}
	values := eigen.Values(nil)
	for i, j := 0, k-1; i < j; i, j = i+1, j-1 {
		values[i], values[j] = values[j], values[i]
	}
	for i := range values {
		values[i] = max(values[i], 0) // below it only by rounding
	}
	return values, nil
}

// spread gives each row with both answers what of gives its cell.
func (x *crossing) spread(of func(cell int) float64) []float64 {
	y := make([]float64, len(x.rows))
	for j, cell := range x.cell {
		if cell >= 0 {
			y[j] = of(int(cell))
		}
	}
	return y
}

// wald tests the residuals Nᵢⱼ − Nᵢ.N.ⱼ/N of all but the last row and column.
func (x *crossing) wald(d *kernel.Design, df float64, s Statistic) (Test, error) {
	rows, cols := x.margins()
	is := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	var residuals []kernel.Linear
	for i := range x.r - 1 {
		for j := range x.c - 1 {
			// The total of the products of deviations is the residual, and its
			// influence is the residual's as well.
			residuals = append(residuals, d.Total(x.rows, x.spread(func(cell int) float64 {
				return (is(cell/x.c == i) - rows[i]) * (is(cell%x.c == j) - cols[j])
			})))
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
		return Test{}, undefined("the table has %d residuals and the design only %v degrees of freedom", len(theta), df)
	}
	return w.Adjusted, nil
}
