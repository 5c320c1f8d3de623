package estimate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/study"
)

// body writes the design and a line for every cell.
func (r *rWriter) body(cells []Cell) error {
	if err := r.structured(); err != nil {
		return err
	}
	r.put("level <- %s", rNumber(r.spec.Level))
	switch r.spec.Measure {
	case Share, Mean, Count, Sum, Ratio, Quantile, Variance, Deviation, Correlation:
		return r.eachGroup(cells)
	case Difference:
		return r.differences(cells)
	case Contrast:
		return r.contrasted(cells)
	case Transition:
		return r.transitions(cells)
	case Crosstab:
		return r.crosstab(cells)
	case Funnel:
		return r.funnel(cells)
	case Testing:
		return r.tests(cells)
	case Regression:
		return r.regression(cells)
	case Scale:
		return r.scale(cells)
	case Path:
		return r.paths(cells)
	case Experiment:
		return r.experiment(cells)
	case Recruitment:
		return r.recruitment(cells)
	}
	return r.rates(cells)
}

// cellName names a cell by its keys.
func cellName(c Cell) string {
	var parts []string
	for _, k := range c.Keys {
		parts = append(parts, k.Dim+"="+k.Value)
	}
	return strings.Join(parts, ", ")
}

// wave finds the place of a cell's wave among those of the spec.
func (r *rWriter) wave(c Cell) int {
	return max(slices.IndexFunc(r.waves, func(w study.WaveID) bool { return strconv.Itoa(int(w)) == c.Key("wave") }), 0)
}

// domain writes who a cell's people are: of the sample, and of the group.
func (r *rWriter) domain(i int, c Cell) string {
	if r.by == nil {
		return "x$sample == 1"
	}
	name := "by" + strconv.Itoa(i)
	groups, at := r.grouped(i, r.people)
	words := make([]string, r.data.Rows)
	for j, row := range r.people {
		if at[j] >= 0 {
			words[row] = groups[at[j]].keys[len(groups[at[j]].keys)-1].Value
		}
	}
	r.texts(name, words)
	return fmt.Sprintf("x$sample == 1 & x$%s %%in%% %s", name, rText(c.Key(r.spec.By)))
}

// answers adds what people answered in the i-th wave and tells how R calls it:
// a number, the code of a category, or 1 and 0 for those who are counted.
func (r *rWriter) answers(i int) (name string) {
	name = "item" + strconv.Itoa(i)
	base := r.answering(i, group{rows: r.people})
	item := r.items[i]
	switch {
	case r.meets != nil || len(r.categories) > 0:
		r.numbers(name, r.over(base.rows, indicator(base.rows, r.chooser(i))))
	case item == nil || r.numericItem(item):
		if item != nil {
			r.numbers(name, r.over(base.rows, scores(base.rows, item)))
		}
	case item.Kind == dataset.Multiple:
		for k, category := range item.Variable.Codes.Categories {
			r.numbers(name+"."+category.Code, r.over(base.rows, indicator(base.rows, chooses(item, []uint16{uint16(k)}))))
		}
	default:
		words := make([]string, r.data.Rows)
		for _, row := range base.rows {
			if words[row] = item.CodeAt(int(row)); words[row] == "" {
				words[row] = "~" + item.Missing[row].String()
			}
		}
		r.texts(name, words)
	}
	return name
}

// numericItem reports whether the measure takes the item for a number.
func (r *rWriter) numericItem(c *dataset.Column) bool {
	numbers, _ := r.wants()
	return numbers || r.spec.Measure == Sum && c.Kind == dataset.Numeric
}

// counted writes 1 and 0 for the category of a cell; NA outside the base.
func (r *rWriter) counted(i int, c Cell) string {
	name, category := r.answers(i), c.Key("category")
	switch {
	case category == "":
		return "x$" + name
	case r.items[i].Kind == dataset.Multiple:
		return "x[[" + rText(name+"."+category) + "]]"
	}
	return "x$" + name + " == " + rText(category)
}

// rMethods are the intervals of svyciprop.
var rMethods = map[string]string{"xlogit": "xlogit", "logit": "logit", "beta": "beta", "asin": "asin", "wald": "mean", "likelihood": "likelihood"}

// method is R's name of the interval that a cell has in fact; none where R
// has none.
func (r *rWriter) rMethod(c Cell) string {
	// After raking R counts the rows outside a domain, too, for the interval of
	// Korn and Graubard.
	counts := r.spec.Interval == string(kernel.Beta) && r.set != nil && r.aware()
	if counts || !strings.Contains(c.Method, "; "+r.spec.Interval+" interval") {
		return ""
	}
	return rMethods[r.spec.Interval]
}

