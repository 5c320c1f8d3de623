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
	n := len(c.Units)
	between := make([]float64, n*n)
	places, minus := c.readings(a)
	some := 0
	for _, readings := range places {
		some += len(readings.At)
	}
	if 2*some > n*len(places) {
		byRows(between, n, places, minus)
		return between
	}
	kernel.Triangle(n, func(from, to int) {
		for at, readings := range places {
			sign := 1.0
			if at >= minus {
				sign = -1
			}
			first, _ := slices.BinarySearch(readings.At, int32(from))
			for i := first; i < len(readings.At) && int(readings.At[i]) < to; i++ {
				row, factor, values := between[int(readings.At[i])*n:][:n], sign*readings.X[i], readings.X[i:]
				for j, other := range readings.At[i:] {
					row[other] += factor * values[j]
				}
			}
		}
	})
	return between
}

// byRows multiplies whole rows of readings; those from minus on are taken away.
func byRows(between []float64, n int, places []kernel.Loading, minus int) {
	k := len(places)
	whole := make([]float64, n*k)
	for at, readings := range places {
		for j, unit := range readings.At {
			whole[int(unit)*k+at] = readings.X[j]
		}
	}
	kernel.Triangle(n, func(from, to int) {
		for u := from; u < to; u++ {
			x := whole[u*k:][:k]
			for v := u; v < n; v++ {
				y := whole[v*k:][:k]
				between[u*n+v] = floats.Dot(x[:minus], y[:minus]) - floats.Dot(x[minus:], y[minus:])
			}
		}
	})
}

// readings lists, place by place, the units that have something there: first
// by cell, over the root of its share; then, to be taken away, from minus on,
// by node that stands alone and by place of the image.
func (c composed) readings(a *apart) (places []kernel.Loading, minus int) {
	minus = len(a.x.share)
	nodes := a.x.r + a.x.c
	roots := make([]float64, minus)
	for cell, p := range a.x.share {
		roots[cell] = math.Sqrt(p)
	}
	sums, images := make([]float64, len(c.Units)*nodes), make([]float64, len(c.Units)*a.dim)
	for u, unit := range c.Units {
		a.seen(unit, sums[u*nodes:][:nodes], images[u*a.dim:][:a.dim])
	}
	return kernel.Loadings(minus+nodes+a.dim, func(enter func(at, unit int32, x float64)) {
		for u, unit := range c.Units {
			for j, cell := range unit.At {
				if roots[cell] != 0 {
					enter(cell, int32(u), unit.X[j]/roots[cell])
				}
			}
			for node, sum := range sums[u*nodes:][:nodes] {
				if sum != 0 && a.alone[node] > 0 {
					enter(int32(minus+node), int32(u), sum/a.alone[node])
				}
			}
			for i, value := range images[u*a.dim:][:a.dim] {
				enter(int32(minus+nodes+i), int32(u), value)
			}
		}
	}), minus
}

// seen adds a unit up by node, and to the image of all nodes.
func (a *apart) seen(unit kernel.Loading, sums, image []float64) {
	for j, cell := range unit.At {
		if a.x.share[cell] != 0 {
			row, column := a.x.nodes(int(cell))
			sums[row] += unit.X[j]
			sums[column] -= unit.X[j]
		}
	}
	for node, sum := range sums {
		if sum != 0 {
			floats.AddScaled(image, sum, a.image[node])
		}
	}
}
