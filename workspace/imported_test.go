package workspace

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/elsewhere"
	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

const grownStudy = `
id: small
title: {en: Small}
languages: [en]
population: {en: nobody}
sampling: {en: none}
waves:
  - {number: 1, title: {en: First}, imported: import/wave1.yaml}
  - {number: 2, title: {en: Second}, imported: import/wave2.yaml}
  - number: 3
    title: {en: Third}
    instrument: wave3.md
    doors: [{kind: open, opens: 2022-01-01, closes: 2022-12-31}]
samples: [{name: all, title: {en: all}, waves: [1], min: 1}]
completion: {partial: 0.5, complete: 0.8}
disclosure: {min_cell: 10, min_base: 30}
consent: [{version: 1, text: {en: "Yes?"}}]
keys: {answers: [], contact: []}
`

const askedForKey = `
## survey
| type | name | label::English (en) |
| --- | --- | --- |
| begin_group | page | Page |
| integer | age | Age |
| text | old_token | The code of your last letter |
| end_group | | |

## settings
| form_id | version | default_language |
| --- | --- | --- |
| small | 1 | en |
`

// grown is a study two waves of which were collected elsewhere and the third
// by the field.
func grown(t *testing.T) *Project {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"study.yaml": grownStudy, "wave3.md": askedForKey} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var records []record
	for who, token := range map[string]string{"annasannasannasannasannasa": "t-anna", "newcomernewcomernewcomerne": ""} {
		records = append(records, record{Key: who, Kind: seal.Final, Response: fieldwork.Response{Study: "small", Wave: 3, Version: "1", Panelist: panel.ID(who), Day: "2022-03-01", Finished: true,
			Answers: instrument.Answers{"age": {Values: []string{"40"}}, "old_token": {Values: []string{token}}}}})
	}
	if err := p.writeRecords(3, records); err != nil {
		t.Fatal(err)
	}
	return p
}

