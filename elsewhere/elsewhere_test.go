package elsewhere

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/format/sav"
	"sojourn/internal/judge"
	"sojourn/study"
)

const sheet = "token,submitdate,email,sex,income,why,city\n" +
	"a@example.org,2022-03-30 11:22,a@example.org,1,1500,war,Riga\n" +
	"b@example.org,2022-04-01 09:00,b@example.org,2,-99,,Osh\n" +
	",2022-04-02 09:00,,9,700,none,\n" +
	"a@example.org,2022-04-03 09:00,x@example.org,1,,war,Riga\n" +
	"c@example.org,2022-04-03 09:00,c@example.org,2,800.5,war,Bishkek\n" +
	"d@example.org,2022-04-03 09:00,d@example.org,2,900,none,Almaty\n" +
	"e@example.org,2022-04-04 10:00,e@example.org,1,950,none,Tbilisi\n" +
	"f@example.org,2022-04-04 10:00,f@example.org,2,960,war,Batumi\n" +
	"g@example.org,2022-04-04 10:00,g@example.org,1,970,none,Osh\n"

const rules = `
file: old.csv
sha256: "00"
panelist: token
about: {day: submitdate}
left_out: [email]
variables:
  - name: gender
    from: sex
    label: {en: Gender}
    codes: {1: man, 2: woman}
    missing: {9: refused}
  - name: income
    from: income
    missing: {-99: dont_know}
  - {name: why, from: why}
`

// echo shows what a pseudonym was made of.
func echo(key string) string { return "<" + key + ">" }

