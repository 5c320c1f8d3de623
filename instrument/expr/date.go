package expr

import (
	"strings"
	"time"
)

// Dates are texts in the form of ISO 8601: 2022-03-27, or with a time of day
// after a T. A month (2022-03) and a year (2022) are dates of lower precision
// and stand for their first day.

// isDate reports whether s begins as a full ISO date does. It does not look
// into the calendar: comparison of dates is comparison of texts.
func isDate(s string) bool {
	return len(s) >= 10 && s[4] == '-' && s[7] == '-' && (len(s) == 10 || s[10] == 'T') &&
		strings.Trim(s[:10], "0123456789-") == ""
}

// dayNumber is the number of days from 1 January 1970 to a full date, with the
// time of day as a fraction.
func dayNumber(s string) (float64, bool) {
	t, ok := parseDate(s)
	if !ok {
		return 0, false
	}
	const day = 24 * 60 * 60
	return float64(t.Unix()) / day, true
}

// parseDate reads a date or a date with a time. A time zone is read over: a
// respondent's day is the day on the respondent's calendar.
func parseDate(s string) (time.Time, bool) {
	if !isDate(s) {
		return time.Time{}, false
	}
	layout := time.DateOnly
	if len(s) >= 19 {
		layout, s = "2006-01-02T15:04:05", s[:19]
	} else {
		s = s[:10]
	}
	t, err := time.Parse(layout, s)
	return t, err == nil
}

// dateParts maps what may follow % in a format to a layout of package time.
// Names of months and days are left out: they would need a language.
var dateParts = map[byte]string{
	'Y': "2006", 'y': "06", 'm': "01", 'n': "1", 'd': "02", 'e': "2",
	'H': "15", 'M': "04", 'S': "05", '%': "%",
}

// formatDate writes t by a format that checkDateFormat has passed.
func formatDate(t time.Time, format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		b.WriteString(t.Format(dateParts[format[i]]))
	}
	return b.String()
}

// checkDateFormat names the first part of a format that is not understood.
func checkDateFormat(format string) (unknown string, ok bool) {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		if i == len(format) {
			return "%", false
		}
		if _, known := dateParts[format[i]]; !known {
			return format[i-1 : i+1], false
		}
	}
	return "", true
}
