package library

import (
	"strings"
	"unicode"
)

// A Name is how a person or a body signs a work. A body, or a person whose name
// does not split, has only Literal.
type Name struct {
	Family   string     `yaml:"family,omitempty"`
	Given    string     `yaml:"given,omitempty"`
	Particle string     `yaml:"particle,omitempty"` // goes with the family name: "van der"
	Suffix   string     `yaml:"suffix,omitempty"`   // such as "Jr."
	Literal  string     `yaml:"literal,omitempty"`
	Also     []Spelling `yaml:"also,omitempty"` // the same person in another script
}

// A Spelling is a name as another script writes it.
type Spelling struct {
	Family string `yaml:"family"`
	Given  string `yaml:"given,omitempty"`
}

// Full is the family name with its particle, or the literal name.
func (n Name) Full() string {
	if n.Literal != "" {
		return n.Literal
	}
	return strings.TrimSpace(n.Particle + " " + n.Family)
}

// String is the name as one reads it aloud: given name first.
func (n Name) String() string {
	if n.Literal != "" {
		return n.Literal
	}
	s := strings.TrimSpace(n.Given + " " + n.Full())
	if n.Suffix != "" {
		s += " " + n.Suffix
	}
	return s
}

// In is the name as a text in the script of sample writes it, if such a spelling
// is known; else the name itself.
func (n Name) In(sample string) Name {
	want := scriptOf(sample)
	if n.Literal != "" || want == scriptOf(n.Family) {
		return n
	}
	for _, s := range n.Also {
		if scriptOf(s.Family) == want {
			return Name{Family: s.Family, Given: s.Given}
		}
	}
	return n
}

// scriptOf is the script of most letters of s.
func scriptOf(s string) *unicode.RangeTable {
	best, most := unicode.Latin, 0
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Georgian, unicode.Armenian, unicode.Arabic, unicode.Hebrew, unicode.Han, unicode.Hangul} {
		n := 0
		for _, r := range s {
			if unicode.Is(script, r) {
				n++
			}
		}
		if n > most {
			best, most = script, n
		}
	}
	return best
}

// particles are the words that may stand in small letters before a family name.
var particles = map[string]bool{"van": true, "von": true, "der": true, "den": true, "de": true, "del": true, "della": true, "di": true, "da": true,
	"dos": true, "du": true, "la": true, "le": true, "ten": true, "ter": true, "zu": true, "af": true, "al": true, "el": true, "bin": true, "ibn": true, "фон": true, "де": true, "ван": true}

// ParseName reads a name as written in "Family, Given", "Family, Jr., Given" or
// "Given Family" order. Initials after a family name ("Камалов Э") also count as
// given names. One word alone is a family name.
func ParseName(s string) Name {
	s = strings.Join(strings.Fields(s), " ")
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	switch len(parts) {
	case 2:
		return withParticle(parts[0], parts[1], "")
	case 3:
		return withParticle(parts[0], parts[2], parts[1])
	}
	words := strings.Fields(s)
	if len(words) < 2 {
		return Name{Family: s}
	}
	if last := words[len(words)-1]; initials(last) && !initials(words[0]) {
		at := len(words) - 1
		for at > 1 && initials(words[at-1]) {
			at--
		}
		return withParticle(strings.Join(words[:at], " "), strings.Join(words[at:], " "), "")
	}
	at := len(words) - 1
	for at > 1 && particles[words[at-1]] {
		at--
	}
	return withParticle(strings.Join(words[at:], " "), strings.Join(words[:at], " "), "")
}

// withParticle splits small words off the front of a family name.
func withParticle(family, given, suffix string) Name {
	words := strings.Fields(family)
	at := 0
	for at < len(words)-1 && particles[words[at]] {
		at++
	}
	return Name{Particle: strings.Join(words[:at], " "), Family: strings.Join(words[at:], " "), Given: given, Suffix: suffix}
}

// initials reports whether a word is made of capital letters, dots and hyphens
// and has at most three letters.
func initials(word string) bool {
	letters := 0
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			letters++
		case r == '.' || r == '-':
		default:
			return false
		}
	}
	return letters > 0 && letters <= 3
}
