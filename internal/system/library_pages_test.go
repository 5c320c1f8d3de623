package system

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shelved is a study with works in four scripts, findings and a saved copy.
func shelved(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "study")
	sojourn(t, "new", dir)
	write(t, dir, map[string]string{
		"library/vega-2024-road.md": "---\ntype: report\ntitle: The road and after\nauthors:\n  - {family: Vega, given: Ana, also: [{family: Вега, given: Ана}]}\ndate: 2024-02\nlanguage: en\npublisher: Centre for the Road\n" +
			"topics: [housing, discrimination]\ncountries: [GE, AM]\nmethod: {kind: survey, people: 1204, waves: [{title: spring, from: 2023-03, people: 1204}]}\nabstract: {en: On discrimination and hope., ru: О дискриминации и надежде.}\n" +
			"editions:\n  - language: en\n  - {language: ru, title: Дорога и после}\nrelation: different\n---\n",
		"library/rezai-2023.md":   "---\ntype: article-journal\ntitle: مهاجرت و زندگی روزمره\nauthors:\n  - {family: رضایی, given: مریم}\ndate: 2023\nlanguage: fa\ncontainer: فصلنامه مطالعات\ntopics: [housing]\ncountries: [IR, TR]\n---\n",
		"library/beridze-2021.md": "---\ntitle: საქართველოში ჩამოსულები\nlanguage: ka\ncountries: [GE]\nabstract: {ru: О приехавших.}\n---\n",
		"library/findings.csv": "id,work,language,page,figure,measure,label_en,label_ru,group,category,value,unit,base_n\na,vega-2024-road,en,12,,work,Has work,Есть работа,wave=1,yes,44,percent,1204\n" +
			"b,vega-2024-road,ru,14,3,work,Has work,Есть работа,wave=1,yes,46.5,percent,1204\n",
	})
	return dir
}

// TestThePagesOfALibraryAreAccessibleAndItsSearchWorksFromADisk opens the exported
// site from the disk and the same library at the desk.
func TestThePagesOfALibraryAreAccessibleAndItsSearchWorksFromADisk(t *testing.T) {
	t.Parallel()
	dir := shelved(t)
	out := filepath.Join(dir, "out")
	sojourn(t, "library", "export", "--out", out, "--study="+dir)
	names := []string{"index", "topics", "topic/housing", "letters", "letter/v", "timeline", "year/2024", "countries", "country/GE", "findings", "entry/vega-2024-road", "entry/rezai-2023", "search"}
	addresses := []string{"file://" + filepath.Join(out, "index.html")}
	for _, lang := range []string{"", "ru/"} {
		for _, name := range names {
			addresses = append(addresses, "file://"+filepath.Join(out, lang+name+".html"))
		}
	}
	search := "file://" + filepath.Join(out, "ru", "search.html") + "?q="
	asked := []string{"дискриминациями", "the roads", "Вега&country=GE&from=2024&min=1000", "هجرت", "مهاجرت", "road&country=TR", `"discrimination and hope"`, "«надежде дискриминации»"}
	for _, q := range asked {
		addresses = append(addresses, search+q)
	}
	var found []string
	lines := browser(t, "pages.mjs", addresses...)
	for _, line := range lines[:len(lines)-1] {
		if what, ok := strings.CutPrefix(line, "found "); ok {
			found = append(found, what)
		} else {
			t.Error(line)
		}
	}
	if want := fmt.Sprint("pages ", 2*(len(addresses)-1)); lines[len(lines)-1] != want {
		t.Errorf("%s, not %s", lines[len(lines)-1], want)
	}
	for i, title := range []string{"The road and after", "The road and after", "The road and after", "Ничего не найдено", "مهاجرت و زندگی روزمره", "Ничего не найдено", "The road and after", "Ничего не найдено"} {
		if i >= len(found) || !strings.Contains(found[i], title) {
			t.Errorf("a search for %s does not show %q: %q", asked[i], title, found)
		}
	}
}

// TestACitationIsCopiedWithOnePress is of a page that was opened from the disk.
func TestACitationIsCopiedWithOnePress(t *testing.T) {
	t.Parallel()
	dir := shelved(t)
	out := filepath.Join(dir, "out")
	sojourn(t, "library", "export", "--out", out, "--study="+dir)
	got := browser(t, "copied.mjs", "file://"+filepath.Join(out, "ru", "entry", "vega-2024-road.html"))
	if want := []string{"Vega, A. (2024). The road and after. Centre for the Road.", "Скопировано"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestThePagesOfALibraryAtTheDeskAreAccessible(t *testing.T) {
	t.Parallel()
	entry := startDesk(t, shelved(t))
	at, _, _ := strings.Cut(entry, "/?")
	addresses := []string{entry}
	for _, lang := range []string{"en", "ru"} {
		for _, name := range []string{"works", "topics", "letters", "timeline", "countries", "findings", "entry/vega-2024-road", "entry/rezai-2023", "change/vega-2024-road", "change/rezai-2023", "edit/vega-2024-road", "search?q=дискриминация"} {
			mark := "?"
			if strings.Contains(name, "?") {
				mark = "&"
			}
			addresses = append(addresses, at+"/library/"+name+mark+"lang="+lang)
		}
	}
	lines := browser(t, "pages.mjs", addresses...)
	for _, line := range slices.Backward(lines[:len(lines)-1]) {
		t.Error(line)
	}
	if want := fmt.Sprint("pages ", 2*(len(addresses)-1)); lines[len(lines)-1] != want {
		t.Errorf("%s, not %s", lines[len(lines)-1], want)
	}
}
