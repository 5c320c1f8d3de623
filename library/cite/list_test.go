package cite_test

import (
	"testing"

	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

func shelf() []library.Work {
	vega, lee, ito := library.Name{Family: "Vega", Given: "Ana"}, library.Name{Family: "Lee", Given: "Bo"}, library.Name{Family: "Ito", Given: "Ken"}
	return []library.Work{
		{ID: "z", Type: library.Report, Title: "Rooms", Language: "en", Date: "2024-02", Authors: []library.Name{vega, lee, ito}},
		{ID: "y", Type: library.Report, Title: "Roads", Language: "en", Date: "2024-01", Authors: []library.Name{vega, lee, ito}},
		{ID: "two", Type: library.Article, Title: "Both", Language: "en", Date: "2020", Container: "Journal", Authors: []library.Name{lee, ito}},
		{ID: "ru", Type: library.Report, Title: "Дорога", Language: "ru", Date: "2022", Authors: []library.Name{{Family: "Ким", Given: "Ли"}, {Family: "Орлова", Given: "Анна"}}},
	}
}

func TestAWorkIsNamedInTheTextAsStyleAndLanguageWantIt(t *testing.T) {
	for _, c := range []struct {
		style cite.Style
		lang  study.Lang
		of    []cite.Mention
		want  string
	}{
		{cite.APA, "en", []cite.Mention{{Work: "two", Locator: "12-14"}}, "(Lee & Ito, 2020, pp. 12–14)"},
		{cite.APA, "ru", []cite.Mention{{Work: "ru", Locator: "с. 5"}}, "(Ким и Орлова, 2022, с. 5)"},
		{cite.Chicago, "en", []cite.Mention{{Work: "two", Locator: "p. 12"}}, "(Lee and Ito 2020, 12)"},
		{cite.GOST, "ru", []cite.Mention{{Work: "ru", Locator: "p. 5"}}, "[Ким, Орлова, 2022, с. 5]"},
		{cite.APA, "en", []cite.Mention{{Work: "z"}, {Work: "two"}}, "(Lee & Ito, 2020; Vega et al., 2024b)"},
		{cite.APA, "en", []cite.Mention{{Work: "z", Prefix: "see", Locator: "Fig. 3"}, {Work: "two", YearOnly: true}}, "(see Vega et al., 2024b, Fig. 3; 2020)"},
		{cite.APA, "en", []cite.Mention{{Work: "nobody"}, {Work: "y"}}, "(Vega et al., 2024a)"},
	} {
		if got := text(cite.NewList(c.style, c.lang, shelf()).Parenthetical(c.of)); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.style, c.lang, got, c.want)
		}
	}
	if got := text(cite.NewList(cite.APA, "en", shelf()).Narrative(cite.Mention{Work: "two", Locator: "3"})); got != "Lee and Ito (2020, p. 3)" {
		t.Error(got)
	}
}

func TestALetterInTheTextIsTheOneInTheList(t *testing.T) {
	refs := cite.NewList(cite.APA, "en", shelf()).References()
	if len(refs) != 4 || refs[1].Work != "y" || refs[1].Entry.Plain() != "Vega, A., Lee, B., & Ito, K. (2024a). Roads." || refs[2].Entry.Plain() != "Vega, A., Lee, B., & Ito, K. (2024b). Rooms." {
		t.Errorf("%+v", refs)
	}
	if refs := cite.NewList(cite.GOST, "ru", shelf()).References(); refs[0].Work != "ru" {
		t.Errorf("works in Russian do not come first: %+v", refs)
	}
}
