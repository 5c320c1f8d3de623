package library

import (
	"slices"
	"strings"

	"sojourn/study"
)

// SetURL makes address the place where the work was published.
func (w *Work) SetURL(address string) bool {
	if !WebAddress(address) {
		return false
	}
	if len(w.Editions) == 0 {
		w.Editions = []Edition{{Language: w.Language}}
	}
	link := Link{URL: address, Kind: Original}
	if e := &w.Editions[0]; !slices.Contains(e.Links, link) {
		e.Links = append(e.Links, link)
	}
	return true
}

// SetLanguage makes lang the language of the work and of its only edition.
func (w *Work) SetLanguage(lang study.Lang) {
	w.Language = lang
	if len(w.Editions) == 1 && w.Editions[0].Language == "" {
		w.Editions[0].Language = lang
	}
}

// Undetermined is the tag of a language that nobody knows.
const Undetermined study.Lang = "und"

// SetAbstract takes text as the abstract in the language of the work or, where
// that is not known, in the one its words tell.
func (w *Work) SetAbstract(text string) {
	lang := w.Language
	if lang == "" {
		lang = Undetermined
		if told, ok := Language(text); ok {
			lang = told
		}
	}
	w.Abstract = study.Text{lang: text}
}

// AbstractText is the abstract in the language of the work, else in any.
func (w Work) AbstractText() string { return w.Abstract.In(w.Language) }

// Languages that other programs name by a word, as [ParseLanguage] reads them.
var languageNames = map[string]study.Lang{"english": "en", "eng": "en", "английский": "en", "russian": "ru", "rus": "ru", "русский": "ru", "german": "de", "deu": "de", "ger": "de",
	"ngerman": "de", "french": "fr", "fra": "fr", "fre": "fr", "spanish": "es", "spa": "es", "ukrainian": "uk", "ukr": "uk", "turkish": "tr", "tur": "tr", "georgian": "ka", "kat": "ka",
	"geo": "ka", "armenian": "hy", "hye": "hy", "arm": "hy", "serbian": "sr", "srp": "sr", "persian": "fa", "farsi": "fa", "kazakh": "kk", "polish": "pl", "american": "en", "british": "en-gb"}

// ParseLanguage reads a language's tag or its name in English.
func ParseLanguage(s string) (study.Lang, bool) {
	s = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-")
	if lang, ok := languageNames[s]; ok {
		return lang, true
	}
	return study.Lang(s), langForm.MatchString(s) && !strings.Contains(s, " ") && len(strings.SplitN(s, "-", 2)[0]) <= 3
}

// CleanPages writes a range of pages with one plain hyphen.
func CleanPages(s string) string {
	s = strings.NewReplacer("–", "-", "—", "-", "--", "-", "---", "-").Replace(strings.TrimSpace(s))
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	return s
}
