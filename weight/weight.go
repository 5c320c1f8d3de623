// Package weight adjusts a dataset to what is known of a population: raking,
// post-stratification, calibration, trimming, and the price of all that, the
// design effect.
//
// A weight set is made from a [Recipe] and never altered afterwards; it says
// which margins it reached, how far its weights spread and how many were
// trimmed. What cannot be reached is an error that names the margin, the
// category and the gap, for a set that is nearly right looks exactly like one
// that is. The package does not know what the weights will be used for, and it
// does not decide who belongs to a base: the caller hands that in.
package weight

import "sojourn/study"

// File is the name of the file in the study folder that holds the recipes.
const File = "weights.yaml"

// A Margin is what is known of the reference population about one item.
//
// Items crossed with each other are written "sex/agegroup", and then the
// targets are keyed "female/18-29". Targets may be shares, percentages or
// counts; only their proportions matter, but all margins of a set must add up
// to the same total, so that a slip in one of them is noticed.
type Margin struct {
	Item    string             `yaml:"item" json:"item"`
	Targets map[string]float64 `yaml:"targets" json:"targets"`
	Source  string             `yaml:"source" json:"source"` // who published the targets, and when
}

// A Known is what is known of the reference population about one numeric
// variable: its mean over people, or its total. Calibration alone can use it.
type Known struct {
	Item   string   `yaml:"item" json:"item"`
	Mean   *float64 `yaml:"mean,omitempty" json:"mean,omitempty"`
	Total  *float64 `yaml:"total,omitempty" json:"total,omitempty"`
	Source string   `yaml:"source" json:"source"` // who published it, and when
}

// A Calibration says how starting weights are bent towards targets.
type Calibration struct {
	Function Function `yaml:"function,omitempty" json:"function,omitempty"` // empty: linear

	// Lower and Upper limit g, the factor from the starting weight, on the scale
	// of the set, to the calibrated one. They do not limit the weights: that is
	// what Bounds do. An Upper of zero means no bound. Logit needs both.
	Lower float64 `yaml:"lower,omitempty" json:"lower,omitempty"`
	Upper float64 `yaml:"upper,omitempty" json:"upper,omitempty"`

	// Free lets the sum of the weights move: only totals are held, as in a ratio
	// estimator.
	Free bool `yaml:"free,omitempty" json:"free,omitempty"`
}

// A Response makes starting weights for whoever took part, dividing by the
// probability of that: the study's own answer to attrition. It is worked out
// by package estimate/model, whose notation Formula is in.
type Response struct {
	Formula string    `yaml:"formula" json:"formula"`                     // such as "in_w2 ~ sex + age": who took part, explained by what is known of everybody
	Classes int       `yaml:"classes,omitempty" json:"classes,omitempty"` // classes of similar probability; 0: each person's own
	Between []float64 `yaml:"between,omitempty" json:"between,omitempty"` // two quantiles between which the weights are kept, such as [0.01, 0.99]
}

// Bounds keep every weight between Lower and Upper, both as multiples of the
// mean weight of the set. An Upper of zero means no upper bound.
type Bounds struct {
	Lower float64 `yaml:"lower,omitempty" json:"lower,omitempty"`
	Upper float64 `yaml:"upper,omitempty" json:"upper,omitempty"`

	// Strict repeats the trimming until no weight is outside. Otherwise what
	// was cut off is spread once over the others and may push some beyond.
	Strict bool `yaml:"strict,omitempty" json:"strict,omitempty"`

	// Rerake rakes again after each cut until margins and Upper both hold.
	Rerake bool `yaml:"rerake,omitempty" json:"rerake,omitempty"`
}

// A Recipe is one weight set as it stands in weights.yaml.
type Recipe struct {
	Name      string       `yaml:"name" json:"name"`
	Title     study.Text   `yaml:"title,omitempty" json:"title,omitempty"`
	Sample    string       `yaml:"sample" json:"sample"`                   // the people who get a weight
	Base      string       `yaml:"base,omitempty" json:"base,omitempty"`   // further condition over the linked dataset
	Wave      study.WaveID `yaml:"wave,omitempty" json:"wave,omitempty"`   // items of the margins are taken in this wave; 0: variables of no wave
	Start     string       `yaml:"start,omitempty" json:"start,omitempty"` // numeric variable with the weights to begin with; empty: all equal
	Response  *Response    `yaml:"response,omitempty" json:"response,omitempty"`
	Margins   []Margin     `yaml:"margins,omitempty" json:"margins,omitempty"`
	Numbers   []Known      `yaml:"numbers,omitempty" json:"numbers,omitempty"`     // with Calibrate
	Calibrate *Calibration `yaml:"calibrate,omitempty" json:"calibrate,omitempty"` // in place of raking
	Partial   bool         `yaml:"partial,omitempty" json:"partial,omitempty"`     // targets of categories without people are left out, and the population is the smaller for it
	Total     float64      `yaml:"total,omitempty" json:"total,omitempty"`         // people in the population; 0: the weights add up to the people of the base
	Trim      *Bounds      `yaml:"trim,omitempty" json:"trim,omitempty"`
}

// A Method is how a set was made. The variance of an estimate depends on it.
type Method string

// The methods.
const (
	PostStratified Method = "post-stratified"
	Raked          Method = "raked"
	Calibrated     Method = "calibrated"
	Given          Method = "" // weights from elsewhere, taken as fixed
)

// A Set is the result of a recipe. Values has one weight a row of the
// dataset; rows outside the base have weight zero.
type Set struct {
	Name    string          `json:"name"`
	Method  Method          `json:"method"`
	Values  []float64       `json:"-"`
	Raked   []float64       `json:"-"` // the weights before trimming; nil where Values hold the margins
	Recipe  Recipe          `json:"recipe"`
	Reached []MarginReached `json:"reached"`
	Means   []MeanReached   `json:"means,omitempty"` // of Recipe.Numbers
	N       int             `json:"n"`               // people with a weight
	Deff    float64         `json:"deff"`            // Kish, among the people with a weight
	Min     float64         `json:"min"`
	Max     float64         `json:"max"`
	Trimmed int             `json:"trimmed"` // people whose weight a bound cut
	Rounds  int             `json:"rounds"`  // of raking, or of raking and cutting

	// Least and Most are the least and the greatest g of a calibration, and
	// Negative says how many weights came out below zero, as linear calibration
	// without bounds may have it.
	Least    float64 `json:"least,omitempty"`
	Most     float64 `json:"most,omitempty"`
	Negative int     `json:"negative,omitempty"`

	start  []float64 // the weights to begin with, a row of the dataset each
	people float64   // that the targets stand for
}

// Effective is the effective number of people, N over the design effect.
func (s Set) Effective() float64 { return float64(s.N) / s.Deff }

// A MarginReached compares one category of a margin with its target, as
// shares of the base.
type MarginReached struct {
	Item    string  `json:"item"`
	Code    string  `json:"code"`
	People  int     `json:"people"`
	Before  float64 `json:"before"` // by the starting weights
	Target  float64 `json:"target"`
	Reached float64 `json:"reached"`
}

// A MeanReached compares the mean of a numeric variable with its target; where
// the target is a total, all three are totals.
type MeanReached struct {
	Item    string  `json:"item"`
	Before  float64 `json:"before"` // by the starting weights
	Target  float64 `json:"target"`
	Reached float64 `json:"reached"`
}
