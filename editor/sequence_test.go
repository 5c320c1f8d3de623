package editor_test

import (
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/internal/judge"
)

// questionnaires lists our own files and, where they are there, those of the
// collection of outside cases; of these every nth.
func questionnaires(t *testing.T, most int) []string {
	t.Helper()
	var own, outside []string
	theirs, _ := judge.Standards.Find("xlsform")
	for n, dir := range []string{"../respond/gallery", "../internal/seed/folder/instrument", theirs} {
		_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".md", ".xlsx"}, filepath.Ext(name)) {
				return nil
			}
			if info, err := d.Info(); err != nil || info.Size() > 200_000 {
				return nil // a large form takes its time at every step
			}
			if n < 2 {
				own = append(own, name)
			} else {
				outside = append(outside, name)
			}
			return nil
		})
	}
	for n := 0; n < len(outside) && len(own) < most; n += max(1, len(outside)/most) {
		own = append(own, outside[n])
	}
	return own
}

// A walker makes steps by chance in the browser's forms.
type walker struct {
	*desk
	file string
	lots *rand.Rand
}

func (w *walker) address(page string, row int) string {
	return page + "?" + url.Values{"file": {w.file}, "row": {strconv.Itoa(row)}}.Encode()
}

func (w *walker) data() []byte { return read(w.t, w.dir, w.file) }

// step makes one change and reports whether the file is another by it.
func (w *walker) step() bool {
	before := w.data()
	wb, ps := xlsform.Read(w.file, before)
	var rows []int
	edit.Walk(edit.Outline(wb), func(p *edit.Part, _ []*edit.Part) { rows = append(rows, p.Row) })
	if ps.Err() != nil || len(rows) == 0 {
		return false
	}
	row := rows[w.lots.IntN(len(rows))]
	switch w.lots.IntN(6) {
	case 0, 1:
		sent := fields(w.t, w.get(w.address("item", row)), "item")
		sent.Set("insist", "1")
		for key := range sent {
			if strings.HasPrefix(key, "w:label:") {
				sent.Set(key, "what | <br> &lt; ${x} "+strconv.Itoa(w.lots.IntN(9)))
			}
		}
		w.post("item", sent)
	case 2:
		sent := fields(w.t, w.get(w.address("form", 0)), "act")
		sent.Set([]string{"up", "down"}[w.lots.IntN(2)], strconv.Itoa(row))
		w.post("act", sent)
	case 3:
		sent := fields(w.t, w.get(w.address("item", row)), "act")
		sent.Set("from", "/questionnaire/")
		sent.Del("back")
		all := url.Values{"file": {w.file}, "stamp": {history.Stamp(before)}, "row": {strconv.Itoa(row)}, "copy": {"1"}}
		w.post("act", all)
	case 4:
		w.post("act", url.Values{"file": {w.file}, "stamp": {history.Stamp(before)}, "row": {strconv.Itoa(row)}, "remove": {"1"}})
	case 5:
		w.post("add", url.Values{"file": {w.file}, "stamp": {history.Stamp(before)}, "below": {strconv.Itoa(row)}, "what": {"item"}, "kind": {"select_one"},
			"name": {"added_" + strconv.Itoa(w.lots.IntN(1e6))}, "list": {"l"}})
	}
	return string(w.data()) != string(before)
}

// TestEveryStepCanBeTakenBackToTheByte makes steps by chance in every kind of
// questionnaire, takes them all back and makes them again.
func TestEveryStepCanBeTakenBackToTheByte(t *testing.T) {
	steps := 0
	for n, path := range questionnaires(t, 24) {
		original, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file := "instrument/form" + filepath.Ext(path)
		w := &walker{open(t, file, string(original)), file, rand.New(rand.NewPCG(uint64(n), 7))}
		states := []string{string(original)}
		for range 6 {
			if w.step() {
				states = append(states, string(w.data()))
				w.keptUnknown(path, original)
			}
		}
		for _, turn := range []string{"back", "forth"} {
			if turn == "forth" {
				slices.Reverse(states)
			}
			for k := len(states) - 1; k >= 0; k-- {
				if turn == "back" && string(w.data()) != states[k] || turn == "forth" && string(w.data()) != states[k] {
					t.Errorf("%s: after %d times %s the file is not what it was", path, len(states)-1-k, turn)
					break
				}
				if k > 0 {
					if p := w.post("act", url.Values{"file": {file}, "stamp": {history.Stamp(w.data())}, turn: {"1"}}); p.status != http.StatusSeeOther {
						t.Errorf("%s: %s is answered %d", path, turn, p.status)
					}
				}
			}
		}
		steps += len(states) - 1
	}
	if steps < 20 {
		t.Errorf("only %d steps were made", steps)
	}
	t.Logf("%d steps", steps)
}

// keptUnknown holds the sheets that the program does not know, and the names of
// all columns, against the original.
func (w *walker) keptUnknown(path string, original []byte) {
	w.t.Helper()
	was, _ := xlsform.Read("form", original)
	now, ps := xlsform.Read("form", w.data())
	if ps.Err() != nil {
		w.t.Errorf("%s: the file cannot be read any more: %v", path, ps.Err())
		return
	}
	for _, s := range was.Sheets {
		got := now.Sheet(s.Name)
		if len(s.Columns) == 0 {
			continue
		}
		if got == nil || len(got.Columns) < len(s.Columns) || !slices.Equal(got.Columns[:len(s.Columns)], s.Columns) {
			w.t.Errorf("%s: columns of the sheet %s are lost", path, s.Name)
			continue
		}
		if s.Name == "survey" || s.Name == "settings" {
			continue
		}
		one := &xlsform.Workbook{Sheets: []xlsform.Sheet{s}}
		if !edit.Same(one, &xlsform.Workbook{Sheets: []xlsform.Sheet{*got}}) {
			w.t.Errorf("%s: the sheet %s is not as it was", path, s.Name)
		}
	}
}
