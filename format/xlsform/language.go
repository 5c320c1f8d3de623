package xlsform

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"sojourn/study"
)

var (
	namedLanguage = regexp.MustCompile(`\(([^()]+)\)\s*$`)
	languageForm  = regexp.MustCompile(`^([a-z]{2,3}|x)(-[a-z0-9]{1,8})*$`)
)

// known are languages that people name without a code.
const known = "en ru uk be ka hy az kk ky uz tg tk tt ba fa ps ar he tr sr hr bs mk bg ro pl cs sk sl hu de fr es pt it nl sv da fi no et lv lt el sq mn zh ja ko vi th id ms hi bn ur pa ta te ne si my km lo am sw ha so"

// languageNames maps names, in English and in themselves, to codes.
var languageNames = sync.OnceValue(func() map[string]study.Lang {
	names := map[string]study.Lang{}
	for code := range strings.FieldsSeq(known) {
		tag := language.MustParse(code)
		names[strings.ToLower(display.English.Languages().Name(tag))] = study.Lang(code)
		names[strings.ToLower(display.Self.Name(tag))] = study.Lang(code)
	}
	return names
})

// A naming says how well a language was named.
type naming int

const (
	unnamed  naming = iota // not at all
	invented               // by a word that is no language; it got a code of its own
	byName                 // by its name alone
	byCode
)

// languageCode reads "Русский (ru)", "ru" or "Russian". Any other word stands
// for a language of its own, as in XLSForm, under a private code.
func languageCode(s string) (study.Lang, naming) {
	s = strings.TrimSpace(s)
	if m := namedLanguage.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	name := strings.ToLower(strings.TrimSpace(s))
	if code, ok := languageNames()[name]; ok {
		return code, byName
	}
	if code := strings.ReplaceAll(name, "_", "-"); languageForm.MatchString(code) {
		return study.Lang(code), byCode
	}
	private := strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, name)
	if private == "" {
		return "", unnamed
	}
	return study.Lang("x-" + private[:min(len(private), 8)]), invented
}

// KnownLanguage reports whether a code is one of a language that there is.
func KnownLanguage(lang study.Lang) bool {
	_, err := language.Parse(string(lang))
	return err == nil && languageForm.MatchString(string(lang)) && !strings.HasPrefix(string(lang), "x-")
}

// LanguageName writes "Русский (ru)", the language named in itself.
func LanguageName(lang study.Lang) string {
	tag, err := language.Parse(string(lang))
	if err != nil || strings.HasPrefix(string(lang), "x-") {
		return string(lang)
	}
	name := []rune(display.Self.Name(tag))
	if len(name) == 0 {
		return string(lang)
	}
	return strings.ToUpper(string(name[:1])) + string(name[1:]) + " (" + string(lang) + ")"
}
