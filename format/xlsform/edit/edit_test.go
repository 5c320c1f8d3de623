package edit_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/format/xlsform/excel/exceltest"
	"sojourn/internal/judge"
	"sojourn/study"
)

const form = `# Notes of the team

Ask Anna about this one.

## survey

| type | name | label | relevant | our own column |
|-|-|-|-|-|
| begin_group | one | Page | | |
| select_one_from yn or_other | left | Did you leave ${name}? | | a \| bar |
| text | why | Why, ${left_other}? | ${left} = 'no' and ${ left }!='yes' | |
| end_group | | | | |
| text | lefty | Which hand? | | ${lefty} |

Between the tables.

## plans

| anything |
|-|
| ${left} &amp; <br> |

## choices

| list_name | name | label |
|-|-|-|
| yn | yes | Yes |
| yn | no | No |
`

func book(t *testing.T, text string) *xlsform.Workbook {
	t.Helper()
	wb, problems := xlsform.Read("wave1.md", []byte(text))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return wb
}

func done(t *testing.T, wb *xlsform.Workbook, c edit.Change) *xlsform.Workbook {
	t.Helper()
	next, err := c(wb)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func TestAnEditedTableLeavesTheRestOfTheTextByteForByte(t *testing.T) {
	wb := done(t, book(t, form), edit.Set("choices", 2, "label", "Yes, I did"))
	data, err := edit.Write("wave1.md", []byte(form), wb)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(form, "| list_name")
	if !strings.HasPrefix(string(data), before) || !strings.Contains(string(data), "| Yes, I did |") {
		t.Errorf("the file is now\n%s", data)
	}
	dos := strings.ReplaceAll(form, "\n", "\r\n")
	if data, err = edit.Write("wave1.md", []byte(dos), wb); err != nil || bytes.Count(data, []byte("\n")) != bytes.Count(data, []byte("\r\n")) {
		t.Errorf("a file with lines of DOS gets others, or %v", err)
	}
}

func TestARenamedItemIsRenamedWhereverItIsMeant(t *testing.T) {
	wb := done(t, book(t, form), edit.Rename("left", "gone"))
	data, err := edit.Write("wave1.md", []byte(form), wb)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| gone ", "${gone_other}", "${gone} = 'no' and ${ gone }!='yes'", "| ${gone} & ", "${lefty}", "| lefty "} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%q is not there:\n%s", want, data)
		}
	}
	if !edit.Same(done(t, wb, edit.Rename("gone", "left")), book(t, form)) {
		t.Error("renaming back does not give the file as it was")
	}
}

func TestAGroupIsMovedAndDeletedWhole(t *testing.T) {
	wb := done(t, book(t, form), edit.Move("survey", 2, 6))
	if at := []int{edit.Find(wb, "lefty"), edit.Find(wb, "one"), edit.Find(wb, "why")}; !slices.Equal(at, []int{2, 3, 5}) {
		t.Errorf("the rows stand at %v", at)
	}
	if !edit.Same(done(t, wb, edit.Move("survey", 3, 0)), book(t, form)) {
		t.Error("moving back does not give the file as it was")
	}
	wb = done(t, wb, edit.Delete("survey", 3))
	if s := wb.Sheet("survey"); len(s.Rows) != 1 || edit.Find(wb, "lefty") != 2 {
		t.Errorf("after the group was deleted there are %d rows", len(s.Rows))
	}
}

func TestWhatCannotBeDoneIsRefusedWithItsPlace(t *testing.T) {
	for _, tt := range []struct {
		what   string
		change edit.Change
		code   string
		row    int
	}{
		{"a name that is taken", edit.Rename("why", "left"), "duplicate-name", 3},
		{"an item under a taken name", edit.Add("survey", 3, map[string]string{"name": "why"}), "duplicate-name", 4},
		{"a name that several have", func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
			return edit.Rename("why", "x")(done(t, wb, edit.Set("survey", 6, "name", "why")))
		}, "ambiguous-name", 4},
		{"no name", edit.Rename("why", "a b"), "bad-name", 4},
		{"nobody's name", edit.Rename("nobody", "x"), "no-item", 0},
		{"a group into itself", edit.Move("survey", 2, 3), "into-itself", 2},
		{"the end of a group alone", edit.Delete("survey", 5), "group-end", 5},
		{"a row that is not there", edit.Set("survey", 99, "label", "x"), "no-row", 99},
		{"a sheet that is not there", edit.Delete("nosheet", 2), "no-sheet", 0},
		{"a column without a name", edit.Set("survey", 2, " ", "x"), "no-column", 2},
	} {
		wb := book(t, form)
		_, err := tt.change(wb)
		var ps study.Problems
		if !errors.As(err, &ps) || ps[0].Code != tt.code || ps[0].Row != tt.row {
			t.Errorf("%s: %v", tt.what, err)
		}
		if !edit.Same(wb, book(t, form)) {
			t.Errorf("%s: the workbook was changed all the same", tt.what)
		}
	}
	if _, err := edit.Write("wave1.csv", []byte("survey\n,type,name\n,text,a\n"), book(t, form)); err == nil {
		t.Error("a file of another kind is overwritten")
	}
}

