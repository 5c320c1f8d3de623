package excel

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A dates knows which styles show a number as a date.
type dates struct {
	formats  map[int]string // the custom ones, by number
	styles   []int          // number of the format of each style
	from1904 bool
}

// number is a number as a text: a date where its style says so.
func (d dates) number(x float64, style int) string {
	if d.dated(style) {
		if s, ok := d.date(x); ok {
			return s
		}
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// dated reports whether the style shows numbers as dates or times.
func (d dates) dated(style int) bool {
	if style < 0 || style >= len(d.styles) {
		return false
	}
	number := d.styles[style]
	if custom, ok := d.formats[number]; ok {
		return datePattern(custom)
	}
	return 14 <= number && number <= 22 || 45 <= number && number <= 47
}

// datePattern looks for parts of a date outside of quotes, brackets and
// escapes: "0.00" has none, "dd/mm/yyyy" has.
func datePattern(pattern string) bool {
	pattern, _, _ = strings.Cut(pattern, ";")
	quoted := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\':
			i++
		case c == '[':
			end := strings.IndexByte(pattern[i:], ']')
			if end < 0 {
				return false
			}
			i += end
		case strings.IndexByte("dmyhsDMYHS", c) >= 0:
			return true
		}
	}
	return false
}

// date writes a number of days as a date, a time or both. Day 60 of the
// calendar from 1900 is a 29 February that never was.
func (d dates) date(x float64) (string, bool) {
	const farthest = 2958466 // 1 January 10000
	if x < 0 || x >= farthest {
		return "", false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case d.from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case x < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	days, part := math.Modf(x)
	t := epoch.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*24*60*60)) * time.Second)
	switch {
	case part == 0:
		return t.Format(time.DateOnly), true
	case days == 0:
		return t.Format(time.TimeOnly), true
	}
	return t.Format(time.DateTime), true
}
