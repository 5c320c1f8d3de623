package instrument

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"sojourn/instrument/expr"
	"sojourn/study"
)

// maxTrials is the number of combinations of answers that are tried for one
// condition; beyond it nothing is said.
const maxTrials = 20_000

// maxLookups bounds the trials of a whole questionnaire by the answers that are
// looked up, to well under a second; what is left then is passed over.
const maxLookups = 2_000_000

// maxWritten is the number of written numbers that are combined.
const maxWritten = 16

// reach warns of pages and items that nobody is ever asked. A condition is tried
// with every combination of answers that it could tell apart: all codes of a
// list, the numbers and dates in the condition and their neighbours, and no
// answer. A condition that looks inside texts, or at more combinations than can
// be tried, is passed over.
func (c *checker) reach() {
	faulty := map[int]bool{} // rows with an error in their condition, which was told already
	for _, p := range c.problems {
		if p.Severity == study.Error && p.Column == "relevant" {
			faulty[p.Row] = true
		}
	}
	for _, p := range c.in.Pages {
		if faulty[p.Source.Row] {
			continue
		}
		if p.Relevance != nil && !c.possible(p.Relevance) {
			if p.Time <= 1 {
				c.warn("unreachable", p.Source, "relevant", fmt.Sprintf("no answers lead to the page %q", p.Name), "correct the condition, or take the page out")
			}
			continue
		}
		for _, i := range p.Items {
			if i.Relevance != nil && p.Time <= 1 && !faulty[i.Source.Row] && !c.possible(i.Relevance, p.Relevance) {
				c.warn("unreachable", i.Source, "relevant", fmt.Sprintf("no answers lead to %q", i.Name), "correct the condition, or take the item out")
			}
		}
	}
}

// possible reports whether some answers meet all the conditions, or whether
// that cannot be told.
func (c *checker) possible(conditions ...*expr.Expr) bool {
	t := trial{checker: c, given: map[string]expr.Value{}}
	for _, e := range conditions {
		if e != nil && !t.include(e) {
			return true
		}
	}
	trials := 1
	for _, name := range t.leaves {
		i := c.items[name]
		if i.Codes != nil && len(i.Codes.Categories) > maxTrials || c.patience < 0 {
			return true
		}
		t.domains = append(t.domains, t.domain(i))
		c.patience -= len(t.domains[len(t.domains)-1])
		if trials *= len(t.domains[len(t.domains)-1]); trials > maxTrials {
			return true
		}
	}
	conditions = slices.DeleteFunc(slices.Clone(conditions), func(e *expr.Expr) bool { return e == nil })
	return t.try(conditions, 0)
}

// A trial tries answers to the items that conditions depend on. It is also
// their environment.
type trial struct {
	*checker
	leaves   []string // items that are asked
	literals []string // written values that answers are held against
	domains  [][]expr.Value
	given    map[string]expr.Value
	depth    int
}

// include takes up what a condition depends on, through calculates. It is
// false if trying cannot tell.
func (t *trial) include(e *expr.Expr) bool {
	if !e.Finite() || e.Kept() || t.depth > 8 || t.patience < 0 {
		return false
	}
	t.literals = append(t.literals, e.Literals()...)
	for _, name := range e.Names() {
		t.patience--
		i := t.items[name]
		switch {
		case i == nil || i.Type == Hidden || i.Type == Text || i.Type == Note:
			return false
		case i.Type == Calculate:
			t.depth++
			if i.Calculation == nil || t.circular[name] || !t.include(i.Calculation) {
				return false
			}
			t.depth--
		case !slices.Contains(t.leaves, name):
			t.leaves = append(t.leaves, name)
		}
	}
	return true
}

// domain lists answers to an item that a condition could tell apart.
func (t *trial) domain(i *Item) []expr.Value {
	values := []expr.Value{{}}
	switch {
	case i.Type == SelectOne && i.Codes != nil:
		for _, c := range i.Codes.Categories {
			values = append(values, expr.Text(c.Code))
		}
	case (i.Type == SelectMultiple || i.Type == Rank) && i.Codes != nil:
		values = append(values, t.sets(i)...)
	case i.Type == Date:
		values = append(values, t.dates()...)
	case i.Type == Acknowledge:
		values = append(values, expr.Text(Acknowledged))
	default:
		values = append(values, t.numbers()...)
	}
	return values
}

// sets lists choices of several codes: each alone, and growing ones that begin
// with each code that is written in the condition.
func (t *trial) sets(i *Item) []expr.Value {
	var all []string
	for _, c := range i.Codes.Categories {
		if !i.exclusive(c.Code) {
			all = append(all, c.Code)
		}
	}
	var values []expr.Value
	for _, c := range i.Codes.Categories {
		values = append(values, expr.Codes([]string{c.Code}))
	}
	var first []string
	for _, code := range t.literals {
		if slices.Contains(all, code) && !slices.Contains(first, code) {
			first = append(first, code)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(all), func(code string) bool { return slices.Contains(first, code) })
	const few = 6
	for bits := range 1 << min(len(first), few) {
		var begin []string
		for n, code := range first[:min(len(first), few)] {
			if bits>>n&1 == 1 {
				begin = append(begin, code)
			}
		}
		for n := range len(rest) + 1 {
			if set := append(slices.Clone(begin), rest[:n]...); len(set) > 1 {
				values = append(values, expr.Codes(set))
			}
		}
	}
	return values
}

// numbers lists the numbers written in the condition with their neighbours.
func (t *trial) numbers() []expr.Value {
	seen := map[float64]bool{0: true, 1: true, 1e6: true}
	written := []float64{0}
	for _, literal := range t.literals {
		if x, err := strconv.ParseFloat(literal, 64); err == nil && len(written) < maxWritten {
			written = append(written, x, -x)
		}
	}
	for n, x := range written { // sums too: ${a} + 3 = 10
		for _, y := range written[:n] {
			for _, step := range []float64{-1, -0.5, 0, 0.5, 1} {
				seen[x+y+step] = true
			}
		}
	}
	var values []expr.Value
	for x := range seen {
		values = append(values, expr.Num(x))
	}
	return values
}

// dates lists the dates written in the condition with their neighbours.
func (t *trial) dates() []expr.Value {
	values := []expr.Value{expr.Text("1900-01-01"), expr.Text("2100-12-31"), expr.Text("1980-06"), expr.Text("2000")}
	for _, literal := range t.literals {
		if day, err := time.Parse(time.DateOnly, literal); err == nil {
			for _, step := range []int{-1, 0, 1} {
				values = append(values, expr.Text(day.AddDate(0, 0, step).Format(time.DateOnly)))
			}
		}
		values = append(values, expr.Text(literal))
	}
	return values
}

// try gives the leaves from the nth on every value, and reports whether the
// conditions held once, or could not be computed.
func (t *trial) try(conditions []*expr.Expr, n int) bool {
	if n == len(t.leaves) {
		for _, e := range conditions {
			if ok, err := e.True(t); err != nil {
				return true
			} else if !ok {
				return false
			}
		}
		return true
	}
	for _, v := range t.domains[n] {
		t.given[t.leaves[n]] = v
		if t.try(conditions, n+1) {
			return true
		}
	}
	return false
}

// Lookup gives the value on trial.
func (t *trial) Lookup(name string) (expr.Value, bool) {
	if t.patience--; t.patience < 0 {
		return expr.Value{}, false
	}
	if v, ok := t.given[name]; ok {
		return v, true
	}
	i := t.items[name]
	if i == nil || i.Calculation == nil {
		return expr.Value{}, name == "."
	}
	v, err := i.Calculation.Eval(t)
	return v, err == nil
}