// df writes the degrees of freedom of a cell's interval.
func (r *rWriter) df(c Cell) string {
	if r.spec.Interval == normalInterval {
		return "Inf"
	}
	return rNumber(c.DF)
}

// eachGroup writes the cells of measures that are computed group by group.
func (r *rWriter) eachGroup(cells []Cell) error {
	for _, c := range cells {
		i := r.wave(c)
		name, domain := rText(cellName(c)), r.domain(i, c)
		if c.State != "" || c.Key("minus") != "" {
			continue // nothing to reproduce: too few people, or arithmetic on another cell
		}
		switch r.spec.Measure {
		case Share:
			r.put("share(%s, %s, %s, %s, %s)", name, domain, r.counted(i, c), rText(r.rMethod(c)), r.df(c))
		case Count:
			r.countLine(i, c, name, domain)
		case Mean, Sum:
			if r.spec.Standard != nil {
				r.standardised(i, c, name, domain)
				continue
			}
			call := map[Measure]string{Mean: "mean_of", Sum: "total"}[r.spec.Measure]
			y := ""
			if item := c.Key("item"); item != "" {
				y = r.severalAnswers(i, item)
			} else {
				y = r.counted(i, c)
			}
			r.put("%s(%s, %s, %s, %s)", call, name, domain, y, r.df(c))
		case Ratio:
			r.numbers("over"+strconv.Itoa(i), numbers(r.work.over[i], r.work.all()))
			r.put("ratio(%s, %s, x$%s, x$over%d, %s)", name, domain, r.answers(i), i, r.df(c))
		case Quantile:
			interval := r.spec.Interval
			if interval == string(kernel.Score) && !strings.Contains(c.Method, "score interval") {
				interval = string(kernel.Wald)
			}
			r.put("quantile_of(%s, %s, x$%s, %s, %s, %s, %s)", name, domain, r.answers(i), c.Key("quantile"), rText(r.spec.Rule),
				rText(strings.NewReplacer("wald", "mean", string(kernel.InReplicates), "quantile").Replace(interval)), r.df(c))
		default:
			r.moment(i, c, name, domain)
		}
	}
	return nil
}

// standardised writes the mean of a group whose weights were spread anew over
// the categories of the standard that somebody is in.
func (r *rWriter) standardised(i int, c Cell, name, domain string) {
	by, shares := r.standardBy[i], r.work.standard
	words := make([]string, r.data.Rows)
	for _, row := range present(r.work.all(), by) {
		words[row] = by.CodeAt(int(row))
	}
	r.texts("within"+strconv.Itoa(i), words)
	var pairs []string
	for k, category := range by.Variable.Codes.Categories {
		if shares[k] > 0 {
			pairs = append(pairs, rText(category.Code)+" = "+rNumber(shares[k]))
		}
	}
	r.put("standardised(%s, %s, %s, x$within%d, c(%s), %s, %s)", name, domain, r.counted(i, c), i, strings.Join(pairs, ", "), rLogical(r.spec.Standard.Answered), r.df(c))
}

// all lists every row.
func (w *work) all() []int32 {
	rows := make([]int32, w.data.Rows)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

func (r *rWriter) countLine(i int, c Cell, name, domain string) {
	if r.items[i] != nil {
		r.put("count(%s, %s & (%s) == 1)", name, domain, r.counted(i, c))
		return
	}
	people, err := r.respondents(i)
	if err != nil {
		return // Estimate would have refused it
	}
	r.numbers("took"+strconv.Itoa(i), r.flags(people))
	r.put("count(%s, %s & x$took%d == 1)", name, domain, i)
}

// severalAnswers adds one of several items, NA for who lacks another.
func (r *rWriter) severalAnswers(i int, item string) string {
	at := slices.IndexFunc(r.several[i], func(c *dataset.Column) bool { return c.Name == item })
	rows := r.answeringAll(i, group{rows: r.people})
	name := fmt.Sprintf("item%d.%d", i, at+1)
	r.numbers(name, r.over(rows, scores(rows, r.several[i][at])))
	return "x[[" + rText(name) + "]]"
}

func (r *rWriter) moment(i int, c Cell, name, domain string) {
	first, second := c.Key("item"), c.Key("with")
	if first == "" {
		first = r.several[i][0].Name
	}
	if second == "" {
		second = first
	}
	y, z := r.severalAnswers(i, first), r.severalAnswers(i, second)
	switch r.spec.Measure {
	case Variance:
		r.put("variance(%s, %s, %s, %s, %s)", name, domain, y, z, r.df(c))
	case Deviation:
		r.put("put(%s, sqrt(as.numeric(svyvar(~y, pick(%s & !is.na(%s), y = %s)))))", name, domain, y, y)
	case Correlation:
		r.put("correlation(%s, %s, %s, %s)", name, domain, y, z)
	}
}
