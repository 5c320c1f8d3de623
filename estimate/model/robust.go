package model

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A Sandwich names a covariance that does not trust the model's own variance.
type Sandwich string

// The sandwiches. The HC kinds take every row on its own, the CR kinds rows of
// a cluster together.
const (
	HC0  Sandwich = "HC0"  // White 1980
	HC1  Sandwich = "HC1"  // times n/(n−p)
	HC2  Sandwich = "HC2"  // residuals over √(1−h) (MacKinnon & White 1985)
	HC3  Sandwich = "HC3"  // residuals over 1−h
	CR0  Sandwich = "CR0"  // Liang & Zeger 1986
	CR1  Sandwich = "CR1"  // times G/(G−1)
	CR1S Sandwich = "CR1S" // times G/(G−1) · (n−1)/(n−p)
	CR2  Sandwich = "CR2"  // Bell & McCaffrey 2002
)

// clustered reports whether the kind takes clusters.
func (k Sandwich) clustered() bool { return k == CR0 || k == CR1 || k == CR1S || k == CR2 }

// Robust is inference from a sandwich. Clusters number the cluster of every
// row of the dataset; they are nil for the HC kinds.
//
// The degrees of freedom of Student's t are n − p for the HC kinds, G − 1 for
// CR0, CR1 and CR1S with G clusters, and for CR2 Satterthwaite's, by
// coefficient (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018). HC2 and HC3
// are for gaussian models, where a row on its own is adjusted by its leverage
// in the weighted regression. In CR2 of gaussian models weights are taken as
// sampling weights, the working model being equal variances; in those of the
// other families the working model is the family's variance over the weight.
//
// It is an error if the kind is not known, if clusters are missing or not
// wanted, or if there are fewer than two of them.
func (f *Fit) Robust(kind Sandwich, clusters []int32, level float64) (Inference, error) {
	groups, err := f.groups(kind, clusters)
	if err != nil {
		return Inference{}, err
	}
	n, p, g := float64(f.N()), float64(len(f.Coef)), float64(len(groups))
	if !slices.Contains([]Sandwich{HC0, HC1, HC2, HC3, CR0, CR1, CR1S, CR2}, kind) {
		return Inference{}, fmt.Errorf("model: there is no sandwich %q: use HC0 to HC3, CR0, CR1, CR1S or CR2", kind)
	}
	if (kind == HC2 || kind == HC3) && f.Family != Gaussian {
		return Inference{}, fmt.Errorf("model: %s is for gaussian models and this one is %s: use CR1S or HC1", kind, f.Family)
	}
	var cov *mat.SymDense
	df := constant(len(f.Coef), g-1)
	if kind == CR2 {
		a, err := f.adjust(groups)
		if err != nil {
			return Inference{}, err
		}
		cov, df = a.cov, a.df
	} else {
		cov = f.meat(groups, f.damp(kind))
		cov.ScaleSym(kind.scale(n, p, g), cov)
	}
	if !kind.clustered() {
		df = constant(len(f.Coef), n-p)
	}
	in, err := f.infer(cov, df, level)
	in.Dispersion, in.ResidualDF, in.Method = f.dispersion(), n-p, string(kind)
	return in, err
}

// groups sorts the rows of the frame, as places in it, into clusters.
func (f *Fit) groups(kind Sandwich, clusters []int32) ([][]int, error) {
	if kind.clustered() != (clusters != nil) {
		return nil, fmt.Errorf("model: the sandwich %s and clusters do not go together: HC kinds take none, CR kinds need them", kind)
	}
	if clusters != nil && len(clusters) != f.Frame.data.Rows {
		return nil, fmt.Errorf("model: %d clusters are given for %d rows", len(clusters), f.Frame.data.Rows)
	}
	if float64(f.N()) <= float64(len(f.Coef)) {
		return nil, fmt.Errorf("model: %d people leave no degrees of freedom to %d coefficients", f.N(), len(f.Coef))
	}
	var groups [][]int
	place := map[int32]int{}
	for i, row := range f.Frame.Rows {
		c := row
		if clusters != nil {
			c = clusters[row]
		}
		at, known := place[c]
		if !known {
			at = len(groups)
			place[c] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], i)
	}
	if len(groups) < 2 {
		return nil, fmt.Errorf("model: the people of the model form a single cluster, so that no variance can be estimated")
	}
	return groups, nil
}

// scale is the small-sample factor of a kind for n rows, p coefficients and g
// clusters.
func (k Sandwich) scale(n, p, g float64) float64 {
	switch k {
	case HC1:
		return n / (n - p)
	case CR1:
		return g / (g - 1)
	case CR1S:
		return g / (g - 1) * (n - 1) / (n - p)
	}
	return 1
}

// damp gives what each row's residual is divided by: the root of 1−h for HC2,
// 1−h for HC3, with h = wᵢ xᵢᵀ(XᵀWX)⁻¹xᵢ the row's leverage. A row of leverage
// 1, which the model fits perfectly, has no residual and brings nothing.
func (f *Fit) damp(kind Sandwich) []float64 {
	by := constant(f.N(), 1)
	if kind != HC2 && kind != HC3 {
		return by
	}
	for i, w := range f.Frame.weights {
		for _, t := range f.basis.t {
			by[i] -= w * t[i] * t[i]
		}
		switch {
		case by[i] < 1e-10:
			by[i] = math.Inf(1)
		case kind == HC2:
			by[i] = math.Sqrt(by[i])
		}
	}
	return by
}

// meat adds influence, damped by row, up within clusters and multiplies out.
func (f *Fit) meat(groups [][]int, damp []float64) *mat.SymDense {
	influence := f.Influence()
	p := len(influence)
	cov := mat.NewSymDense(p, nil)
	total := mat.NewVecDense(p, nil)
	for _, rows := range groups {
		for j, l := range influence {
			sum := 0.0
			for _, i := range rows {
				sum += l.Influence[i] / damp[i]
			}
			total.SetVec(j, sum)
		}
		cov.SymRankOne(cov, 1, total)
	}
	return cov
}
