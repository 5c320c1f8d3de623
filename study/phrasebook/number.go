package phrasebook

import (
	"math"
	"strconv"
	"strings"
)

// The thin no-break space groups thousands where a language does so with a
// space; numbers must not break over lines.
const narrowSpace = "\u202f"

func (v Voice) marks() (group, decimal string) {
	switch v.Lang {
	case "ru", "uk", "be", "fr", "pl", "kk":
		return narrowSpace, ","
	case "de", "tr", "es", "sr":
		return ".", ","
	}
	return ",", "."
}

// Count writes a whole number with its thousands grouped, such as "10,871".
// Four digits stay together where the language groups with a space.
func (v Voice) Count(n int) string {
	group, _ := v.marks()
	digits := strconv.Itoa(max(n, -n))
	if len(digits) > 4 || len(digits) == 4 && group != narrowSpace {
		for at := len(digits) - 3; at > 0; at -= 3 {
			digits = digits[:at] + group + digits[at:]
		}
	}
	if n < 0 {
		digits = "−" + digits
	}
	return digits
}

// Round rounds half away from zero to the given number of decimals: the one
// rounding rule of every table, figure and edition. The tiny nudge lets a
// share such as 0.0125, which floating point stores just below, round as it
// is written.
func Round(x float64, decimals int) float64 {
	scale := math.Pow(10, float64(decimals))
	nudge := math.Copysign(1e-9, x)
	return math.Round(x*scale+nudge) / scale
}

// Number writes x with exactly the given number of decimals.
func (v Voice) Number(x float64, decimals int) string {
	_, decimal := v.marks()
	s := strconv.FormatFloat(Round(x, decimals), 'f', decimals, 64)
	s = strings.Replace(s, ".", decimal, 1)
	whole, frac, _ := strings.Cut(s, decimal)
	negative := strings.HasPrefix(whole, "-")
	n, _ := strconv.Atoi(strings.TrimPrefix(whole, "-"))
	s = v.Count(n)
	if decimals > 0 {
		s += decimal + frac
	}
	if negative && strings.Trim(whole+frac, "-0") != "" {
		s = "−" + s
	}
	return s
}

// Percent writes a share of 0 to 1 as a percentage in the manner of the language.
func (v Voice) Percent(share float64, decimals int) string {
	switch v.Lang {
	case "ru", "uk", "be", "fr", "de", "es", "kk":
		return v.Number(100*share, decimals) + "\u00a0%"
	}
	return v.Number(100*share, decimals) + "%"
}
