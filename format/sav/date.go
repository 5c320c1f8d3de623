package sav

import (
	"math"
	"time"
)

// The SPSS formats that show a number as a date or a moment.
const (
	formatDATE     = 20
	formatTIME     = 21
	formatDATETIME = 22
	formatADATE    = 23
	formatJDATE    = 24
	formatDTIME    = 25
	formatMOYR     = 28
	formatQYR      = 29
	formatWKYR     = 30
	formatEDATE    = 38
	formatSDATE    = 39
	formatMTIME    = 40
	formatYMDHMS   = 41
)

// layout is how the values of the field are written in ISO 8601; empty if they
// are no dates.
func (v *field) layout() string {
	switch v.format {
	case formatDATE, formatADATE, formatJDATE, formatMOYR, formatQYR, formatWKYR, formatEDATE, formatSDATE:
		return time.DateOnly
	case formatDATETIME, formatYMDHMS:
		return "2006-01-02T15:04:05"
	}
	return ""
}

// duration reports whether the values are spans of time.
func (v *field) duration() bool {
	return v.format == formatTIME || v.format == formatDTIME || v.format == formatMTIME
}

// moment is the time that x, in seconds since 14 October 1582, stands for; ok
// is false beyond the years that dates are written in.
func moment(x float64) (t time.Time, ok bool) {
	const toUnix, years9999 = 141428 * 86400, 2.7e11
	if !(x >= 0 && x < years9999) {
		return time.Time{}, false
	}
	return time.Unix(int64(math.Floor(x))-toUnix, 0).UTC(), true
}
