package instrument

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"sojourn/dataset"
	"sojourn/study"
)

// pipe is ${name} in a wording.
var pipe = regexp.MustCompile(`\$\{\s*([^{}\s]+)\s*\}`)

// Fill gives a wording in a language with every ${name} replaced by the answer
// to that item: a category by its label in the same language, a category of
// one's own by its wording. An item without an answer leaves nothing behind.
// The result is plain text and holds answers. Pass the answers of a [Route],
// so that an answer that no longer counts does not show up.
func (in *Instrument) Fill(text study.Text, lang study.Lang, answers Answers) string {
	s := text.In(lang, in.Languages...)
	if !strings.Contains(s, "${") {
		return s
	}
	return pipe.ReplaceAllStringFunc(s, func(slot string) string {
		return isolated(in.Words(pipe.FindStringSubmatch(slot)[1], lang, answers), lang)
	})
}

// isolated keeps words that run the other way than the language from turning
// the punctuation around them: they stand between FIRST STRONG ISOLATE and POP
// DIRECTIONAL ISOLATE (Unicode Standard Annex 9, section 2.4). Lines are
// isolated one by one, since an isolate ends with its paragraph.
func isolated(words string, lang study.Lang) string {
	lines := strings.Split(words, "\n")
	for n, line := range lines {
		if againstTheGrain(line, lang) {
			lines[n] = "\u2068" + line + "\u2069"
		}
	}
	return strings.Join(lines, "\n")
}

// againstTheGrain reports whether some letter runs the other way than the language.
func againstTheGrain(words string, lang study.Lang) bool {
	rightToLeft := lang.RightToLeft()
	return strings.ContainsFunc(words, func(c rune) bool {
		class, _ := bidi.LookupRune(c)
		switch class.Class() {
		case bidi.R, bidi.AL:
			return !rightToLeft
		case bidi.L:
			return rightToLeft
		}
		return false
	})
}

// Words gives the answer to an item as a reader of the language reads it;
// empty if there is none.
func (in *Instrument) Words(name string, lang study.Lang, answers Answers) string {
	if words, drawn := in.drawnWords(name, lang, answers); drawn {
		return words
	}
	a := answers[name]
	if a.Missing != dataset.Present {
		return ""
	}
	item, _ := in.Item(name)
	if item != nil && item.Type == Calculate {
		item = in.recalled(item)
		if item.Codes != nil {
			a.Values = strings.Fields(a.Value())
		}
	}
	if item == nil || item.Codes == nil {
		return strings.Join(a.Values, " ")
	}
	var words []string
	for _, code := range a.Values {
		if own := answers[item.OtherName()].Value(); code == item.Other && own != "" {
			words = append(words, own)
		} else if c, ok := item.Category(code); ok {
			words = append(words, c.Label.In(lang, in.Languages...))
		}
	}
	return strings.Join(words, comma(lang))
}

// recalled gives, for a calculate that recalls an answer of an earlier wave, the
// item of the same name in this one, whose list has the labels.
func (in *Instrument) recalled(calculate *Item) *Item {
	if calculate.Calculation == nil || len(calculate.Calculation.Earlier()) != 1 {
		return calculate
	}
	item, _ := in.Item(calculate.Calculation.Earlier()[0].Item)
	if item == nil || !item.Chooses() || item.Other != "" { // a wording of one's own would be that of this wave
		return calculate
	}
	return item
}

// comma is what stands between the members of a list.
func comma(lang study.Lang) string {
	switch {
	case lang.RightToLeft() && lang != "he" && lang != "yi":
		return "، "
	case lang == "ja" || strings.HasPrefix(string(lang), "zh"):
		return "、"
	}
	return ", "
}
