// Package estimate turns a linked dataset into numbers that can be printed:
// shares, means, counts, transitions, tests, each with its sample, base, n,
// weights, interval and method.
//
// Every number is a [Cell] of an [Estimate], and every estimate comes from a
// [Spec] that a team wrote into estimates.yaml and from one cut of the data;
// its id is the hash of both. The package refuses, by an error that names the
// cause, what would be wrong; it never answers with a quiet zero. It knows
// nothing of files, pages or the people behind the rows.
package estimate

import (
	"encoding/json"

	"sojourn/study"
)

// A Measure says what kind of number a spec asks for.
type Measure string

// The measures.
const (
	Share Measure = "share" // of a base, for each category or for a net of Categories
	Mean  Measure = "mean"  // of a numeric variable or of a scale's scores
	Count Measure = "count" // people, unweighted
	// Transition is between the categories of two waves: counts, shares of all
	// and of origin. Its margins are the cells that have only from, only to, or
	// neither.
	Transition Measure = "transition"
	Path       Measure = "path"       // over the categories of several waves: counts and shares of all
	Funnel     Measure = "funnel"     // people left after each of Steps
	Difference Measure = "difference" // of two shares or means, second minus first, with covariance

	Sum         Measure = "total"       // weighted, of a numeric variable, or the weighted people of each category
	Ratio       Measure = "ratio"       // of two totals: of Item and of Over
	Quantile    Measure = "quantile"    // of a numeric variable at each of Quantiles
	Variance    Measure = "variance"    // of a numeric variable, or covariance of every two of Items
	Deviation   Measure = "deviation"   // the standard deviation
	Correlation Measure = "correlation" // of every two of Items
	Contrast    Measure = "contrast"    // a function of cells of other estimates, with their covariance
	Crosstab    Measure = "table"       // of Item by By: people, weights, row, column and cell shares, and a test
	Testing     Measure = "test"        // a test of package hypothesis
	Regression  Measure = "model"       // a regression of package model
	Scale       Measure = "scale"       // how several items hang together, and the scores they make
	Rate        Measure = "rate"        // outcome rates of a wave
	Experiment  Measure = "experiment"  // a list experiment or a conjoint experiment
	Recruitment Measure = "recruitment" // shares where people recruited each other
)

// A Base says whose answers make 100 %.
type Base string

// The bases. Valid is the default: everybody of the sample who gave an answer.
const (
	Valid Base = "valid"
	Total Base = "total" // everybody of the sample who was asked
)

