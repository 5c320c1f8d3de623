package estimate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sojourn/weight"
)

// held are the weights that hold the margins and numbers of the set: those
// before trimming, where there was any.
func (r *rWriter) held() []float64 {
	if r.set.Raked != nil {
		return r.set.Raked
	}
	return r.set.Values
}

// scaled brings starting weights to the total of the set, for the bounds of a
// calibration are factors on that scale; nil is 1 each.
func (r *rWriter) scaled(start []float64) []float64 {
	if start == nil {
		start = slices.Repeat([]float64{1}, r.data.Rows)
	}
	sum, total := 0.0, 0.0
	for row, w := range r.held() {
		if total += w; w != 0 {
			sum += start[row]
		}
	}
	if c := r.set.Recipe.Calibrate; c != nil && c.Free {
		return start
	}
	all := slices.Clone(start)
	for row := range all {
		all[row] *= total / sum
	}
	return all
}

// reweighted follows the recipe of the set: post-stratification, raking or
// calibration, and trimming.
func (r *rWriter) reweighted(put func(string, ...any)) error {
	weighted := make([]float64, r.data.Rows)
	for row, w := range r.held() {
		weighted[row] = float64(boolInt(w != 0))
	}
	r.numbers("weighted", weighted)
	put("d <- subset(d, weighted == 1)")
	places, err := weight.Places(r.work.data, r.set.Recipe.Margins, r.set.Recipe.Wave)
	if err != nil {
		return err
	}
	if r.set.Method == weight.Calibrated {
		err = r.calibrated(places, put)
	} else {
		r.raked(places, put)
	}
	t := r.set.Recipe.Trim
	if err != nil || t == nil {
		return err
	}
	if t.Rerake {
		return fmt.Errorf("the set %s is raked and cut in turn, which no call in R does", r.set.Name)
	}
	upper := "Inf"
	if t.Upper > 0 {
		upper = rNumber(t.Upper) + " * mean(weights(d)[weights(d) > 0])"
	}
	put("d <- trimWeights(d, lower = %s * mean(weights(d)[weights(d) > 0]), upper = %s, strict = %s)", rNumber(t.Lower), upper, rLogical(t.Strict))
	return nil
}

// sums adds the weights that hold a margin up by its categories.
func (r *rWriter) sums(at []int32) (codes []int32, sums map[int32]float64) {
	sums = map[int32]float64{}
	for row, w := range r.held() {
		if w != 0 {
			sums[at[row]] += w
		}
	}
	return slices.Sorted(maps.Keys(sums)), sums
}

// raked reaches the margins by raking, or a single one by post-stratification.
func (r *rWriter) raked(places [][]int32, put func(string, ...any)) {
	var formulas, tables []string
	for m, at := range places {
		name := "margin" + strconv.Itoa(m+1)
		r.numbers(name, floats(at))
		codes, sums := r.sums(at)
		var targets []float64
		for _, c := range codes {
			targets = append(targets, sums[c])
		}
		formulas = append(formulas, "~"+name)
		tables = append(tables, fmt.Sprintf("data.frame(%s = %s, Freq = %s)", name, rNumbers(floats(codes)), rNumbers(targets)))
	}
	if r.set.Method == weight.PostStratified {
		put("d <- postStratify(d, %s, %s)", formulas[0], tables[0])
		return
	}
	put("d <- rake(d, list(%s), list(%s), control = list(maxit = 5000, epsilon = 1e-11))", strings.Join(formulas, ", "), strings.Join(tables, ", "))
}

// calibrated reaches margins and numbers as columns with their totals.
func (r *rWriter) calibrated(places [][]int32, put func(string, ...any)) error {
	c, held := r.set.Recipe.Calibrate, r.held()
	var names, totals []string
	add := func(name string, of func(row int) float64) {
		column, total := make([]float64, r.data.Rows), 0.0
		for row, w := range held {
			if w != 0 {
				column[row] = of(row)
				total += w * column[row]
			}
		}
		r.numbers(name, column)
		names, totals = append(names, name), append(totals, fmt.Sprintf("%s = %s", name, rNumber(total)))
	}
	for m, at := range places {
		codes, _ := r.sums(at)
		for _, code := range codes[1:] {
			add(fmt.Sprintf("margin%d.%d", m+1, code), func(row int) float64 { return float64(boolInt(at[row] == code)) })
		}
	}
	for k, known := range r.set.Recipe.Numbers {
		column := r.column("numbers", known.Item, r.set.Recipe.Wave, false)
		if column == nil {
			return r.problems
		}
		ys := scores(r.work.all(), column)
		add("known"+strconv.Itoa(k+1), func(row int) float64 { return ys[row] })
	}
	constant := "0 + "
	if !c.Free {
		sum := 0.0
		for _, w := range held {
			sum += w
		}
		constant, totals = "", append([]string{"`(Intercept)` = " + rNumber(sum)}, totals...)
	}
	function := string(c.Function)
	if function == "" {
		function = "linear"
	}
	lower, upper := "-Inf", "Inf"
	if c.Lower > 0 {
		lower = rNumber(c.Lower)
	}
	if c.Upper > 0 {
		upper = rNumber(c.Upper)
	}
	put("d <- calibrate(d, ~%s%s, c(%s), calfun = %s, bounds = c(%s, %s), epsilon = 1e-11, maxit = 1000)", constant, strings.Join(names, " + "), strings.Join(totals, ", "),
		rText(function), lower, upper)
	return nil
}
