package export

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/format/dta"
	"sojourn/format/labelled/labelledtest"
	"sojourn/format/parquet"
	"sojourn/format/sav"
	"sojourn/format/tabular"
	"sojourn/study"
)

func TestEveryFormatReadsBackAsTheCut(t *testing.T) {
	s := source(t)
	dir, _, _ := exported(t, Options{Formats: Formats, Language: "ru"})
	read := map[string]func([]byte) (*dataset.Dataset, study.Problems, error){
		"exile-panel.parquet": func(b []byte) (*dataset.Dataset, study.Problems, error) {
			d, err := parquet.Read(bytes.NewReader(b), int64(len(b)))
			return d, nil, err
		},
		"exile-panel.sav":  func(b []byte) (*dataset.Dataset, study.Problems, error) { return sav.Read(bytes.NewReader(b), "en") },
		"exile-panel.zsav": func(b []byte) (*dataset.Dataset, study.Problems, error) { return sav.Read(bytes.NewReader(b), "en") },
		"exile-panel.dta":  func(b []byte) (*dataset.Dataset, study.Problems, error) { return dta.Read(bytes.NewReader(b), "en") },
		"exile-panel.csv": func(b []byte) (*dataset.Dataset, study.Problems, error) {
			legend, _, err := tabular.ReadLabels(bytes.NewReader(dir.read(t, "exile-panel-labels.csv")))
			if err != nil {
				return nil, nil, err
			}
			return tabular.ReadData(bytes.NewReader(b), legend)
		},
	}
	for name, from := range read {
		d, problems, err := from(dir.read(t, name))
		if err != nil || len(problems) > 0 {
			t.Errorf("%s: %v, %v", name, problems, err)
			continue
		}
		want := s.Data
		if strings.HasSuffix(name, "sav") {
			want = labelledtest.InLanguages(t, want, "ru")
		}
		if d.Rows != want.Rows || len(d.Columns) != len(want.Columns) {
			t.Errorf("%s has %d rows of %d variables, the cut %d of %d", name, d.Rows, len(d.Columns), want.Rows, len(want.Columns))
			continue
		}
		for i, c := range d.Columns {
			compareColumns(t, name, want.Columns[i], c)
		}
	}
}

// compareColumns compares without go-cmp where nothing differs: it is slow over
// a million cells.
func compareColumns(t *testing.T, file string, want, got *dataset.Column) {
	t.Helper()
	one := *want
	if one.Scale == "" {
		one.Scale = got.Scale // a format must say something
	}
	if slices.Equal(one.Missing, got.Missing) && slices.Equal(one.Codes, got.Codes) && slices.Equal(one.Sets, got.Sets) &&
		slices.Equal(one.Numbers, got.Numbers) && slices.Equal(one.Texts, got.Texts) && cmp.Equal(one.Variable, got.Variable, cmpopts.EquateEmpty()) {
		return
	}
	diff := cmp.Diff(&one, got, cmpopts.EquateEmpty())
	t.Errorf("%s, %s (-cut +read):\n%s", file, want.Name, diff[:min(len(diff), 800)])
}

func TestTheSameCutGivesTheSameFiles(t *testing.T) {
	_, first, _ := exported(t, Options{Formats: Formats, Language: "en"})
	_, second, _ := exported(t, Options{Formats: Formats, Language: "en"})
	if diff := cmp.Diff(first, second); diff != "" {
		t.Error(diff)
	}
	if len(first) != 19 {
		t.Errorf("%d files are written", len(first))
	}
}

func TestChecksumsAreThoseOfTheFiles(t *testing.T) {
	dir, files, _ := exported(t, Options{Formats: []Format{CSV, SAV}, Language: "en"})
	sums := string(dir.read(t, "SHA256SUMS"))
	for _, f := range files {
		if f.Name != "SHA256SUMS" && !strings.Contains(sums, f.Hash+"  "+f.Name+"\n") {
			t.Errorf("%s is not among the checksums", f.Name)
		}
	}
	readme := string(dir.read(t, "README.txt"))
	for _, want := range []string{"exile-panel-labels.csv", "refused", "Prefer not to say", "-93", ".c", "made up", "act_digital_w1"} {
		if !strings.Contains(readme, want) {
			t.Errorf("the README does not tell %q", want)
		}
	}
}

func TestAFormatThatCannotHoldTheDataStopsNoOther(t *testing.T) {
	s := source(t)
	bare := *s.Study
	bare.About = study.About{}
	s.Study = &bare
	dir := folder(t.TempDir())
	files, problems, err := Write(s, Options{Formats: []Format{Parquet, DDI}, Language: "en"}, dir.create)
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if !slices.ContainsFunc(problems, func(p study.Problem) bool { return p.Code == "no-archive" && p.Column == "about" }) {
		t.Errorf("nothing tells that the DDI is not there: %v", problems)
	}
	if _, _, err := Write(s, Options{Formats: []Format{DDI}, Language: "en"}, dir.create); err == nil {
		t.Error("an export of nothing but DDI succeeds without it")
	}
}

func TestWarningsOfOneKindAreOneThatNamesEveryVariable(t *testing.T) {
	got := gathered(study.Problems{
		{Where: "a.sav", Code: "label-cut", Column: "x", What: "its label has 300 bytes"},
		{Where: "a.sav", Code: "label-cut", Column: "y", What: "its label has 256 bytes"},
		{Where: "a.dta", Code: "label-cut", Column: "x", What: "its label has 300 bytes"},
		{Where: "a.sav", Code: "text-cut", Column: "x", What: "2 texts are cut"},
	})
	if len(got) != 3 || got[0].What != "its label has 300 bytes (the like in 1 more: y)" {
		t.Errorf("gathered are %v", got)
	}
}
