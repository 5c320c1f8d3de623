package site

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/internal/judge"
	"sojourn/library"
	"sojourn/library/words"
	"sojourn/study"
)

// node runs a script against the scripts of the search, or skips.
func node(t *testing.T, script string, args ...string) []string {
	t.Helper()
	out, err := exec.Command(judge.Program(t, "node"), append([]string{filepath.Join("testdata", script)}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// TestTheScriptStemsAsTheProgramDoes holds the stems of the exported search
// against the program's own, over every word of the documents and catalogs, with
// endings put on them, and the words of texts in several scripts.
func TestTheScriptStemsAsTheProgramDoes(t *testing.T) {
	var text strings.Builder
	for _, pattern := range []string{"../docs/*.md", "../*.md", "../*/words/*.yaml", "../*/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(data)
			text.WriteByte('\n')
		}
	}
	text.WriteString("Ёлки ёжик съёмка про\u00adпуск l’été o'clock Smith's Müller Ελλάδα ქართველი مهاجرت‌ها هجرت 2024 10th к-во e-mail sky skies дискриминациями discriminatory\n")
	name := filepath.Join(t.TempDir(), "text")
	var all []string
	seen := map[string]bool{}
	for _, token := range words.Tokens(text.String()) {
		word := text.String()[token.Start:token.End]
		if seen[word] {
			continue
		}
		seen[word] = true
		all = append(all, word)
		for _, end := range []string{"ами", "ость", "ingly", "ational", "'s"} {
			all = append(all, word+end)
		}
	}
	if err := os.WriteFile(name, []byte(strings.Join(all, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	got := node(t, "stems.mjs", name)
	if len(got) != len(all) || len(all) < 20000 {
		t.Fatalf("%d stems of %d words", len(got), len(all))
	}
	for i, word := range all {
		if want := words.Stems(word); got[i] != want {
			t.Errorf("%q: the script has %q, the program %q", word, got[i], want)
		}
	}
}

func TestTheExportedSearchHoldsWhatThePublicMaySee(t *testing.T) {
	c := content()
	c.Works[0].Notes = "The informant's street."
	c.Works[0].Abstract["ru"] = "О комнатах и дискриминации."
	files := exported(t, c)
	var all strings.Builder
	for name, data := range files {
		if strings.HasPrefix(name, "find/") {
			all.Write(data)
		}
	}
	for _, stem := range []string{`"дискриминац":`, `"ожидан":`, `"vega":`} {
		if !strings.Contains(all.String(), stem) {
			t.Errorf("the index lacks %s", stem)
		}
	}
	if strings.Contains(all.String(), "informant") || strings.Contains(all.String(), "</script") {
		t.Error("the index holds a note, or ends a script")
	}
	if page := string(files["ru/search.html"]); !strings.Contains(page, `<script src="../find/search.js">`) || !strings.Contains(page, "<noscript>") || !strings.Contains(page, `data-base="../"`) {
		t.Error("the page of the search does not find its index, or says nothing without script")
	}
}

func TestWorksAreBrowsedByLetterAndYearWithoutScript(t *testing.T) {
	c := content()
	c.Works[0].Authors[0].Also = []library.Spelling{{Family: "Вега"}}
	c.Works = append(c.Works, library.Work{ID: "c", Title: "1989: a year", Date: "2022"})
	files := exported(t, c)
	for name, part := range map[string]string{"letter/v.html": "entry/a.html", "letter/u0412.html": "entry/a.html", "letter/u041e.html": "entry/b.html", "letter/digits.html": "entry/c.html",
		"year/2022.html": "entry/c.html", "year/undated.html": "entry/b.html", "letters.html": "letter/u0412.html", "timeline.html": "year/2022.html", "ru/letters.html": "letter/v.html"} {
		if !strings.Contains(string(files[name]), part) {
			t.Errorf("%s does not lead to %s", name, part)
		}
	}
}

func TestABoundedNumberOfWorksIsSearched(t *testing.T) {
	c := Content{}
	for i := range mostSearched + 5 {
		c.Works = append(c.Works, library.Work{ID: library.ID(fmt.Sprintf("w%05d", i)), Title: fmt.Sprint("Road ", i), Date: library.Date(fmt.Sprint(1900 + i/200)), Abstract: study.Text{}})
	}
	p := New(c)
	if x := p.searchIndex(); len(x.works) != mostSearched || x.works[0].Date != "2000" {
		t.Errorf("%d works, the first of %s", len(x.works), x.works[0].Date)
	}
	f, err := p.File("search.html")
	if err != nil || !strings.Contains(string(f), "5 older works") {
		t.Errorf("the page does not say what it leaves out: %v", err)
	}
}
