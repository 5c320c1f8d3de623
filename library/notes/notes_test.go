package notes

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/internal/judge"
	"sojourn/library"
	"sojourn/study"
)

const sample = `# Shelf

## Leaving by the North Road
Автор: Ana de la Vega, Lado Kvirikashvili
Дата: 12 February 2024

Оригинал: [Leaving](https://example.org/leaving/), [сохраненная копия](https://example.org/kept/Leaving%20(a%20copy).pdf)

The paper is about the people who left by the north road and what they have found.

## Two rooms
Three works:
1. [Два года в дороге](https://example.org/two.pdf) - Это отчёт о том, как люди прожили два года, и что они об этом говорят. _Ким А, Ли Б. 2023. Два года в дороге. Отчёт. URL: [example.org/two](https://example.org/two)_
2. A Third Year ([EN](https://example.org/en.pdf), [RU](https://example.org/ru_(1).pdf)) - The third year of the same people and what has become of them. _Kim, A., & van der Li, B. (2024, May 3). Another title. [https://doi.org/10.1234/ABC](https://doi.org/10.1234/ABC)_
`

func TestNotesGiveWhatTheySayAndTheLineItStandsOn(t *testing.T) {
	found, passed := Read("shelf.md", []byte(sample))
	if len(found) != 3 {
		t.Fatalf("%d works", len(found))
	}
	leaving := found[0].Work
	if diff := cmp.Diff([]library.Name{{Given: "Ana", Particle: "de la", Family: "Vega"}, {Given: "Lado", Family: "Kvirikashvili"}}, leaving.Authors); diff != "" {
		t.Error(diff)
	}
	links := []library.Link{{URL: "https://example.org/leaving/", Kind: library.Original}, {URL: "https://example.org/kept/Leaving%20(a%20copy).pdf", Kind: library.Kept}}
	if diff := cmp.Diff(links, leaving.Editions[0].Links); diff != "" {
		t.Error(diff)
	}
	if leaving.Date != "2024-02-12" || leaving.Language != "en" || leaving.Type != "" {
		t.Errorf("date %q, language %q, type %q", leaving.Date, leaving.Language, leaving.Type)
	}
	if got := sourceOf(leaving, "authors"); got != "shelf.md line 4, Автор" {
		t.Errorf("the authors come from %q", got)
	}
	third := found[2].Work
	if third.Identifiers.DOI != "10.1234/abc" || third.Date != "2024-05-03" || len(third.Editions) != 2 || third.Editions[1].Links[0].URL != "https://example.org/ru_(1).pdf" {
		t.Errorf("third work: %+v", third)
	}
	if third.Project != "Two rooms" || third.Authors[1].Particle != "van der" {
		t.Errorf("project %q, authors %v", third.Project, third.Authors)
	}
	if !said(found[2].Problems, "another title") {
		t.Error("nobody is told that the citation gives another title")
	}
	if !said(passed, "Shelf") || !said(passed, "Three works:") {
		t.Errorf("lines are passed over in silence: %v", passed)
	}
}

// TestAWorkFollowedByAListIsAWorkAndNotTheProjectOfTheList tells a heading with
// an author and a date from one that only leads to a project.
func TestAWorkFollowedByAListIsAWorkAndNotTheProjectOfTheList(t *testing.T) {
	const list = "\n1. [Trust in exile](https://example.org/trust) — How migrants trust others in their towns.\n2. Only a point of the text.\n"
	found, passed := Read("v.md", []byte("## Вторая волна\nАвтор: Иван Сидоров\nДата: март 2024\nОригинал: https://example.org/v.html\n\nОпрос 1204 человек, уехавших после 2022 года.\n"+list))
	if len(found) != 2 {
		t.Fatalf("%d works: %+v", len(found), found)
	}
	wave, trust := found[0].Work, found[1].Work
	if wave.Title != "Вторая волна" || len(wave.Authors) != 1 || wave.Authors[0].Family != "Сидоров" || wave.Date != "2024-03" || wave.URL() != "https://example.org/v.html" || wave.AbstractText() == "" {
		t.Errorf("%+v", wave)
	}
	if trust.Title != "Trust in exile" || trust.Project != "" || trust.ProjectLink != "" {
		t.Errorf("%+v", trust)
	}
	if !said(passed, "Only a point") {
		t.Errorf("the item without a link is passed over in silence: %v", passed)
	}
	found, passed = Read("v.md", []byte("## A panel\nOriginal: [PANEL](https://example.org/panel)\nPublisher: The Press\n"+list))
	if len(found) != 2 || found[0].Work.Project != "PANEL" || !said(passed, "The Press") {
		t.Errorf("%+v, %v", found, passed)
	}
}

