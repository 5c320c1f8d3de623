package workspace

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/format/parquet"
	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/seal"
)

const repeatInstrument = `
## survey
| type | name | label::English (en) | parameters |
| --- | --- | --- | --- |
| begin_group | page | Page | |
| integer | age | Age | |
| end_group | | | |
| begin_repeat | stay | Stay | max=3 |
| text | place | Where? | |
| end_repeat | | | |

## settings
| form_id | version | default_language |
| --- | --- | --- |
| small | 1 | en |
`

// put writes files into the study folder and opens it anew.
func (r *rig) put(files map[string]string) *Project {
	r.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(r.project.Dir, name), []byte(text), 0o600); err != nil {
			r.Fatal(err)
		}
	}
	p, _, err := Open(r.project.Dir)
	if err != nil {
		r.Fatal(err)
	}
	r.project = p
	return p
}

// answered puts a finished response with some answers into the field.
func (r *rig) answered(who string, answers map[string]string) {
	r.Helper()
	key, err := seal.NewDraftKey(rand.Reader)
	if err != nil {
		r.Fatal(err)
	}
	to, err := fieldwork.Recipients(r.project.Study)
	if err != nil {
		r.Fatal(err)
	}
	given := instrument.Answers{}
	for name, value := range answers {
		given[name] = instrument.Answer{Values: []string{value}}
	}
	e, err := fieldwork.SealResponse(fieldwork.Response{Study: "small", Wave: 1, Form: "small", Version: "1", Panelist: panel.ID(who), Language: "en",
		Day: "2022-03-01", Finished: true, Answers: given}, key, seal.Final, to)
	if err != nil {
		r.Fatal(err)
	}
	if err := r.db.Add(context.Background(), []seal.Envelope{e}); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) cut() *clean.Cut {
	r.Helper()
	r.sync(r.project)
	r.open(r.project)
	cut, err := r.project.MakeCut()
	if err != nil {
		r.Fatal(err)
	}
	return cut
}

const ageRule = "rules: [{name: age, kind: range, item: age, min: %d, reason: {en: The study is of adults.}}]"

func TestCutsStandBesideEachOtherAndTheirNamesStay(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.receive("b", 17)
	first := r.cut()
	if err := r.project.NameCut(first.Hash, "first"); err != nil {
		t.Fatal(err)
	}
	p := r.put(map[string]string{clean.File: fmt.Sprintf(ageRule, 18)})
	if stale, err := p.Stale(); err != nil || len(stale) != 1 || stale[0] != (clean.Change{Part: clean.File, Name: "age", How: clean.Added}) {
		t.Errorf("after a new rule stale are %v, %v", stale, err)
	}
	second := r.cut()
	if stale, err := p.Stale(); err != nil || len(stale) != 0 {
		t.Errorf("after the cut stale are %v, %v", stale, err)
	}
	p = r.put(map[string]string{clean.File: fmt.Sprintf(ageRule, 17)})
	if stale, err := p.Stale(); err != nil || len(stale) != 1 || stale[0].How != clean.Changed {
		t.Errorf("after a changed threshold stale are %v, %v", stale, err)
	}
	if err := p.NameCut(second.Hash, "first"); err == nil {
		t.Error("a name was moved to another cut")
	}
	for _, name := range []string{"latest", "", "../x", "With Space"} {
		if err := p.NameCut(first.Hash, name); err == nil {
			t.Errorf("%q is taken as a name", name)
		}
	}
	for ref, want := range map[string]string{"": second.Hash, "latest": second.Hash, "first": first.Hash, first.Hash[:8]: first.Hash, second.Hash: second.Hash} {
		if hash, err := p.FindCut(ref); err != nil || hash != want {
			t.Errorf("%q finds %s, %v", ref, hash, err)
		}
	}
	for _, ref := range []string{"none", first.Hash[:3], "../../x"} {
		if _, err := p.FindCut(ref); err == nil {
			t.Errorf("%q finds a cut", ref)
		}
	}
	cuts, err := p.Cuts()
	if err != nil || len(cuts) != 2 {
		t.Fatalf("listed are %d cuts, %v", len(cuts), err)
	}
	for _, c := range cuts {
		if c.Latest != (c.Hash == second.Hash) || (c.Hash == first.Hash) != (len(c.Names) == 1) {
			t.Errorf("listed as %+v", c)
		}
	}
	if d, err := p.CompareCuts("first", "latest"); err != nil || d.Same() || len(d.Moves) != 1 || d.Moves[0].People != 1 {
		t.Errorf("compared: %+v, %v", d, err)
	}
}

