package system

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/elsewhere"
	"sojourn/estimate"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/library"
	"sojourn/panel"
	"sojourn/release"
	"sojourn/release/bundle"
	"sojourn/report"
	"sojourn/study"
	"sojourn/weight"
	"sojourn/workspace"
)

// TestTheExampleStudyOfTheFolderDocumentIsWhole reads the examples with the
// readers of the program, fills the study with made-up answers and builds the
// report from them.
func TestTheExampleStudyOfTheFolderDocumentIsWhole(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, examples(t))
	for line := range strings.Lines(sojourn(t, "check", dir)) {
		if strings.Contains(line, "warning") && !strings.Contains(line, "keys.") { // the examples show no keys
			t.Errorf("sojourn check says %s", line)
		}
	}
	p, _, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	bench, err := p.Bench(madeUpCut(t, p))
	if err != nil {
		t.Fatal(err)
	}
	_, refused, err := p.EstimateAll(bench)
	for _, problem := range refused {
		t.Error(problem)
	}
	if err != nil {
		t.Fatal(err)
	}
	built, err := p.BuildReport("memo", bench)
	if err != nil {
		t.Fatal(err)
	}
	if err := built.Problems.Err(); err != nil { // two samples beside each other are worth a warning, here as anywhere
		t.Error(err)
	}
	drawEveryFigure(t, p, bench)
	for _, profile := range release.Profiles() {
		o, err := p.Release(bench, profile, bundle.Former)
		if err != nil {
			t.Fatal(err)
		}
		warnings := slices.DeleteFunc(o.Warnings, func(w study.Problem) bool { return w.Column == "content" || w.Column == "life_change" }) // the made-up cut derives nothing
		if len(warnings) > 0 || o.Data.Rows < 500 || o.Released.Least < o.Settings.K {
			t.Errorf("%s: %d people are released, at least %d alike: %v", profile, o.Data.Rows, o.Released.Least, warnings)
		}
	}
}

// madeUpCut is a cut of 600 people, most of whom answered both waves.
func madeUpCut(t *testing.T, p *workspace.Project) *clean.Cut {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(p.Dir, clean.File))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := clean.ParseRules(source)
	if err != nil {
		t.Fatal(err)
	}
	var waves []clean.Wave
	for _, w := range p.Study.Waves {
		var rows []fieldwork.Row
		for i := range 600 {
			if w.Number == 2 && (i%11 == 0 || i%9 == 0) { // people without work come back less often
				continue
			}
			rows = append(rows, madeUpRow(i, w, p.Instruments[w.Number]))
		}
		table, err := fieldwork.Tabulate(p.Instruments[w.Number], rows)
		if err != nil {
			t.Fatal(err)
		}
		waves = append(waves, clean.Wave{Number: w.Number, Table: table})
	}
	cut, err := clean.Recipe{Rules: rules, Completion: p.Study.Completion}.Cut("made up", waves)
	if err != nil {
		t.Fatal(err)
	}
	for _, log := range cut.Logs {
		if log.Clean < 300 {
			t.Fatalf("the rules of the example leave %d of %d responses of wave %d", log.Clean, log.Raw, log.Wave)
		}
	}
	return cut
}

// madeUpRow is a response to the example questionnaire that differs from
// person to person by arithmetic alone.
func madeUpRow(i int, w study.Wave, in *instrument.Instrument) fieldwork.Row {
	at := i + 7*int(w.Number)
	one := func(codes ...string) instrument.Answer { return instrument.Answer{Values: codes} }
	answers := instrument.Answers{
		"age": one(strconv.Itoa(18 + at%60)), "country": one([]string{"GE", "RS", "other"}[at%3]),
		"moved": one(fmt.Sprintf("2022-%02d", 1+at%12)), "speaks": one("local"), "work": one([]string{"hired", "own", "none"}[at/3%3]),
		"life_sat": one(strconv.Itoa(1 + at%5)), "trust": one(strconv.Itoa(1 + at/5%5)), "comment": one("comment " + strconv.Itoa(i)),
	}
	return fieldwork.Row{Key: fmt.Sprintf("response %d of wave %d", i, w.Number), Response: fieldwork.Response{
		Panelist: panel.ID(fmt.Sprintf("person%d", i)), Language: "en", Version: in.Version, Day: w.Opens(), Finished: true,
		Answers: answers, Paradata: fieldwork.Paradata{Seconds: map[string]int{"about": 60 + at%40}}}}
}

// drawEveryFigure builds a report that shows each figure of the example.
func drawEveryFigure(t *testing.T, p *workspace.Project, b *workspace.Bench) {
	t.Helper()
	figures, err := p.Figures()
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, f := range figures {
		text += "{{figure " + f.Name + "}}\n\n"
	}
	write(t, p.Dir, map[string]string{
		"reports/all/en.md":       text,
		"reports/all/report.yaml": "title: All\nauthors: [{name: The team}]\ndate: 2026-12-01\neditions: [en]\n",
	})
	built, err := p.BuildReport("all", b)
	if err != nil {
		t.Fatal(err)
	}
	if err := built.Problems.Err(); err != nil {
		t.Error(err)
	}
	if len(built.Figures["en"]) != len(figures) {
		t.Errorf("%d of %d figures are drawn", len(built.Figures["en"]), len(figures))
	}
}

// TestEveryKeyStandsInTheFolderDocument compares the document with the types
// that the files are read into.
func TestEveryKeyStandsInTheFolderDocument(t *testing.T) {
	text := documents(t)["docs/folder.md"]
	for section, of := range map[string]any{
		"study.yaml": study.Study{}, clean.File: clean.Rule{}, clean.DecisionsFile: clean.Decision{}, clean.DeriveFile: clean.Derived{}, weight.File: weight.Recipe{},
		instrument.LineageFile: instrument.Lineage{},
		estimate.File:          estimate.Spec{}, release.File: release.Plan{}, report.FiguresFile: report.Figure{}, "reports/NAME/report.yaml": report.Report{},
		"import/*.yaml": elsewhere.Mapping{}, "library/ID.md": library.Work{},
	} {
		_, rest, found := strings.Cut(text, "\n## "+section+"\n")
		if !found {
			t.Errorf("there is no section %s", section)
			continue
		}
		rest, _, _ = strings.Cut(rest, "\n## ")
		prose := fenced.ReplaceAllString(rest, "")
		for _, key := range keysOf(reflect.TypeOf(of), map[reflect.Type]bool{}) {
			if !regexp.MustCompile("`" + key + "[`:]").MatchString(prose) {
				t.Errorf("the section %s does not explain the key %s", section, key)
			}
		}
	}
}

// keysOf lists the YAML keys of a type and of what it is made of. A type that
// holds itself, as a part of a contrast holds an estimate, is gone through once.
func keysOf(of reflect.Type, seen map[reflect.Type]bool) []string {
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice:
		return keysOf(of.Elem(), seen)
	case reflect.Struct:
		if seen[of] {
			return nil
		}
		seen[of] = true
		var keys []string
		for i := range of.NumField() {
			key, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ",")
			if key == "-" { // not of the file
				continue
			}
			if key == "" {
				key = strings.ToLower(of.Field(i).Name) // as the reader of YAML has it
			}
			if key == "-" {
				continue
			}
			keys = append(append(keys, key), keysOf(of.Field(i).Type, seen)...)
		}
		return keys
	}
	return nil
}
