package quality_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"sojourn/estimate/hypothesis/quality"
)

func TestFastAndFarAway(t *testing.T) {
	durations := []float64{30, 100, 110, 120, 125, 130, 140, 150, 4000}
	fast, err := quality.Faster(durations, 1./3)
	if err != nil || !slices.Equal(fast, []bool{true, false, false, false, false, false, false, false, false}) {
		t.Errorf("fast: %v, %v", fast, err)
	}
	logs, err := quality.Logs(durations)
	if err != nil {
		t.Fatal(err)
	}
	far, err := quality.Beyond(logs, 1.5)
	if err != nil || !far[0] || !far[8] || far[1] || far[7] {
		t.Errorf("beyond the fence: %v, %v", far, err)
	}
	if mad, err := quality.MAD(durations); err != nil || math.Abs(mad-15*1.4826) > 1e-12 {
		t.Errorf("MAD %v, %v", mad, err)
	}
}

func TestNothingToDescribe(t *testing.T) {
	if _, err := quality.Median(nil); !errors.Is(err, quality.ErrNothing) {
		t.Errorf("the median of nothing: %v", err)
	}
	if _, err := quality.Median([]float64{1, math.NaN()}); err == nil {
		t.Error("the median of a non-number")
	}
	if _, err := quality.Logs([]float64{10, 0}); err == nil {
		t.Error("the logarithm of no time")
	}
	if quality.Daily(nil, time.UTC) != nil {
		t.Error("days of nothing")
	}
}

// TestDaysOfATimeZone crosses a change of the clock, and a day on which nothing
// began.
func TestDaysOfATimeZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("skipped: no time zones here")
	}
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	times := []time.Time{at("2022-03-28T22:30:00Z"), at("2022-03-26T22:30:00Z"), at("2022-03-26T23:30:00Z")}
	want := []quality.Day{{Date: "2022-03-26", N: 1}, {Date: "2022-03-27", N: 1}, {Date: "2022-03-28", N: 0}, {Date: "2022-03-29", N: 1}}
	if got := quality.Daily(times, berlin); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