// bring imports a file: the first time it is proposed, the second applied.
func bring(t *testing.T, p *Project, wave study.WaveID, csv, more string) Imported {
	t.Helper()
	s := elsewhere.Source{Name: "old.csv", Data: []byte(csv), Language: "en"}
	first, err := p.Import(wave, s, "", rand.Reader)
	if err != nil || !first.Proposed || first.Table != nil {
		t.Fatalf("the first import gives %+v, %v", first, err)
	}
	mapping := filepath.Join(p.Dir, first.Mapping)
	text, err := os.ReadFile(mapping)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mapping, append(text, more...), 0o600); err != nil {
		t.Fatal(err)
	}
	done, err := p.Import(wave, s, "", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestAPersonIsOneInWavesFromElsewhereAndFromTheField(t *testing.T) {
	p := grown(t)
	bring(t, p, 1, "token,day,years\nt-anna,2020-05-01,38\nt-boris,2020-05-02,50\n", "link: {wave: 3, item: old_token}\n")
	bring(t, p, 2, "token,day,years\nt-boris,2021-05-02,51\nt-clara,2021-05-03,29\n", "link: {wave: 3, item: old_token}\n")
	cut, err := p.MakeCut()
	if err != nil {
		t.Fatal(err)
	}
	waves := map[string]string{}
	who, err := cut.Data.Column("panelist")
	if err != nil {
		t.Fatal(err)
	}
	for row, id := range who.Texts {
		for _, wave := range []string{"1", "2", "3"} {
			outcome, err := cut.Data.Column("disposition_w" + wave)
			if err != nil {
				t.Fatal(err)
			}
			if c := outcome.CodeAt(row); c == "complete" {
				waves[id] += wave
			}
		}
	}
	found := map[string]int{}
	for id, in := range waves {
		found[in]++
		if strings.Contains(id, "t-") {
			t.Errorf("a key stands in the cut: %q", id)
		}
	}
	if waves["annasannasannasannasannasa"] != "13" || found["12"] != 1 || found["2"] != 1 || found["3"] != 1 || len(waves) != 4 {
		t.Errorf("people are in the waves %v", waves)
	}
	again, err := p.MakeCut()
	if err != nil || again.Hash != cut.Hash {
		t.Errorf("the cut made again is another: %v", err)
	}
}

func TestWhoWithdrewIsGoneFromWavesFromElsewhereAndStaysGone(t *testing.T) {
	p := grown(t)
	const csv = "token,day,years\nt-anna,2020-05-01,38\nt-boris,2020-05-02,50\n"
	bring(t, p, 1, csv, "link: {wave: 3, item: old_token}\n")
	marks := map[handover.Mark]bool{handover.MarkOf("small", 0, "annasannasannasannasannasa"): true}
	linked, err := p.linkedTo(marks)
	if err != nil || len(linked) != 1 {
		t.Fatalf("linked are %v, %v", linked, err)
	}
	var f Forgotten
	if err := p.forgetImported(marks, linked, &f); err != nil || f.Responses != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	again, err := p.Import(1, elsewhere.Source{Name: "old.csv", Data: []byte(csv), Language: "en"}, "", rand.Reader)
	if err != nil || again.Table.Rows != 1 {
		t.Errorf("importing again brings %d people, %v", again.Table.Rows, err)
	}
}

func TestAnotherFileThanTheMappingWasWrittenForIsRefused(t *testing.T) {
	p := grown(t)
	bring(t, p, 1, "token,years\nt-anna,38\n", "")
	_, err := p.Import(1, elsewhere.Source{Name: "old.csv", Data: []byte("token,years\nt-anna,83\n")}, "", rand.Reader)
	var problem study.Problem
	if !errors.As(err, &problem) || problem.Code != "other-file" {
		t.Errorf("it gives %v", err)
	}
}

func TestAWaveOfTheFieldTakesNoFile(t *testing.T) {
	p := grown(t)
	for _, wave := range []study.WaveID{3, 7} {
		if _, err := p.Import(wave, elsewhere.Source{Data: []byte("a\n1\n")}, "", rand.Reader); err == nil || !strings.Contains(err.Error(), "imported: import/wave") {
			t.Errorf("wave %d: %v", wave, err)
		}
	}
}

func TestWhatWasImportedIsForTheDeskAlone(t *testing.T) {
	p := grown(t)
	bring(t, p, 1, "token,years\nt-anna,38\n", "")
	for _, name := range []string{"secret", "wave1.parquet"} {
		info, err := os.Stat(p.path("imported", name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	wave, err := p.Study.Wave(1)
	if err != nil {
		t.Fatal(err)
	}
	table, err := p.importedTable(wave, &bytes.Buffer{}) // the file itself is packed
	if err != nil || table.Rows != 1 {
		t.Fatalf("%d rows, %v", table.Rows, err)
	}
	for _, c := range table.Columns {
		for _, text := range c.Texts {
			if strings.Contains(text, "anna") {
				t.Errorf("the key is kept in %s", c.Name)
			}
		}
	}
}

func TestTheCheckKnowsVariablesFromElsewhere(t *testing.T) {
	p := grown(t)
	bring(t, p, 1, "token,years\nt-anna,38\nt-boris,44\n", "")
	specs := "estimates:\n- {name: years, title: {en: Years}, measure: mean, item: years, waves: [1], sample: all}\n- {name: gone, title: {en: Gone}, measure: mean, item: gone, waves: [1], sample: all}\n"
	if err := os.WriteFile(filepath.Join(p.Dir, "estimates.yaml"), []byte(specs), 0o600); err != nil {
		t.Fatal(err)
	}
	said := Check(p.Dir).Error()
	if strings.Contains(said, "no variable years") || !strings.Contains(said, "no variable gone") {
		t.Errorf("the check says %s", said)
	}
	if err := os.WriteFile(filepath.Join(p.Dir, "import", "wave2.yaml"), []byte("file: x\nvariable: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := Check(p.Dir).Error(); !strings.Contains(said, "import/wave2.yaml") {
		t.Errorf("a slip in a mapping is not told: %s", said)
	}
}
