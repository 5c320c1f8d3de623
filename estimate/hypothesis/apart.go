package hypothesis

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// apart is A, what is left of D⁻¹ when the margins of a table are taken out:
// with x_c the indicator of a cell's row less that of its column
//
//	A = D⁻¹ − X(X′DX)⁻X′
//
// and a row and a column that cross in an empty cell have one indicator, for
// such a cell has D⁻¹ = 0. A is never written down. X′DX is the Laplacian of a
// graph whose nodes are rows and columns; those of the longer side meet none of
// their own, so that only a matrix of the size of the shorter side is solved. A
// vector over the cells is seen by X(X′DX)⁻X′ through its image: a number for
// each node that stands alone on the longer side, its sum there over the root of
// the node's share, and a few for all the others.
type apart struct {
	x       *crossing
	inverse []float64   // D⁻¹
	alone   []float64   // by node: the root of its share, where it stands alone; else 0
	image   [][]float64 // by node: what the others see of it
	dim     int         // of the images
}

// apart takes the margins out; nil where shares below zero, or hardly above it,
// do not allow it.
func (x *crossing) apart() (*apart, error) {
	group, empty := x.groups()
	members := map[int]int{}
	for _, g := range group {
		members[g]++
	}
	if empty > len(group)-len(members) {
		return nil, x.tooManyEmpty()
	}
	a := &apart{x: x, alone: make([]float64, len(group)), image: make([][]float64, len(group))}
	begin, end := x.r, x.r+x.c
	if x.r > x.c {
		begin, end = 0, x.r
	}
	shares := make([]float64, len(group))
	x.toNodes(x.share, shares)
	place := map[int]int{} // of the groups that do not stand alone; the first follows from the rest
	for node, g := range group {
		if begin <= node && node < end && members[g] == 1 {
			if a.alone[node] = math.Sqrt(math.Abs(shares[node])); a.alone[node] == 0 {
				return nil, nil
			}
		} else if _, known := place[g]; !known {
			place[g] = len(place) - 1
		}
	}
	a.dim, a.inverse = len(place)-1, make([]float64, len(x.share))
	for cell, p := range x.share {
		if p < 0 {
			return nil, nil
		}
		if p > 0 {
			a.inverse[cell] = 1 / p
		}
	}
	if !a.see(group, place) {
		return nil, nil
	}
	return a, nil
}

// groups merges the rows and columns that cross in empty cells, and counts
// these.
func (x *crossing) groups() (group []int, empty int) {
	group = make([]int, x.r+x.c)
	for node := range group {
		group[node] = node
	}
	for cell, p := range x.share {
		if p != 0 {
			continue
		}
		empty++
		from, to := group[x.r+cell%x.c], group[cell/x.c]
		for node, g := range group {
			if g == from {
				group[node] = to
			}
		}
	}
	return group, empty
}

// nodes are the row and the column of a cell.
func (x *crossing) nodes(cell int) (row, column int) { return x.node[cell][0], x.node[cell][1] }

// toNodes adds a vector over the cells up by node; columns count below zero.
func (x *crossing) toNodes(v, sums []float64) {
	for cell, value := range v {
		row, column := x.nodes(cell)
		sums[row] += value
		sums[column] -= value
	}
}

