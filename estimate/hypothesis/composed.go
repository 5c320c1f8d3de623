package hypothesis

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"sojourn/estimate/kernel"
)

// A composed is a covariance in parts, over the occupied rows and columns.
type composed struct{ kernel.Composition }

// composed narrows a covariance to the occupied rows and columns.
func (x *crossing) composed(c *kernel.Composition) composed {
	if len(x.share) == c.K {
		return composed{*c}
	}
	at := make([]int32, c.K)
	for i := range at {
		at[i] = -1
	}
	for cell, place := range x.whole {
		at[place] = int32(cell)
	}
	narrow := func(v []float64) []float64 {
		if v == nil {
			return nil
		}
		some := make([]float64, len(x.share))
		for cell, place := range x.whole {
			some[cell] = v[place]
		}
		return some
	}
	n := kernel.Composition{K: len(x.share), Alone: narrow(c.Alone), Links: c.Links}
	for _, along := range c.Along {
		n.Along = append(n.Along, narrow(along))
	}
	for _, u := range c.Units {
		some := kernel.Loading{Factor: u.Factor}
		for j, place := range u.At {
			if at[place] >= 0 {
				some.At, some.X = append(some.At, at[place]), append(some.X, u.X[j])
			}
		}
		n.Units = append(n.Units, some)
	}
	return composed{n}
}

// traces are those of AV and of its square. With V = Q + UFU′ + L′BL they are
// made of the products of Q, U and L with A between them, and V itself, which
// has the square of the table's size, is never written down.
func (c composed) traces(a *apart) (sum, squares float64) {
	times := make([][]float64, len(c.Along))
	kernel.Split(len(times), func(from, to int) {
		for i := from; i < to; i++ {
			times[i] = a.times(c.Along[i])
		}
	})
	products := c.products(times)
	for i := range products {
		sum += products[i][i]
		for j := range products {
			squares += products[i][j] * products[j][i]
		}
	}
	if c.Alone != nil {
		s, q := c.ofAlone(a)
		sum, squares = sum+s, squares+q+2*c.bent(times, c.Alone)
	}
	if c.Units != nil {
		s, q := c.ofUnits(a)
		sum, squares = sum+s, squares+q+2*c.bent(c.loaded(times))
	}
	return sum, squares
}

// products are B·LAL′.
func (c composed) products(times [][]float64) [][]float64 {
	r := len(c.Along)
	among, all := make([]float64, r*r), make([][]float64, r)
	kernel.Triangle(r, func(from, to int) {
		for i := from; i < to; i++ {
			for j := i; j < r; j++ {
				v := floats.Dot(c.Along[i], times[j])
				among[i*r+j], among[j*r+i] = v, v
			}
		}
	})
	for i := range all {
		all[i] = make([]float64, r)
	}
	for _, l := range c.Links {
		if floats.AddScaled(all[l.I], l.X, among[l.J*r:][:r]); l.I != l.J {
			floats.AddScaled(all[l.J], l.X, among[l.I*r:][:r])
		}
	}
	return all
}

// units is the trace of D⁻¹ and the covariance of which strata, margins and
// columns have taken nothing away.
func (c composed) units(share []float64) float64 {
	sum := 0.0
	for cell, q := range c.Alone {
		if p := share[cell]; p != 0 {
			sum += q / math.Abs(p)
		}
	}
	for _, u := range c.Units {
		for j, cell := range u.At {
			if p := share[cell]; p != 0 {
				sum += math.Abs(u.Factor) * u.X[j] * u.X[j] / math.Abs(p)
			}
		}
	}
	return sum
}

// bent is ∑ q x′Bx, where x[i] has the i-th entry of each x.
func (c composed) bent(x [][]float64, q []float64) float64 {
	sum := 0.0
	for _, l := range c.Links {
		part, y := 0.0, x[l.J]
		for k, z := range x[l.I] {
			part += q[k] * z * y[k]
		}
		if sum += l.X * part; l.I != l.J {
			sum += l.X * part
		}
	}
	return sum
}

// loaded are the directions as units see them, and the units' factors.
func (c composed) loaded(times [][]float64) (seen [][]float64, factors []float64) {
	seen, factors = make([][]float64, len(times)), make([]float64, len(c.Units))
	for u, unit := range c.Units {
		factors[u] = unit.Factor
	}
	kernel.Split(len(times), func(from, to int) {
		for i := from; i < to; i++ {
			seen[i] = make([]float64, len(c.Units))
			for u, unit := range c.Units {
				for j, cell := range unit.At {
					seen[i][u] += unit.X[j] * times[i][cell]
				}
			}
		}
	})
	return seen, factors
}