func TestACitationAfterGOSTGivesTheArticleAndWhereItStands(t *testing.T) {
	item := func(citation string) library.Proposal {
		t.Helper()
		found, _ := Read("g.md", []byte("1. [Доверие в эмиграции](https://example.org/doverie) — О доверии. *"+citation+"*\n"))
		if len(found) != 1 {
			t.Fatalf("%d works", len(found))
		}
		return found[0]
	}
	for citation, want := range map[string]library.Work{
		"Кузнецова А. Доверие в эмиграции // Социс. 2022. № 4. С. 5–19.": {Container: "Социс", Date: "2022", Issue: "4", Pages: "5-19", Authors: []library.Name{{Family: "Кузнецова", Given: "А."}}},
		"Кузнецова А. В., Ли-Фан Б.Г. Доверие в эмиграции. // Мир России. Социология. – 2021. – Т. 30. – № 2. – С. 7": {Container: "Мир России. Социология", Date: "2021", Volume: "30", Issue: "2", Pages: "7",
			Authors: []library.Name{{Family: "Кузнецова", Given: "А. В."}, {Family: "Ли-Фан", Given: "Б.Г."}}},
	} {
		p := item(citation)
		got := library.Work{Container: p.Work.Container, Date: p.Work.Date, Volume: p.Work.Volume, Issue: p.Work.Issue, Pages: p.Work.Pages, Authors: p.Work.Authors}
		if diff := cmp.Diff(want, got); diff != "" || said(p.Problems, "citation") {
			t.Errorf("%s: %s\n%v", citation, diff, p.Problems)
		}
		if sourceOf(p.Work, "container") != "g.md line 1, citation" {
			t.Errorf("the journal comes from %q", sourceOf(p.Work, "container"))
		}
	}
	if p := item("Кузнецова А.В., Ли Б. 2022. Доверие в эмиграции."); len(p.Work.Authors) != 2 || p.Work.Authors[0].Given != "А.В." || p.Work.Date != "2022" {
		t.Errorf("%+v", p.Work.Authors)
	}
	for _, citation := range []string{
		"Доверие в эмиграции // Социс. 2022. № 4. С. 5–19.",
		"Центр Доверия. 2022. Доверие в эмиграции. https://doi.org/10.1234/abc",
		"Кузнецова А. Доверие в эмиграции // Социс. 2022. № 4. Приложение. С. 5–19.",
		"Trust Centre (2022). Доверие в эмиграции.",
		"Кузнецова А. Доверие в эмиграции, 2022",
	} {
		p := item(citation)
		if w := p.Work; len(w.Authors) > 0 || w.Date != "" || w.Container != "" || w.Identifiers.DOI != "" || len(w.Editions[0].Links) != 1 {
			t.Errorf("%s: something is taken: %+v", citation, w)
		}
		if !said(p.Problems, citation) || p.Work.Cited != citation {
			t.Errorf("%s is not listed whole: %v", citation, p.Problems)
		}
	}
}

func sourceOf(w library.Work, field string) string {
	for _, s := range w.Sources {
		if s.Field == field {
			return s.From
		}
	}
	return ""
}

func said(ps study.Problems, words string) bool { return strings.Contains(ps.Error(), words) }

