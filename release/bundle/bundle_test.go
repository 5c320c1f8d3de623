package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/internal/judge"
	"sojourn/release"
	"sojourn/study"
	"sojourn/weight"
)

func text(en, ru string) study.Text { return study.Text{"en": en, "ru": ru} }

// made is a release of 300 made-up people in two waves.
func made(t testing.TB) Source {
	t.Helper()
	codes := &dataset.CodeList{Name: "c", Categories: []dataset.Category{{Code: "GE", Label: text("Georgia", "Грузия")}, {Code: "RS", Label: text("Serbia", "Сербия")}, {Code: "=AM", Label: text("Armenia", "Армения")}}}
	in := &instrument.Instrument{Form: "f", Version: "1", Languages: []study.Lang{"en", "ru"}, Pages: []*instrument.Page{{Name: "p", Title: text("About you", "О вас"), Items: []*instrument.Item{
		{Name: "age", Type: instrument.Integer, Label: text("How old are you?", "Сколько вам лет?")},
		{Name: "country", Type: instrument.SelectOne, Codes: codes, Label: text("Where do you live?", "Где вы живёте?")},
		{Name: "vote", Type: instrument.SelectOne, Codes: codes, Label: text("For whom?", "За кого?"), Sensitive: true},
	}}}}
	const n = 300
	d := dataset.New(n)
	who := dataset.NewColumn(dataset.Variable{Name: "panelist", Kind: dataset.Words}, n, dataset.Present)
	if err := d.Add(who); err != nil {
		t.Fatal(err)
	}
	set := weight.Set{Name: "even", Values: make([]float64, n)}
	for wave := study.WaveID(1); wave <= 2; wave++ {
		for _, v := range in.Variables() {
			v.Name, v.Wave = dataset.InWave(v.Name, wave), wave
			c := dataset.NewColumn(v, n, dataset.Present)
			for i := range n {
				who.Texts[i], set.Values[i] = fmt.Sprintf("panelist-%d", i), 1+float64(i%5)
				switch {
				case wave == 2 && i%3 == 0:
					c.Missing[i] = dataset.NotInWave
				case v.Kind == dataset.Numeric:
					c.Numbers[i] = float64(20 + i*7%50)
				default:
					c.Codes[i] = uint16((i*i + len(v.Name)*int(wave)) % 3)
				}
			}
			if err := d.Add(c); err != nil {
				t.Fatal(err)
			}
		}
	}
	abstract := "What people who moved answered in two waves of a made-up panel study."
	s := &study.Study{ID: "made-up", Title: text("Made up", "Выдумка"), Synthetic: true, Languages: []study.Lang{"en", "ru"}, Population: text("Movers", "Переехавшие"), Sampling: text("Volunteers", "Добровольцы"),
		Disclosure: study.Disclosure{MinCell: 10, MinBase: 30}, About: study.About{Abstract: text(abstract, abstract), DOI: "10.1234/made-up", Publisher: "An archive", Published: "2026-05-01",
			Authors: []study.Author{{Family: "Doe", Given: "Jane", ORCID: "0000-0002-1825-0097"}}, Rights: []study.Right{{Name: text("CC BY 4.0", "CC BY 4.0"), ID: "CC-BY-4.0", URL: "https://creativecommons.org/licenses/by/4.0/"}},
			Keywords: []study.Text{text("migration", "миграция")}, Nations: []study.Nation{{Name: text("Georgia", "Грузия"), Code: "GE"}}}}
	for wave := study.WaveID(1); wave <= 2; wave++ {
		s.Waves = append(s.Waves, study.Wave{Number: wave, Title: text("Spring", "Весна"), Instrument: "instrument/w.md", Doors: []study.Door{{Kind: study.OpenDoor, Opens: "2026-03-01", Closes: "2026-04-01"}}})
	}
	for time := 1; time <= 2; time++ { // everybody lived in one country, every other person in two
		v := dataset.Variable{Name: fmt.Sprintf("place_%d_w1", time), Wave: 1, Item: fmt.Sprintf("place_%d", time), Kind: dataset.Categorical, Codes: codes, Label: text("Where?", "Где?"),
			Repeated: &dataset.Repeated{Repeat: "stay", Time: time, Name: "place"}}
		c := dataset.NewColumn(v, n, dataset.Present)
		for i := range n {
			if c.Codes[i] = uint16((i + time) % 3); time == 2 && i%2 == 1 {
				c.Missing[i] = dataset.NotAsked
			}
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := release.Parse([]byte("variables:\n  - {name: place_1, role: free}\n  - {name: place_2, role: free}\n  - {name: age, role: quasi, public: {bands: [18, 30, 50]}}\n  - {name: country, role: quasi}\n  - {name: vote, role: sensitive}\n"))
	if err != nil {
		t.Fatal(err)
	}
	ins := map[study.WaveID]*instrument.Instrument{1: in, 2: in}
	o, err := release.Protect(release.Source{Study: s, Cut: "c0ffee", Data: d, Depends: release.Dependents(ins), Secret: []byte("secret"), Weights: []weight.Set{set}}, plan, release.Public)
	if err != nil {
		t.Fatal(err)
	}
	return Source{Study: s, Outcome: o, Instruments: ins, Questionnaires: map[string][]byte{"instrument/w.md": []byte("## survey\n")},
		Logs: []clean.Log{{Wave: 1, Raw: 310, Clean: 300, Tallies: []clean.Tally{{Wave: 1, Rule: "speeder", Reason: text("too quick", "слишком быстро"), Removed: 10, Left: 300}}}}}
}

func zipped(t testing.TB, s Source) []byte {
	t.Helper()
	files, warnings, err := Files(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range warnings {
		if w.Code != "release-labels" {
			t.Errorf("warning: %v", w)
		}
	}
	var out bytes.Buffer
	if err := Write(&out, files, Day(s.Study)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func verdict(t testing.TB, bundle []byte) Verdict {
	t.Helper()
	v, err := Verify(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestABundleIsWholeAndKeepsItsPromise(t *testing.T) {
	s := made(t)
	v := verdict(t, zipped(t, s))
	if err := v.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	if v.People != s.Outcome.Data.Rows || v.Least != s.Outcome.Released.Least || v.Least < 11 {
		t.Errorf("counted anew: %d people, at least %d alike; the release says %+v", v.People, v.Least, s.Outcome.Released)
	}
	files, _, _ := Files(s)
	for _, want := range []string{"README.en.md", "README.ru.md", "SHA256SUMS", "codebook/codebook-en.html", "codebook/codebook-ru.html", "data/data.csv", "data/data.dta", "data/data.en.sav", "data/data.ru.sav",
		"data/data.parquet", "data/stay_w1.csv", "data/stay_w1-labels.csv", "data/stay_w1.parquet", "data/stay_w1.dta", "data/stay_w1.ru.sav", "data/load-stay_w1.R", "data/datapackage.json", "data/labels.csv", "data/load.R", "data/load.do", "data/load.sps", "metadata/datacite.xml", "metadata/ddi-wave1.xml", "metadata/ddi-wave2.xml",
		"metadata/schema.jsonld", "method.en.md", "method.ru.md", "protection.en.html", "protection.ru.html", "questionnaire/w.md", "release.json"} {
		if !slices.ContainsFunc(files, func(f File) bool { return f.Name == want && len(f.Data) > 0 }) {
			t.Errorf("there is no %s", want)
		}
	}
	for _, f := range files {
		if bytes.Contains(f.Data, []byte("panelist-")) || bytes.Contains(f.Data, []byte("c0ffee")) {
			t.Errorf("%s has a pseudonym of the study or the hash of the cut", f.Name)
		}
		if bytes.Contains(f.Data, []byte("%!")) || bytes.Contains(f.Data, []byte("[readme_")) || bytes.Contains(f.Data, []byte("[method")) {
			t.Errorf("%s has a hole in its words", f.Name)
		}
	}
}

func TestTheSameReleaseGivesTheSameBytes(t *testing.T) {
	if !bytes.Equal(zipped(t, made(t)), zipped(t, made(t))) {
		t.Error("two bundles of one release differ")
	}
}

// altered gives the bundle with a file changed, and its sum with it, as
// somebody would who wants to hide that.
func altered(t *testing.T, s Source, name string, change func([]byte) []byte, sumToo bool) []byte {
	t.Helper()
	files, _, err := Files(s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		if files[i].Name == name {
			before := File{name, files[i].Data}
			files[i].Data = change(slices.Clone(files[i].Data))
			if sumToo {
				list := &files[len(files)-1]
				list.Data = bytes.Replace(list.Data, []byte(before.sum()), []byte(files[i].sum()), 1)
			}
		}
	}
	var out bytes.Buffer
	if err := Write(&out, files, "2026-05-01"); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestABrokenPromiseIsSeenInTheBundleAlone(t *testing.T) {
	s := made(t)
	single := func(csv []byte) []byte { // one person gets a country of their own
		lines := strings.SplitAfter(string(csv), "\r\n")
		lines[1] = strings.Replace(strings.Replace(lines[1], ",RS", ",ZZ", 1), ",GE", ",ZZ", 1)
		return []byte(strings.Join(lines, ""))
	}
	swapped := func(csv []byte) []byte { // the first two people change places
		lines := strings.SplitAfter(string(csv), "\r\n")
		lines[1], lines[len(lines)-2] = lines[len(lines)-2], lines[1]
		return []byte(strings.Join(lines, ""))
	}
	drop := func(csv []byte) []byte { return csv[:bytes.LastIndex(csv[:len(csv)-2], []byte("\r\n"))+2] }
	for name, c := range map[string]struct {
		file   string
		change func([]byte) []byte
		sum    bool
		want   string
	}{
		"a file was altered":            {"README.en.md", func(b []byte) []byte { return append(b, '!') }, false, "not as it was"},
		"one person is told apart":      {"data/data.csv", single, true, "smallest group of people alike has 1"},
		"a person is missing":           {"data/data.csv", drop, true, "people and the manifest"},
		"less is promised":              {"release.json", func(b []byte) []byte { return bytes.Replace(b, []byte(`"k": 11`), []byte(`"k": 1`), 1) }, true, "smallest group"},
		"a quasi-identifier is made up": {"release.json", func(b []byte) []byte { return bytes.Replace(b, []byte(`"age_w1"`), []byte(`"shoe_w1"`), 1) }, true, "shoe_w1 is not in it"},
		"a linked table says more":      {"data/stay_w1.csv", func(b []byte) []byte { return bytes.Replace(b, []byte(",1,GE"), []byte(",1,RS"), 1) }, true, "other than the data"},
		"its rows tell an order":        {"data/stay_w1.csv", swapped, true, "other than the data"},
		"it has rows of nobody":         {"data/stay_w1.csv", func(b []byte) []byte { return append(b, b[bytes.LastIndex(b[:len(b)-2], []byte("\r\n"))+2:]...) }, true, "of nobody in the data"},
		"it has a column more":          {"data/stay_w1.csv", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte(",x\r\n")) }, true, "nobody has promised"},
		"the Parquet file is cut":       {"data/data.parquet", func(b []byte) []byte { return b[:len(b)/2] }, true, "cannot be read"},
	} {
		v := verdict(t, altered(t, s, c.file, c.change, c.sum))
		if err := v.Problems.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Verify(strings.NewReader("no zip"), 6); err == nil {
		t.Error("what is no zip passes")
	}
}

func TestWhatACatalogueWouldRefuseIsNotWrittenAndNamed(t *testing.T) {
	s := made(t)
	s.Study.About = study.About{}
	files, warnings, err := Files(s)
	if err != nil || !strings.Contains(warnings.Error(), "datacite.xml is not in the bundle") {
		t.Fatalf("%v; %v", warnings, err)
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name, "metadata/") || strings.HasPrefix(f.Name, "README") && bytes.Contains(f.Data, []byte("metadata/")) {
			t.Errorf("%s is there or speaks of what is not", f.Name)
		}
	}
}

func TestPagesOfTheBundleAreWholeInBothLanguages(t *testing.T) {
	files, _, err := Files(made(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if filepath.Ext(f.Name) != ".html" {
			continue
		}
		doc, err := html.Parse(bytes.NewReader(f.Data))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Data == "script" || n.Data == "img" || n.Data == "link" {
				t.Errorf("%s loads a <%s>", f.Name, n.Data)
			}
		}
		if bytes.Contains(f.Data, []byte("[")) && bytes.Contains(f.Data, []byte("[risk.")) {
			t.Errorf("%s has a hole in its words", f.Name)
		}
		if strings.Contains(f.Name, "ru") && !bytes.Contains(f.Data, []byte(`lang="ru"`)) {
			t.Errorf("%s is not in Russian", f.Name)
		}
	}
}

func TestDescriptionsInTheBundleAreValid(t *testing.T) {
	xmllint := judge.Program(t, "xmllint")
	files, _, err := Files(made(t))
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for name, schema := range map[string]string{"metadata/datacite.xml": "datacite-4.7/metadata.xsd", "metadata/ddi-wave1.xml": "ddi-codebook-2.5/ddi_codebook_2_5.xsd", "metadata/ddi-wave2.xml": "ddi-codebook-2.5/ddi_codebook_2_5.xsd"} {
		i := slices.IndexFunc(files, func(f File) bool { return f.Name == name })
		cmd := exec.Command(xmllint, "--noout", "--nonet", "--schema", judge.Standards.Need(t, "schemas", schema), "-")
		cmd.Stdin = bytes.NewReader(files[i].Data)
		if told, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, told)
		}
		judged++
	}
	if judged != 3 {
		t.Errorf("%d of 3 descriptions were judged", judged)
	}
}

func FuzzVerifyNeverPanics(f *testing.F) {
	var small bytes.Buffer
	z := zip.NewWriter(&small)
	for name, content := range map[string]string{manifestName: `{"k":2,"quasi_identifiers":["a"],"asked_because_of":{"b":["c"]}}`, csvName: "a\r\n1\r\n", sums: "00  x\n"} {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, content)
	}
	z.Close()
	f.Add(small.Bytes())
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = Verify(bytes.NewReader(data), int64(len(data))) })
}

func TestASpreadsheetRunsNothingOfABundle(t *testing.T) {
	files, _, err := Files(made(t))
	if err != nil {
		t.Fatal(err)
	}
	guards := 0
	for _, f := range files {
		if filepath.Ext(f.Name) != ".csv" {
			continue
		}
		rows, err := csv.NewReader(bytes.NewReader(f.Data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range slices.Concat(rows...) {
			if strings.HasPrefix(cell, "=") {
				t.Fatalf("%s has a cell that a spreadsheet runs", f.Name)
			}
			if cell == "'=AM" {
				guards++
			}
		}
	}
	if guards == 0 {
		t.Error("no cell looks like a formula, so nothing is proven")
	}
}

func TestABundleIsReadAsAFormerRelease(t *testing.T) {
	s := made(t)
	f, err := Former("a.zip", zipped(t, s))
	if err != nil {
		t.Fatal(err)
	}
	o := s.Outcome
	if f.ID != o.ID || f.K != o.Settings.K || f.Data.Rows != o.Data.Rows || !slices.Equal(f.Keys, o.Keys) || len(f.Times["stay_w1"]) != 2 || !slices.Equal(f.Times["stay_w1"][1], []string{"place_2_w1"}) {
		t.Errorf("it is read as %s with k %d, %d people, keys %v, times %v", f.ID, f.K, f.Data.Rows, f.Keys, f.Times)
	}
	for name, data := range map[string][]byte{"no zip": []byte("no zip"), "half a zip": zipped(t, s)[:1000]} {
		var p study.Problem
		if _, err := Former("b.zip", data); !errors.As(err, &p) || p.Where != "b.zip" || p.Do == "" {
			t.Errorf("%s gives %v", name, err)
		}
	}
}
