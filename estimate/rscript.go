package estimate

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/study"
	"sojourn/weight"
)

// A Script reproduces an estimate with the package survey of R. It reads Data,
// as package format/tabular writes it, from the file it was made for: the
// answers, groups, weights and design of the estimate, with who belongs to its
// sample, so that nothing of the study has to be translated.
type Script struct {
	Text string
	Data *dataset.Dataset
}

//go:embed rscript.R
var functions string

// Script writes the script of an estimate, to be run beside a file of that
// name. It is an error where R has no call that gives the same.
func (e *Engine) Script(spec Spec, file string) (Script, error) {
	w, err := e.work(spec)
	if err != nil {
		return Script{}, err
	}
	computed, err := e.Estimate(spec)
	if err != nil {
		return Script{}, err
	}
	r := &rWriter{work: w, data: dataset.New(w.data.Rows)}
	if err := r.body(computed.Cells); err != nil {
		return Script{}, study.Problems{trouble(spec.Name, string(spec.Measure), "no R script gives this: "+err.Error(), "leave the script out")}
	}
	head := fmt.Sprintf("# %s: %s, with the package survey (4.1 or later; where versions differ Sojourn follows 4.5).\nlibrary(survey)\nfile <- %s\ntexts <- c(%s)\n",
		spec.Name, spec.Measure, rText(file), r.wordColumns())
	text := head + functions + r.design.String() + r.lines.String() + "print(result, digits = 10)\n"
	return Script{Text: text, Data: r.data}, nil
}

// wordColumns lists the columns that R must not take for numbers.
func (r *rWriter) wordColumns() string {
	var names []string
	for _, c := range r.data.Columns {
		if c.Kind == dataset.Words {
			names = append(names, rText(c.Name))
		}
	}
	return strings.Join(names, ", ")
}

// An rWriter gathers the lines of a script and the columns it reads.
type rWriter struct {
	*work
	data          *dataset.Dataset
	design, lines strings.Builder
}

func (r *rWriter) put(format string, args ...any) { fmt.Fprintf(&r.lines, format+"\n", args...) }

var rEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`)

// rText writes s as R reads it back.
func rText(s string) string { return `"` + rEscapes.Replace(s) + `"` }

func rNumber(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func rNumbers(xs []float64) string {
	var all []string
	for _, x := range xs {
		all = append(all, rNumber(x))
	}
	return "c(" + strings.Join(all, ", ") + ")"
}

// numbers adds a column; NaN is NA.
func (r *rWriter) numbers(name string, xs []float64) {
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, r.data.Rows, dataset.NotApplicable)
	for row, x := range xs {
		if !math.IsNaN(x) {
			c.Numbers[row], c.Missing[row] = x, dataset.Present
		}
	}
	_ = r.data.Add(c) // a column of that name is there already, and is the same
}

// texts adds a column; "" is NA.
func (r *rWriter) texts(name string, words []string) {
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words}, r.data.Rows, dataset.NotApplicable)
	for row, word := range words {
		if word != "" {
			c.Texts[row], c.Missing[row] = word, dataset.Present
		}
	}
	_ = r.data.Add(c)
}

// flags are 1 for some rows and 0 for the others.
func (r *rWriter) flags(rows []int32) []float64 {
	xs := make([]float64, r.data.Rows)
	for _, row := range rows {
		xs[row] = 1
	}
	return xs
}

// over puts the values of rows into a column that is NaN elsewhere.
func (r *rWriter) over(rows []int32, ys []float64) []float64 {
	xs := slices.Repeat([]float64{math.NaN()}, r.data.Rows)
	for j, row := range rows {
		xs[row] = ys[j]
	}
	return xs
}

// structure writes the design.
func (r *rWriter) structured() error {
	s, err := r.structure()
	if err != nil {
		return err
	}
	put := func(format string, args ...any) { fmt.Fprintf(&r.design, format+"\n", args...) }
	if d := r.spec.Design; d != nil {
		lonely := s.Lonely
		if lonely == "" {
			lonely = kernel.Fail
		}
		put("options(survey.lonely.psu = %s, survey.adjust.domain.lonely = %s)", rText(string(lonely)), rLogical(s.LonelyDomains))
	}
	r.numbers("sample", r.flags(r.people))
	if replication := r.work.design.Replication(); replication != nil {
		return r.replicated(s.Weights, replication, put)
	}
	return r.linearised(s, put)
}

func rLogical(b bool) string { return strings.ToUpper(strconv.FormatBool(b)) }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *rWriter) replicated(weights []float64, replication *kernel.Replication, put func(string, ...any)) error {
	for k, w := range replication.Weights {
		r.numbers("rep"+strconv.Itoa(k+1), w)
	}
	if weights == nil {
		weights = slices.Repeat([]float64{1}, r.data.Rows)
	}
	r.numbers("weight", r.weightsOf(weights))
	each := slices.Repeat([]float64{1}, len(replication.Weights))
	if replication.Each != nil {
		each = replication.Each
	}
	put(`d <- svrepdesign(data = x, weights = ~weight, repweights = x[grep("^rep[0-9]+$", names(x))], combined.weights = TRUE, type = "other", scale = %s, rscales = %s, mse = %s)`,
		rNumber(replication.Scale), rNumbers(each), rLogical(replication.MSE))
	return nil
}

// weightsOf are the weights as the design has them: under replicates made
// anew they are those of the set.
func (r *rWriter) weightsOf(weights []float64) []float64 {
	all := make([]float64, r.data.Rows)
	for row := range all {
		all[row] = r.work.design.Weight(int32(row))
	}
	return all
}

func (r *rWriter) linearised(s kernel.Structure, put func(string, ...any)) error {
	part := func(option, column string, there bool, otherwise string) string {
		if there {
			return option + " = ~" + column
		}
		return otherwise
	}
	if s.Strata != nil {
		r.numbers("stratum", floats(s.Strata))
	}
	if s.Clusters != nil {
		r.numbers("cluster", floats(s.Clusters))
	}
	if s.Population != nil {
		r.numbers("population", s.Population)
	}
	stages := r.staged(s)
	options := []string{part("ids", "cluster"+stages.ids, s.Clusters != nil, "ids = ~1"), part("strata", "stratum"+stages.strata, s.Strata != nil || stages.strata != "", ""), part("fpc", "population"+stages.populations, s.Population != nil, "")}
	set := r.set
	made := set != nil && set.Method != weight.Given
	weights := s.Weights
	if made {
		in, err := base(set.Recipe, r.study, r.work.data)
		if err != nil {
			return err
		}
		if weights, err = starting(set.Recipe, r.work.data, in); err != nil {
			return err
		}
		weights = r.scaled(weights)
	}
	if weights == nil {
		weights = slices.Repeat([]float64{1}, r.data.Rows)
	}
	r.numbers("weight", zeroed(weights))
	options = append(options, "weights = ~weight", "data = x", "nest = TRUE")
	put("d <- svydesign(%s)", strings.Join(slices.DeleteFunc(options, func(o string) bool { return o == "" }), ", "))
	if made {
		return r.reweighted(put)
	}
	return nil
}

// staging is what the stages after the first add to the formulas of a design.
type staging struct{ ids, strata, populations string }

// staged adds the columns of the stages after the first. Where one has strata
// all must name some.
func (r *rWriter) staged(s kernel.Structure) staging {
	var all staging
	stratified := slices.ContainsFunc(s.Within, func(k kernel.Stage) bool { return k.Strata != nil })
	if stratified && s.Strata == nil {
		r.numbers("stratum", make([]float64, r.data.Rows))
	}
	for k, stage := range s.Within {
		number := strconv.Itoa(k + 2)
		units, strata := make([]float64, r.data.Rows), make([]float64, r.data.Rows)
		for row := range units {
			units[row] = float64(row)
		}
		if stage.Clusters != nil {
			units = floats(stage.Clusters)
		}
		if stage.Strata != nil {
			strata = floats(stage.Strata)
		}
		r.numbers("cluster"+number, units)
		r.numbers("population"+number, stage.Population)
		all.ids, all.populations = all.ids+" + cluster"+number, all.populations+" + population"+number
		if stratified {
			r.numbers("stratum"+number, strata)
			all.strata += " + stratum" + number
		}
	}
	return all
}

func floats(codes []int32) []float64 {
	xs := make([]float64, len(codes))
	for i, c := range codes {
		xs[i] = float64(c)
	}
	return xs
}

// zeroed replaces what is no weight by zero, outside the base of a set.
func zeroed(weights []float64) []float64 {
	w := slices.Clone(weights)
	for i, x := range w {
		if math.IsNaN(x) {
			w[i] = 0
		}
	}
	return w
}
