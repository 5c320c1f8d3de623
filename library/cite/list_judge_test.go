package cite_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/format/csljson"
	"sojourn/internal/judge"
	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

// otherwise are citations in which we differ from the judge, and why.
var otherwise = map[string]string{
	"chicago w15": "the judge adds a given name to von Roth since there is a Roth",
	"chicago w38": "the judge adds a given name to Roth since there is a von Roth",
	"gost w07":    "the judge says nothing where a date is missing",
	"gost w26":    "the judge says nothing where a date is missing",
}

// TestPandocCitesTheSameInTheText holds citations in brackets, with a page, and
// the letters and names that tell works apart against pandoc's processor, all
// works in one text. In the sentence APA alone is judged: the style of GOST has
// no form for it.
func TestPandocCitesTheSameInTheText(t *testing.T) {
	pandoc := judge.Program(t, "pandoc")
	works := records(t)
	for style, file := range map[cite.Style]string{cite.APA: "apa", cite.Chicago: "chicago-author-date", cite.GOST: "gost-r-7-0-5-2008"} {
		t.Run(string(style), func(t *testing.T) {
			if style == cite.Chicago && os.Getenv("SOJOURN_PROVE") == "" {
				t.Skip("skipped: the judge takes a minute for this style; set SOJOURN_PROVE=1")
			}
			lang := map[cite.Style]study.Lang{cite.APA: "en", cite.Chicago: "en", cite.GOST: "ru"}[style]
			list := cite.NewList(style, lang, works)
			judged := inText(t, pandoc, judge.Standards.Need(t, "csl-styles", file+".csl"), string(lang), style == cite.APA, works)
			same, of := 0, 0
			hold := func(id library.ID, got, want string) {
				of++
				if got == want {
					same++
				} else if otherwise[string(style)+" "+string(id)] == "" {
					t.Errorf("%s: %q, pandoc gives %q", id, got, want)
				}
			}
			for i, w := range works {
				hold(w.ID, text(list.Parenthetical([]cite.Mention{{Work: w.ID, Locator: "p. 12"}})), judged[2*i])
				if style == cite.APA {
					hold(w.ID, text(list.Narrative(cite.Mention{Work: w.ID})), strings.ReplaceAll(judged[2*i+1], " & ", " and ")) // the judge writes the sign that APA keeps for brackets
				}
			}
			t.Logf("%d of %d citations are the same", same, of)
		})
	}
}

func text(pieces []cite.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}

// inText gives two lines for each work: in brackets with a page, and in the sentence.
func inText(t *testing.T, pandoc, csl, lang string, narrative bool, works []library.Work) []string {
	t.Helper()
	dir := t.TempDir()
	data, err := csljson.Write(works)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("---\nsuppress-bibliography: true\n---\n\n")
	for _, w := range works {
		fmt.Fprintf(&b, "[@%s, 12]\n\n", w.ID)
		if narrative {
			fmt.Fprintf(&b, "@%s\n\n", w.ID)
		} else {
			b.WriteString("–\n\n")
		}
	}
	for name, text := range map[string]string{"r.json": string(data), "d.md": b.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(pandoc, "--citeproc", "--bibliography", filepath.Join(dir, "r.json"), "--csl", csl, "--metadata", "lang="+lang, "-t", "plain", "--wrap=none", filepath.Join(dir, "d.md")).Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(out)) {
		if line = strings.ReplaceAll(strings.TrimSpace(line), "\u00a0", " "); line != "" {
			lines = append(lines, strings.ReplaceAll(line, "_", ""))
		}
	}
	if len(lines) != 2*len(works) {
		t.Fatalf("pandoc gives %d lines for %d works", len(lines), len(works))
	}
	return lines
}
