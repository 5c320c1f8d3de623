package cite

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/library"
)

// small are the words that an English title leaves in small letters.
var small = map[string]bool{"a": true, "an": true, "and": true, "as": true, "at": true, "but": true, "by": true, "down": true, "for": true, "from": true, "in": true, "into": true,
	"nor": true, "of": true, "on": true, "onto": true, "or": true, "over": true, "so": true, "the": true, "till": true, "to": true, "up": true, "via": true, "with": true, "yet": true}

// titleCase capitalises an English title as Chicago wants it. Titles in other
// languages keep their own rules.
func titleCase(w library.Work, title string) string {
	if !strings.HasPrefix(string(w.Language), "en") {
		return title
	}
	words := strings.Split(title, " ")
	first := true
	for i, word := range words {
		bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		if first || i == len(words)-1 || !small[bare] {
			words[i] = capital(word)
		}
		first = strings.HasSuffix(word, ":") || strings.HasSuffix(word, "?") || strings.HasSuffix(word, "—")
	}
	return strings.Join(words, " ")
}

// capital makes the first letter large.
func capital(word string) string {
	for i, r := range word {
		if unicode.IsLetter(r) {
			return word[:i] + string(unicode.ToUpper(r)) + word[i+utf8.RuneLen(r):]
		}
	}
	return word
}

// ordinal is a number as English counts printings: "2nd"; words stay.
func ordinal(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil {
		return s
	}
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return s + end
}

var monthNames = [...]string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// monthDay is "September 14", "August" or nothing.
func monthDay(d library.Date) string {
	if d.Day() > 0 {
		return monthNames[d.Month()] + " " + strconv.Itoa(d.Day())
	}
	return monthNames[d.Month()]
}

// year is the year of a work, or how the style says that there is none.
func year(d library.Date, none string) string {
	if y := d.Year(); y > 0 {
		return strconv.Itoa(y)
	}
	return none
}

// dated reports whether works of the type are cited with the day and not only the year.
func dated(t library.Type) bool {
	switch t {
	case library.Magazine, library.Newspaper, library.Webpage, library.Blog, library.Speech:
		return true
	}
	return false
}
