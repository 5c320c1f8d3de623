package report

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/golden/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (run with -update if it should):\n%s", path, diff)
	}
}

func built(t *testing.T, in Input) Built {
	t.Helper()
	out, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestASoundReportHasNoProblemsAndLooksAsItDid(t *testing.T) {
	out := built(t, memo(t))
	for _, p := range out.Problems {
		t.Error(p)
	}
	// What a figure looks like is told by the goldens of chart.
	elsewhere := regexp.MustCompile(`(?s)<(svg|style)\b.*?</(svg|style)>`)
	golden(t, "en.html", elsewhere.ReplaceAll(out.Pages["en"], []byte("<$1></$1>")))
	golden(t, "ru.html", elsewhere.ReplaceAll(out.Pages["ru"], []byte("<$1></$1>")))
	golden(t, "estimates.json", out.JSON)
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	first := built(t, memo(t))
	for range 5 {
		again := built(t, memo(t))
		if !bytes.Equal(first.JSON, again.JSON) {
			t.Fatal("estimates.json differs between two builds")
		}
		for lang, page := range first.Pages {
			if !bytes.Equal(page, again.Pages[lang]) {
				t.Fatalf("the edition in %s differs between two builds", lang)
			}
		}
	}
}
