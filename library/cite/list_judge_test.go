package cite_test

import (
	"fmt"
	"strings"
	"testing"

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
	works := records(t)
	eachStyle(t, func(t *testing.T, style cite.Style, process processor) {
		lang := study.Lang("en")
		if style == cite.GOST {
			lang = "ru"
		}
		list := cite.NewList(style, lang, works)
		judged := inText(t, process, lang, style == cite.APA, works)
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

func text(pieces []cite.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}

// inText gives two lines for each work: in brackets with a page, and in the sentence.
func inText(t *testing.T, process processor, lang study.Lang, narrative bool, works []library.Work) []string {
	t.Helper()
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
	var lines []string
	for line := range strings.Lines(process(t, string(lang), works, b.String())) {
		if line = strings.ReplaceAll(strings.TrimSpace(line), "\u00a0", " "); line != "" {
			lines = append(lines, strings.ReplaceAll(line, "_", ""))
		}
	}
	if len(lines) != 2*len(works) {
		t.Fatalf("pandoc gives %d lines for %d works", len(lines), len(works))
	}
	return lines
}