// A Spec is one named estimate as it stands in estimates.yaml.
type Spec struct {
	Name        string         `yaml:"name" json:"name"`
	Title       study.Text     `yaml:"title,omitempty" json:"title,omitempty"` // default: the variable's label
	Measure     Measure        `yaml:"measure" json:"measure"`
	Item        string         `yaml:"item,omitempty" json:"item,omitempty"`             // item asked in Waves; or a variable of no wave
	Items       []string       `yaml:"items,omitempty" json:"items,omitempty"`           // in place of Item where a measure takes several
	Over        string         `yaml:"over,omitempty" json:"over,omitempty"`             // ratio: the item below the line
	Meets       string         `yaml:"meets,omitempty" json:"meets,omitempty"`           // in place of Item: share of the people who meet this expression
	Waves       []study.WaveID `yaml:"waves,omitempty" json:"waves,omitempty"`           // one group of cells each
	Categories  []string       `yaml:"categories,omitempty" json:"categories,omitempty"` // share: of these taken together
	By          string         `yaml:"by,omitempty" json:"by,omitempty"`                 // one group of cells a category; an item is taken in the same wave; "country/sex" crosses two
	Groups      []string       `yaml:"groups,omitempty" json:"groups,omitempty"`         // categories of By to show, in order; the others become one group "other"
	From        *Point         `yaml:"from,omitempty" json:"from,omitempty"`             // transition, and tests of change: origin
	To          *Point         `yaml:"to,omitempty" json:"to,omitempty"`                 // destination
	Points      []Point        `yaml:"points,omitempty" json:"points,omitempty"`         // path
	Steps       []Step         `yaml:"steps,omitempty" json:"steps,omitempty"`           // funnel
	Quantiles   []float64      `yaml:"quantiles,omitempty" json:"quantiles,omitempty"`   // such as 0.5 for the median
	Rule        string         `yaml:"rule,omitempty" json:"rule,omitempty"`             // of quantiles; see [kernel.Rule]
	Parts       []Part         `yaml:"parts,omitempty" json:"parts,omitempty"`           // contrast: the cells it is made of
	Expression  string         `yaml:"expression,omitempty" json:"expression,omitempty"` // contrast: such as "a - b" or "log(a/b)"
	Test        string         `yaml:"test,omitempty" json:"test,omitempty"`             // test, table: which; see [Tests]
	Against     []float64      `yaml:"against,omitempty" json:"against,omitempty"`       // test, contrast: what is held to be true, a value or a share for each category
	Adjust      string         `yaml:"adjust,omitempty" json:"adjust,omitempty"`         // test of several Items: holm or benjamini-hochberg
	Ties        string         `yaml:"ties,omitempty" json:"ties,omitempty"`             // rank tests: middle, the default, or in-order; see [hypothesis.Ties]
	Ranking     string         `yaml:"ranking,omitempty" json:"ranking,omitempty"`       // rank tests of people counted alike: exact or normal
	Model       *Model         `yaml:"model,omitempty" json:"model,omitempty"`
	Reverse     []Reversed     `yaml:"reverse,omitempty" json:"reverse,omitempty"`   // scale: items to turn round
	AtLeast     int            `yaml:"at_least,omitempty" json:"at_least,omitempty"` // scale: answers a person needs for a score; 0: all
	Rates       []string       `yaml:"rates,omitempty" json:"rates,omitempty"`       // rate: by name, such as RR1 or completion
	Counts      *Counts        `yaml:"counts,omitempty" json:"counts,omitempty"`     // rate: in place of what the dispositions say
	Experiment  *Trial         `yaml:"experiment,omitempty" json:"experiment,omitempty"`
	Recruitment *Chains        `yaml:"recruitment,omitempty" json:"recruitment,omitempty"`
	Standard    *Standard      `yaml:"standard,omitempty" json:"standard,omitempty"` // mean: to which population it is standardised
	Compare     *External      `yaml:"compare,omitempty" json:"compare,omitempty"`   // share, mean: a figure from elsewhere to hold it against
	Derive      []Derived      `yaml:"derive,omitempty" json:"derive,omitempty"`     // variables made for this estimate
	Sample      string         `yaml:"sample" json:"sample"`
	Where       string         `yaml:"where,omitempty" json:"where,omitempty"`       // expression over the linked dataset
	Complete    []string       `yaml:"complete,omitempty" json:"complete,omitempty"` // items that people of the base must have answered too
	Weight      string         `yaml:"weight,omitempty" json:"weight,omitempty"`
	Design      *Design        `yaml:"design,omitempty" json:"design,omitempty"`
	Base        Base           `yaml:"base,omitempty" json:"base,omitempty"`
	Interval    string         `yaml:"interval,omitempty" json:"interval,omitempty"`     // method; empty: the default of the measure
	Level       float64        `yaml:"level,omitempty" json:"level,omitempty"`           // 0.95 if zero
	Effect      string         `yaml:"effect,omitempty" json:"effect,omitempty"`         // design effects: with or without replacement
	Covariance  bool           `yaml:"covariance,omitempty" json:"covariance,omitempty"` // of all cells with a standard error
	Note        study.Text     `yaml:"note,omitempty" json:"note,omitempty"`             // printed with the number: wording, period, comparability
	Recoded     []Recoded      `yaml:"-" json:"recoded,omitempty"`                       // filled in from the lineage, see [Engine.Under]
}

// A Point is an item in a wave, with its categories merged where Merge says so.
type Point struct {
	Item  string            `yaml:"item" json:"item"`
	Wave  study.WaveID      `yaml:"wave" json:"wave"`
	Merge map[string]string `yaml:"merge,omitempty" json:"merge,omitempty"` // category -> category of the result

	// Labels are the labels of categories that exist only in the result.
	Labels map[string]study.Text `yaml:"labels,omitempty" json:"labels,omitempty"`
}

// A Step is one stage of a funnel: those of the stage before who also meet Where.
type Step struct {
	Name  string     `yaml:"name" json:"name"`
	Title study.Text `yaml:"title" json:"title"`
	Where string     `yaml:"where" json:"where"`
}

