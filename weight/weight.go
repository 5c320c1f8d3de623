// Package weight adjusts a dataset to reference margins: raking,
// post-stratification, trimming, and the price of all that, the design effect.
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
	Name    string       `yaml:"name" json:"name"`
	Title   study.Text   `yaml:"title,omitempty" json:"title,omitempty"`
	Sample  string       `yaml:"sample" json:"sample"`                   // the people who get a weight
	Base    string       `yaml:"base,omitempty" json:"base,omitempty"`   // further condition over the linked dataset
	Wave    study.WaveID `yaml:"wave,omitempty" json:"wave,omitempty"`   // items of the margins are taken in this wave; 0: variables of no wave
	Start   string       `yaml:"start,omitempty" json:"start,omitempty"` // numeric variable with the weights to begin with; empty: all equal
	Margins []Margin     `yaml:"margins" json:"margins"`
	Trim    *Bounds      `yaml:"trim,omitempty" json:"trim,omitempty"`
}

// A Method is how a set was made. The variance of an estimate depends on it.
type Method string

// The methods.
const (
	PostStratified Method = "post-stratified"
	Raked          Method = "raked"
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
	N       int             `json:"n"`    // people with a weight
	Deff    float64         `json:"deff"` // Kish, among the people with a weight
	Min     float64         `json:"min"`
	Max     float64         `json:"max"`
	Trimmed int             `json:"trimmed"` // people whose weight a bound cut
	Rounds  int             `json:"rounds"`  // of raking, or of raking and cutting
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
