package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sojourn/study"
)

// TestAFigureOfAFewPeopleSaysThatTheirNumberIsHidden draws the memo with samples
// of four people: nowhere stands that they are four, or nobody.
func TestAFigureOfAFewPeopleSaysThatTheirNumberIsHidden(t *testing.T) {
	in := memo(t)
	in.Estimates = slices.Clone(in.Estimates)
	in.SampleN = map[string]int{}
	for i, e := range in.Estimates {
		in.Estimates[i].SampleN = 4
		in.SampleN[e.Spec.Sample] = 4
	}
	built, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	if len(built.Figures["en"]) == 0 {
		t.Fatal("nothing is drawn")
	}
	for lang, want := range map[study.Lang]string{"en": "n = hidden", "ru": "n = скрыто"} {
		for name, svg := range built.Figures[lang] {
			if text := strings.ReplaceAll(string(svg), "\u00a0", " "); !strings.Contains(text, want) || bytes.Contains(svg, []byte("n = 0")) || bytes.Contains(svg, []byte("n = 4 ")) {
				t.Errorf("%s, %s does not say %q", lang, name, want)
			}
		}
	}
}
