package phrasebook

import (
	"testing"
	"testing/fstest"

	"sojourn/study"
)

func book(t *testing.T, en, ru string) (*Book, error) {
	t.Helper()
	return Open(fstest.MapFS{"words/en.yaml": {Data: []byte(en)}, "words/ru.yaml": {Data: []byte(ru)}}, "words")
}

func TestEveryLanguageSaysTheSame(t *testing.T) {
	b, err := book(t,
		"people: {one: \"{0} person\", other: \"{0} people\"}",
		"people: {one: \"{0} человек\", few: \"{0} человека\", other: \"{0} человек\"}")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{1: "1 человек", 3: "3 человека", 11: "11 человек", 22: "22 человека", 10871: "10\u202f871 человек"} {
		if got := b.In("ru").Say("people", n); got != want {
			t.Errorf("%d in Russian is %q, want %q", n, got, want)
		}
	}
	if got := b.In("en-gb").Say("people", 1); got != "1 person" {
		t.Errorf("British English says %q", got)
	}
}

func TestHolesAndStrayPlaceholdersAreRefused(t *testing.T) {
	for name, ru := range map[string]string{"a key lacks": "b: x", "a placeholder differs": "a: \"{1}\"", "a key too many": "{a: \"{0}\", c: x}"} {
		if _, err := book(t, "a: \"{0}\"", ru); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestARelatedLanguageGetsEnglishAndNotRussian(t *testing.T) {
	b, err := book(t, "yes: Yes", "yes: Да")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"uk", "kk", "tt", "hy", "az"} {
		if got := b.In(study.Lang(lang)).Say("yes"); got != "Yes" {
			t.Errorf("%s is answered %q", lang, got)
		}
	}
}

func TestNumbersAreWrittenInTheMannerOfTheLanguage(t *testing.T) {
	en, ru := Voice{Lang: "en"}, Voice{Lang: "ru"}
	for got, want := range map[string]string{
		en.Number(1234.55, 1):  "1,234.6",
		ru.Number(1234.55, 1):  "1234,6",
		en.Count(10871):        "10,871",
		ru.Count(10871):        "10\u202f871",
		en.Percent(0.0125, 1):  "1.3%",
		ru.Percent(0.553, 1):   "55,3\u00a0%",
		en.Number(-0.04, 1):    "0.0",
		en.Number(-0.06, 1):    "−0.1",
		en.Number(3.375, 2):    "3.38",
		en.Percent(1, 0):       "100%",
		en.Number(999999.5, 0): "1,000,000",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
