package estimate

import (
	"math"
	"strings"

	"sojourn/estimate/kernel"
	"sojourn/study"
)

// An External is a figure from elsewhere that an estimate is held against,
// such as the share a national poll has.
type External struct {
	Finding string     `yaml:"finding,omitempty" json:"finding,omitempty"` // WORK#FINDING of the library, in place of title, source and value
	Title   study.Text `yaml:"title" json:"title"`
	Source  string     `yaml:"source" json:"source"`
	Value   float64    `yaml:"value" json:"value"`
	N       float64    `yaml:"n,omitempty" json:"n,omitempty"`           // of a share: people it rests on
	Effect  float64    `yaml:"effect,omitempty" json:"effect,omitempty"` // of a share: the design effect of their weights; 1 if zero
	SE      float64    `yaml:"se,omitempty" json:"se,omitempty"`         // in place of N and Effect
	Told    study.Text `yaml:"-" json:"told,omitempty"`                  // of a finding: who says so, in which words, of whom; see [Refer]

	refused []string `yaml:"-"` // why the finding cannot be used, and what to do
}

// error is the standard error of the figure; of a share p on n people with a
// design effect it is √(deff · p(1−p)/n) (Kish 1965). A figure without any is
// taken for exact.
func (x External) error() float64 {
	if x.SE > 0 || x.N == 0 {
		return x.SE
	}
	effect := x.Effect
	if effect == 0 {
		effect = 1
	}
	return math.Sqrt(effect * x.Value * (1 - x.Value) / x.N)
}

// checkCompare checks that the figure can be compared.
func (q *question) checkCompare() {
	x := q.spec.Compare
	switch {
	case x == nil:
	case x.refused != nil:
		q.object("compare", x.refused[0], x.refused[1])
	case x.Finding != "" && x.Source == "":
		q.object("compare", "the finding "+x.Finding+" was not read", "compute within the study folder whose library has it")
	case len(x.Source) == 0:
		q.object("compare", "the figure has no source", "say who published it, and when")
	case x.N < 0 || x.Effect < 0 || x.SE < 0 || x.N > 0 && x.SE > 0:
		q.object("compare", "the figure has a standard error or people and a design effect, none below zero", "fill in se, or n and effect")
	case q.spec.Measure == Mean && x.N > 0 || q.spec.Measure == Share && !(x.Value >= 0 && x.Value <= 1):
		q.object("compare", "a share lies between 0 and 1, and the error of a mean cannot be told from the people", "correct the value, or fill in se")
	}
}

// compared adds to each cell its difference from the figure, with a normal
// interval: nobody of this study is among those whom the figure rests on.
func (w *work) compared(cells []Cell) []Cell {
	x := w.spec.Compare
	if x == nil {
		return cells
	}
	all := cells
	z := kernel.NewReach(w.spec.Level, math.Inf(1)).T
	for _, c := range cells {
		c.Keys = append(c.Keys[:len(c.Keys):len(c.Keys)], Key{Dim: "minus", Value: x.Source, Label: x.Title})
		c.Method = "difference from " + x.Source + "; normal interval; " + afterSemicolons(c.Method, 2)
		if c.State == "" {
			c.Value -= x.Value
			c.SE = math.Hypot(c.SE, x.error())
			c.Low, c.High = c.Value-z*c.SE, c.Value+z*c.SE
			c.Test = against("z", c.Value, c.SE, math.Inf(1))
		}
		all = append(all, c)
	}
	return all
}

// afterSemicolons is what a method says after its first n parts.
func afterSemicolons(method string, n int) string {
	parts := strings.Split(method, "; ")
	return strings.Join(parts[min(n, len(parts)):], "; ")
}

// against tests a value against zero by t with df degrees of freedom, or by
// the normal distribution where they are infinite; nil without a standard
// error.
func against(kind string, value, se, df float64) *Test {
	if se == 0 {
		return nil
	}
	t := &Test{Kind: kind, Statistic: value / se, DF: df, P: 2 * kernel.StudentSurvival(math.Abs(value/se), df)}
	if math.IsInf(df, 1) {
		t.DF = 0
	}
	return t
}
