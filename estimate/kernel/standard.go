package kernel

// A Standard is a population to which a mean is standardised: the share of
// each category, which add up to one.
type Standard []float64

// Standardised is the directly standardised mean of y over a domain: the mean
// under weights that give each category its share in the standard,
//
//	w*ᵢ = wᵢ · π_c · ∑ w / ∑_{j in c} w_j
//
// (Fleiss, Levin & Paik 2003, ch. 19), with the variance of post-stratified
// weights: the influence is centred within the categories. Row rows[j] is of
// category of[j]; y counts where has[j] holds, and rows without y still serve
// to weigh the categories. Empty lists the categories of the standard that
// have nobody; the others then share their part. Without any weight the result
// has no rows.
func (d *Design) Standardised(rows, of []int32, y []float64, has []bool, s Standard) (mean Linear, empty []int) {
	z, people := standardise(d.gather(rows), of, s)
	for c, w := range people {
		if w == 0 && s[c] > 0 {
			empty = append(empty, c)
		}
	}
	value, sum := standardMean(z, y, has)
	if sum == 0 {
		return Linear{}, empty
	}
	mean = Linear{Value: value, Rows: rows, Influence: centred(z, of, y, has, value, sum, len(s))}
	mean.Replicates = d.Replicates(func(weights []float64) float64 {
		z, _ := standardise(pick(weights, rows), of, s)
		value, sum := standardMean(z, y, has)
		return orNaN(value, sum)
	})
	return mean, empty
}

// standardise gives each row its weight under the standard.
func standardise(w []float64, of []int32, s Standard) (z, people []float64) {
	people, total := make([]float64, len(s)), 0.0
	for j, c := range of {
		people[c] += w[j]
		total += w[j]
	}
	z = make([]float64, len(w))
	for j, c := range of {
		if people[c] != 0 {
			z[j] = w[j] * s[c] * total / people[c]
		}
	}
	return z, people
}

func standardMean(z, y []float64, has []bool) (mean, sum float64) {
	var w, x []float64
	for j := range z {
		if has[j] {
			w, x = append(w, z[j]), append(x, y[j])
		}
	}
	return meanOf(w, x)
}

// centred is the influence on the mean, less its mean within each category.
func centred(z []float64, of []int32, y []float64, has []bool, mean, sum float64, k int) []float64 {
	u := make([]float64, len(z))
	off, size := make([]float64, k), make([]float64, k)
	for j, c := range of {
		if has[j] {
			u[j] = (y[j] - mean) / sum
		}
		off[c] += z[j] * u[j]
		size[c] += z[j]
	}
	for j, c := range of {
		if size[c] != 0 {
			u[j] = z[j] * (u[j] - off[c]/size[c])
		}
	}
	return u
}
