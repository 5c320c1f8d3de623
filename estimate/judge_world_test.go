package estimate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// A worldMaker draws the data of made-up people, column by column: strata,
// clusters, weights, gaps, a rare group, a category that nearly nobody has.
type worldMaker struct {
	r     *rand.Rand
	n     int
	names []string
	cells [][]string
}

// wordColumns are those that R takes for factors.
var wordColumns = []string{"h", "hh", "c", "grp", "sex", "k", "loc", "t1", "t2", "u1", "u2", "o1", "o2", "o3", "cc", "home", "side"}

// newWorld draws a data file. Each stratum has three clusters or more.
func newWorld(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 77))
	m := &worldMaker{r: r, n: 60 + r.IntN(240)}
	m.design()
	m.answers()
	m.panel()
	for k := range 12 {
		m.add(fmt.Sprintf("rep_%d", k+1), 0, func(i int) string { return number(math.Max(0, 1+r.NormFloat64()/2) * m.at("w", i)) })
	}
	return m.text()
}

func (m *worldMaker) add(name string, gap float64, of func(i int) string) {
	column := make([]string, m.n)
	for i := range column {
		if column[i] = of(i); m.r.Float64() < gap {
			column[i] = ""
		}
	}
	m.names, m.cells = append(m.names, name), append(m.cells, column)
}

func number(x float64) string { return fmt.Sprintf("%.17g", x) }

// at is a cell of an earlier column as a number; 0 where it is empty.
func (m *worldMaker) at(name string, i int) float64 {
	var x float64
	for k := range m.names {
		if m.names[k] == name {
			fmt.Sscan(m.cells[k][i], &x)
		}
	}
	return x
}

func (m *worldMaker) design() {
	strata := 2 + m.r.IntN(3)
	clusters := 3 + m.r.IntN(5)
	h := func(i int) int { return i % strata }
	size := make([]int, strata)
	for i := range m.n {
		size[h(i)]++
	}
	m.add("h", 0, func(i int) string { return fmt.Sprint("h", h(i)) })
	m.add("hh", 0, func(i int) string { // a stratum more, of which one cluster was drawn
		if (i/strata)%clusters == 0 && h(i) == 0 {
			return "alone"
		}
		return fmt.Sprint("h", h(i))
	})
	m.add("c", 0, func(i int) string { return fmt.Sprint("c", (i/strata)%clusters) })
	m.add("nc", 0, func(i int) string { return fmt.Sprint(clusters*2 + h(i)*3) })
	m.add("nr", 0, func(i int) string { return fmt.Sprint(size[h(i)]*3 + 11*h(i)) })
	m.stages(func(i int) int { return h(i)*clusters + (i/strata)%clusters })
	m.add("w", 0, func(int) string { return number(.2 + m.r.ExpFloat64()) })
}

// stages draws homes and sides within clusters, and people within those.
func (m *worldMaker) stages(cluster func(i int) int) {
	size, homes, inHome, sides := map[int]int{}, map[int]map[int]bool{}, map[int]int{}, map[int]int{}
	home, side := make([]int, m.n), make([]int, m.n)
	for i := range m.n {
		c := cluster(i)
		home[i], side[i] = size[c]/2, size[c]%2 // a home of two people, or a last one of one
		size[c]++
		if homes[c] == nil {
			homes[c] = map[int]bool{}
		}
		homes[c][home[i]] = true
		inHome[100*c+home[i]]++
		sides[2*c+side[i]]++
	}
	m.add("pid", 0, func(i int) string { return fmt.Sprint(i) })
	m.add("cc", 0, func(i int) string { return fmt.Sprint("cc", cluster(i)) })
	m.add("ncc", 0, func(int) string { return fmt.Sprint(2*len(size) + 3) })
	m.add("np", 0, func(i int) string { return fmt.Sprint(3*size[cluster(i)] + cluster(i)) })
	m.add("home", 0, func(i int) string { return fmt.Sprint("home", home[i]) })
	m.add("nhome", 0, func(i int) string { return fmt.Sprint(len(homes[cluster(i)]) + 1 + cluster(i)%3) })
	m.add("nin", 0, func(i int) string {
		if n := inHome[100*cluster(i)+home[i]]; n > 1 {
			return fmt.Sprint(n + 1)
		}
		return "1"
	})
	m.add("side", 0, func(i int) string { return fmt.Sprint("side", side[i]) })
	m.add("nside", 0, func(i int) string { return fmt.Sprint(2*sides[2*cluster(i)+side[i]] + side[i]) })
}

func (m *worldMaker) choice(gap float64, codes string) func(i int) string {
	all := strings.Fields(codes)
	return func(int) string {
		if m.r.Float64() < gap {
			return ""
		}
		return all[m.r.IntN(len(all))]
	}
}

func (m *worldMaker) answers() {
	m.add("grp", 0, m.choice(0, "a a a b b b b x"))
	m.add("sex", 0, m.choice(0, "f f m"))
	m.add("k", .05, m.choice(0, "p p p p q q q r r r r r r s"))
	m.add("loc", 0, m.choice(0, "in in out"))
	m.add("z", .06, func(i int) string { return number(m.r.NormFloat64() + m.at("w", i)/3) })
	m.add("y", .08, func(i int) string { return number(10 + m.at("z", i) + 2*m.r.NormFloat64()) })
	m.add("q", .03, func(int) string { return fmt.Sprint(1 + m.r.IntN(7)) }) // many ties
	m.add("v", 0, func(i int) string { return fmt.Sprint(int(math.Exp(.3*m.at("z", i)) * 3 * m.r.Float64())) })
	m.add("bin", .02, func(i int) string { return fmt.Sprint(int(.5 + .6*m.r.Float64() + .1*m.at("z", i))) })
	m.add("deg", .04, func(int) string { return fmt.Sprint(1 + int(4*m.r.ExpFloat64())) })
	for _, s := range []string{"s1", "s2", "s3", "s4"} {
		m.add(s, .07, func(i int) string { return fmt.Sprint(3 + int(2*math.Tanh(m.at("z", i)+.5*m.r.NormFloat64()))) })
	}
}

func (m *worldMaker) panel() {
	for _, p := range []struct{ first, second, codes string }{{"t1", "t2", "e o u u"}, {"u1", "u2", "n n y"}} {
		m.add(p.first, .05, m.choice(0, p.codes))
		again := m.choice(.05, p.codes)
		k := len(m.cells) - 1
		m.add(p.second, 0, func(i int) string {
			if m.r.Float64() < .6 {
				return m.cells[k][i]
			}
			return again(i)
		})
	}
	for _, o := range []string{"o1", "o2", "o3"} {
		m.add(o, .05, m.choice(0, "n y y"))
	}
}

func (m *worldMaker) text() string {
	var b strings.Builder
	b.WriteString(strings.Join(m.names, ",") + "\n")
	for i := range m.n {
		for k := range m.names {
			if k > 0 {
				b.WriteByte(',')
			}
			b.WriteString(m.cells[k][i])
		}
		b.WriteByte('\n')
	}
	return b.String()
}
