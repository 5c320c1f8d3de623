package dta

import (
	"regexp"
	"slices"
	"unicode"

	"sojourn/format/labelled"
)

var (
	reserved = []string{"_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long",
		"_n", "_N", "_pi", "_pred", "_rc", "_skip", "strL", "using", "with"}
	reservedString = regexp.MustCompile(`^str\d+$`)
)

// stataNames gives out names that Stata accepts.
func stataNames() *labelled.Names {
	return &labelled.Names{
		Program: "Stata", Most: "32 characters", Limit: maxName, Cut: labelled.CutRunes,
		Allowed:  func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' },
		First:    func(r rune) bool { return !unicode.IsDigit(r) },
		Reserved: func(s string) bool { return slices.Contains(reserved, s) || reservedString.MatchString(s) },
	}
}
