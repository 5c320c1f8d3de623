package estimate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// differences writes each as a function of two means.
func (r *rWriter) differences(cells []Cell) error {
	for _, c := range cells {
		if c.State != "" {
			continue
		}
		before, after := c, c
		i, j := 0, 0
		before.Keys = slices.Clone(c.Keys)
		for k, key := range c.Keys {
			if key.Dim == "minus" {
				before.Keys[k-1].Value = key.Value
			}
		}
		if len(r.spec.Waves) == 2 {
			i, j = 0, 1
		}
		part := func(at int, c Cell) string {
			return fmt.Sprintf("list(domain = %s, y = as.numeric(x$%s), total = FALSE)", r.domain(at, c), r.answers(at))
		}
		r.put("contrast(%s, quote(after - before), list(before = %s, after = %s), %s)", rText(cellName(c)), part(i, before), part(j, after), r.df(c))
	}
	return nil
}

// contrasted writes a contrast of means, shares and totals.
func (r *rWriter) contrasted(cells []Cell) error {
	var parts []string
	for k, p := range r.spec.Parts {
		cell, l, err := r.part(p)
		if err != nil {
			return err
		}
		measure := p.Spec.Measure
		if measure != Share && measure != Mean && measure != Sum {
			return fmt.Errorf("part %s is a %s, and only means, shares and totals are contrasted by a single call", p.Name, measure)
		}
		// What a row adds to a mean follows from its influence: y − ȳ = z ∑w / w.
		y := make([]float64, len(l.Rows))
		for j, row := range l.Rows {
			w := r.work.design.Weight(row)
			switch {
			case w == 0:
				y[j] = 0
			case measure == Sum:
				y[j] = l.Influence[j] / w
			default:
				y[j] = l.Value + l.Influence[j]*cell.WeightedN/w
			}
		}
		name := "part" + strconv.Itoa(k+1)
		r.numbers(name, r.over(l.Rows, y))
		parts = append(parts, fmt.Sprintf("%s = list(domain = !is.na(x$%s), y = x$%s, total = %s)", p.Name, name, name, rLogical(measure == Sum)))
	}
	r.put("contrast(\"contrast\", quote(%s), list(%s), %s)", r.spec.Expression, strings.Join(parts, ", "), r.df(cells[0]))
	return nil
}
