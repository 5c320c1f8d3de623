package seed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/study"
)

// A desk is the synthetic people as an analyst sees them: tabulated, cleaned
// by the study folder's rules and linked.
type desk struct {
	people []Person
	study  *study.Study
	waves  []clean.Wave
	cut    *clean.Cut
	err    error
}

var once = sync.OnceValue(func() desk {
	var d desk
	if d.people, d.err = People(Number); d.err != nil {
		return d
	}
	files, err := Folder(study.Keys{Answers: []string{"age1answers"}, Contact: []string{"age1contact"}})
	if err != nil {
		d.err = err
		return d
	}
	if d.study, d.err = study.Parse(files[study.File]); d.err != nil {
		return d
	}
	rules, err := clean.ParseRules(files[clean.File])
	if err != nil {
		d.err = err
		return d
	}
	forms, err := Instruments()
	if err != nil {
		d.err = err
		return d
	}
	for k, in := range forms {
		var rows []fieldwork.Row
		for i := range d.people {
			if v := d.people[i].Visit(study.WaveID(k + 1)); v != nil {
				rows = append(rows, fieldwork.Row{Key: fmt.Sprint(i), Response: d.people[i].Response(v, in)})
			}
		}
		slices.SortStableFunc(rows, func(a, b fieldwork.Row) int { return cmp.Compare(a.Response.Day, b.Response.Day) })
		t, err := fieldwork.Tabulate(in, rows)
		if err != nil {
			d.err = err
			return d
		}
		d.waves = append(d.waves, clean.Wave{Number: study.WaveID(k + 1), Table: t})
	}
	d.cut, d.err = clean.Recipe{Rules: rules, Completion: d.study.Completion}.Cut("raw", d.waves)
	return d
})

func open(t *testing.T) desk {
	t.Helper()
	d := once()
	if d.err != nil {
		t.Fatal(d.err)
	}
	return d
}

func (d desk) column(item string, wave int) *dataset.Column {
	c, err := d.cut.Data.Column(dataset.InWave(item, study.WaveID(wave)))
	if err != nil {
		return nil
	}
	return c
}

// responded reports whether a row responded in a wave.
func (d desk) responded(row, wave int) bool {
	o := d.column(clean.DispositionItem, wave).CodeAt(row)
	return o == "complete" || o == "partial"
}

// population reports whether a row responded in a wave as somebody who left
// after 24 February 2022 and is abroad.
func (d desk) population(row, wave int) bool {
	left := d.column("left_when", wave).CodeAt(row)
	there := d.column("in_russia_now", wave)
	return d.responded(row, wave) && left != "before" && left != "not_left" && (there == nil || there.CodeAt(row) != "yes")
}

func (d desk) in(sample string, row int) bool {
	switch sample {
	case "returned":
		return d.responded(row, 2) && d.column("in_russia_now", 2).CodeAt(row) == "yes" && d.column("left_when", 2).CodeAt(row) == "feb"
	case "ready":
		return d.population(row, 1) && !d.any("ready_learn", 1, row, []string{"nothing"})
	}
	for _, digit := range sample[1:] {
		if !d.population(row, int(digit-'0')) {
			return false
		}
	}
	return true
}

// any reports whether an answer is, or contains, one of the codes.
func (d desk) any(item string, wave, row int, codes []string) bool {
	c := d.column(item, wave)
	if c.Missing[row] != dataset.Present {
		return false
	}
	if c.Kind == dataset.Multiple {
		for _, code := range codes {
			if c.Sets[row]&(1<<c.Variable.Codes.Index(code)) != 0 {
				return true
			}
		}
		return false
	}
	if strings.HasPrefix(codes[0], "!") {
		return !slices.Contains(codes, "!"+c.CodeAt(row))
	}
	return slices.Contains(codes, c.CodeAt(row))
}

var groups = map[string]struct {
	item  string
	codes []string
}{
	"before_mobilization":   {"left_when", []string{"feb"}},
	"after_mobilization":    {"left_when", []string{"sep"}},
	"country=other":         {"country_now", []string{"!IL", "!RS", "!DE", "!AM", "!KZ", "!GE", "!TR"}},
	"country=other_incl_KZ": {"country_now", []string{"!IL", "!RS", "!DE", "!AM", "!GE", "!TR"}},
}

func (d desk) inGroup(t Target, row int) bool {
	switch g, known := groups[t.Group]; {
	case known:
		return d.any(g.item, 3, row, g.codes)
	case strings.HasPrefix(t.Group, "country="):
		return d.any("country_now", 3, row, []string{strings.TrimPrefix(t.Group, "country=")})
	}
	if _, gender, ok := strings.Cut(t.Group, ","); ok {
		return d.any("gender", t.Wave, row, []string{gender})
	}
	return true
}

// value computes what a target publishes: the value, as printed, and its base.
func (d desk) value(t Target) (value float64, n int) {
	c := d.column(t.Item, t.Wave)
	var to *dataset.Column
	if t.To != "" {
		to = d.column(t.To, t.ToWave)
	}
	hit, sum := 0, 0.0
	for row := range d.cut.Data.Rows {
		if !d.in(t.Sample, row) || c.Missing[row] != dataset.Present || to != nil && to.Missing[row] != dataset.Present || !d.inGroup(t, row) {
			continue
		}
		n++
		switch {
		case t.Kind == "mean" && c.Kind == dataset.Numeric:
			sum += c.Numbers[row]
		case t.Kind == "mean":
			sum += c.Variable.Codes.Scores()[c.Codes[row]]
		case t.Kind == "share" && d.any(t.Item, t.Wave, row, t.Codes) && (to == nil || d.any(t.To, t.ToWave, row, t.Into)):
			hit++
		}
	}
	switch t.Kind {
	case "count":
		return float64(n), n
	case "mean":
		return sum / float64(n), n
	}
	return float64(hit) / float64(n), n
}
