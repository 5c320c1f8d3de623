// Package instrument holds questionnaires as data: pages of items with their
// wording in every language, who is asked what, and which answers an item takes.
//
// It can say what comes next for somebody with given answers, whether an
// answer is acceptable, and what is wrong with a questionnaire as written. It
// does not know who answers, where answers are kept or how a page looks, and
// it does not read files: format/xlsform turns sheets into an [Instrument].
package instrument

import (
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
	Lists     map[string]*dataset.CodeList `json:"lists"` // by name
	Source    Place                        `json:"-"`     // the sheet of settings
	ListRows  map[string][]Place           `json:"-"`     // by list, where each category is written; may be absent
}

// A Page is a group of items shown together.
type Page struct {
	Name      string     `json:"name"`
	Title     study.Text `json:"title,omitempty"`
	Relevance *expr.Expr `json:"relevance,omitempty"` // nil: always
	Items     []*Item    `json:"items"`
	Source    Place      `json:"-"`
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
	Date           Type = "date" // ISO day; with appearance month-year or year only so much of it
	Note           Type = "note" // shown, takes no answer
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
	Codes             *dataset.CodeList `json:"codes,omitempty"`      // select_one and select_multiple
	Exclusive         []string          `json:"exclusive,omitempty"`  // codes of select_multiple that rule out all others
	Other             string            `json:"other,omitempty"`      // code that asks for a wording of its own, kept as item NAME_other; empty: none
	NonAnswers        []dataset.Missing `json:"nonanswers,omitempty"` // offered beside the answers: Refused, DontKnow, NotApplicable
	Relevance         *expr.Expr        `json:"relevance,omitempty"`
	Constraint        *expr.Expr        `json:"constraint,omitempty"` // "." is the answer
	ConstraintMessage study.Text        `json:"constraint_message,omitempty"`
	Calculation       *expr.Expr        `json:"calculation,omitempty"`
	Required          bool              `json:"required,omitempty"`
	Appearance        string            `json:"appearance,omitempty"` // XLSForm appearance: "likert", "minimal", "month-year", "multiline", …
	Scale             dataset.Scale     `json:"scale,omitempty"`
	Sensitive         bool              `json:"sensitive,omitempty"` // a fear-laden subject: help links beside it, careful release
	HelpLink          bool              `json:"help,omitempty"`      // show the study's help addresses beside it
	Reference         study.Text        `json:"reference,omitempty"` // reference period or source of the wording, for codebook and lineage
	Source            Place             `json:"-"`
}

// Shown reports whether the item appears on a page at all.
func (i *Item) Shown() bool { return i.Type != Hidden && i.Type != Calculate }

// OtherName is the name under which the wording of the code [Item.Other] is kept.
func (i *Item) OtherName() string { return i.Name + "_other" }

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
