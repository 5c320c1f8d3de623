package desk

import (
	"strconv"
	"time"

	"sojourn/chart"
	"sojourn/estimate"
	"sojourn/report"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

// none stands where there is nothing to tell.
const none = "–"

// Count writes a number of people.
func (f *frame) Count(n int) string { return f.voice.Count(n) }

// number writes x in its unit with extra decimals beyond the usual.
func (f *frame) number(u chart.Unit, x float64, extra int) string {
	d := report.Decimals(u) + extra
	switch u {
	case chart.Percent:
		return f.voice.Percent(x, d)
	case chart.Points:
		return f.Word("points", f.signed(100*x, d))
	case chart.Count:
		return f.whole(x)
	}
	return f.voice.Number(x, d)
}

// signed writes x with its sign, for a difference.
func (f *frame) signed(x float64, decimals int) string {
	s := f.voice.Number(x, decimals)
	if phrasebook.Round(x, decimals) > 0 {
		s = "+" + s
	}
	return s
}

func (f *frame) whole(x float64) string { return f.Count(int(phrasebook.Round(x, 0))) }

// value writes the value of a cell, or why there is none.
func (f *frame) value(e estimate.Estimate, c estimate.Cell) string {
	if c.State == estimate.NoData {
		return f.Word("state.no-data")
	}
	return f.number(report.UnitOf(&e, c), c.Value, 0)
}

// hasSpread reports whether a cell has a standard error and an interval.
func hasSpread(e estimate.Estimate, c estimate.Cell) bool {
	return c.State == "" && report.UnitOf(&e, c) != chart.Count
}

// se writes the standard error of a cell.
func (f *frame) se(e estimate.Estimate, c estimate.Cell) string {
	u := report.UnitOf(&e, c)
	switch {
	case !hasSpread(e, c):
		return none
	case u == chart.Points: // an error has no sign
		return f.Word("points", f.voice.Number(100*c.SE, report.Decimals(u)+1))
	}
	return f.number(u, c.SE, 1)
}

// interval writes both ends of a cell's interval, the unit once.
func (f *frame) interval(e estimate.Estimate, c estimate.Cell) string {
	u := report.UnitOf(&e, c)
	switch {
	case c.State == estimate.NoInterval:
		return f.Word("state.no-interval")
	case !hasSpread(e, c):
		return none
	case u == chart.Points:
		return f.Word("span", f.signed(100*c.Low, report.Decimals(u)), f.number(u, c.High, 0))
	case u == chart.Percent:
		return f.voice.Number(100*c.Low, report.Decimals(u)) + "–" + f.number(u, c.High, 0)
	case c.Low < 0:
		return f.Word("span", f.number(u, c.Low, 0), f.number(u, c.High, 0))
	}
	return f.number(u, c.Low, 0) + "–" + f.number(u, c.High, 0)
}

// Day writes a day of the calendar, such as "27 March 2022".
func (f *frame) Day(d study.Day) string {
	if !d.Valid() {
		return string(d)
	}
	day, _ := strconv.Atoi(string(d[8:10]))
	return f.Word("date", strconv.Itoa(day), f.Word("month."+string(d[5:7])), string(d[:4]))
}

// moment writes a day and the time of it by the study's clock.
func (f *frame) moment(t time.Time) string {
	t = t.In(f.study().Location())
	return f.Day(study.DayOf(t)) + ", " + t.Format("15:04")
}

// short is the beginning of a hash: enough to find it, short enough to read.
func short(hash string) string { return hash[:min(len(hash), 12)] }
