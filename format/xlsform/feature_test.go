package xlsform_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/format/xlsform"
	"sojourn/instrument/expr"
)

var update = flag.Bool("update", false, "write the generated page anew")

const featuresIntro = `# XLSForm: what is supported

Questionnaires are written as XLSForm, in an .xlsx, in an .xls of Excel 97 or later, as Markdown tables or as CSV. Which of
them a file is follows from its content. This page is made from the table in ` + "`format/xlsform/feature.go`" + `, by which the
reader goes; ` + "`go test ./format/xlsform -run Page -update`" + ` writes it anew.

A feature that is *refused* makes ` + "`sojourn check`" + ` say "unsupported", with the place and the reason: a questionnaire is never
asked without a part that somebody wrote. One that is *passed over* changes nothing about who is asked what. Features marked
with * are our own; other programs pass over them.

A group at the top level is a page. A repeat is written out: the item ` + "`country`" + ` of a repeat becomes ` + "`country_1`, `country_2`, …" + `
in the data, and ` + "`REPEAT_count`" + ` says how many there are. Chance is drawn from a number kept for each response, so that nobody
sees another order after coming back. An answer of an earlier wave is ` + "`prev(1, 'country')`" + ` in a calculate, which keeps it.
`

// page writes the table of features.
func page() string {
	var b strings.Builder
	b.WriteString(featuresIntro)
	titles := []struct{ where, title string }{
		{"sheets", "Sheets"}, {"types", "Types"}, {"survey", "Columns of survey"}, {"parameters", "Parameters"},
		{"choices", "Columns of choices"}, {"settings", "Columns of settings"}, {"experiments", "Columns of experiments"}}
	for _, t := range titles {
		fmt.Fprintf(&b, "\n## %s\n\n| name | | |\n|---|---|---|\n", t.title)
		for _, f := range xlsform.Features() {
			if f.Where != t.where {
				continue
			}
			name := f.Name
			if f.Ours {
				name += " *"
			}
			support := string(f.Support)
			if f.Support == xlsform.Refused {
				support = "**refused**"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", name, support, f.Note)
		}
	}
	known, refused := expr.Functions()
	fmt.Fprintf(&b, "\n## Functions in expressions\n\nUnderstood: `%s`.\n\nRefused by name: `%s`.\n", strings.Join(known, "`, `"), strings.Join(refused, "`, `"))
	return b.String()
}

func TestThePageOfFeaturesIsCurrent(t *testing.T) {
	name := filepath.Join("..", "..", "docs", "formats", "xlsform.md")
	want := page()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/formats/xlsform.md is not what the table of features says; run with -update")
	}
}