// forms lists questionnaires: our own and, where they are there, those of the
// collection of outside cases.
func forms(t *testing.T) []string {
	t.Helper()
	var files []string
	outside, _ := judge.Standards.Find("xlsform")
	for _, dir := range []string{"../../../respond/gallery", "../../../internal/seed/folder/instrument", outside} {
		_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && slices.Contains([]string{".md", ".xlsx"}, filepath.Ext(name)) {
				files = append(files, name)
			}
			return nil
		})
	}
	return files
}

// TestOneCellIsChangedAndEveryOtherKept edits every form there is: a cell, a row
// there and away, a row moved there and back, a name given and taken back.
func TestOneCellIsChangedAndEveryOtherKept(t *testing.T) {
	tried := 0
	for _, name := range forms(t) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		wb, problems := xlsform.Read("form", data)
		if s := wb.Sheet("survey"); problems.Err() != nil || s == nil || len(holding(s.Rows)) == 0 {
			continue
		}
		tried++
		survey := wb.Sheet("survey")
		row := holding(survey.Rows)[len(holding(survey.Rows))/2]
		changed := done(t, wb, edit.Set("survey", row.Number, survey.Columns[0], "changed | <br> &lt;"))
		written, err := edit.Write("form", data, changed)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if other := otherParts(t, data, written); len(other) > 0 {
			t.Errorf("%s: after one cell was changed, %v differ in the file", name, other)
		}
		again, _ := xlsform.Read("form", written)
		if got := differing(wb, again); got != 1 {
			t.Errorf("%s: %d cells differ after one was changed", name, got)
		}
		thereAndBack(t, name, wb, row.Number)
	}
	if tried < 4 {
		t.Errorf("only %d forms were tried", tried)
	}
	t.Logf("%d forms", tried)
}

// otherParts lists the parts of an .xlsx beside its sheets and their comments that
// are not as they were: looks, names, pictures.
func otherParts(t *testing.T, before, after []byte) []string {
	t.Helper()
	if !bytes.HasPrefix(before, []byte("PK")) {
		return nil
	}
	was, now := exceltest.Parts(t, before), exceltest.Parts(t, after)
	var other []string
	for name, text := range was {
		if now[name] != text && !strings.Contains(name, "worksheets/sheet") && !strings.Contains(strings.ToLower(name), "comments") {
			other = append(other, name)
		}
	}
	return other
}

// differing counts the cells that are not the same.
func differing(a, b *xlsform.Workbook) int {
	n := 0
	for _, s := range a.Sheets {
		other := b.Sheet(s.Name)
		if len(s.Columns) == 0 {
			continue
		}
		if other == nil || len(holding(other.Rows)) != len(holding(s.Rows)) {
			return -1
		}
		now := holding(other.Rows)
		for k, r := range holding(s.Rows) {
			for c, text := range r.Cells {
				if k >= len(now) || text != "" && c >= len(now[k].Cells) || c < len(now[k].Cells) && now[k].Cells[c] != text {
					n++
				}
			}
		}
		if !slices.Equal(s.Columns, other.Columns) {
			n++
		}
	}
	return n
}

// holding are the rows with something in them.
func holding(rows []xlsform.Row) []xlsform.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r xlsform.Row) bool {
		return !slices.ContainsFunc(r.Cells, func(c string) bool { return c != "" })
	})
}

func thereAndBack(t *testing.T, name string, wb *xlsform.Workbook, row int) {
	t.Helper()
	added := done(t, wb, edit.Add("survey", row, map[string]string{"type": "note"}))
	if !edit.Same(done(t, added, edit.Delete("survey", row+1)), wb) {
		t.Errorf("%s: a row that was added and deleted leaves something behind", name)
	}
	if moved, err := edit.Move("survey", row, 0)(wb); err == nil && !onlyMoved(wb.Sheet("survey").Rows, moved.Sheet("survey").Rows, row) {
		t.Errorf("%s: moving a row to the top changes others", name)
	}
	for _, r := range wb.Sheet("survey").Rows {
		at := wb.Sheet("survey").Column("name")
		if at < 0 || at >= len(r.Cells) || edit.Find(wb, r.Cells[at]) != r.Number {
			continue
		}
		renamed, err := edit.Rename(r.Cells[at], "quite_new")(wb)
		if err == nil {
			if back, err := edit.Rename("quite_new", r.Cells[at])(renamed); err != nil || !edit.Same(back, wb) {
				t.Errorf("%s: renaming %q and back changes something: %v", name, r.Cells[at], err)
			}
		}
		return
	}
}

// onlyMoved reports whether now begins with the block that began at the row, and
// has all the others below in their order.
func onlyMoved(was, now []xlsform.Row, row int) bool {
	n := slices.IndexFunc(was, func(r xlsform.Row) bool { return r.Number == row })
	same := func(a, b xlsform.Row) bool { return slices.Equal(a.Cells, b.Cells) }
	for m := n + 1; m <= len(was); m++ {
		if slices.EqualFunc(slices.Concat(was[n:m], was[:n], was[m:]), now, same) {
			return true
		}
	}
	return false
}
