// Package quality describes how a wave's responses came in: how long they took
// and on which days they began.
//
// It counts and marks; whether a fast response is a bad one is decided by the
// study's cleaning rules. It knows durations and times, not answers.
package quality

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// ErrNothing says that there is nothing to describe.
var ErrNothing = errors.New("quality: there are no values")

// Quantile is the p-quantile of xs by linear interpolation between order
// statistics, definition 7 of Hyndman & Fan (1996), unweighted.
func Quantile(xs []float64, p float64) (float64, error) {
	if len(xs) == 0 {
		return 0, ErrNothing
	}
	if !(p >= 0 && p <= 1) {
		return 0, fmt.Errorf("quality: there is no quantile %v", p)
	}
	for i, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return 0, fmt.Errorf("quality: value %d is no finite number", i)
		}
	}
	sorted := slices.Sorted(slices.Values(xs))
	at := p * float64(len(sorted)-1)
	low := int(at)
	if low == len(sorted)-1 {
		return sorted[low], nil
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low]), nil
}

// Median is the middle of xs.
func Median(xs []float64) (float64, error) { return Quantile(xs, 0.5) }

// consistent makes the median absolute deviation an estimate of the standard
// deviation of normal data: 1/Φ⁻¹(3/4).
const consistent = 1.4826

// MAD is the median absolute deviation from the median, times 1.4826 (Hampel
// 1974).
func MAD(xs []float64) (float64, error) {
	median, err := Median(xs)
	if err != nil {
		return 0, err
	}
	off := make([]float64, len(xs))
	for i, x := range xs {
		off[i] = math.Abs(x - median)
	}
	mad, err := Median(off)
	return consistent * mad, err
}

// Faster marks the durations below a share of the median, such as 1/3 or 0.48.
func Faster(durations []float64, share float64) ([]bool, error) {
	median, err := Median(durations)
	if err != nil {
		return nil, err
	}
	marks := make([]bool, len(durations))
	for i, d := range durations {
		marks[i] = d < share*median
	}
	return marks, nil
}

// Beyond marks what lies more than reach interquartile ranges outside the
// quartiles (Tukey 1977, with reach 1.5). Durations are judged on their
// logarithms: give those.
func Beyond(xs []float64, reach float64) ([]bool, error) {
	q1, err := Quantile(xs, 0.25)
	if err != nil {
		return nil, err
	}
	q3, err := Quantile(xs, 0.75)
	if err != nil {
		return nil, err
	}
	fence := reach * (q3 - q1)
	marks := make([]bool, len(xs))
	for i, x := range xs {
		marks[i] = x < q1-fence || x > q3+fence
	}
	return marks, nil
}

// Logs are the logarithms of durations, which must be above zero.
func Logs(durations []float64) ([]float64, error) {
	logs := make([]float64, len(durations))
	for i, d := range durations {
		if !(d > 0) || math.IsInf(d, 1) {
			return nil, fmt.Errorf("quality: duration %d is not above zero and has no logarithm", i)
		}
		logs[i] = math.Log(d)
	}
	return logs, nil
}

// A Day is a calendar day with what began on it.
type Day struct {
	Date string `json:"date"` // such as 2022-03-27
	N    int    `json:"n"`
}

// Daily counts times by calendar day in a time zone. Days between the first
// and the last on which nothing began are there with zero.
func Daily(times []time.Time, zone *time.Location) []Day {
	if len(times) == 0 {
		return nil
	}
	counts := map[string]int{}
	first, last := times[0], times[0]
	for _, t := range times {
		counts[t.In(zone).Format(time.DateOnly)]++
		if t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	var days []Day
	year, month, day := first.In(zone).Date()
	// Noon, so that no change of the clock skips or repeats a day.
	for at := time.Date(year, month, day, 12, 0, 0, 0, time.UTC); ; at = at.AddDate(0, 0, 1) {
		date := at.Format(time.DateOnly)
		days = append(days, Day{date, counts[date]})
		if date == last.In(zone).Format(time.DateOnly) {
			return days
		}
	}
}
