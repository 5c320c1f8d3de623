package estimate_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/internal/statref"
	"sojourn/study"
	"sojourn/weight"
)

// A bench computes specs on the data of a case. Numbers of the file are
// variables under their names, categories under their names and "_c".
type bench struct {
	t      *testing.T
	refs   *statref.References
	c      statref.Case
	frame  *statref.Frame
	data   *dataset.Dataset
	sets   map[string]weight.Set
	design string // of all specs, as YAML
	where  string
}

// results is what a case has computed, by name.
type results = map[string]any

// everybody is the study of all benches: three waves, one sample.
var everybody = &study.Study{
	ID: "references", Languages: []study.Lang{"en"},
	Waves:   []study.Wave{{Number: 1}, {Number: 2}, {Number: 3}},
	Samples: []study.Sample{{Name: "all", Waves: []study.WaveID{1}, Min: 1}},
}

func newBench(t *testing.T, refs *statref.References, c statref.Case) *bench {
	b := &bench{t: t, refs: refs, c: c, sets: map[string]weight.Set{}}
	b.on(refs.Of(t, c))
	if d, ok := refs.Designs[c.Design]; ok {
		b.designed(d.Weights, d.Strata, d.Clusters, d.FPC)
	}
	return b
}

// on puts the bench on another frame.
func (b *bench) on(f *statref.Frame) {
	b.frame, b.data = f, f.Dataset(b.t)
	took := dataset.NewColumn(dataset.Variable{Name: "disposition_w1", Kind: dataset.Categorical,
		Codes: &dataset.CodeList{Categories: []dataset.Category{{Code: "complete"}}}}, b.data.Rows, dataset.Present)
	if err := b.data.Add(took); err != nil {
		b.t.Fatal(err)
	}
}

// designed says how the people came into the data, in the names of the file.
func (b *bench) designed(weights, strata, clusters, population string, more ...string) {
	var parts []string
	for _, p := range []struct{ key, name, suffix string }{{"weights", weights, ""}, {"strata", strata, "_c"}, {"clusters", clusters, "_c"}, {"population", population, ""}} {
		if p.name != "" {
			parts = append(parts, p.key+": "+strings.ReplaceAll(p.name, ".", "_")+p.suffix)
		}
	}
	b.design = "{" + strings.Join(append(parts, more...), ", ") + "}"
}

// spec reads a spec as estimates.yaml has it; what all specs of the bench have
// in common is added where it does not say otherwise.
func (b *bench) spec(yaml string) estimate.Spec {
	b.t.Helper()
	yaml = strings.TrimSuffix(strings.TrimSpace(yaml), "}")
	if !strings.Contains(yaml, "name: reference") {
		yaml = strings.Replace(yaml, "{", "{name: reference, ", 1)
	}
	if !strings.Contains(yaml, "sample:") {
		yaml += ", sample: all"
	}
	if b.design != "" && b.design != "{}" && !strings.Contains(yaml, "design:") {
		yaml += ", design: " + b.design
	}
	if b.where != "" && !strings.Contains(yaml, "where:") {
		yaml += ", where: " + strconv.Quote(b.where)
	}
	specs, err := estimate.ParseSpecs([]byte("estimates:\n  - " + yaml + "}\n"))
	if err != nil {
		b.t.Fatalf("%s: %v", yaml, err)
	}
	return specs[0]
}

// estimate computes a spec.
func (b *bench) estimate(yaml string) estimate.Estimate {
	b.t.Helper()
	e, err := b.try(yaml)
	if err != nil {
		b.t.Fatalf("%s: %v", yaml, err)
	}
	return e
}

func (b *bench) try(yaml string) (estimate.Estimate, error) {
	b.t.Helper()
	return estimate.New(everybody, "cut", b.data, b.sets).Estimate(b.spec(yaml))
}

// cells computes a spec and gives those of its cells that have exactly the
// dimensions listed, all where none is.
func (b *bench) cells(yaml string, dims ...string) []estimate.Cell {
	b.t.Helper()
	return narrow(b.estimate(yaml).Cells, dims...)
}

// narrow gives the cells of exactly the dimensions listed; "of=row" also
// limits the value.
func narrow(cells []estimate.Cell, dims ...string) []estimate.Cell {
	if len(dims) == 0 {
		return cells
	}
	return slices.DeleteFunc(slices.Clone(cells), func(c estimate.Cell) bool {
		return len(c.Keys) != len(dims) || slices.ContainsFunc(dims, func(dim string) bool {
			dim, value, limited := strings.Cut(dim, "=")
			return !slices.ContainsFunc(c.Keys, func(k estimate.Key) bool { return k.Dim == dim && (!limited || k.Value == value) })
		})
	})
}

// one finds the only cell of the dimensions.
func (b *bench) one(yaml string, dims ...string) estimate.Cell {
	b.t.Helper()
	cells := b.cells(yaml, dims...)
	if len(cells) != 1 {
		b.t.Fatalf("%s: %d cells with %v", yaml, len(cells), dims)
	}
	return cells[0]
}

