package chart

import (
	"embed"
	"strings"

	"sojourn/study/phrasebook"
)

//go:embed words/*.yaml
var wordFiles embed.FS

var book = phrasebook.MustOpen(wordFiles, "words")

// words is the voice of the package's own words for the figure.
func (f Frame) words() phrasebook.Voice { return book.In(f.Lang) }

// A writing turns the numbers of one figure into text. Numbers follow the
// language of the figure even where the package has no words in it.
type writing struct {
	phrasebook.Voice
	words    phrasebook.Voice
	unit     Unit
	decimals int
}

func (f Frame) writing(unit Unit, decimals int) writing {
	return writing{Voice: phrasebook.Voice{Lang: f.Lang}, words: f.words(), unit: unit, decimals: decimals}
}

// number writes x in full, with its unit.
func (w writing) number(x float64) string {
	switch w.unit {
	case Percent:
		return w.Percent(x, w.decimals)
	case Points:
		return w.words.Say("points", w.signed(x))
	case Count:
		return w.Count(int(phrasebook.Round(x, 0)))
	}
	return w.upright(w.Number(x, w.decimals))
}

func (w writing) signed(x float64) string {
	s := w.Number(100*x, w.decimals)
	if phrasebook.Round(100*x, w.decimals) > 0 {
		s = "+" + s
	}
	return w.upright(s)
}

// upright keeps a sign before its number in a line from right to left, where
// it would otherwise be set after it.
func (w writing) upright(s string) string {
	if w.Lang.RightToLeft() && (strings.HasPrefix(s, "−") || strings.HasPrefix(s, "+")) {
		return "\u2066" + s + "\u2069" // left-to-right isolate
	}
	return s
}

// value writes v as it stands beside its mark.
func (w writing) value(v Value) string {
	switch {
	case v.State.Missing():
		return w.state(v.State)
	case v.State == NoInterval:
		return w.number(v.Value) + "†"
	}
	return w.number(v.Value)
}

// interval writes both ends; the unit stands once, at the second.
func (w writing) interval(v Value) string {
	switch {
	case v.State == NoInterval:
		return w.state(NoInterval)
	case !v.hasInterval():
		return "–"
	case w.unit == Percent:
		return w.Number(100*v.Low, w.decimals) + "–" + w.number(v.High)
	case w.unit == Points:
		return w.signed(v.Low) + " … " + w.number(v.High)
	}
	return w.number(v.Low) + "–" + w.number(v.High)
}

// people writes the n of a value; of a hidden one it would tell too much.
func (w writing) people(v Value) string {
	if v.State == Suppressed || v.State == "" && v.N == 0 {
		return "–"
	}
	return w.Count(v.N)
}

func (w writing) tally(t Tally) string {
	if t.State.Missing() {
		return w.state(t.State)
	}
	return w.Count(t.People)
}

func (w writing) state(s State) string { return w.words.Say("state." + string(s)) }

// unitTitle heads a column of numbers.
func (w writing) unitTitle() string {
	if w.unit == Points {
		return w.words.Say("points-title")
	}
	return w.words.Say(string(w.unit))
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
