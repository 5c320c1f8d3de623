package fieldwork

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// Former are the questionnaires of a wave in which responses were given and
// that differ from the present one, by version.
type Former map[string]*instrument.Instrument

// of is the questionnaire by which a response is read.
func (f Former) of(r Response, now *instrument.Instrument) *instrument.Instrument {
	if in, former := f[r.Version]; former {
		return in
	}
	return now
}

// variables are those of the present questionnaire, with the categories that
// only a former one had, and those that only a former one had.
func (f Former) variables(now *instrument.Instrument) []dataset.Variable {
	all := now.Variables()
	at, present := map[string]int{}, len(all)
	for i, v := range all {
		at[v.Name] = i
	}
	for _, version := range slices.Sorted(maps.Keys(f)) {
		for _, v := range f[version].Variables() {
			i, known := at[v.Name]
			if !known {
				i, at[v.Name] = len(all), len(all)
				all = append(all, v)
			}
			if i >= present {
				all[i].Universe = askedIn(all[i].Universe, version)
			}
			all[i].Codes = joined(all[i], v)
		}
	}
	return all
}

// askedIn says of whom there are answers.
func askedIn(before study.Text, version string) study.Text {
	if before == nil {
		return study.Text{"en": "asked in version " + version, "ru": "спрошено в версии " + version}
	}
	return study.Text{"en": before["en"] + ", " + version, "ru": before["ru"] + ", " + version}
}

// joined are the categories of a variable, and after them those that another
// version of it had.
func joined(v, other dataset.Variable) *dataset.CodeList {
	if v.Codes == nil || other.Codes == nil || v.Kind != other.Kind {
		return v.Codes
	}
	list := *v.Codes
	list.Categories = slices.Clone(list.Categories)
	for _, c := range other.Codes.Categories {
		if list.Index(c.Code) < 0 && (v.Kind != dataset.Multiple || len(list.Categories) < dataset.MaxSet) {
			list.Categories = append(list.Categories, c)
		}
	}
	if len(list.Categories) == len(v.Codes.Categories) {
		return v.Codes
	}
	return &list
}

// names lists the variables that a questionnaire yields.
func names(in *instrument.Instrument) map[string]bool {
	all := map[string]bool{}
	for _, v := range in.Variables() {
		all[v.Name] = true
	}
	return all
}

// A Leftover is an item with answers that the present questionnaire does not
// have, or does not have so.
type Leftover struct {
	Item    string
	Version string // in which they were given
	Count   int    // answers
	Kept    bool   // in the table; else nothing at hand reads them
}

// Leftovers lists them by item and version.
func (f Former) Leftovers(now *instrument.Instrument, rows []Row) ([]Leftover, error) {
	present, found := names(now), map[Leftover]int{}
	rows = slices.DeleteFunc(slices.Clone(consented(rows)), func(r Row) bool { return asNow(r.Response, now.Version, present) })
	table, err := f.Tabulate(now, rows)
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		for name, a := range r.Response.Answers {
			if a.Missing != dataset.Present || a.Value() == "" {
				continue
			}
			c, err := table.Column(name)
			kept := err == nil && c.Missing[i] != dataset.Skipped
			if !kept || !present[name] {
				found[Leftover{Item: name, Version: r.Response.Version, Kept: kept}]++
			}
		}
	}
	var all []Leftover
	for l, n := range found {
		l.Count = n
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b Leftover) int {
		return cmp.Or(strings.Compare(a.Item, b.Item), strings.Compare(a.Version, b.Version))
	})
	return all, nil
}

// asNow reports whether a response was given in the present version and answers
// nothing else.
func asNow(r Response, version string, present map[string]bool) bool {
	for name := range r.Answers {
		if !present[name] {
			return false
		}
	}
	return r.Version == version
}