// see works out the images: with K what is left of the Laplacian of the nodes
// that do not stand alone when the others are eliminated, LL′ = K, that of such a
// node is a column of L⁻¹, and that of one that stands alone the mean of those
// that it meets.
func (a *apart) see(group []int, place map[int]int) bool {
	h := a.dim
	met := make([][]float64, len(group)) // by node that stands alone: its shares with the others
	whole := mat.NewSymDense(max(h, 1), nil)
	add := func(i, j int, v float64) {
		if i >= 0 && j >= 0 && (i != j || v > 0) {
			whole.SetSym(i, j, whole.At(i, j)+v)
		}
	}
	for cell, p := range a.x.share {
		row, column := a.x.nodes(cell)
		if a.alone[row] > 0 {
			row, column = column, row
		}
		i := place[group[row]]
		if a.alone[column] > 0 {
			if met[column] == nil {
				met[column] = make([]float64, max(h, 1))
			}
			if i >= 0 {
				met[column][i] += p
			}
			add(i, i, p)
		} else if j := place[group[column]]; i != j {
			add(i, i, p)
			add(j, j, p)
			add(i, j, -p)
		}
	}
	if h == 0 {
		for node := range a.image {
			a.image[node] = []float64{}
		}
		return true
	}
	for node, shares := range met {
		if shares != nil {
			whole.SymRankOne(whole, -1/(a.alone[node]*a.alone[node]), mat.NewVecDense(h, shares))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(whole) || chol.Cond() > 1e12 {
		return false
	}
	var lower mat.TriDense
	chol.LTo(&lower)
	for node, g := range group {
		seen := make([]float64, h)
		if met[node] != nil {
			floats.AddScaled(seen, 1/(a.alone[node]*a.alone[node]), met[node])
		} else if i, there := place[g]; there && i >= 0 {
			seen[i] = 1
		}
		a.image[node] = forward(&lower, seen)
	}
	return true
}

// forward solves Ly = b in place of b.
func forward(lower *mat.TriDense, b []float64) []float64 {
	for i := range b {
		for j := range i {
			b[i] -= lower.At(i, j) * b[j]
		}
		b[i] /= lower.At(i, i)
	}
	return b
}

// of is what is seen of a cell: its node that stands alone, if it has one, with
// its number there, and the others' image.
func (a *apart) of(cell int, image []float64) (node int, number float64) {
	row, column := a.x.nodes(cell)
	floats.SubTo(image, a.image[row], a.image[column])
	switch {
	case a.alone[row] > 0:
		return row, 1 / a.alone[row]
	case a.alone[column] > 0:
		return column, -1 / a.alone[column]
	}
	return -1, 0
}

// traces are those of AV and of its square, with V row by row.
func (a *apart) traces(v []float64) (sum, squares float64) {
	x := a.x
	k := len(x.share)
	sums := make([]float64, (x.r+x.c)*k) // by node
	for cell := range k {
		row, column := x.nodes(cell)
		floats.Add(sums[row*k:][:k], v[cell*k:][:k])
		floats.Sub(sums[column*k:][:k], v[cell*k:][:k])
	}
	images := make([]float64, a.dim*k)
	for node := range x.r + x.c {
		for i, factor := range a.image[node] {
			floats.AddScaled(images[i*k:][:k], factor, sums[node*k:][:k])
		}
	}
	left, image := make([]float64, k*k), make([]float64, a.dim)
	for cell, p := range x.share {
		if p == 0 {
			continue
		}
		to := left[cell*k:][:k]
		floats.AddScaled(to, 1/p, v[cell*k:][:k])
		if node, number := a.of(cell, image); node >= 0 {
			floats.AddScaled(to, -number/a.alone[node], sums[node*k:][:k])
		}
		for i, factor := range image {
			floats.AddScaled(to, -factor, images[i*k:][:k])
		}
		sum += to[cell]
	}
	for i := range k {
		squares += left[i*k+i] * left[i*k+i]
		for j := range i {
			squares += 2 * left[i*k+j] * left[j*k+i]
		}
	}
	return sum, squares
}

// times is Av.
func (a *apart) times(v []float64) []float64 {
	x := a.x
	sums, whole, seen := make([]float64, x.r+x.c), make([]float64, a.dim), make([]float64, x.r+x.c)
	x.toNodes(v, sums)
	for node, sum := range sums {
		floats.AddScaled(whole, sum, a.image[node])
	}
	for node, image := range a.image { // what a cell takes away is that of its row less that of its column
		if seen[node] = floats.Dot(image, whole); a.alone[node] > 0 {
			seen[node] += sums[node] / (a.alone[node] * a.alone[node])
		}
	}
	all := make([]float64, len(v))
	for cell, inverse := range a.inverse {
		if inverse != 0 {
			row, column := x.nodes(cell)
			all[cell] = v[cell]*inverse - seen[row] + seen[column]
		}
	}
	return all
}
