package instrument

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"sojourn/study"
)

// A Precision says how much of a date an item asks for.
type Precision int

// The precisions, by the number of parts that are kept.
const (
	Year  Precision = 1 // "2022"; appearance year
	Month Precision = 2 // "2022-03"; appearance month-year
	Day   Precision = 3 // "2022-03-27"
)

// Precision tells how much of a date the item asks for.
func (i *Item) Precision() Precision {
	for word := range strings.FieldsSeq(i.Appearance) {
		switch word {
		case "month-year":
			return Month
		case "year":
			return Year
		}
	}
	return Day
}

// dateParts joins a date that was posted in parts, such as two menus for month
// and year. A part that is left out keeps its place, so that it is a fault and
// not another date.
func (r *reader) dateParts(i *Item) []string {
	fields := [...]string{"_year", "_month", "_day"}
	parts := make([]string, i.Precision())
	empty := true
	for n := range parts {
		parts[n] = strings.Join(clean(r.form[i.Name+fields[n]]), " ")
		empty = empty && parts[n] == ""
	}
	if empty {
		return nil
	}
	return []string{strings.Join(parts, "-")}
}

var (
	isoDate = regexp.MustCompile(`^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$`)
	dotDate = regexp.MustCompile(`^(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{4})$`) // 27.03.2022, 03.2022
)

// readDate reads an ISO date or one with dots, day first, in the digits of any
// script, and keeps as much of it as is asked. Dates with slashes are not
// guessed at: 03/04 is April to some and March to others.
func (i *Item) readDate(typed string) ([]string, FaultCode) {
	s := strings.Map(asciiDigit, typed)
	var parts []string
	if m := isoDate.FindStringSubmatch(s); m != nil {
		parts = m[1:]
	} else if m := dotDate.FindStringSubmatch(s); m != nil {
		parts = []string{m[3], m[2], m[1]}
	} else {
		return nil, NotADate
	}
	want := i.Precision()
	full := [...]string{"", "01", "01"}
	for n := range want {
		if parts[n] == "" {
			return nil, NotADate
		}
		full[n] = parts[n]
	}
	year, _ := strconv.Atoi(full[0])
	month, _ := strconv.Atoi(full[1])
	day, _ := strconv.Atoi(full[2])
	date := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	if !study.Day(date).Valid() {
		return nil, NotADate
	}
	return []string{date[:[...]int{Year: 4, Month: 7, Day: 10}[want]]}, ""
}
