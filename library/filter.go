package library

import (
	"slices"
	"strings"

	"sojourn/study"
)

// A Filter picks works. What is empty picks all.
type Filter struct {
	From, To   int    // years
	Country    string // ISO code
	Language   study.Lang
	Topic      string
	Type       Type
	Method     string // kind of method
	Population string // a part of its wording, in any language
	MinN, MaxN int
}

// IsZero reports whether the filter picks every work.
func (f Filter) IsZero() bool { return f == Filter{} }

// Picks reports whether the work passes the filter.
func (f Filter) Picks(w *Work) bool {
	year, n := w.Date.Year(), w.N()
	kind := ""
	if w.Method != nil {
		kind = w.Method.Kind
	}
	switch {
	case f.From > 0 && (year == 0 || year < f.From), f.To > 0 && (year == 0 || year > f.To):
	case f.Country != "" && !slices.Contains(w.Countries, f.Country):
	case f.Language != "" && !slices.Contains(w.Languages(), f.Language):
	case f.Topic != "" && !slices.ContainsFunc(w.Topics, func(t string) bool { return strings.EqualFold(t, f.Topic) }):
	case f.Type != "" && w.Type != f.Type:
	case f.Method != "" && !strings.EqualFold(kind, f.Method):
	case f.Population != "" && !worded(w.Population, f.Population):
	case f.MinN > 0 && n < f.MinN, f.MaxN > 0 && (n == 0 || n > f.MaxN):
	default:
		return true
	}
	return false
}

func worded(t study.Text, part string) bool {
	for _, wording := range t {
		if strings.Contains(strings.ToLower(wording), strings.ToLower(part)) {
			return true
		}
	}
	return false
}
