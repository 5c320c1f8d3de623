package cite

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/library"
)

// initials shortens given names: "Jean-Paul M." to "J.-P. M."
func initials(given string) string {
	var words []string
	for word := range strings.FieldsSeq(given) {
		var parts []string
		for part := range strings.SplitSeq(word, "-") {
			for piece := range strings.FieldsFuncSeq(part, func(r rune) bool { return r == '.' }) {
				r, _ := utf8.DecodeRuneInString(piece)
				if unicode.IsLower(r) && unicode.ToUpper(r) != r {
					r = unicode.ToUpper(r)
				}
				parts = append(parts, string(r)+".")
			}
		}
		words = append(words, joined(parts, word))
	}
	return strings.Join(words, " ")
}

// joined puts the initials of one word together: with hyphens where it has
// them, with spaces where it is itself a row of initials such as "A.B."
func joined(parts []string, word string) string {
	if strings.Contains(word, "-") {
		return strings.Join(parts, "-")
	}
	return strings.Join(parts, " ")
}

// inverted is a name with the family name first: "van der Berg, J., Jr."
func inverted(n library.Name, given string, keep bool) string {
	if n.Literal != "" {
		return n.Literal
	}
	family := n.Family
	if keep {
		family = n.Full()
	} else if n.Particle != "" {
		given = strings.TrimSpace(given + " " + n.Particle)
	}
	s := family
	if given != "" {
		s += ", " + given
	}
	if n.Suffix != "" {
		s += ", " + n.Suffix
	}
	return s
}

// forward is a name with the given name first.
func forward(n library.Name, given string) string {
	if n.Literal != "" {
		return n.Literal
	}
	return strings.TrimSpace(strings.TrimSpace(given+" "+n.Full()) + " " + n.Suffix)
}

// list joins names by commas and, before the last, by the word; with comma the
// word stands after a comma even between two.
func list(names []string, word string, comma bool) string {
	switch {
	case len(names) == 0:
		return ""
	case len(names) == 1:
		return names[0]
	case len(names) == 2 && !comma:
		return names[0] + " " + word + " " + names[1]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + ", " + word + " " + names[last]
}

// in gives the names as the script of the title writes them, where that is known.
func in(names []library.Name, title string) []library.Name {
	out := make([]library.Name, len(names))
	for i, n := range names {
		out[i] = n.In(title)
	}
	return out
}
