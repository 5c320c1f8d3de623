package library

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/study"
)

// A Date is what is known of a day: "2024", "2024-02" or "2024-02-22". Dates
// sort as strings.
type Date string

var dateForm = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

// Valid reports whether the date exists in the calendar.
func (d Date) Valid() bool {
	if !dateForm.MatchString(string(d)) {
		return false
	}
	return study.Day((string(d) + "-01-01")[:10]).Valid()
}

// MarshalYAML writes the date without quotes, as people do.
func (d Date) MarshalYAML() (any, error) {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: string(d)}, nil
}

// Year is the year, 0 where there is none.
func (d Date) Year() int { return d.part(0) }

// Month is the month from 1, 0 where it is not known.
func (d Date) Month() int { return d.part(1) }

// Day is the day of the month, 0 where it is not known.
func (d Date) Day() int { return d.part(2) }

func (d Date) part(i int) int {
	parts := strings.Split(string(d), "-")
	if i >= len(parts) {
		return 0
	}
	n, _ := strconv.Atoi(parts[i])
	return n
}

// months are beginnings of the names of months, as English, Russian, German,
// French, Turkish and Spanish texts write them; the first that fits wins.
var months = [12][]string{
	{"jan", "янв", "oca", "ene"}, {"feb", "фев", "fév", "şub"}, {"mar", "мар", "mär"}, {"apr", "апр", "avr", "nis", "abr"},
	{"may", "май", "мая", "мае", "mai"}, {"jun", "июн", "juin", "haz"}, {"jul", "июл", "juil", "tem"}, {"aug", "авг", "aoû", "ağu", "ago"},
	{"sep", "сен", "eyl"}, {"oct", "окт", "okt", "eki"}, {"nov", "ноя", "kas"}, {"dec", "дек", "dez", "déc", "ara", "dic"},
}

// monthOf is the number of a month's name, 0 for any other word.
func monthOf(word string) int {
	word = strings.ToLower(word)
	for i, names := range months {
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(word, n) }) {
			return i + 1
		}
	}
	return 0
}

var (
	dayMonthYear = regexp.MustCompile(`^(\d{1,2})\.?\s+([\p{L}.]+),?\s+(\d{4})(\s*г\.?(ода)?)?$`)
	monthDayYear = regexp.MustCompile(`^([\p{L}.]+)\s+(\d{1,2}),?\s+(\d{4})$`)
	yearMonthDay = regexp.MustCompile(`^(\d{4}),?\s+([\p{L}.]+)(\s+(\d{1,2}))?$`)
	monthYear    = regexp.MustCompile(`^([\p{L}.]+),?\s+(\d{4})(\s*г\.?(ода)?)?$`)
	dotted       = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)
	slashed      = regexp.MustCompile(`^(\d{4})/(\d{1,2})?/?(\d{1,2})?/?$`)
	dashed       = regexp.MustCompile(`^(\d{4})-(\d{1,2})(-(\d{1,2}))?$`)
	yearAlone    = regexp.MustCompile(`^(\d{4})(\s*г\.?(ода)?)?$`)
)

// ParseDate reads a date as people and reference managers write it. What is
// written in digits alone is taken year first, or day first with dots; "3/4/2022"
// can mean two days and is refused.
func ParseDate(s string) (Date, bool) {
	s = strings.TrimSpace(s)
	s, _, _ = strings.Cut(s, "T00:")
	var year, month, day string
	switch {
	case yearAlone.MatchString(s):
		year = yearAlone.FindStringSubmatch(s)[1]
	case dashed.MatchString(s):
		m := dashed.FindStringSubmatch(s)
		year, month, day = m[1], m[2], m[4]
	case dotted.MatchString(s):
		m := dotted.FindStringSubmatch(s)
		day, month, year = m[1], m[2], m[3]
	case slashed.MatchString(s):
		m := slashed.FindStringSubmatch(s)
		year, month, day = m[1], m[2], m[3]
	case dayMonthYear.MatchString(s):
		m := dayMonthYear.FindStringSubmatch(s)
		day, month, year = m[1], named(m[2]), m[3]
	case monthDayYear.MatchString(s):
		m := monthDayYear.FindStringSubmatch(s)
		month, day, year = named(m[1]), m[2], m[3]
	case yearMonthDay.MatchString(s):
		m := yearMonthDay.FindStringSubmatch(s)
		year, month, day = m[1], named(m[2]), m[4]
	case monthYear.MatchString(s):
		m := monthYear.FindStringSubmatch(s)
		month, year = named(m[1]), m[2]
	default:
		return "", false
	}
	return dateOf(year, month, day)
}

// named is the number of a named month as digits; "x" for a word that is none.
func named(word string) string {
	if n := monthOf(word); n > 0 {
		return strconv.Itoa(n)
	}
	return "x"
}

func dateOf(year, month, day string) (Date, bool) {
	d := year
	for _, part := range []string{month, day} {
		if part == "" {
			break
		}
		n, err := strconv.Atoi(part)
		if err != nil {
			return "", false
		}
		d += fmt.Sprintf("-%02d", n)
	}
	return Date(d), Date(d).Valid()
}