// A Key names one dimension of a cell and its category.
type Key struct {
	Dim   string     `json:"dim"`   // "wave", "category", "from", "to", "of", "step", "minus", "item", "with", "quantile", "term", "fit", "test", "rate", "point1", "point2", …, "attribute", "level", or the variable of By
	Value string     `json:"value"` // category code, wave number, step name; of "of": count, all, origin, previous, first, row, column or weight
	Label study.Text `json:"label,omitempty"`
}

// A State says why a cell has no value or no interval.
type State string

// The states of a cell; empty is the ordinary one.
const (
	NoData     State = "no-data"          // nobody in the base
	NoInterval State = "se-not-estimable" // a value that rests on too few people for a standard error
	Suppressed State = "suppressed"       // hidden by disclosure control
)

// A Cell is one number. Value is a share of 0 to 1, a mean on the scale's own
// units, or a count.
type Cell struct {
	Keys      []Key   `json:"keys"`
	State     State   `json:"state,omitempty"`
	Value     float64 `json:"value"`
	SE        float64 `json:"se"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	DF        float64 `json:"df"`
	Count     int     `json:"count"` // people in the cell: the numerator of a share, the people of a mean, of a difference the smaller base
	N         int     `json:"n"`     // people in the base
	WeightedN float64 `json:"weighted_n"`
	Effective float64 `json:"effective_n"` // Kish
	Method    string  `json:"method"`      // such as "share; xlogit interval"

	Effect float64 `json:"design_effect,omitempty"` // where the spec asks for it
	Test   *Test   `json:"test,omitempty"`
	Flags  []Flag  `json:"flags,omitempty"`
}

// MarshalJSON writes null where there is no number, so that no reader takes a
// zero for one.
func (c Cell) MarshalJSON() ([]byte, error) {
	type plain Cell
	written := struct {
		Keys  []Key    `json:"keys"`
		State State    `json:"state,omitempty"`
		Value *float64 `json:"value"`
		SE    *float64 `json:"se"`
		Low   *float64 `json:"low"`
		High  *float64 `json:"high"`
		plain
	}{Keys: c.Keys, State: c.State, plain: plain(c)}
	if c.State == "" || c.State == NoInterval {
		written.Value = &c.Value
	}
	if c.State == "" {
		written.SE, written.Low, written.High = &c.SE, &c.Low, &c.High
	}
	return json.Marshal(written)
}

// A Test is the outcome of a test.
type Test struct {
	Kind      string  `json:"kind"` // as the spec names it
	Statistic float64 `json:"statistic"`
	DF        float64 `json:"df,omitempty"`  // of χ² or t, the numerator's of F
	DF2       float64 `json:"df2,omitempty"` // the denominator's of F
	P         float64 `json:"p"`
	Adjusted  float64 `json:"p_adjusted,omitempty"` // within the family that Spec.Adjust makes of the cells
}

// A Flag warns of a number that is there and should be read with care.
type Flag string

// The flags.
const (
	Concentrated Flag = "effective-n-near-1" // nearly all weight lies on a single person
	Gap          Flag = "empty-category"     // a category of the standard has nobody
)

// Key returns the value of a dimension of the cell; empty where it has none.
func (c Cell) Key(dim string) string {
	for _, k := range c.Keys {
		if k.Dim == dim {
			return k.Value
		}
	}
	return ""
}

// An Estimate is the result of a spec on a cut.
type Estimate struct {
	ID         string     `json:"id"` // hash of spec, sample, weights and cut
	Spec       Spec       `json:"spec"`
	Cut        string     `json:"cut"` // hash of the cut
	Title      study.Text `json:"title"`
	Sample     study.Text `json:"sample"`     // title of the sample
	SampleN    int        `json:"sample_n"`   // people in the sample (and Where), answered or not
	Population study.Text `json:"population"` // whom the study is about
	Assumption study.Text `json:"assumption"` // what an interval means for volunteers
	Synthetic  bool       `json:"synthetic"`
	Cells      []Cell     `json:"cells"`
	Notes      []Note     `json:"notes,omitempty"` // lineage caveats, fallbacks taken, everything a reader must be told

	Covariance [][]float64 `json:"covariance,omitempty"` // of Cells, where the spec asks for it; zeros for cells without a standard error
}
