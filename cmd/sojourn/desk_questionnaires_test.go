package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sojourn/editor"
	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/internal/seed"
	"sojourn/study"
	"sojourn/workspace"
)

// madeUp is the folder of the made-up study, its doors long open.
func madeUp(t *testing.T) (string, *deskQuestionnaires) {
	t.Helper()
	dir := t.TempDir()
	files, err := seed.Folder(study.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	if err := writeFiles(dir, files); err != nil {
		t.Fatal(err)
	}
	p, _, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, openQuestionnaires(p)
}

func TestAVersionCountsAsFieldedOnceSomethingCameIn(t *testing.T) {
	dir, q := madeUp(t)
	const name = "instrument/wave2.md"
	versions := func(now string) []string {
		t.Helper()
		all, err := q.Fielded(name, now)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := versions("1"); len(got) > 0 {
		t.Errorf("before anybody was asked, %v are fielded", got)
	}
	if err := writeFiles(dir, map[string][]byte{".sojourn/status.json": []byte(`[{"wave": 2, "finished": 1}]`)}); err != nil {
		t.Fatal(err)
	}
	if got := versions("1"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("after a response came in, %v are fielded", got)
	}
	if got, err := q.Fielded("instrument/draft.md", "1"); err != nil || len(got) > 0 {
		t.Errorf("of a file that no wave fields, %v are fielded (%v)", got, err)
	}
	const odd = "1 / ю"
	for range 2 { // what is kept stays
		if err := q.KeepFielded(name, odd, []byte("kept")); err != nil {
			t.Fatal(err)
		}
	}
	if got := versions("2"); !slices.Equal(got, []string{odd}) {
		t.Errorf("with a copy of an earlier version, %v are fielded", got)
	}
	if data, there := q.KeptFielded(name, odd); !there || string(data) != "kept" {
		t.Errorf("the copy holds %q", data)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "instrument", "fielded", "wave2-v*.md")); len(files) != 1 {
		t.Errorf("the copies are %v", files)
	}
	all, err := q.Files()
	if err != nil || !slices.ContainsFunc(all, func(f editor.File) bool { return f.Name == name && slices.Equal(f.Waves, []study.WaveID{2}) }) {
		t.Errorf("the questionnaires are %v, %v", all, err)
	}
}

func TestDeparturesAreOfTheFileAsItIsWritten(t *testing.T) {
	dir, q := madeUp(t)
	const name = "instrument/wave3.md"
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	untold := func(text string) []instrument.Departure {
		t.Helper()
		wb, _ := xlsform.Read(name, []byte(text))
		in, ps := xlsform.Instrument(wb)
		if ps.Err() != nil {
			t.Fatal(ps)
		}
		all, err := q.Departures(name, in)
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(all, func(d instrument.Departure) bool { return d.Told || d.Wave != 3 })
	}
	before := len(untold(string(text)))
	changed := strings.Replace(string(text), "What is your gender?", "Which gender do you have?", 1)
	after := untold(changed)
	if changed == string(text) || len(after) != before+1 || !slices.ContainsFunc(after, func(d instrument.Departure) bool { return d.Item == "gender" && d.Before == 2 }) {
		t.Errorf("after one wording changed there are %d departures more: %+v", len(after)-before, after)
	}
}
