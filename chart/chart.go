// Package chart draws the figures of a report: bars, distributions, trends,
// transitions and funnels, as SVG that a reader can trust, print and listen to.
//
// A figure is a plain value: [Bars], [Stacked], [Lines], [Alluvial] or [Funnel].
// It holds numbers and the words around them, already in one language, and
// gives two things: an SVG and the data table that stands beside it. Both are
// made of the same numbers by the same rounding.
//
// Rules of every figure:
//
//   - The same figure gives the same bytes, on any machine.
//   - Title, sample, n, base, source and whether the data are made up stand on
//     the figure itself, where a screenshot cannot lose them. What lacks them is
//     refused.
//   - A number that is missing is drawn as missing and says why. It is never a
//     bar of length zero.
//   - A distribution that does not sum to 100 % is refused. So are two rows of
//     the same name, a value outside its interval and a share outside 0 to 1.
//   - Categories keep the order in which they come; nothing is sorted, and an
//     axis of shares or counts begins at zero.
//   - Nothing rests on colour alone: hatching, shape, order or a label beside
//     the mark says the same. Text stands out from its ground by at least 4.5:1.
//   - No script, no style sheet, no outside font: presentation attributes only,
//     so that the strictest content policy lets a figure through.
//   - In a language written from right to left the whole figure is mirrored.
//
// The package does not know where numbers come from. It computes no statistic
// beyond the shares of a funnel, knows nothing of waves, weights or disclosure
// control, and what was suppressed before it came here is not in it at all.
package chart

import "sojourn/study"

// A Figure is something that can be drawn and set as a table. Both methods
// refuse a figure that would mislead, with a [study.Problem].
type Figure interface {
	SVG() ([]byte, error)
	Table() (Table, error)
}

// A Frame is what stands around the numbers of every figure, worded in Lang.
type Frame struct {
	ID        string     // letter, then letters, digits, "-" or "_"; unique on its page
	Lang      study.Lang // of the words below, and of how numbers are written
	Title     string
	Subtitle  string
	Sample    string // whose answers: "responded in at least two of waves 1 to 3"
	N         int    // people in the sample
	Few       bool   // the sample is of too few people for N to be shown
	Base      string // whose answers make 100 %; needed wherever shares are shown
	Interval  string // what the whiskers are: "95 % interval"
	Notes     []string
	Source    string
	Synthetic bool // made-up data; said on the figure
}

// A Unit says what kind of number a figure shows.
type Unit string

// The units.
const (
	Percent Unit = "percent" // a share of 0 to 1, written as a percentage
	Points  Unit = "points"  // a difference of two shares, −1 to 1, written in percentage points with its sign
	Mean    Unit = "mean"    // a number on the scale's own units
	Count   Unit = "count"   // people
)

// A State says why a value is missing, or lacks its interval.
type State string

// The states; empty is the ordinary one.
const (
	NoData     State = "no-data"          // nobody in the base
	NoInterval State = "se-not-estimable" // a value on too few people for an interval
	Suppressed State = "suppressed"       // hidden by disclosure control
)

// Missing reports whether there is no number to show.
func (s State) Missing() bool { return s == NoData || s == Suppressed }

// A Value is one number of a figure. It has an interval when High is above
// Low. Of a value that is missing nothing else is read, but for the N of one
// that nobody answered.
type Value struct {
	State     State
	Value     float64
	Low, High float64
	N         int  // people in the base of this value
	Reference bool // of bars, from elsewhere, to hold the others against: drawn hollow, and never called the highest or lowest
}

func (v Value) hasInterval() bool { return v.State == "" && v.High > v.Low }

// A Tally is a number of people, or the reason why there is none.
type Tally struct {
	State  State
	People int
}
