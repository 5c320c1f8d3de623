package cite_test

import (
	"strings"
	"testing"

	"sojourn/library"
	"sojourn/library/cite"
)

func TestAWorkIsCitedInEachStyle(t *testing.T) {
	w := library.Work{Type: library.Article, Title: "Is the road a home?", Language: "en", Date: "2020-07", Container: "Journal of Moving People", Volume: "10", Issue: "2", Pages: "77-80",
		Authors: []library.Name{{Family: "Berg", Given: "Jean-Paul", Particle: "van der"}, {Family: "King", Given: "M. L.", Suffix: "Jr."}}, Identifiers: library.Identifiers{DOI: "10.1234/x"}}
	for style, want := range map[cite.Style]string{
		cite.APA:     "van der Berg, J.-P., &amp; King, M. L., Jr. (2020). Is the road a home? <i>Journal of Moving People</i>, <i>10</i>(2), 77–80. https://doi.org/10.1234/x",
		cite.Chicago: "Berg, Jean-Paul van der, and M. L. King Jr. 2020. “Is the Road a Home?” <i>Journal of Moving People</i> 10 (2): 77–80. https://doi.org/10.1234/x.",
		cite.GOST:    "Berg J.-P. van der, King M. L. Jr. Is the road a home? // Journal of Moving People. 2020. Т. 10. № 2. С. 77–80.",
	} {
		if got := cite.Of(style, w).HTML(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", style, got, want)
		}
	}
}

func TestAPersonIsCitedInTheScriptOfTheEdition(t *testing.T) {
	w := library.Work{Title: "Полтора года", Language: "ru", Date: "2024", Authors: []library.Name{{Family: "Сергеева", Given: "Иветта", Also: []library.Spelling{{Family: "Sergeeva", Given: "Ivetta"}}}},
		Editions: []library.Edition{{Language: "ru"}, {Language: "en", Title: "A year and a half", Date: "2024-02-22"}}}
	if got := cite.Of(cite.APA, w).Plain(); got != "Сергеева, И. (2024). Полтора года." {
		t.Error(got)
	}
	if got := cite.Of(cite.APA, w.As(1)).Plain(); got != "Sergeeva, I. (2024). A year and a half." {
		t.Error(got)
	}
}

func TestWhatAWorkLacksLeavesNoHoleInItsEntry(t *testing.T) {
	for _, style := range cite.Styles() {
		for _, kind := range append(library.Types(), "") {
			for _, w := range []library.Work{{Type: kind, Title: "Alone"}, {Type: kind}, {Type: kind, Title: "T", Authors: []library.Name{{Literal: "A."}}}} {
				got := cite.Of(style, w).Plain()
				for _, hole := range []string{"..", "  ", "()", " ,", ": ,", "““"} {
					if strings.Contains(got, hole) {
						t.Errorf("%s, %q: %q", style, kind, got)
					}
				}
			}
		}
	}
}

func TestAWorkThatStandsInNothingElseHasNoSlashes(t *testing.T) {
	authors := []library.Name{{Family: "Berg", Given: "Ada"}}
	for want, w := range map[string]library.Work{
		"Berg A. Leaving home twice. 2023.":              {Title: "Leaving home twice", Date: "2023", Authors: authors},
		"Leaving home twice. Tbilisi: Road Press, 2023.": {Title: "Leaving home twice", Date: "2023", Place: "Tbilisi", Publisher: "Road Press"},
		"Leaving home twice. 2023. № 4. С. 5–19.":        {Type: library.Article, Title: "Leaving home twice", Date: "2023", Issue: "4", Pages: "5-19"},
		"Leaving home twice // Road. 2023. № 4.":         {Title: "Leaving home twice", Date: "2023", Container: "Road", Issue: "4"},
	} {
		if got := cite.Of(cite.GOST, w).Plain(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAnEntryInAPageIsEscaped(t *testing.T) {
	w := library.Work{Type: library.Book, Title: "<script>&</script>", Date: "2020"}
	if got := cite.Of(cite.APA, w).HTML(); strings.Contains(got, "<script>") || !strings.Contains(got, "<i>&lt;script&gt;&amp;&lt;/script&gt;</i>") {
		t.Error(got)
	}
}
