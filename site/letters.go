package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/library"
)

// byLetter groups works by the letter under which one looks for them: that of the
// first author's family name, in each script it is known in, else of the title.
func (v *view) byLetter() []group {
	groups := v.group(headsOf, letterKey)
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.Name, b.Name) })
	for i := range groups {
		slices.SortStableFunc(groups[i].Works, func(a, b int) int { return strings.Compare(headOf(v.Works[a]), headOf(v.Works[b])) })
	}
	return groups
}

// headsOf are the letters under which a work stands.
func headsOf(w library.Work) []string {
	heads := []string{headOf(w)}
	if len(w.Authors) > 0 {
		for _, s := range w.Authors[0].Also {
			heads = append(heads, s.Family)
		}
	}
	var letters []string
	for _, head := range heads {
		if letter := letterOf(head); !slices.Contains(letters, letter) {
			letters = append(letters, letter)
		}
	}
	return letters
}

// headOf is the name or the title by which a list puts a work in its place.
func headOf(w library.Work) string {
	if len(w.Authors) == 0 {
		return w.Title
	}
	if family := w.Authors[0].Family; family != "" {
		return family
	}
	return w.Authors[0].Full()
}

// letterOf is the first letter of a text, large; digits and signs share one.
func letterOf(text string) string {
	for _, r := range text {
		if unicode.IsLetter(r) {
			return string(unicode.ToUpper(r))
		}
		if unicode.IsDigit(r) {
			break
		}
	}
	return "0–9"
}

// letterKey is a letter as part of an address.
func letterKey(letter string) string {
	r, size := utf8.DecodeRuneInString(letter)
	switch {
	case size < len(letter):
		return "digits"
	case r < unicode.MaxASCII:
		return string(unicode.ToLower(r))
	}
	return fmt.Sprintf("u%04x", r)
}

func (s setting) lettersPage(v *view) groupsPage {
	p := groupsPage{setting: s, Heading: s.Say("letters"), About: s.Say("letters.about")}
	p.Counts = s.counts(v.letters, func(g group) (string, string) { return g.Name, s.To("letter", g.Key) })
	return p
}
