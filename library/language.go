package library

import (
	"strings"
	"unicode"

	"sojourn/study"
)

// scripts are the languages told by their letters alone.
var scripts = []struct {
	script *unicode.RangeTable
	lang   study.Lang
}{{unicode.Georgian, "ka"}, {unicode.Armenian, "hy"}, {unicode.Hebrew, "he"}, {unicode.Hangul, "ko"}, {unicode.Hiragana, "ja"}, {unicode.Greek, "el"}}

// frequent are the words by which languages of one script are told apart.
var frequent = map[study.Lang]string{
	"en": "the of and to in is that for with was were from this are by on as not their have",
	"de": "der die und das ist nicht von mit den des ein eine für auf dem im sich auch als wurden",
	"fr": "le la les des et est dans une pour que qui sur pas plus avec par sont au du aux",
	"es": "el la los de que y en las por con una para es del se no son más como al",
	"it": "il di che è la per un non sono una con del della le gli dei nel alla più si",
	"pl": "i w na z że się nie do to jest o od przez po dla oraz są jak lub który",
	"tr": "ve bir bu için ile da de olarak olan çok daha gibi kadar sonra her göre ne en ya ise",
	"ru": "и в не на что с по как из для это от за их был были или также к о",
	"uk": "і в не на що з та як із для це від за їх був були або також до про",
	"be": "і ў не на што з па як для гэта ад за іх быў былі або таксама да пра яны",
	"bg": "и в не на че с по как от за това са се да ще или също към е ги",
	"sr": "и у не на да се су за је од са као што или такође из по који то их",
	"kk": "және мен бұл үшін бір да де деп болып емес оның бар кейін дейін туралы немесе ол бойынша осы еді",
	"fa": "و در به از که این است را با برای آن های شده بر یک می تا خود کرد نیز",
	"ar": "في من على إلى أن هذا التي عن مع لا ما كان هذه الذي بين كل بعد أو قد ذلك",
}

// Language tells in which language a text is written, by letters and frequent
// words. A text too short or too even to tell is in no known language.
func Language(text string) (study.Lang, bool) {
	const enough = 20000
	if len(text) > enough {
		text = strings.ToValidUTF8(text[:enough], "")
	}
	letters, by := 0, map[study.Lang]int{}
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		for _, s := range scripts {
			if unicode.Is(s.script, r) {
				by[s.lang]++
			}
		}
	}
	for lang, n := range by {
		if 2*n > letters {
			return lang, true
		}
	}
	return byWords(text)
}

func byWords(text string) (study.Lang, bool) {
	score := map[study.Lang]int{}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	known := map[string][]study.Lang{}
	for lang, list := range frequent {
		for w := range strings.FieldsSeq(list) {
			known[w] = append(known[w], lang)
		}
	}
	for _, w := range words {
		for _, lang := range known[w] {
			score[lang]++
		}
	}
	var best, second study.Lang
	for lang := range frequent {
		switch {
		case score[lang] > score[best]:
			best, second = lang, best
		case score[lang] > score[second]:
			second = lang
		}
	}
	if score[best] == 0 || score[best] == score[second] {
		return "", false
	}
	return best, true
}
