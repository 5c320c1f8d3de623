package dta

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// names gives out names that Stata accepts, each once.
type names map[string]string // name -> what it was given for

var (
	reserved = []string{"_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long",
		"_n", "_N", "_pi", "_pred", "_rc", "_skip", "strL", "using", "with"}
	reservedString = regexp.MustCompile(`^str\d+$`)
)

// valid makes of s a name of letters, digits and underscores.
func valid(s string) string {
	s, _ = plain(s)
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, s)
	if first := []rune(s + "0")[0]; unicode.IsDigit(first) || slices.Contains(reserved, s) || reservedString.MatchString(s) {
		s = "v_" + s
	}
	return cutRunes(s, maxName)
}

// give returns a name for what the dataset calls wanted, and, if another has
// the natural one already, what that other is called in the dataset.
func (n names) give(wanted string) (name, rival string) {
	base := valid(wanted)
	name = base
	for i := 2; ; i++ {
		owner, taken := n[name]
		if !taken {
			break
		}
		if rival == "" {
			rival = owner
		}
		suffix := "_" + strconv.Itoa(i)
		name = cutRunes(base, maxName-len(suffix)) + suffix
	}
	n[name] = wanted
	return name, rival
}