// with puts keys into a YAML spec.
func with(yaml, keys string) string { return strings.TrimSuffix(yaml, "}") + ", " + keys + "}" }

// column lists one number of every cell. Where a group has nobody, or too few
// for a standard error, we refuse what other software gives.
func column(cells []estimate.Cell, of func(estimate.Cell) float64, isValue bool) []any {
	all := []any{}
	for _, c := range cells {
		switch {
		case c.State == estimate.NoData, c.State == estimate.NoInterval && !isValue:
			all = append(all, statref.NotEstimated)
		default:
			all = append(all, of(c))
		}
	}
	return all
}

func value(c estimate.Cell) float64 { return c.Value }
func se(c estimate.Cell) float64    { return c.SE }
func low(c estimate.Cell) float64   { return c.Low }
func high(c estimate.Cell) float64  { return c.High }
func count(c estimate.Cell) float64 { return float64(c.Count) }

func values(cells []estimate.Cell) []any { return column(cells, value, true) }
func ses(cells []estimate.Cell) []any    { return column(cells, se, false) }

func intervals(cells []estimate.Cell) []any {
	all := []any{}
	lows, highs := column(cells, low, false), column(cells, high, false)
	for i := range lows {
		all = append(all, []any{lows[i], highs[i]})
	}
	return all
}

// described computes a spec with both intervals and the covariance of its
// cells, as svymean and svytotal are reported.
func (b *bench) described(yaml string, dims ...string) results {
	b.t.Helper()
	e := b.estimate(with(yaml, "covariance: true, interval: normal"))
	t := narrow(b.estimate(with(yaml, "interval: t")).Cells, dims...)
	cells := narrow(e.Cells, dims...)
	return results{"est": values(cells), "se": ses(cells), "ci_normal": intervals(cells), "ci_t": intervals(t), "df": cells[0].DF,
		"vcov": e.Covariance, "deff": column(cells, func(c estimate.Cell) float64 { return c.Effect }, false)}
}

// shares describes a distribution. Its Wald interval is by t; the normal one
// follows from the standard error.
func (b *bench) shares(yaml string) results {
	b.t.Helper()
	e := b.estimate(with(yaml, "covariance: true, interval: wald"))
	normal := []any{}
	for _, c := range e.Cells {
		normal = append(normal, []any{c.Value - z975*c.SE, c.Value + z975*c.SE})
	}
	return results{"est": values(e.Cells), "se": ses(e.Cells), "ci_t": intervals(e.Cells), "ci_normal": normal, "df": e.Cells[0].DF, "vcov": e.Covariance}
}

const z975 = 1.959963984540054

// by describes estimates by groups as svyby lays them out, empty groups left
// out as it does.
func by(name string, cells []estimate.Cell) results {
	cells = slices.DeleteFunc(slices.Clone(cells), func(c estimate.Cell) bool { return c.State == estimate.NoData })
	ratio := func(factor float64) func(c estimate.Cell) float64 {
		return func(c estimate.Cell) float64 { return factor * c.SE / c.Value }
	}
	return results{name: values(cells), "se": ses(cells), "est__": values(cells), "se__": ses(cells), "ci_l": column(cells, low, false), "ci_u": column(cells, high, false),
		"cv": column(cells, ratio(1), false), "cv%": column(cells, ratio(100), false), "var": column(cells, func(c estimate.Cell) float64 { return c.SE * c.SE }, false),
		"DEff." + name: column(cells, func(c estimate.Cell) float64 { return c.Effect }, false)}
}

// groupNumbers are the categories of a dimension as numbers.
func groupNumbers(cells []estimate.Cell, dim string) []any {
	all := []any{}
	for _, c := range cells {
		x, err := strconv.ParseFloat(c.Key(dim), 64)
		if err != nil {
			panic(fmt.Sprint(dim, c.Keys))
		}
		all = append(all, x)
	}
	return all
}

// tested is the result of a test as pkht lays it out; parameters are its
// degrees of freedom.
func tested(c estimate.Cell) results {
	parameters := []any{}
	for _, df := range []float64{c.Test.DF, c.Test.DF2} {
		if df != 0 {
			parameters = append(parameters, df)
		}
	}
	return results{"statistic": c.Test.Statistic, "parameter": parameters, "p_value": c.Test.P, "estimate": c.Value, "conf_int": []any{c.Low, c.High}}
}

// matrix lays the cells of a table out by category and group.
func matrix(cells []estimate.Cell, of func(estimate.Cell) float64) []any {
	var rows []any
	last := ""
	for _, c := range cells {
		if key := c.Keys[0].Value; len(rows) == 0 || key != last {
			rows, last = append(rows, []any{}), key
		}
		rows[len(rows)-1] = append(rows[len(rows)-1].([]any), of(c))
	}
	return rows
}
