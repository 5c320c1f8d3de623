package cite_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sojourn/format/csljson"
	"sojourn/internal/judge"
	"sojourn/library"
	"sojourn/library/cite"
)

// records are works of many kinds, names and gaps, all made up.
func records(t *testing.T) []library.Work {
	t.Helper()
	data, err := os.ReadFile("testdata/records.json")
	if err != nil {
		t.Fatal(err)
	}
	found, ps := csljson.Read("records.json", data)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	works := make([]library.Work, len(found))
	for i, p := range found {
		works[i] = p.Work
		works[i].ID = library.ID(fmt.Sprintf("w%02d", i))
	}
	return works
}

// peculiar are entries in which the judge does something that nobody would print.
var peculiar = map[string]string{
	"apa საქართველოში ჩამოსულები":     "joins Georgian names without a space",
	"chicago საქართველოში ჩამოსულები": "joins Georgian names without a space",
	"gost საქართველოში ჩამოსულები":    "joins Georgian names without a space",
	"gost The station":        "prints the colon of a place that there is not",
	"chicago Letters and law": "prints the volume twice",
}

// TestPandocGivesTheSameEntries holds every entry against pandoc's citation
// processor with the styles of the Citation Style Language.
func TestPandocGivesTheSameEntries(t *testing.T) {
	works := records(t)
	eachStyle(t, func(t *testing.T, style cite.Style, process processor) {
		judged := map[string]bool{}
		lang := "en-US"
		if style == cite.GOST {
			lang = "ru-RU"
		}
		for _, batch := range apart(works) {
			for line := range strings.Lines(process(t, lang, batch, "---\nnocite: '@*'\n---\n")) {
				judged[entry(line)] = true
			}
		}
		same, slashed := 0, 0
		for _, w := range works {
			got := cite.Of(style, w).Plain()
			switch {
			case judged[got]:
				same++
			case style == cite.GOST && judged[slashesBeforeNothing(w)]:
				slashed++
			case peculiar[string(style)+" "+w.Title] == "":
				t.Errorf("pandoc does not give %q", got)
			}
		}
		t.Logf("%d of %d entries are the same; in %d the judge has slashes before nothing", same, len(works), slashed)
	})
}

// A processor gives a text in Markdown about works as the judge sets it.
type processor func(t *testing.T, lang string, works []library.Work, text string) string

// eachStyle runs a test for every style of which the judge has a file.
func eachStyle(t *testing.T, test func(t *testing.T, style cite.Style, process processor)) {
	pandoc := judge.Program(t, "pandoc")
	for style, file := range map[cite.Style]string{cite.APA: "apa", cite.Chicago: "chicago-author-date", cite.GOST: "gost-r-7-0-5-2008"} {
		t.Run(string(style), func(t *testing.T) {
			if style == cite.Chicago && os.Getenv("SOJOURN_PROVE") == "" {
				t.Skip("skipped: the judge takes a minute for this style; set SOJOURN_PROVE=1")
			}
			test(t, style, pandocWith(pandoc, judge.Standards.Need(t, "csl-styles", file+".csl")))
		})
	}
}

// slashesBeforeNothing is the entry as the judge's GOST style prints a work that
// stands in nothing else: slashes, then the year, and no publisher.
func slashesBeforeNothing(w library.Work) string {
	if w.Container != "" {
		return ""
	}
	w.Place, w.Publisher = "", ""
	year := strconv.Itoa(w.Date.Year()) + "."
	before, _ := strings.CutSuffix(cite.Of(cite.GOST, w).Plain(), ". "+year)
	return before + " // " + year
}

// apart puts works into batches in which no author comes twice, since a
// processor tells works of one author and year apart by letters.
func apart(works []library.Work) [][]library.Work {
	var batches [][]library.Work
	var seen []map[string]bool
	for _, w := range works {
		author := w.Title
		if len(w.Authors)+len(w.Editors) > 0 {
			author = append(w.Authors, w.Editors...)[0].Full()
		}
		at := 0
		for at < len(batches) && seen[at][author] {
			at++
		}
		if at == len(batches) {
			batches, seen = append(batches, nil), append(seen, map[string]bool{})
		}
		batches[at] = append(batches[at], w)
		seen[at][author] = true
	}
	return batches
}

func pandocWith(pandoc, csl string) processor {
	return func(t *testing.T, lang string, works []library.Work, text string) string {
		t.Helper()
		data, err := csljson.Write(works)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for name, content := range map[string]string{"r.json": string(data), "d.md": text} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command(pandoc, "--citeproc", "--bibliography", filepath.Join(dir, "r.json"), "--csl", csl, "--metadata", "lang="+lang,
			"-t", "plain", "--wrap=none", filepath.Join(dir, "d.md")).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
}

// entry is a line of the judge without the number before it.
func entry(line string) string {
	line = strings.TrimSpace(line)
	if number, rest, ok := strings.Cut(line, ". "); ok && strings.Trim(number, "0123456789") == "" {
		return rest
	}
	return line
}