func TestADroppedCutKeepsWhatItWasMadeByAndNothingOfPeople(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	first := r.cut()
	if err := r.project.NameCut(first.Hash, "first"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.project.DropCut("first"); err == nil {
		t.Error("the cut on which everything is computed was dropped")
	}
	r.put(map[string]string{clean.File: fmt.Sprintf(ageRule, 18)})
	r.cut()
	if hash, err := r.project.DropCut("first"); err != nil || hash != first.Hash {
		t.Fatalf("dropping gives %s, %v", hash, err)
	}
	var left []string
	err := filepath.WalkDir(r.project.path("cuts", first.Hash), func(name string, d os.DirEntry, err error) error {
		if !d.IsDir() {
			left = append(left, filepath.Base(name))
		}
		return err
	})
	if err != nil || len(left) != 1 || left[0] != cutLog {
		t.Errorf("of the cut are left %v, %v", left, err)
	}
	if _, err := r.project.Cut("first"); err == nil || !strings.Contains(err.Error(), "were dropped") {
		t.Errorf("reading it gives %v", err)
	}
	cuts, err := r.project.Cuts()
	if err != nil || len(cuts) != 2 || cuts[0].Dropped || !cuts[1].Dropped || cuts[1].Names[0] != "first" {
		t.Errorf("listed are %+v, %v", cuts, err)
	}
	if err := os.Remove(filepath.Join(r.project.Dir, clean.File)); err != nil {
		t.Fatal(err)
	}
	if again := r.cut(); again.Hash != first.Hash || !r.project.holds(first.Hash) {
		t.Error("the same cut cannot be made again")
	}
}

func TestACutWhoseDataWereAlteredIsRefused(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	cut := r.cut()
	name := r.project.path("cuts", cut.Hash, cutData)
	table, err := r.project.Cut("")
	if err != nil {
		t.Fatal(err)
	}
	age, err := table.Data.Column("age_w1")
	if err != nil {
		t.Fatal(err)
	}
	age.Numbers[0] = 31
	var other bytes.Buffer
	if err := parquet.Write(&other, table.Data, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, other.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.project.Cut(""); err == nil || !strings.Contains(err.Error(), "no longer those") {
		t.Errorf("an altered cut gives %v", err)
	}
	r.cut()
	if again, err := os.ReadFile(name); err != nil || !bytes.Equal(again, other.Bytes()) {
		t.Error("what stands under the hash of a cut was written over")
	}
}

func TestRepeatsAreTablesOfTheCutAndPseudonymsAreNotThoseOfTheAnswers(t *testing.T) {
	r := newRig(t)
	r.put(map[string]string{"wave1.md": repeatInstrument, clean.DeriveFile: "variables: [{name: adult, label: {en: Adult}, waves: [1], value: '${age} >= 18'}]"})
	if err := Check(r.project.Dir).Err(); err != nil {
		t.Fatal(err)
	}
	r.answered("anna", map[string]string{"age": "30", "place_1": "Tbilisi", "stay_another_1": "yes", "place_2": "Yerevan", "stay_another_2": "no"})
	r.answered("boris", map[string]string{"age": "40", "place_1": "Belgrade", "stay_another_1": "no"})
	cut := r.cut()
	data, err := os.ReadFile(r.project.path("cuts", cut.Hash, cutTables, "stay_w1.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := parquet.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil || table.Rows != 3 {
		t.Fatalf("the table of the repeat has %d rows, %v", table.Rows, err)
	}
	l, err := r.project.Longitudinal(cut)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.project.Longitudinal(cut)
	if err != nil {
		t.Fatal(err)
	}
	if l.Long.Rows != 2 || len(l.Tables) != 1 || l.Tables[0].Data.Rows != 3 {
		t.Errorf("the long form has %d rows and %d tables", l.Long.Rows, len(l.Tables))
	}
	ids := map[string]bool{}
	for row, id := range column(t, l.Wide).Texts {
		ids[id] = true
		if id == "anna" || id == "boris" || column(t, again.Wide).Texts[row] != id {
			t.Errorf("a pseudonym is %q and then %q", id, column(t, again.Wide).Texts[row])
		}
	}
	for _, d := range []*dataset.Dataset{l.Long, l.Tables[0].Data} {
		for _, id := range column(t, d).Texts {
			if !ids[id] {
				t.Error("the files cannot be joined by their pseudonyms")
			}
		}
	}
	files, err := l.Files()
	if err != nil || len(files) != 3 {
		t.Errorf("there are %d files, %v", len(files), err)
	}
	if other, err := r.desk().Longitudinal(cut); err != nil || column(t, other.Wide).Texts[0] == column(t, l.Wide).Texts[0] {
		t.Errorf("another desk gives the same pseudonyms, %v", err)
	}
}

func column(t *testing.T, d *dataset.Dataset) *dataset.Column {
	t.Helper()
	c, err := d.Column(clean.PanelistColumn)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEstimatesAreComputedWithoutEachRule(t *testing.T) {
	r := newRig(t)
	for i := range 40 {
		r.receive(fmt.Sprint("p", i), 17+i%4)
	}
	r.put(map[string]string{clean.File: fmt.Sprintf(ageRule, 18), "estimates.yaml": "estimates: [{name: age, measure: mean, item: age, waves: [1], sample: all}, {name: n, measure: count, sample: all}]"})
	r.cut()
	s, err := r.project.Sensitivity(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Base) != 2 || len(s.Rules) != 2 || s.Rules[0] != "age" || s.Rules[1] != "" || s.Back[0] != 10 {
		t.Fatalf("the sensitivity is %+v", s)
	}
	with := s.Base[0].Cells[0]
	without, ok := s.Without[0][0].Like(with)
	if !ok || with.Value != 19 || without.Value != 18.5 || with.N != 30 || without.N != 40 {
		t.Errorf("the mean age is %v of %d with the rule and %v of %d without", with.Value, with.N, without.Value, without.N)
	}
	if cuts, err := r.project.Cuts(); err != nil || len(cuts) != 1 {
		t.Errorf("trying rules left %d cuts behind, %v", len(cuts), err)
	}
	if _, err := r.project.Sensitivity([]string{"none"}); err == nil || errors.Is(err, os.ErrNotExist) {
		t.Errorf("an unknown estimate gives %v", err)
	}
}