func table(t *testing.T, mapping string) (*dataset.Dataset, study.Problems, error) {
	t.Helper()
	d, _, err := Read(Source{Name: "old.csv", Data: []byte(sheet)})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Parse("import/wave1.yaml", []byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	return m.Apply(d, 1, echo)
}

func column(t *testing.T, d *dataset.Dataset, name string) *dataset.Column {
	t.Helper()
	c, err := d.Column(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAMappingMakesTheTableOfAWave(t *testing.T) {
	d, problems, err := table(t, rules)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 1 || problems[0].Column != "city" {
		t.Errorf("what the mapping does not mention is told as %v", problems)
	}
	gender, income, day := column(t, d, "gender"), column(t, d, "income"), column(t, d, clean.DayColumn)
	if gender.CodeAt(1) != "woman" || len(gender.Variable.Codes.Categories) != 2 || gender.Missing[2] != dataset.Refused || gender.Label["en"] != "Gender" || gender.Wave != 1 {
		t.Errorf("gender is %+v", gender)
	}
	want := []dataset.Missing{dataset.Present, dataset.DontKnow, dataset.Present, dataset.Unknown, dataset.Present, dataset.Present, dataset.Present, dataset.Present, dataset.Present}
	if diff := cmp.Diff(want, income.Missing); diff != "" {
		t.Errorf("income (-want +got):\n%s", diff)
	}
	if day.Texts[1] != "2022-04-01" {
		t.Errorf("the day is %q", day.Texts[1])
	}
	share := column(t, d, clean.ShareColumn).Numbers
	if share[0] != 1 || share[3] != 1 {
		t.Errorf("what is empty for a reason not known counts as not answered: %v", share)
	}
	if column(t, d, clean.SecondsColumn).Missing[0] != dataset.Unknown {
		t.Error("a time that the file does not tell is there")
	}
}

func TestKeysBecomePseudonymsAndARowWithoutOneIsSomebody(t *testing.T) {
	d, _, err := table(t, rules)
	if err != nil {
		t.Fatal(err)
	}
	who := column(t, d, clean.PanelistColumn).Texts
	if who[0] != "<a@example.org>" || who[3] != who[0] || who[2] == "" || strings.Contains(who[2], "@") {
		t.Errorf("people are %q", who)
	}
	if _, _, err := table(t, rules+"\nkeep: true\n"); err == nil {
		t.Error("addresses are kept as pseudonyms")
	}
}

func TestAMappingThatCannotBeMeantIsRefusedWithItsPlace(t *testing.T) {
	for what, mapping := range map[string]string{
		"no reason":      strings.Replace(rules, "dont_know", "maybe", 1),
		"is taken":       strings.Replace(rules, "name: gender", "name: income", 1),
		"has other than": strings.Replace(rules, "name: gender", "name: 1st", 1),
		"no day":         rules + "on: yesterday\n",
		"nothing that":   strings.Replace(rules, "{day:", "{hour:", 1),
		"no key":         rules + "pannelist: x\n",
	} {
		if _, err := Parse("import/wave1.yaml", []byte(mapping)); err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "import/wave1.yaml") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, _, err := table(t, strings.Replace(rules, "from: sex", "from: gendre", 1)); err == nil || !strings.Contains(err.Error(), "gendre") {
		t.Errorf("a variable that is not there: %v", err)
	}
}

func TestAProposalIsAMappingAndTellsNoAnswer(t *testing.T) {
	s := Source{Name: "old.csv", Data: []byte(sheet)}
	d, _, err := Read(s)
	if err != nil {
		t.Fatal(err)
	}
	text := string(Propose(s, "", d))
	m, err := Parse("import/wave1.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if m.Panelist != "token" || m.About[clean.DayColumn] != "submitdate" || !slices.Contains(m.LeftOut, "email") || m.Hash != HashOf(s.Data) {
		t.Errorf("proposed is %+v", m)
	}
	for _, answer := range []string{"example.org", "1500", "Bishkek", "2022-04"} {
		if strings.Contains(text, answer) {
			t.Errorf("the proposal tells the answer %q:\n%s", answer, text)
		}
	}
	if _, problems, err := m.Apply(d, 1, echo); err != nil || len(problems) > 0 {
		t.Errorf("applied as it stands it gives %v, %v", problems, err)
	}
}

func TestReasonsThatLabelsTellAreProposed(t *testing.T) {
	d := dataset.New(1)
	list := &dataset.CodeList{Categories: []dataset.Category{{Code: "1", Label: study.Text{"ru": "да"}}, {Code: "99", Label: study.Text{"ru": "Затрудняюсь ответить"}}}}
	if err := d.Add(dataset.NewColumn(dataset.Variable{Name: "Вопрос 1", Kind: dataset.Categorical, Codes: list}, 1, dataset.Present)); err != nil {
		t.Fatal(err)
	}
	m, err := Parse("x", Propose(Source{Name: "a \"b\".sav"}, "", d))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Rules) != 1 || m.Rules[0].Missing["99"] != "dont_know" || m.Rules[0].From != "Вопрос 1" || m.File != `a "b".sav` {
		t.Errorf("proposed is %+v", m)
	}
}

func TestTheContentTellsWhatAFileIs(t *testing.T) {
	d := dataset.New(1)
	if err := d.Add(dataset.NewColumn(dataset.Variable{Name: "age", Kind: dataset.Numeric}, 1, dataset.Skipped)); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := sav.Write(&file, d, sav.Options{Language: "en"}); err != nil {
		t.Fatal(err)
	}
	got, _, err := Read(Source{Name: "wrongly-named.csv", Data: file.Bytes()})
	if err != nil || got.Columns[0].Missing[0] != dataset.Skipped {
		t.Errorf("a .sav under another name gives %v", err)
	}
	if _, _, err := Read(Source{Name: "photo.sav", Data: []byte("\x89PNG\r\n\x1a\n\x00\x00")}); err == nil {
		t.Error("a picture is taken for data")
	}
	labelled := Source{Name: "x.csv", Data: []byte("sex\n1\n-9\n"), Codebook: []byte("variable,row,code,reason,kind,label.en\nsex,variable,,,categorical,Sex\nsex,category,1,,,man\nsex,missing,-9,refused,,\n")}
	got, _, err = Read(labelled)
	if err != nil || got.Columns[0].Missing[1] != dataset.Refused || got.Columns[0].Label["en"] != "Sex" {
		t.Errorf("a CSV with labels gives %v", err)
	}
	labelled.Codebook = []byte(`<?xml version="1.0"?><codeBook xmlns="ddi:codebook:2_5"><dataDscr><var name="sex"><labl>Sex</labl><catgry><catValu>1</catValu><labl>man</labl></catgry>` +
		`<catgry missing="Y"><catValu>-9</catValu><labl>Refused</labl></catgry><varFormat type="numeric"/></var></dataDscr></codeBook>`)
	got, _, err = Read(labelled)
	if err != nil || got.Columns[0].Missing[1] != dataset.Refused {
		t.Errorf("a CSV with a DDI-Codebook gives %v", err)
	}
}

func TestEveryFileOfOtherProgramsIsReadOrRefusedWithAReason(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(judge.Standards.Need(t, "stat-files"), "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s := Source{Name: filepath.Base(name), Data: data, Language: "en"}
		d, _, err := Read(s)
		if problem, refused := err.(study.Problem); refused && problem.Do != "" {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m, err := Parse("x", Propose(s, "", d))
		if err != nil {
			t.Errorf("%s: its proposal is no mapping: %v", name, err)
			continue
		}
		if _, _, err := m.Apply(d, 1, echo); err != nil {
			t.Logf("%s: its proposal must be corrected by hand: %v", name, err)
		}
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	f.Add([]byte(sheet))
	f.Add([]byte("$FL2@(#) SPSS DATA FILE"))
	f.Add([]byte("<stata_dta><header><release>118</release>"))
	f.Add([]byte("s\x01\x01\x00"))
	f.Add([]byte("a;b\n1,5;\"x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, _, err := Read(Source{Name: "x", Data: data, Language: "ru"})
		if err != nil {
			return
		}
		if m, err := Parse("x", Propose(Source{Name: "x", Data: data}, "", d)); err == nil {
			_, _, _ = m.Apply(d, 1, echo)
		}
	})
}
