package report

import (
	"embed"
	"slices"
	"strconv"
	"strings"

	"sojourn/chart"
	"sojourn/estimate"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words/*.yaml
var wordFiles embed.FS

var book = phrasebook.MustOpen(wordFiles, "words")

// A voice words the numbers of one edition.
type voice struct {
	phrasebook.Voice
	study *study.Study
}

func newVoice(lang study.Lang, s *study.Study) voice { return voice{book.In(lang), s} }

// UnitOf says what kind of number a cell holds.
func UnitOf(e *estimate.Estimate, c estimate.Cell) chart.Unit {
	return map[estimate.Unit]chart.Unit{estimate.People: chart.Count, estimate.Percent: chart.Percent,
		estimate.Points: chart.Points, estimate.Plain: chart.Mean}[e.Unit(c)]
}

// Decimals is the one rounding of a unit in text, figures and tables.
func Decimals(u chart.Unit) int {
	switch u {
	case chart.Count:
		return 0
	case chart.Mean:
		return 2
	}
	return 1
}

// number writes x in its unit; decimals below 0 mean the default. Points carry
// no sign of their unit, so that a sentence can name it as its grammar wants.
func (v voice) number(u chart.Unit, x float64, decimals int) string {
	if decimals < 0 {
		decimals = Decimals(u)
	}
	switch u {
	case chart.Percent:
		return v.Percent(x, decimals)
	case chart.Points:
		return v.Number(100*x, decimals)
	case chart.Count:
		return v.Count(int(phrasebook.Round(x, 0)))
	}
	return v.Number(x, decimals)
}

// interval writes both ends of a cell's interval, the unit once.
func (v voice) interval(u chart.Unit, c estimate.Cell, decimals int) string {
	if c.State == estimate.NoInterval {
		return v.Say("no-interval")
	}
	low, high := v.number(u, c.Low, decimals), v.number(u, c.High, decimals)
	if u == chart.Percent {
		if decimals < 0 {
			decimals = Decimals(u)
		}
		low = v.Number(100*c.Low, decimals)
	}
	if c.Low < 0 {
		return v.Say("range-signed", low, high)
	}
	return low + "–" + high
}

// cell writes what a reference asks of a cell that can be shown.
func (v voice) cell(e *estimate.Estimate, c estimate.Cell, show string, decimals int) string {
	u := UnitOf(e, c)
	switch show {
	case "size":
		return v.number(u, max(c.Value, -c.Value), decimals)
	case "points":
		return v.Say("points", v.number(u, c.Value, decimals))
	case "n", "base":
		return v.Count(c.N)
	case "count":
		return v.Count(c.Count)
	case "se":
		return v.number(u, c.SE, max(decimals, Decimals(u)+1))
	case "interval":
		return v.interval(u, c, decimals)
	case "low":
		return v.number(u, c.Low, decimals)
	case "high":
		return v.number(u, c.High, decimals)
	case "effective":
		return v.Count(int(phrasebook.Round(c.Effective, 0)))
	case "sample":
		return e.Sample.In(v.Lang)
	}
	return v.number(u, c.Value, decimals)
}

// state says why a cell shows no number.
func (v voice) state(s estimate.State) string {
	if s == estimate.NoData {
		return v.Say("no-data")
	}
	return v.Say("hidden")
}

// full is the sentence behind a number: value, interval, n, sample, weight, id.
func (v voice) full(e *estimate.Estimate, c estimate.Cell) string {
	u := UnitOf(e, c)
	parts := []string{v.labels(c) + ": " + v.number(u, c.Value, -1)}
	if v.labels(c) == "" {
		parts[0] = v.number(u, c.Value, -1)
	}
	if u != chart.Count {
		parts = append(parts, v.Say("interval-of", v.level(e), v.interval(u, c, -1)))
	}
	if c.N > 0 {
		parts = append(parts, "n = "+v.Count(c.N))
	}
	parts = append(parts, e.Sample.In(v.Lang), v.weight(e), v.Say("estimate-id", short(e.ID)))
	return strings.Join(parts, "; ")
}

// labels names a cell by its keys, such as "Wave 2 · yes".
func (v voice) labels(c estimate.Cell) string {
	var parts []string
	for _, k := range c.Keys {
		parts = append(parts, v.key(k.Dim, k.Value, k.Label))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// key words one value of a dimension.
func (v voice) key(dim, value string, label study.Text) string {
	switch dim {
	case waveDim:
		return v.wave(value)
	case ofDim:
		switch value {
		case ofCount, ofAll, ofOrigin, "previous", "first":
			return v.Say("of-" + value)
		}
	}
	if s := label.In(v.Lang); s != "" {
		return s
	}
	return value
}

// wave is the title of the wave of a number, taken from the study.
func (v voice) wave(number string) string {
	n, err := strconv.Atoi(number)
	if err != nil {
		return number
	}
	w, err := v.study.Wave(study.WaveID(n))
	if err != nil {
		return v.Say("wave", n)
	}
	return w.Title.In(v.Lang)
}

// waves lists the titles of waves.
func (v voice) waves(e *estimate.Estimate) string { return strings.Join(v.waveTitles(e), ", ") }

// waveTitles are the titles of the waves that an estimate tells about.
func (v voice) waveTitles(e *estimate.Estimate) []string {
	var titles []string
	for _, w := range wavesOf(e) {
		titles = append(titles, v.wave(strconv.Itoa(int(w))))
	}
	return titles
}

// wavesOf lists the waves that an estimate tells about.
func wavesOf(e *estimate.Estimate) []study.WaveID {
	waves := slices.Clone(e.Spec.Waves)
	for _, p := range []*estimate.Point{e.Spec.From, e.Spec.To} {
		if p != nil {
			waves = append(waves, p.Wave)
		}
	}
	return waves
}

func (v voice) level(e *estimate.Estimate) string {
	level := e.Spec.Level
	if level == 0 {
		level = 0.95
	}
	return v.Percent(level, 0)
}

func (v voice) weight(e *estimate.Estimate) string {
	if e.Spec.Weight == "" {
		return v.Say("unweighted")
	}
	return v.Say("weighted", e.Spec.Weight)
}

// short is the beginning of a hash: enough to find it, short enough to print.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// day writes a day of the calendar, such as "14 May 2024".
func (v voice) day(d study.Day) string {
	if !d.Valid() {
		return string(d)
	}
	day, _ := strconv.Atoi(string(d[8:10]))
	return v.Say("date", strconv.Itoa(day), v.Say("month-"+string(d[5:7])), string(d[:4]))
}

// days writes a span of days.
func (v voice) days(from, to study.Day) string { return v.day(from) + " – " + v.day(to) }