// ofAlone is what Q adds on its own: tr AQ and tr AQAQ.
func (c composed) ofAlone(a *apart) (sum, squares float64) {
	x := a.x
	nodes := x.r + x.c
	// Of X′QX between images: of a node with itself, with the others, of these.
	own, cross, among := make([]float64, nodes), make([]float64, nodes*a.dim), make([]float64, a.dim*a.dim)
	image := make([]float64, a.dim)
	for cell, q := range c.Alone {
		p := x.share[cell]
		if p == 0 || q == 0 {
			continue
		}
		node, number := a.of(cell, image)
		seen := number*number + floats.Dot(image, image)
		sum += q * (1/p - seen)
		squares += q * q * (1/p - 2*seen) / p
		if node >= 0 {
			own[node] += q * number * number
			floats.AddScaled(cross[node*a.dim:][:a.dim], q*number, image)
		}
		for i, v := range image {
			floats.AddScaled(among[i*a.dim:][:a.dim], q*v, image)
		}
	}
	squares += floats.Dot(own, own) + 2*floats.Dot(cross, cross) + floats.Dot(among, among)
	return sum, squares
}

// ofUnits is what units add on their own: tr UFU′A and tr (UFU′A)².
func (c composed) ofUnits(a *apart) (sum, squares float64) {
	n := len(c.Units)
	between := c.betweenUnits(a)
	for u, unit := range c.Units {
		row := between[u*n:][:n]
		sum += unit.Factor * row[u]
		squares += unit.Factor * unit.Factor * row[u] * row[u]
		for v := u + 1; v < n; v++ {
			squares += 2 * unit.Factor * c.Units[v].Factor * row[v] * row[v]
		}
	}
	return sum, squares
}

// betweenUnits is U′AU, row by row, of which the upper half is worked out: of
// units that have something everywhere, such as replicates, by whole rows.
func (c composed) betweenUnits(a *apart) []float64 {
	n, some := len(c.Units), 0
	between := make([]float64, n*n)
	for _, unit := range c.Units {
		some += len(unit.At)
	}
	nodes := c.nodes(a)
	if 2*some > n*len(a.inverse) {
		c.byRows(between, a.inverse, nodes)
		return between
	}
	cells := kernel.Transposed(c.Units, len(a.inverse))
	kernel.Triangle(n, func(from, to int) {
		for cell, readings := range cells {
			addProducts(between, n, readings, a.inverse[cell], from, to)
		}
		readings := kernel.Loading{At: make([]int32, 0, n), X: make([]float64, 0, n)}
		for _, row := range nodes {
			readings.At, readings.X = readings.At[:0], readings.X[:0]
			for u, x := range row {
				if x != 0 {
					readings.At, readings.X = append(readings.At, int32(u)), append(readings.X, x)
				}
			}
			addProducts(between, n, readings, -1, from, to)
		}
	})
	return between
}

// addProducts adds factor times the products of what units have at a place to
// the rows from one to before another of an n by n matrix.
func addProducts(between []float64, n int, at kernel.Loading, factor float64, from, to int) {
	first, _ := slices.BinarySearch(at.At, int32(from))
	for i := first; i < len(at.At) && int(at.At[i]) < to; i++ {
		row, x, y := between[int(at.At[i])*n:][:n], factor*at.X[i], at.X[i:]
		if len(at.At) == n { // all have something there
			floats.AddScaled(row[i:], x, y)
			continue
		}
		for j, other := range at.At[i:] {
			row[other] += x * y[j]
		}
	}
}

// byRows does so by whole rows.
func (c composed) byRows(between, inverse []float64, nodes [][]float64) {
	n, k := len(c.Units), len(inverse)
	cells, away := make([]float64, n*k), make([]float64, n*len(nodes))
	for u, unit := range c.Units {
		for j, cell := range unit.At {
			cells[u*k+int(cell)] = unit.X[j] * math.Sqrt(inverse[cell])
		}
		for at, row := range nodes {
			away[u*len(nodes)+at] = row[u]
		}
	}
	kernel.Triangle(n, func(from, to int) {
		for u := from; u < to; u++ {
			x, less := cells[u*k:][:k], away[u*len(nodes):][:len(nodes)]
			for v := u; v < n; v++ {
				between[u*n+v] = floats.Dot(x, cells[v*k:][:k]) - floats.Dot(less, away[v*len(nodes):][:len(nodes)])
			}
		}
	})
}

// nodes are what X(X′DX)⁻X′ sees of the units, by node that stands alone and by
// place of the image, a number a unit.
func (c composed) nodes(a *apart) [][]float64 {
	n, count := len(c.Units), a.x.r+a.x.c
	sums, image := zeros(count, n), zeros(a.dim, n)
	for u, unit := range c.Units {
		for j, cell := range unit.At {
			if a.x.share[cell] != 0 {
				row, column := a.x.nodes(int(cell))
				sums[row][u] += unit.X[j]
				sums[column][u] -= unit.X[j]
			}
		}
	}
	seen := image
	for node, sum := range sums {
		for i, factor := range a.image[node] {
			floats.AddScaled(image[i], factor, sum)
		}
		if a.alone[node] > 0 {
			floats.Scale(1/a.alone[node], sum)
			seen = append(seen, sum)
		}
	}
	return seen
}

// zeros is a matrix of them.
func zeros(k, n int) [][]float64 {
	all, rows := make([]float64, k*n), make([][]float64, k)
	for i := range rows {
		rows[i] = all[i*n:][:n:n]
	}
	return rows
}
