package bibtex_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/bibtex"
	"sojourn/format/csljson"
	"sojourn/internal/judge"
	"sojourn/library"
)

// records are made-up works of many kinds.
func records(t *testing.T) []library.Work {
	t.Helper()
	data, err := os.ReadFile("../../library/cite/testdata/records.json")
	if err != nil {
		t.Fatal(err)
	}
	found, _ := csljson.Read("records.json", data)
	var works []library.Work
	for i, p := range found {
		w := p.Work
		w.ID, w.Sources = library.NewID(w, func(library.ID) bool { return false }), nil
		if i%3 == 0 {
			w.Topics = []string{"migration", "панель"}
			w.SetAbstract("One & only: 50% of {all} $5_x #1 ~ ^ \\ of the people.\n\nA second paragraph.")
		}
		works = append(works, w)
	}
	return works
}

func TestWorksComeBackFromBibTeXWithoutLoss(t *testing.T) {
	works := records(t)
	found, ps := bibtex.Read("all.bib", bibtex.Write(works))
	if len(ps) > 0 || len(found) != len(works) {
		t.Fatalf("%d of %d works, %v", len(found), len(works), ps)
	}
	for i, p := range found {
		got := p.Work
		got.ID, got.Sources = works[i].ID, nil
		if diff := cmp.Diff(works[i], got); diff != "" || len(p.Problems) > 0 {
			t.Errorf("%s: %v\n%s", works[i].Title, p.Problems, diff)
		}
	}
}

func TestLaTeXBecomesLetters(t *testing.T) {
	found, ps := bibtex.Read("x.bib", []byte(`
@string{jmp = "Journal of " # {Moving People}}
@comment{nothing @article{x, title={no}}}
% a remark
@Article{key,
  author = {M{\"u}ller, J{\'o}zef and {Centre for A and B} and Erd\H{o}s, P. and others},
  title  = "The {\emph{Great}} {D}eparture: 50\% \& more -- \ss{}",
  journal = jmp, year = 2022, month = feb, pages = {10--20}, number = {3},
  url = {https://example.org/a_b%20c},
}
@inproceedings(second, title = {Second}, year = 2020)
`))
	if len(ps) > 0 || len(found) != 2 {
		t.Fatalf("%d works: %v", len(found), ps)
	}
	w := found[0].Work
	want := []library.Name{{Family: "Müller", Given: "Józef"}, {Literal: "Centre for A and B"}, {Family: "Erdős", Given: "P."}}
	if diff := cmp.Diff(want, w.Authors); diff != "" {
		t.Error(diff)
	}
	if w.Title != "The Great Departure: 50% & more – ß" || w.Container != "Journal of Moving People" || w.Date != "2022-02" || w.Pages != "10-20" || w.Issue != "3" || w.URL() != "https://example.org/a_b%20c" {
		t.Errorf("%+v", w)
	}
}

func TestABrokenEntryIsListedAndTheNextIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"no end":       "@article{a, title = {never closed\n@book{b, title = {Second}, year = 2020}\n",
		"no equals":    "@article{a, title {x}}\n@book{b, title = {Second}, year = 2020}\n",
		"no comma":     "@article{a, title = {x} year = 2020}\n@book{b, title = {Second}, year = 2020}\n",
		"deep nesting": "@article{a, title = " + strings.Repeat("{", 5000) + "\n@book{b, title = {Second}, year = 2020}\n",
	} {
		found, ps := bibtex.Read("x.bib", []byte(text))
		if len(found) != 1 || found[0].Work.Title != "Second" || len(ps) == 0 || !strings.Contains(ps.Error(), "line 1") {
			t.Errorf("%s: %d works, %v", name, len(found), ps)
		}
	}
	if _, ps := bibtex.Read("x.bib", []byte("nothing")); ps.Err() == nil {
		t.Error("a file without entries is no problem")
	}
}

func TestWhatIsNotUnderstoodIsListedAndNotGuessed(t *testing.T) {
	found, _ := bibtex.Read("x.bib", []byte("@article{a, title={T}, year={c. 1900?}, doi={none}, url={javascript:alert(1)}, shelf={7}, langid={klingon language}}"))
	text := found[0].Problems.Error()
	for _, says := range []string{"c. 1900?", "doi =", "url =", "shelf", "langid"} {
		if !strings.Contains(text, says) {
			t.Errorf("nothing is said of %s: %s", says, text)
		}
	}
	if w := found[0].Work; w.Date != "" || w.Identifiers.DOI != "" || len(w.Editions) > 0 {
		t.Errorf("%+v", w)
	}
}

// TestPandocReadsWhatWeWrite compares titles, authors and dates.
func TestPandocReadsWhatWeWrite(t *testing.T) {
	pandoc := judge.Program(t, "pandoc")
	file := filepath.Join(t.TempDir(), "all.bib")
	works := records(t)
	if err := os.WriteFile(file, bibtex.Write(works), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(pandoc, "-f", "biblatex", "-t", "csljson", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var items []struct {
		ID, Title string
		Author    []struct{ Family, Literal string }
	}
	if err := json.Unmarshal(out, &items); err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	for i, it := range items {
		by[it.ID] = i
	}
	for _, w := range works {
		i, ok := by[string(w.ID)]
		if !ok || len(items[i].Author) != len(w.Authors) {
			t.Errorf("%s: pandoc reads %+v", w.ID, items[i])
			continue
		}
		if got := strings.ReplaceAll(items[i].Title, "’", "'"); !strings.EqualFold(got, w.Title) {
			t.Errorf("pandoc reads the title %q for %q", got, w.Title)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("@article{a, title = {T\\'{e}}, author = {A and B}, year = 2020}"))
	f.Fuzz(func(t *testing.T, data []byte) { bibtex.Read("x.bib", data) })
}