func TestAnAddressIsALinkWhetherMarkedUpOrNot(t *testing.T) {
	for _, line := range []string{"https://example.org/plain", "<https://example.org/plain>", "[pdf](https://example.org/plain)", "see https://example.org/plain."} {
		found, _ := Read("b.md", []byte("# L\n\n## One\n\nAuthor: A B\nOriginal: "+line+"\n\nText about the thing that is here.\n"))
		if len(found) != 1 || len(found[0].Work.Editions) != 1 || len(found[0].Work.Editions[0].Links) != 1 || found[0].Work.Editions[0].Links[0].URL != "https://example.org/plain" {
			t.Errorf("%s: %+v", line, found)
		}
	}
	found, _ := Read("b.md", []byte("# L\n\n## One\n\nAuthor: A B\nOriginal: on my shelf\n\nText about the thing.\n"))
	if !said(found[0].Problems, "no address stands in") {
		t.Errorf("nobody is told that a line names no address: %v", found[0].Problems)
	}
}

func TestEveryFieldThatIsFilledNamesItsSource(t *testing.T) {
	found, _ := Read("shelf.md", []byte(sample))
	for _, p := range found {
		w := p.Work
		for field, filled := range map[string]bool{"title": w.Title != "", "authors": len(w.Authors) > 0, "date": w.Date != "",
			"language": w.Language != "", "doi": w.Identifiers.DOI != "", "abstract": len(w.Abstract) > 0, "cited": w.Cited != "", "project": w.Project != ""} {
			if filled != (sourceOf(w, field) != "") {
				t.Errorf("%s: %s is filled: %t, its source is %q", w.Title, field, filled, sourceOf(w, field))
			}
		}
	}
}

// TestTheSeedGivesTheFourWorks reads the notes from which the study of the
// field began, where they are at hand.
func TestTheSeedGivesTheFourWorks(t *testing.T) {
	data, err := os.ReadFile(judge.Study.Need(t, "seed.md"))
	if err != nil {
		t.Fatal(err)
	}
	found, _ := Read("seed.md", data)
	type short struct{ title, authors, date, langs, doi, links, abstract string }
	var got []short
	for _, p := range found {
		w := p.Work
		s := short{title: w.Title, date: string(w.Date), doi: w.Identifiers.DOI}
		for _, a := range w.Authors {
			s.authors += a.Full() + " "
		}
		for _, e := range w.Editions {
			s.langs += string(e.Language) + " "
			for _, l := range e.Links {
				s.links += string(l.Kind) + ":" + l.URL[strings.LastIndex(strings.TrimRight(l.URL, "/"), "/")+1:] + " "
			}
		}
		for lang := range w.Abstract {
			s.abstract += string(lang)
		}
		got = append(got, s)
	}
	want := []short{
		{"Uncertain Horizons: Russians in Exile", "Matusevich ", "2024-02-12", "en ", "",
			"original:uncertain-horizons-russians-in-exile/ copy:Uncertain%20Horizons%20Russians%20in%20Exile%20(Mixed%20Migration%20Centre).pdf ", "en"},
		{"Большой исход: портрет новых мигрантов из России", "Камалов Сергеева Костенко Завадская ", "2022", "ru ", "",
			":report_for_respondents.pdf original:report_march_2022 ", "ru"},
		{"Six Months in Exile: A New Life of Russian Emigrants", "", "", "en ", "", ":report_wave_2_eng_2.pdf ", "en"},
		{"A Year and a Half in Exile: Progress and Obstacles in the Integration of Russian Migrants", "Sergeeva Kamalov ", "2024-02-22", "en ru ", "10.31235/osf.io/ckf4v",
			":outrush_memo_eu_wave_3.pdf :outRush_%D0%9F%D0%BE%D0%BB%D1%82%D0%BE%D1%80%D0%B0%20%D0%B3%D0%BE%D0%B4%D0%B0%20%D1%81%D0%BF%D1%83%D1%81%D1%82%D1%8F.pdf ", "en"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(short{})); diff != "" {
		t.Error(diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, text string) { Read("x.md", []byte(text)) })
}
