package estimate

import (
	"fmt"
	"slices"
	"strings"
)

// point adds the categories of a point of a transition among the people who
// answered at both.
func (r *rWriter) point(name string, a *axis) {
	words := make([]string, r.data.Rows)
	for _, row := range present(present(r.people, r.from.column), r.to.column) {
		words[row] = a.categories[a.at(row)].Code
	}
	r.texts(name, words)
}

// everyRow is true for every row of x.
const everyRow = "!is.na(x$row)"

func (r *rWriter) transitions(cells []Cell) error {
	r.point("from", r.from)
	r.point("to", r.to)
	const both = "x$sample == 1 & !is.na(x$from) & !is.na(x$to)"
	for _, c := range cells {
		from, to := c.Key("from"), c.Key("to")
		here := both
		chosen := everyRow
		for dim, value := range map[string]string{"from": from, "to": to} {
			if value != "" {
				chosen += " & x$" + dim + " == " + rText(value)
			}
		}
		switch of := c.Key("of"); {
		case c.State != "":
		case of == ofCount:
			r.put("count(%s, %s & %s)", rText(cellName(c)), both, chosen)
		case of == ofOrigin:
			here += " & x$from == " + rText(from)
			fallthrough
		default:
			r.put("share(%s, %s, %s, %s, %s)", rText(cellName(c)), here, chosen, rText(r.rMethod(c)), r.df(c))
		}
	}
	return nil
}

func (r *rWriter) funnel(cells []Cell) error {
	for k := range r.spec.Steps {
		passed := make([]float64, r.data.Rows)
		for _, row := range r.people {
			passed[row] = float64(boolInt(r.passing[k][row]))
		}
		r.numbers("step"+fmt.Sprint(k+1), passed)
	}
	at := func(c Cell) int {
		return slices.IndexFunc(r.spec.Steps, func(s Step) bool { return s.Name == c.Key("step") })
	}
	for _, c := range cells {
		k := at(c) + 1
		base := k - 1
		if c.Key("of") == ofFirst {
			base = 1
		}
		switch {
		case c.State != "":
		case c.Key("of") == ofCount:
			r.put("count(%s, x$sample == 1 & x$step%d == 1)", rText(cellName(c)), k)
		default:
			r.put("share(%s, x$sample == 1 & x$step%d == 1, x$step%d, %s, %s)", rText(cellName(c)), base, k, rText(r.rMethod(c)), r.df(c))
		}
	}
	return nil
}

func (r *rWriter) crosstab(cells []Cell) error {
	for _, c := range cells {
		i := r.wave(c)
		item := "x$" + r.answers(i)
		r.domain(i, c) // adds the groups
		by := fmt.Sprintf("x$by%d", i)
		both := fmt.Sprintf("x$sample == 1 & !is.na(%s) & !is.na(%s)", item, by)
		chosen, category, column := everyRow, c.Key("category"), c.Key(r.spec.By)
		if category != "" {
			chosen += " & " + item + " == " + rText(category)
		}
		if column != "" {
			chosen += " & " + by + " == " + rText(column)
		}
		base := both
		switch c.Key("of") {
		case ofRow:
			base += " & " + item + " == " + rText(category)
		case ofColumn:
			base += " & " + by + " == " + rText(column)
		}
		name := rText(cellName(c))
		switch {
		case c.State != "":
		case c.Test != nil:
			if err := r.testLine(c, i); err != nil {
				return err
			}
		case c.Key("of") == ofCount:
			r.put("count(%s, %s & %s)", name, both, chosen)
		case c.Key("of") == ofWeight:
			r.put("total(%s, %s, %s, %s)", name, both, chosen, rNumber(c.DF))
		default:
			r.put("share(%s, %s, %s, %s, %s)", name, base, chosen, rText(r.rMethod(c)), r.df(c))
		}
	}
	return nil
}

// scale writes the mean score, its deviation and the design's alpha.
func (r *rWriter) scale(cells []Cell) error {
	if r.by != nil || len(r.waves) > 1 {
		return fmt.Errorf("a scale by groups or waves takes several scripts")
	}
	items, err := r.turned(0, r.people)
	if err != nil {
		return err
	}
	var names []string
	for k, y := range items {
		names = append(names, "item"+fmt.Sprint(k+1))
		r.numbers(names[k], r.over(r.people, y))
	}
	atLeast := r.spec.AtLeast
	if atLeast == 0 {
		atLeast = len(items)
	}
	r.put("items <- x[c(\"%s\")]\nscore <- ifelse(rowSums(!is.na(items)) >= %d, rowMeans(items, na.rm = TRUE), NA)", strings.Join(names, `", "`), atLeast)
	for _, c := range cells {
		switch c.Key("fit") {
		case "mean":
			r.put("mean_of(%s, x$sample == 1, score, %s)", rText(cellName(c)), r.df(c))
		case "deviation":
			r.put("put(%s, sqrt(as.numeric(svyvar(~y, pick(x$sample == 1 & !is.na(score), y = score)))))", rText(cellName(c)))
		case "alpha-design":
			r.put("put(%s, as.numeric(svycralpha(~%s, pick(x$sample == 1 & complete.cases(items)))))", rText(cellName(c)), strings.Join(names, " + "))
		}
	}
	return nil
}

// rates are arithmetic on counts, written out.
func (r *rWriter) rates(cells []Cell) error {
	for _, c := range cells {
		r.put("put(%s, %d / %s)", rText(cellName(c)), c.Count, rNumber(c.WeightedN)) // of which a share of the unknown may be part
	}
	return nil
}
