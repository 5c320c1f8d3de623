package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/dataset"
)

// inAnotherVersion is the small questionnaire with its question under another name, in
// the next version.
func inAnotherVersion() string {
	return strings.Replace(strings.Replace(smallInstrument, "| age | Age |", "| years | Years |", 1), "| small | 1 |", "| small | 2 |", 1)
}

func TestAnswersOfAFormerVersionStayInTheCutUnderTheirOwnName(t *testing.T) {
	r := newRig(t)
	for i, who := range []string{"a", "b", "c"} {
		r.receive(who, 30+i)
	}
	r.sync(r.project)
	r.open(r.project)
	put := func(name, text string) {
		t.Helper()
		file := filepath.Join(r.project.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cut := func() (*Project, *dataset.Dataset) {
		t.Helper()
		p, _, err := Open(r.project.Dir)
		if err != nil {
			t.Fatal(err)
		}
		made, err := p.MakeCut()
		if err != nil {
			t.Fatal(err)
		}
		return p, made.Data
	}
	put("wave1.md", inAnotherVersion())
	p, data := cut()
	if ps, err := p.Leftovers(); err != nil || len(ps) != 1 || !strings.Contains(ps.Error(), "wave1.md column age: answers given to it in version 1: 3. They are not in the data") {
		t.Errorf("without the questionnaire of version 1: %v, %v", ps, err)
	}
	if _, err := data.Column("age_w1"); err == nil {
		t.Error("answers that no questionnaire reads are in the data")
	}

	put(KeptName("wave1.md", "1"), smallInstrument)
	p, data = cut()
	age, err := data.Column("age_w1")
	if err != nil || age.Label["en"] != "Age" || age.Universe["en"] != "asked in version 1" {
		t.Fatalf("age: %+v, %v", age, err)
	}
	share, err := data.Column("answered_w1")
	if err != nil {
		t.Fatal(err)
	}
	years, err := data.Column("years_w1")
	if err != nil {
		t.Fatal(err)
	}
	for row := range data.Rows {
		if age.Missing[row] != dataset.Present || share.Numbers[row] != 1 || years.Missing[row] != dataset.NotAsked {
			t.Errorf("row %d: age %q, %g answered, years %s", row, age.Text(row), share.Numbers[row], years.Missing[row])
		}
	}
	if ps := Check(p.Dir); ps.Err() != nil || !strings.Contains(ps.Error(), "wave1.md column age: answers given to it in version 1: 3. They stay in the data") {
		t.Errorf("check says %v", ps)
	}
}

func TestTheCopyOfAFieldedVersionIsKnownByItsName(t *testing.T) {
	if version, is := KeptVersion("instrument/wave1.md", KeptName("wave1.md", "1 / ю")); !is || version != "1 / ю" {
		t.Errorf("the copy is of version %q", version)
	}
	if _, is := KeptVersion("instrument/wave1.md", "wave10-v1.md"); is {
		t.Error("a copy of another questionnaire is taken for one of this")
	}
}
