package seed

import (
	"encoding/csv"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

var forms = []string{"wave1", "wave2", "wave3", "bank"}

func TestTheStudyReadsWithItsKeys(t *testing.T) {
	files, err := Folder(study.Keys{Answers: []string{"age1answers"}, Contact: []string{"age1contact"}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := study.Parse(files[study.File])
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != Study || !s.Synthetic || len(s.Waves) != Waves || len(s.Channels) != 10 || s.Keys.Answers[0] != "age1answers" {
		t.Errorf("the study is %+v", s)
	}
	for _, w := range s.Waves {
		if files[w.Instrument] == nil {
			t.Errorf("wave %d names %s, which is not in the folder", w.Number, w.Instrument)
		}
	}
	for _, lang := range s.Languages {
		for _, text := range []study.Text{s.Title, s.Population, s.Sampling, s.CurrentConsent().Text} {
			if !text.Has(lang) {
				t.Errorf("a text of the study has no %s: %.40s", lang, text.In("en"))
			}
		}
	}
}

func TestEveryInstrumentIsInOrderInBothLanguages(t *testing.T) {
	for _, form := range forms {
		in, err := readInstrument("folder/instrument/" + form + ".md")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(in.Languages, []study.Lang{"en", "ru"}) {
			t.Errorf("%s is in %v", form, in.Languages)
		}
		for _, p := range instrument.Check(in) {
			// Free texts carry their warning in the hint, and the bank's note
			// about the contact is the one place that must name it.
			t.Logf("%v %v", p.Severity, p)
			if p.Severity == study.Error || strings.Contains(p.Code, "translation") {
				t.Error(p)
			}
		}
	}
}

func TestSheetsAreWrittenAsTheProgramWritesThem(t *testing.T) {
	for _, form := range forms {
		name := "folder/instrument/" + form + ".md"
		text, err := folder.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		book, problems := xlsform.ReadMarkdown(name, text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if want := xlsform.WriteMarkdown(book); string(want) != string(text) {
			if *update {
				if err := os.WriteFile(name, want, 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			t.Errorf("%s is not as written by the program; run the test with -update", name)
		}
	}
}

func TestTheBankHoldsTheWholeCodebook(t *testing.T) {
	f, err := os.Open("testdata/instrument.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := readInstrument("folder/instrument/bank.md")
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(f)
	n := -1
	for record, err := r.Read(); err != io.EOF; record, err = r.Read() {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 0 {
			continue // heading
		}
		if i, _ := in.Item(record[0]); i == nil {
			t.Errorf("the bank lacks %s", record[0])
		}
	}
	if n != 97 {
		t.Errorf("the codebook has %d items, not 97", n)
	}
}

// A comma in an unquoted wording cuts it short without any error, so the
// texts are looked through for languages that are none.
func TestEveryTextIsInEnglishAndRussianAndNothingElse(t *testing.T) {
	files, err := Folder(study.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if path.Ext(name) != ".yaml" {
			continue
		}
		var root yaml.Node
		if err := yaml.Unmarshal(text, &root); err != nil {
			t.Fatal(name, err)
		}
		checkTexts(t, name, &root)
	}
}

func checkTexts(t *testing.T, name string, node *yaml.Node) {
	t.Helper()
	if node.Kind == yaml.MappingNode {
		var keys []string
		for i := 0; i < len(node.Content); i += 2 {
			keys = append(keys, node.Content[i].Value)
		}
		if slices.Contains(keys, "en") && !slices.Equal(keys, []string{"en", "ru"}) {
			t.Errorf("%s line %d: a text has the languages %q", name, node.Line, keys)
		}
	}
	for _, child := range node.Content {
		checkTexts(t, name, child)
	}
}
