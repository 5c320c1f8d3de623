// Package instrument holds questionnaires as data: pages of items with their
// wording in every language, who is asked what, and which answers an item takes.
//
// It can say what comes next for somebody with given answers, whether an
// answer is acceptable, and what is wrong with a questionnaire as written. It
// does not know who answers, where answers are kept or how a page looks, and
// it does not read files: format/xlsform turns sheets into an [Instrument].
package instrument

import (
	"fmt"
	"math"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// An Instrument is the questionnaire of a wave in one version. The names in its
// JSON form are those of the hash: a new field must be left out where it is
// empty, so that what was fielded keeps its hash.
type Instrument struct {
	Form      string                       `json:"form"`    // XLSForm's form_id, such as "wave1"
	Version   string                       `json:"version"` // XLSForm's version; what was fielded never changes under the same version
	Title     study.Text                   `json:"title,omitempty"`
	Languages []study.Lang                 `json:"languages"` // the first is the default
	Pages     []*Page                      `json:"pages"`
	Lists     map[string]*dataset.CodeList `json:"lists"`            // by name
	Source    Place                        `json:"-"`                // the sheet of settings
	Traits    map[string][]Traits          `json:"traits,omitempty"` // by list, what filters know about each category; absent where there is nothing
	ListRows  map[string][]Place           `json:"-"`                // by list, where each category is written; may be absent

	Experiments []*Experiment `json:"experiments,omitempty"`
}

// Traits are what the sheet of choices says about a category beside its code
// and label, by the name of the column.
type Traits map[string]string

// A Page is a group of items shown together.
type Page struct {
	Name      string     `json:"name"`
	Title     study.Text `json:"title,omitempty"`
	Relevance *expr.Expr `json:"relevance,omitempty"` // nil: always
	Items     []*Item    `json:"items"`
	Sums      []Sum      `json:"sums,omitempty"`
	Repeat    string     `json:"repeat,omitempty"` // name of the repeat of which the page is one time
	Time      int        `json:"time,omitempty"`   // which time, counted from 1
	Source    Place      `json:"-"`
}

// A Sum asks that numbers on a page add up, such as hours to 24 or shares to
// 100. It holds once one of the items has an answer; those without count as 0.
type Sum struct {
	Items []string `json:"items"`
	Total float64  `json:"total"`
}

// A Type says how an item is asked and what its answer is.
type Type string

// The types of item, by their XLSForm names.
const (
	SelectOne      Type = "select_one"
	SelectMultiple Type = "select_multiple"
	Integer        Type = "integer"
	Decimal        Type = "decimal"
	Text           Type = "text"
	Date           Type = "date"  // ISO day; with appearance month-year or year only so much of it
	Rank           Type = "rank"  // codes in the order of preference, the first preferred most
	Range          Type = "range" // a number on a slider or a thermometer, on the scale Item.Slider
	Note           Type = "note"  // shown, takes no answer
	Acknowledge    Type = "acknowledge"
	Hidden         Type = "hidden"    // never shown; set from outside
	Calculate      Type = "calculate" // never shown; set by Calculation
)

// An Item is one thing asked on screen.
type Item struct {
	Name              string            `json:"name"`
	Type              Type              `json:"type"`
	Label             study.Text        `json:"label,omitempty"`
	Hint              study.Text        `json:"hint,omitempty"`
	Codes             *dataset.CodeList `json:"codes,omitempty"`      // select_one, select_multiple and rank
	Filter            *expr.Filter      `json:"filter,omitempty"`     // which categories of the list are offered; nil: all
	Shuffle           bool              `json:"shuffle,omitempty"`    // categories come in an order of chance, the same for a respondent every time
	Seed              *expr.Expr        `json:"seed,omitempty"`       // items with equal seeds are shuffled alike; nil: each item by itself
	Slider            *Slider           `json:"slider,omitempty"`     // of a range
	Default           *expr.Expr        `json:"default,omitempty"`    // filled in before the respondent answers; of a hidden item, its value
	Exclusive         []string          `json:"exclusive,omitempty"`  // codes of select_multiple that rule out all others
	Other             string            `json:"other,omitempty"`      // code that asks for a wording of its own, kept as item NAME_other; empty: none
	NonAnswers        []dataset.Missing `json:"nonanswers,omitempty"` // offered beside the answers: Refused, DontKnow, NotApplicable
	Relevance         *expr.Expr        `json:"relevance,omitempty"`
	Constraint        *expr.Expr        `json:"constraint,omitempty"` // "." is the answer
	ConstraintMessage study.Text        `json:"constraint_message,omitempty"`
	Calculation       *expr.Expr        `json:"calculation,omitempty"`
	Required          bool              `json:"required,omitempty"`
	RequiredWhen      *expr.Expr        `json:"required_when,omitempty"` // required only if it holds; nil: by Required alone
	RequiredMessage   study.Text        `json:"required_message,omitempty"`
	Guidance          study.Text        `json:"guidance,omitempty"`   // a longer explanation, to be folded out
	Appearance        string            `json:"appearance,omitempty"` // XLSForm appearance: "likert", "minimal", "month-year", "multiline", …
	Scale             dataset.Scale     `json:"scale,omitempty"`
	Sensitive         bool              `json:"sensitive,omitempty"` // a fear-laden subject: help links beside it, careful release
	HelpLink          bool              `json:"help,omitempty"`      // show the study's help addresses beside it
	Carry             bool              `json:"carry,omitempty"`     // the answer is kept for the respondent's own next waves, for prev()
	Reference         study.Text        `json:"reference,omitempty"` // reference period or source of the wording, for codebook and lineage
	Origin            string            `json:"origin,omitempty"`    // the survey whose question this is, such as "WVS 7 Q57"
	Target            string            `json:"target,omitempty"`    // the variable with which the data are to be harmonised
	Source            Place             `json:"-"`
}

// A Slider is the scale of a [Range] item.
type Slider struct {
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	Step  float64 `json:"step"`
}

// Has reports whether x is a point of the scale.
func (s Slider) Has(x float64) bool {
	low, high := min(s.Start, s.End), max(s.Start, s.End)
	steps := (x - s.Start) / s.Step
	const slack = 1e-9 // decimals such as 0.1 have no exact binary form
	return low <= x && x <= high && math.Abs(steps-math.Round(steps)) < slack
}

// Shown reports whether the item appears on a page at all.
func (i *Item) Shown() bool { return i.Type != Hidden && i.Type != Calculate }

// OtherName is the name under which the wording of the code [Item.Other] is kept.
func (i *Item) OtherName() string { return i.Name + "_other" }

// PlaceName is the name under which the category ranked at the place, counted
// from 1, is kept beside the answer to a [Rank] item.
func (i *Item) PlaceName(place int) string { return fmt.Sprintf("%s_rank_%d", i.Name, place) }

// companions are the names of what is kept beside the answer.
func (i *Item) companions() []string {
	var names []string
	if i.Other != "" {
		names = append(names, i.OtherName())
	}
	if i.Type == Rank && i.Codes != nil {
		for n := range i.Codes.Categories {
			names = append(names, i.PlaceName(n+1))
		}
	}
	return names
}

// Chooses reports whether the answer is taken from a list.
func (i *Item) Chooses() bool {
	return i.Type == SelectOne || i.Type == SelectMultiple || i.Type == Rank
}

// Category returns the category of the item's list that has the code.
func (i *Item) Category(code string) (dataset.Category, bool) {
	if i.Codes == nil {
		return dataset.Category{}, false
	}
	at := i.Codes.Index(code)
	if at < 0 {
		return dataset.Category{}, false
	}
	return i.Codes.Categories[at], true
}

// Asks reports whether the item is shown and takes an answer.
func (i *Item) Asks() bool {
	return i.Type != Note && i.Type != Hidden && i.Type != Calculate
}

// A Place is where in the sheets something is written.
type Place struct {
	File  string
	Sheet string
	Row   int // counted from 1, the heading row included
}

// An Answer is what one item got: values, or the reason why there are none.
type Answer struct {
	Values  []string        `json:"v,omitempty"` // category codes, or one typed number, text or ISO date
	Missing dataset.Missing `json:"m,omitempty"`
}

// Value is the first value, empty if there is none.
func (a Answer) Value() string {
	if len(a.Values) == 0 || a.Missing != dataset.Present {
		return ""
	}
	return a.Values[0]
}

// exclusive reports whether the code rules out all others.
func (i *Item) exclusive(code string) bool { return slices.Contains(i.Exclusive, code) }

// chose reports whether the code is among the values.
func (a Answer) chose(code string) bool {
	return a.Missing == dataset.Present && slices.Contains(a.Values, code)
}

// Answers are the answers so far, by item name.
type Answers map[string]Answer

// put returns the entry of an item that was put to the respondent.
func (as Answers) put(name string) (Answer, bool) {
	a, ok := as[name]
	return a, ok && a.Missing != dataset.NotAsked
}

// Item returns the item of the given name and its page, or nils.
func (in *Instrument) Item(name string) (*Item, *Page) {
	for _, p := range in.Pages {
		for _, i := range p.Items {
			if i.Name == name {
				return i, p
			}
		}
	}
	return nil, nil
}
