package kernel_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/kernel"
	"sojourn/internal/statref"
)

// A sample is the data of a case with its design.
type sample struct {
	t    *testing.T
	refs *statref.References
	f    *statref.Frame
	d    *kernel.Design
}

// results is what a case has computed, by name.
type results = map[string]any

// answers says by which calls of the kernel a case is answered. Nothing else
// knows a case.
func answers() map[string]func(s sample) any {
	all := map[string]func(s sample) any{}
	for _, add := range []func(map[string]func(s sample) any){meanAnswers, totalAnswers, momentAnswers, quantileAnswers, domainAnswers,
		replicateAnswers, lonelyAnswers, oddAnswers, changeAnswers} {
		add(all)
	}
	return all
}

func TestKernelAgreesWithOutsideSoftware(t *testing.T) {
	refs := statref.Load(t)
	answers := answers()
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			f := refs.Of(t, c)
			s := sample{t, refs, f, nil}
			if d, ok := refs.Designs[c.Design]; ok {
				s.d = statref.Kernel(t, f, statref.Structure(f, d))
			}
			statref.Compare(t, c, answers[id](s), refs.Want(t, id))
		})
	}
}

// weighted is the sample under weights alone.
func (s sample) weighted(name string) sample {
	return s.under(kernel.Structure{Weights: s.f.Numbers(name)})
}

func (s sample) under(structure kernel.Structure) sample {
	s.d = statref.Kernel(s.t, s.f, structure)
	return s
}

// where lists the rows that have a value in every one of the columns and for
// which a numeric column has one of the values listed with it: "sex=1,2".
func (s sample) where(conditions ...string) []int32 {
	var names []string
	for _, c := range conditions {
		name, _, _ := strings.Cut(c, "=")
		names = append(names, name)
	}
	return slices.DeleteFunc(s.f.Complete(names...), func(row int32) bool {
		for _, c := range conditions {
			name, values, limited := strings.Cut(c, "=")
			if limited && !slices.Contains(strings.Split(values, ","), s.f.Words(name)[row]) {
				return true
			}
		}
		return false
	})
}

// described is a list of estimates with standard errors, intervals and
// covariances. An interval by t has df degrees of freedom.
func (s sample) described(df float64, ls ...kernel.Linear) results {
	var est, se []float64
	var normal, t [][]float64
	z := kernel.NormalQuantile(.975)
	for _, l := range ls {
		e := s.d.SE(l)
		est, se = append(est, l.Value), append(se, e)
		normal = append(normal, []float64{l.Value - z*e, l.Value + z*e})
		reach := kernel.StudentQuantile(.975, df)
		t = append(t, []float64{l.Value - reach*e, l.Value + reach*e})
	}
	return results{"est": est, "se": se, "ci_normal": normal, "ci_t": t, "df": df, "vcov": s.d.Covariance(ls...)}
}

// means describes the means of columns over the rows that have all of them,
// with design effects where want.
func (s sample) means(rows []int32, names ...string) results {
	var ls []kernel.Linear
	var effects []float64
	for _, name := range names {
		y := s.f.Values(name, rows)
		ls = append(ls, s.d.Mean(rows, y))
		effects = append(effects, s.d.EffectWithout(ls[len(ls)-1], rows, y))
	}
	got := s.described(s.d.DF(s.all()), ls...)
	got["deff"] = effects
	return got
}

// shares describes the shares of a column's categories over rows.
func (s sample) shares(rows []int32, name string) results {
	var ls []kernel.Linear
	s.categories(rows, name, func(_ string, in []float64) { ls = append(ls, s.d.Mean(rows, in)) })
	return s.described(s.d.DF(rows), ls...)
}

// categories calls with every category of a column that somebody has, and the
// indicator of its rows.
func (s sample) categories(rows []int32, name string, call func(level string, in []float64)) {
	codes, levels := s.f.Codes(name)
	for k, level := range levels {
		in := make([]float64, len(rows))
		for j, row := range rows {
			if codes[row] == int32(k) {
				in[j] = 1
			}
		}
		call(level, in)
	}
}

// groups splits rows by the categories of columns, the first varying fastest;
// groups without rows are left out.
func (s sample) groups(rows []int32, names ...string) (all [][]int32) {
	all = [][]int32{rows}
	for _, name := range slices.Backward(names) {
		codes, levels := s.f.Codes(name)
		var next [][]int32
		for _, group := range all {
			for k := range levels {
				part := slices.DeleteFunc(slices.Clone(group), func(row int32) bool { return codes[row] != int32(k) })
				if len(part) > 0 {
					next = append(next, part)
				}
			}
		}
		all = next
	}
	return all
}

// by describes the means of a column by groups, as svyby lays them out.
func (s sample) by(name string, groups [][]int32) results {
	var est, se, low, high, cv, percent, variance, effect []any
	z := kernel.NormalQuantile(.975)
	for _, group := range groups {
		rows := s.present(group, name)
		y := s.f.Values(name, rows)
		l := s.d.Mean(rows, y)
		if len(rows) > 0 {
			est = append(est, l.Value)
		} else {
			est = append(est, statref.NotEstimated)
		}
		if len(rows) < 2 {
			for _, list := range []*[]any{&se, &low, &high, &cv, &percent, &variance, &effect} {
				*list = append(*list, statref.NotEstimated)
			}
			continue
		}
		e := s.d.SE(l)
		se, low, high = append(se, e), append(low, l.Value-z*e), append(high, l.Value+z*e)
		cv, percent, variance = append(cv, e/l.Value), append(percent, 100*e/l.Value), append(variance, e*e)
		effect = append(effect, s.d.EffectWithout(l, rows, y))
	}
	return results{name: est, "se": se, "est__": est, "se__": se, "ci_l": low, "ci_u": high, "cv": cv, "cv%": percent, "var": variance, "DEff." + name: effect}
}

// present leaves in the rows that have a value.
func (s sample) present(rows []int32, name string) []int32 {
	words := s.f.Words(name)
	return slices.DeleteFunc(slices.Clone(rows), func(row int32) bool { return words[row] == "" })
}

func (s sample) all() []int32 { return s.f.Complete() }

// numbered are the categories of a numeric column that somebody has.
func (s sample) numbered(name string) []float64 {
	var xs []float64
	for _, x := range s.f.Numbers(name) {
		if !math.IsNaN(x) && !slices.Contains(xs, x) {
			xs = append(xs, x)
		}
	}
	slices.Sort(xs)
	return xs
}
