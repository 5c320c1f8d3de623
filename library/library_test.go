package library

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/study"
)

const file = `---
type: report
title: 'Leaving: a study'
authors:
  - family: Вега
    given: Анна
    particle: де
    also:
      - family: Vega
        given: Anna
date: 2024-02
language: ru
publisher: Дом
identifiers:
  doi: 10.1234/abc
editions:
  - language: ru
    links:
      - url: https://example.org/ru
        kind: original
    copies:
      - sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        media: application/pdf
        size: 12
        saved: 2026-11-22
        from: https://example.org/ru
  - language: en
    title: Leaving
relation: different
abstract:
  en: |-
    Two
    lines: and "more".
countries:
  - GE
  - RS
method:
  kind: survey
  people: 1200
  waves:
    - title: spring
      from: 2024-03-27
      to: 2024-04-04
---

# Notes

Words.
`

func TestAWorkComesBackToTheByte(t *testing.T) {
	w, ps := Read("library/x.md", []byte(file))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	got, err := w.Write()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file, string(got)); diff != "" {
		t.Error(diff)
	}
	if w.ID != "x" || w.Method.N != 1200 || w.Editions[0].Copies[0].Size != 12 {
		t.Errorf("%+v", w)
	}
}

func TestWhatIsWrongInAFileIsNamedWithItsLine(t *testing.T) {
	tests := []struct{ name, text, says string }{
		{"no front matter", "# A title\n", "x.md row 1: the file does not begin with front matter"},
		{"unknown key", "---\ntitle: a\nauthor: b\n---\n", `x.md row 3: there is no key "author" here`},
		{"no title", "---\ntype: book\n---\n", "has no title"},
		{"a day that there is not", "---\ntitle: a\ndate: 2024-02-31\n---\n", `x.md row 3 column date: the date "2024-02-31"`},
		{"a link of another kind", "---\ntitle: a\neditions:\n  - links:\n      - url: javascript:alert(1)\n---\n", "row 3 column editions: edition 1 has a link"},
		{"a project link that is a script", "---\ntitle: a\nproject_link: javascript:alert(1)\n---\n", "x.md row 3 column project_link"},
		{"a country by name", "---\ntitle: a\ncountries: [Georgia]\n---\n", `"Georgia" is not the code`},
		{"a DOI with its resolver", "---\ntitle: a\nidentifiers: {doi: 'https://doi.org/10.1/x'}\n---\n", "without the resolver"},
		{"a comma that ends a text", "---\ntitle: a\npopulation: {ru: Взрослые, уехавшие в 2022}\n---\n", `x.md row 3 column population: it has a text in "уехавшие в 2022"`},
		{"a list in place of a text", "---\ntitle: [a]\n---\n", "x.md row 2"},
	}
	for _, tt := range tests {
		_, ps := Read("x.md", []byte(tt.text))
		if !strings.Contains(ps.Error(), tt.says) || ps.Err() == nil {
			t.Errorf("%s: %v", tt.name, ps)
		}
	}
}

func TestTwoWorksOfOneDOIAreListed(t *testing.T) {
	a := Work{ID: "a", Identifiers: Identifiers{DOI: "10.1234/x"}}
	b := Work{ID: "b", Editions: []Edition{{DOI: "10.1234/x"}}}
	if ps := CheckAll([]Work{a, b}); len(ps) != 1 || !strings.Contains(ps.Error(), "10.1234/x is that of a") {
		t.Error(ps)
	}
	a.Editions = []Edition{{DOI: "10.1234/x"}}
	if ps := CheckAll([]Work{a}); len(ps) != 0 {
		t.Errorf("a work contradicts itself: %v", ps)
	}
}

func TestDatesAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]Date{"12 February 2024": "2024-02-12", "February 22, 2024": "2024-02-22", "27 марта 2022 г.": "2022-03-27", "май 2023": "2023-05",
		"2024": "2024", "2024/02/22": "2024-02-22", "2019/5//": "2019-05", "22.02.2024": "2024-02-22", "2024-2-3": "2024-02-03",
		"3/4/2022": "", "31 February 2024": "", "tomorrow": "", "5 moons 2022": "", "": ""} {
		got, ok := ParseDate(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

func TestNamesAreReadInBothOrders(t *testing.T) {
	for text, want := range map[string]Name{
		"Yan Matusevich":       {Family: "Matusevich", Given: "Yan"},
		"Sergeeva, I.":         {Family: "Sergeeva", Given: "I."},
		"Камалов Э":            {Family: "Камалов", Given: "Э"},
		"Иванов И. П.":         {Family: "Иванов", Given: "И. П."},
		"Ludwig van Beethoven": {Family: "Beethoven", Given: "Ludwig", Particle: "van"},
		"van der Berg, Jan":    {Family: "Berg", Given: "Jan", Particle: "van der"},
		"King, Jr., Martin":    {Family: "King", Given: "Martin", Suffix: "Jr."},
		"OutRush":              {Family: "OutRush"},
		"A. N. Whitehead":      {Family: "Whitehead", Given: "A. N."},
	} {
		if diff := cmp.Diff(want, ParseName(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestAPersonIsNamedInTheScriptOfTheText(t *testing.T) {
	n := Name{Family: "Сергеева", Given: "Иветта", Also: []Spelling{{Family: "Sergeeva", Given: "Ivetta"}}}
	if got := n.In("A Year and a Half").String(); got != "Ivetta Sergeeva" {
		t.Error(got)
	}
	if got := n.In("Полтора года").String(); got != "Иветта Сергеева" {
		t.Error(got)
	}
}

func TestADOIIsFoundWithinASentence(t *testing.T) {
	for text, want := range map[string]string{"see https://doi.org/10.31235/OSF.io/ckf4v.": "10.31235/osf.io/ckf4v", "(doi:10.1002/(SICI)1097-4571(199806)49:8)": "10.1002/(sici)1097-4571(199806)49:8",
		"(10.1234/abc)": "10.1234/abc", "no": "", "10.12/x": ""} {
		if got, _ := ParseDOI(text); got != want {
			t.Errorf("%q gives %q", text, got)
		}
	}
}

func TestALanguageIsToldByLettersAndFrequentWords(t *testing.T) {
	for text, want := range map[string]study.Lang{
		"This is a report on the people who have left and on those who are to follow.": "en",
		"Это отчёт о людях, которые уехали, и о том, что с ними было на новом месте.":  "ru",
		"Це звіт про людей, які виїхали, та про те, що з ними було на новому місці.":   "uk",
		"ეს არის ანგარიში":                                                             "ka", "یک گزارش از مردم که در این سال با هم به آن شهر رفتند": "fa", "42": "", "xyz": ""} {
		if got, _ := Language(text); got != want {
			t.Errorf("%q is told to be %q", text, got)
		}
	}
}

func TestIDsAreMadeOfAuthorYearAndTitleAndAreOnesOwn(t *testing.T) {
	w := Work{Title: "Большой исход: портрет новых мигрантов из России", Date: "2022", Authors: []Name{{Family: "Камалов"}}}
	id := NewID(w, func(ID) bool { return false })
	if id != "kamalov-2022-bolshoy-iskhod-portret-novykh-migrantov" || !id.Valid() {
		t.Error(id)
	}
	if second := NewID(w, func(taken ID) bool { return taken == id }); second != id+"-2" {
		t.Error(second)
	}
	if empty := NewID(Work{Title: "漢字"}, func(ID) bool { return false }); !empty.Valid() {
		t.Errorf("%q is no ID", empty)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(file))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, ps := Read("library/x.md", data)
		if ps.Err() != nil {
			return
		}
		first, err := w.Write()
		if err != nil {
			t.Fatal(err)
		}
		again, ps := Read("library/x.md", first)
		if ps.Err() != nil {
			t.Fatalf("what was written is refused: %v\n%s", ps, first)
		}
		if second, _ := again.Write(); string(second) != string(first) {
			t.Errorf("%q became %q", first, second)
		}
	})
}
