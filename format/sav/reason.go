package sav

import (
	"math"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/format/labelled"
)

// A verdict says for the values of one field which are no values but reasons.
type verdict struct {
	low, high float64
	numbers   map[float64]bool // user-missing
	known     map[float64]dataset.Missing
	texts     map[string]dataset.Missing
	vague     int // user-missing values whose labels tell no reason
}

// verdictOn reads the user-missing values of v. This package's own files name
// the reasons; in others the labels are asked.
func (f *file) verdictOn(v *field) *verdict {
	t := &verdict{low: math.Inf(1), high: math.Inf(-1), numbers: map[float64]bool{}, known: map[float64]dataset.Missing{}, texts: map[string]dataset.Missing{}}
	if v.width > 0 {
		t.readTexts(f, v)
		return t
	}
	at := func(i int) float64 { return f.number(v.missing[i]) }
	rest := 0
	if v.missingKind < -1 && len(v.missing) >= 2 {
		t.low, t.high, rest = at(0), at(1), 2
	}
	for i := rest; i < len(v.missing); i++ {
		t.numbers[at(i)] = true
	}
	for _, l := range v.labels {
		x := f.number(l.value)
		if !t.missing(x) {
			continue
		}
		if m, ok := labelled.ReasonIn(f.trimmed(l.label)); ok {
			t.known[x] = m
		} else {
			t.vague++
		}
	}
	for _, pair := range v.attributes["sojourn.missing"] {
		value, name, _ := strings.Cut(pair, " ")
		x, err := strconv.ParseFloat(value, 64)
		m, bad := dataset.ParseMissing(name)
		if err == nil && bad == nil {
			t.known[x], t.vague = m, 0
		}
	}
	return t
}

func (t *verdict) readTexts(f *file, v *field) {
	for _, raw := range v.missing {
		value := f.trimmed(raw)
		t.texts[value] = dataset.Unknown
		t.vague++
		for _, l := range v.labels {
			if m, ok := labelled.ReasonIn(f.trimmed(l.label)); ok && f.trimmed(l.value) == value {
				t.texts[value] = m
				t.vague--
			}
		}
	}
}

func (t *verdict) missing(x float64) bool {
	return x >= t.low && x <= t.high || t.numbers[x]
}

// on says why a cell with the value x is empty; told is false where the file
// does not say. A value that is none of its reasons is Present.
func (t *verdict) on(x float64) (why dataset.Missing, told bool) {
	if x == sysmis || math.IsNaN(x) {
		return dataset.Unknown, false
	}
	if !t.missing(x) {
		return dataset.Present, true
	}
	if m, ok := t.known[x]; ok {
		return m, true
	}
	return dataset.Unknown, false
}
