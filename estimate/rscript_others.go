package estimate

import (
	"fmt"
	"strings"
)

// paths writes a way over the points as a share of everybody on one.
func (r *rWriter) paths(cells []Cell) error {
	base := "x$sample == 1"
	for k, a := range r.points {
		name := fmt.Sprint("point", k+1)
		words := make([]string, r.data.Rows)
		for _, row := range present(r.people, a.column) {
			words[row] = a.categories[a.at(row)].Code
		}
		r.texts(name, words)
		base += " & !is.na(x$" + name + ")"
	}
	for _, c := range cells {
		chosen := everyRow
		for _, key := range c.Keys {
			if strings.HasPrefix(key.Dim, "point") {
				chosen += " & x$" + key.Dim + " == " + rText(key.Value)
			}
		}
		switch {
		case c.State != "":
		case c.Key("of") == ofCount:
			r.put("count(%s, %s & %s)", rText(cellName(c)), base, chosen)
		default:
			r.put("share(%s, %s, %s, %s, %s)", rText(cellName(c)), base, chosen, rText(r.rMethod(c)), r.df(c))
		}
	}
	return nil
}

// experiment writes the difference of the arms of a list, or the marginal
// means of a conjoint experiment.
func (r *rWriter) experiment(cells []Cell) error {
	for i, item := range r.items {
		r.numbers(fmt.Sprint("item", i), numbers(item, r.work.all()))
	}
	e := r.spec.Experiment
	for _, c := range cells {
		i, name := r.wave(c), rText(cellName(c))
		if e.Kind == listExperiment {
			arm := r.column("experiment", e.Arm, r.waves[i], false)
			r.numbers(fmt.Sprint("arm", i), numbers(arm, r.work.all()))
			if c.Test != nil && c.Key("test") == "" {
				r.put("arms(%s, x$sample == 1, x$item%d, x$arm%d)", name, i, i)
			}
			continue
		}
		if err := r.level(i, c, name); err != nil {
			return err
		}
	}
	return nil
}

// level writes the mean of a level of an attribute, or its difference from
// that of the first.
func (r *rWriter) level(i int, c Cell, name string) error {
	attribute, err := r.work.data.Column(c.Key("attribute"))
	if err != nil {
		return err
	}
	words := make([]string, r.data.Rows)
	for _, row := range present(r.work.all(), attribute) {
		words[row] = valueAt(attribute, int(row))
	}
	r.texts(attribute.Name, words)
	shown := func(level string) string {
		return fmt.Sprintf("x$sample == 1 & x[[%s]] %%in%% %s", rText(attribute.Name), rText(level))
	}
	less := c.Key("minus")
	if less == "" {
		r.put("mean_of(%s, %s, x$item%d, %s)", name, shown(c.Key("level")), i, r.df(c))
		return nil
	}
	part := func(level string) string {
		return fmt.Sprintf("list(domain = %s, y = x$item%d, total = FALSE)", shown(level), i)
	}
	r.put("contrast(%s, quote(shown - first), list(shown = %s, first = %s), %s)", name, part(c.Key("level")), part(less), r.df(c))
	return nil
}

// recruitment writes the shares by inverse degrees. Their errors are those of
// a bootstrap, which no other program draws in the same order.
func (r *rWriter) recruitment(cells []Cell) error {
	if r.spec.Recruitment.Population > 0 {
		return fmt.Errorf("successive sampling is no call of the package survey; see the package RDS")
	}
	for i, item := range r.items {
		degree := r.column("recruitment", r.spec.Recruitment.Degree, r.waves[i], false)
		words := make([]string, r.data.Rows)
		for _, row := range present(present(r.people, item), degree) {
			words[row] = item.CodeAt(int(row))
		}
		r.texts(fmt.Sprint("item", i), words)
		r.numbers(fmt.Sprint("degree", i), numbers(degree, r.work.all()))
	}
	for _, c := range cells {
		i := r.wave(c)
		r.put("put(%s, weighted.mean(x$item%d == %s, 1 / x$degree%d, na.rm = TRUE))", rText(cellName(c)), i, rText(c.Key("category")), i)
	}
	return nil
}
