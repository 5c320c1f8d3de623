package chart

import (
	"strings"
	"unicode"
)

// fontStack is the text face of every page (look.Base), in the quotes an
// attribute needs.
const fontStack = `system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Vazirmatn,Tahoma,sans-serif`

// widthClasses give approximate advance widths in em: halfway between Noto Sans
// and DejaVu Sans, the widest faces of the stack. The first needs less; what
// the second needs more is covered by the gaps between columns.
var widthClasses = [...]struct {
	em    float64
	runes string
}{
	{.29, " \u00a0\u202f"},
	{.28, "',.:;Jijl·ії‘’"},
	{.34, "!()-/I[\\]fІЇ"},
	{.40, "`rt"},
	{.46, "\"?_|°гґჯ“”„"},
	{.51, "*csz{}зстэєაბევზიკმნპჟსუქყშჩძწჭხჰ–†"},
	{.56, "FLkvxy«»ГкухўҐც"},
	{.60, "$EPSTYaeoЁЎЕЗРТУабвелочьяёგ"},
	{.64, "0123456789KRVXZbdghnpquБХдийнпрцტ"},
	{.68, "+<=>ABC^~±×ЄАВКСЧЬЭЯъ"},
	{.75, "#&DGHNOQUДИЙЛНОПЦЪмфыოღ"},
	{.84, "MwМФЫжюდთრფ↑→↓−"},
	{.93, "%@Wmшщ…"},
	{1.0, "Ж—"},
	{1.08, "ШЩЮლ"},
}

// runeWidth is the advance of r in em.
func runeWidth(r rune) float64 {
	for _, class := range widthClasses {
		if strings.ContainsRune(class.runes, r) {
			return class.em
		}
	}
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case strings.ContainsRune("اآأإدذرزژوء", r):
		return .48
	case unicode.In(r, unicode.Arabic):
		return .62
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return 1
	case unicode.IsUpper(r):
		return .79
	}
	return .66
}

// A face is how a text is set.
type face struct {
	size float64
	bold bool
	fill string
}

const boldWider = 1.07

func (f face) width(s string) float64 {
	em := 0.0
	for _, r := range s {
		em += runeWidth(r)
	}
	if f.bold {
		em *= boldWider
	}
	return em * f.size
}

func (f face) leading() float64 { return 1.3 * f.size }

// widest is the width of the widest of texts.
func (f face) widest(texts []string) float64 {
	w := 0.0
	for _, s := range texts {
		w = max(w, f.width(s))
	}
	return w
}

// wrap breaks s into lines no wider than room. It breaks at ordinary spaces,
// and a word that is wider than the room inside the word; nothing is cut off.
func (f face) wrap(s string, room float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(s, breaks) {
		if line != "" && f.width(line+" "+word) <= room {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; f.width(line) > room; {
			head, tail := f.split(line, room)
			if tail == "" {
				break
			}
			lines, line = append(lines, head), tail
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// breaks reports where a line may end: no-break spaces are left whole.
func breaks(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// split divides a word that is wider than the room, leaving at least one rune
// on either side.
func (f face) split(word string, room float64) (head, tail string) {
	end := 0
	for i := range word {
		if i > 0 && end > 0 && f.width(word[:i]+"-") > room {
			break
		}
		end = i
	}
	if end == 0 {
		return word, ""
	}
	return word[:end] + "-", word[end:]
}
