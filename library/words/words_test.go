package words

import (
	"strings"
	"testing"

	"sojourn/library"
	"sojourn/study"
)

func TestFormsOfAWordShareAStem(t *testing.T) {
	for _, forms := range []string{"дискриминация дискриминации дискриминацией Дискриминацию", "discrimination discriminations", "эмигранты эмигрантов эмигрантами", "отъёзд отъезда", "surveys survey"} {
		stems := strings.Fields(Stems(forms))
		for _, s := range stems {
			if s != stems[0] {
				t.Errorf("%s: %v", forms, stems)
			}
		}
	}
	if Stem("дискриминация") == Stem("discrimination") {
		t.Error("two languages share a stem")
	}
}

func TestWordsKnowWhereTheyStand(t *testing.T) {
	text := "People’s long-term «планы»…"
	var got []string
	for _, tok := range Tokens(text) {
		got = append(got, text[tok.Start:tok.End])
	}
	if strings.Join(got, "|") != "People’s|long|term|планы" {
		t.Error(got)
	}
}

func TestASnippetShowsWhereMostWordsStand(t *testing.T) {
	text := "Discrimination alone. " + strings.Repeat("Nothing is said here. ", 40) + "The law on discrimination and housing,\n\nand more of it."
	runs := Around(text, map[string]bool{Stem("discrimination"): true, Stem("housing"): true}, 100)
	var plain, found string
	for _, r := range runs {
		plain += r.Text
		if r.Marked {
			found += r.Text + " "
		}
	}
	if found != "discrimination housing " || !strings.HasPrefix(plain, "… ") || !strings.Contains(plain, "housing, and more") {
		t.Errorf("%q marks %q", plain, found)
	}
	if Around("", map[string]bool{"x": true}, 50) != nil {
		t.Error("an empty text has a snippet")
	}
}

func TestSimilarWorksShareRareWords(t *testing.T) {
	works := []library.Work{
		{ID: "a", Title: "Housing of newcomers in Tbilisi", Topics: []string{"housing"}, Countries: []string{"GE"}},
		{ID: "b", Title: "Schools in Almaty", Abstract: study.Text{"en": "Of the schools."}, Language: "en"},
		{ID: "c", Title: "Rents and housing", Topics: []string{"housing"}, Countries: []string{"GE"}},
		{ID: "d", Title: "Painting"},
	}
	got := NewCorpus(works).Similar(0, 3)
	if len(got) != 1 || got[0] != "c" {
		t.Error(got)
	}
}
