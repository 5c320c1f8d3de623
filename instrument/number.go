package instrument

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var (
	number    = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)$`)
	thousands = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}[.,]\d{3}$`)
)

// readNumber reads a number as people of any language type it: with the digits
// of their script, a point or a comma before the decimals, spaces between
// thousands. It gives the number with ASCII digits and a point. A comma before
// exactly three digits is a decimal mark to some and separates thousands to
// others, so it is asked back rather than guessed; so is a point in a whole
// number.
func readNumber(typed string, whole bool) ([]string, FaultCode) {
	s := strings.Map(asciiNumber, typed)
	if thousands.MatchString(s) && (whole || strings.Contains(s, ",")) {
		return nil, AmbiguousNumber
	}
	s = strings.Replace(s, ",", ".", 1)
	if !number.MatchString(s) {
		return nil, NotANumber
	}
	x, err := strconv.ParseFloat(s, 64)
	const exact = 1 << 53 // beyond this a float64 no longer tells neighbours apart
	if err != nil || math.Abs(x) > exact {
		return nil, NotANumber
	}
	if whole && x != math.Trunc(x) {
		return nil, NotWhole
	}
	if x == 0 {
		x = 0 // takes the sign off "-0"
	}
	return []string{strconv.FormatFloat(x, 'f', -1, 64)}, ""
}

// asciiNumber maps the digits and marks of a number to ASCII and drops what
// only groups digits.
func asciiNumber(r rune) rune {
	switch {
	case r == '٫': // Arabic decimal separator
		return '.'
	case r == '٬' || unicode.IsSpace(r): // Arabic thousands separator
		return -1
	case r == '−':
		return '-'
	}
	return asciiDigit(r)
}

// asciiDigit maps a decimal digit of any script to ASCII. Unicode keeps the
// ten digits of a script together and in order from zero, so that every range
// of the category Nd starts with a zero.
func asciiDigit(r rune) rune {
	if r <= unicode.MaxASCII || !unicode.IsDigit(r) {
		return r
	}
	for _, digits := range unicode.Nd.R16 {
		if rune(digits.Lo) <= r && r <= rune(digits.Hi) {
			return '0' + (r-rune(digits.Lo))%10
		}
	}
	for _, digits := range unicode.Nd.R32 {
		if rune(digits.Lo) <= r && r <= rune(digits.Hi) {
			return '0' + (r-rune(digits.Lo))%10
		}
	}
	return r
}

// ReadNumber reads a number that was typed for an item as [Instrument.Accept]
// does; false if it is none.
func ReadNumber(typed string) (float64, bool) {
	values, fault := readNumber(strings.TrimSpace(typed), false)
	if fault != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(values[0], 64)
	return x, err == nil
}
