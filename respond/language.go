package respond

import (
	"net/http"
	"slices"
	"strings"

	"sojourn/study"
)

// choose picks the language of a page from those on offer: what the address
// asks for with ?lang=, else what the browser lists, else the first one.
//
// A wish is met by exactly that language or by its primary subtag, never by a
// relative: to answer an Uzbek or Ukrainian browser in Russian, as the usual
// matchers do, is for these respondents a statement.
func choose(r *http.Request, offered []study.Lang) study.Lang {
	wishes := append([]string{r.URL.Query().Get("lang")}, wished(r.Header.Get("Accept-Language"))...)
	for _, wish := range wishes {
		if lang, ok := match(wish, offered); ok {
			return lang
		}
	}
	return offered[0]
}

func match(wish string, offered []study.Lang) (study.Lang, bool) {
	tag := study.Lang(strings.ToLower(wish))
	primary, _, _ := strings.Cut(string(tag), "-")
	for _, lang := range []study.Lang{tag, study.Lang(primary)} {
		if slices.Contains(offered, lang) {
			return lang, true
		}
	}
	return "", false
}

// wished lists the languages of an Accept-Language header. Browsers write them
// in the order of preference, so the quality values need not be weighed; only
// a quality of zero, which refuses a language, counts.
func wished(header string) []string {
	var tags []string
	for part := range strings.SplitSeq(header, ",") {
		tag, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if q, ok := strings.CutPrefix(strings.TrimSpace(quality), "q=0"); ok && strings.Trim(q, ".0") == "" {
			continue
		}
		tags = append(tags, strings.TrimSpace(tag))
	}
	return tags
}

// own names languages in themselves, for people who cannot read the page that
// they have before them.
var own = map[study.Lang]string{
	"ab": "Аԥсуа", "ar": "العربية", "az": "Azərbaycanca", "ba": "Башҡортса", "be": "Беларуская", "bg": "Български",
	"bs": "Bosanski", "ce": "Нохчийн", "ckb": "کوردیی ناوەندی", "cs": "Čeština", "cv": "Чӑвашла", "da": "Dansk",
	"de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español", "et": "Eesti", "fa": "فارسی", "fi": "Suomi",
	"fr": "Français", "he": "עברית", "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "hy": "Հայերեն",
	"id": "Bahasa Indonesia", "it": "Italiano", "ja": "日本語", "ka": "ქართული", "kk": "Қазақша", "ko": "한국어",
	"ku": "Kurdî", "ky": "Кыргызча", "lt": "Lietuvių", "lv": "Latviešu", "mk": "Македонски", "mn": "Монгол",
	"nb": "Norsk bokmål", "nl": "Nederlands", "os": "Ирон", "pl": "Polski", "ps": "پښتو", "pt": "Português",
	"ro": "Română", "ru": "Русский", "sah": "Саха тыла", "sk": "Slovenčina", "sl": "Slovenščina", "sq": "Shqip",
	"sr": "Српски", "sv": "Svenska", "tg": "Тоҷикӣ", "th": "ไทย", "tk": "Türkmençe", "tr": "Türkçe", "tt": "Татарча",
	"ug": "ئۇيغۇرچە", "uk": "Українська", "ur": "اردو", "uz": "Oʻzbekcha", "vi": "Tiếng Việt", "zh": "中文",
}

// nameOf is the language's name in itself; its tag where none is known.
func nameOf(lang study.Lang) string {
	primary, _, _ := strings.Cut(string(lang), "-")
	for _, l := range []study.Lang{lang, study.Lang(primary)} {
		if name := own[l]; name != "" {
			return name
		}
	}
	return string(lang)
}
