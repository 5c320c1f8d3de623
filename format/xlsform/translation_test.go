package xlsform_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/xlsform"
)

const untranslated = `## survey

| type           | name | label::English (en) | label::Русский (ru) | our notes |
| -------------- | ---- | ------------------- | ------------------- | --------- |
| select_one yn  | q    | Married?            | В браке?            | gently    |
| integer        | age  | Age?                |                     |           |

## choices

| list_name | name | label::English (en) | label::Русский (ru) |
| --------- | ---- | ------------------- | ------------------- |
| yn        | yes  | Yes                 | Да                  |

## settings

| form_id | version |
| ------- | ------- |
| f       | 1       |
`

func TestATranslationGoesOutAndComesIn(t *testing.T) {
	wb, _ := xlsform.Read("w.md", []byte(untranslated))
	sheet := xlsform.Translations(wb, "en", "ru", nil)
	const out = `## translation

| sheet   | item   | text  | source   | draft | review | adjudicated | state       | comment |
| ------- | ------ | ----- | -------- | ----- | ------ | ----------- | ----------- | ------- |
| survey  | q      | label | Married? |       |        | В браке?    | adjudicated |         |
| survey  | age    | label | Age?     |       |        |             | missing     |         |
| choices | yn yes | label | Yes      |       |        | Да          | adjudicated |         |
`
	if diff := cmp.Diff(out, string(xlsform.WriteMarkdown(sheet))); diff != "" {
		t.Error(diff)
	}
	if _, problems := xlsform.Translate(wb, "en", "ru", sheet); strings.Join(codesOf(problems), " ") != "missing-translation" {
		t.Errorf("problems are %v", problems)
	}
	filled, _ := xlsform.Read("t.md", []byte(strings.Replace(out, "Age?     |       |        |             | missing ", "Age? | Лет? | Возраст? | Сколько вам лет? | missing ", 1)))
	done, problems := xlsform.Translate(wb, "en", "ru", filled)
	if problems != nil {
		t.Error(problems)
	}
	want := strings.Replace(untranslated, "Age?                |                     ", "Age?                | Сколько вам лет?    ", 1)
	before, _ := xlsform.Read("w.md", []byte(want))
	if diff := cmp.Diff(before.Sheets, done.Sheets); diff != "" {
		t.Errorf("more changed than the translation:\n%s", diff)
	}
	if wb.Sheets[0].Rows[1].Cells[3] != "" {
		t.Error("the workbook that was given changed")
	}
}

func TestATranslationOfAnotherWordingIsStale(t *testing.T) {
	wb, _ := xlsform.Read("w.md", []byte(untranslated))
	sheet, _ := xlsform.Read("t.md", []byte("## translation\n| sheet | item | text | source | draft | review | adjudicated |\n|-|-|-|-|-|-|-|\n"+
		"| survey | q | label | Are you married? | Женаты? | | Вы женаты? |\n| survey | age | label | Age? | Возраст? | | |\n| survey | gone | label | Gone? | | | Ушли? |\n| choices | yn yes | label | Yes | | | Да |"))
	done, problems := xlsform.Translate(wb, "en", "ru", sheet)
	if got := strings.Join(codesOf(problems), " "); got != "stale-translation missing-translation unknown-text" {
		t.Errorf("problems are %v", problems)
	}
	if diff := cmp.Diff(wb.Sheets, done.Sheets); diff != "" {
		t.Errorf("a stale translation was taken:\n%s", diff)
	}
	anew := string(xlsform.WriteMarkdown(xlsform.Translations(wb, "en", "ru", sheet)))
	for _, want := range []string{"Married? | Женаты?", "| stale ", "| Возраст? |", "| draft "} {
		if !strings.Contains(anew, want) {
			t.Errorf("the sheet made anew has no %q:\n%s", want, anew)
		}
	}
}

func TestALanguageThatIsNotThereGetsItsColumns(t *testing.T) {
	wb, _ := xlsform.Read("w.md", []byte(untranslated))
	sheet, _ := xlsform.Read("t.md", []byte("## translation\n| sheet | item | text | source | draft | review | adjudicated |\n|-|-|-|-|-|-|-|\n"+
		"| survey | q | label | Married? | | | متاهل؟ |\n| survey | age | label | Age? | | | سن؟ |\n| choices | yn yes | label | Yes | | | بله |"))
	done, problems := xlsform.Translate(wb, "en", "fa", sheet)
	if problems != nil {
		t.Error(problems)
	}
	in, problems := xlsform.Instrument(done)
	i, _ := in.Item("age")
	if len(in.Languages) != 3 || i.Label["fa"] != "سن؟" || problems.Err() != nil {
		t.Errorf("languages are %v, the label %v, %v", in.Languages, i.Label, problems)
	}
}
