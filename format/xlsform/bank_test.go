package xlsform_test

import (
	"strings"
	"testing"

	"sojourn/format/xlsform"
	"sojourn/instrument"
)

const bankForm = `## survey
| type | name | label::English (en) | label::Русский (ru) | source | target |
|-|-|-|-|-|-|
| begin_group | p | | | | |
| select_one trust | trust_people | Can most people be trusted? | Можно ли доверять людям? | WVS 7 Q57 | WVS A165 |
| integer | age | How old are you? | Сколько вам лет? | | |
| end_group | | | | | |
## choices
| list_name | name | label::English (en) | label::Русский (ru) |
|-|-|-|-|
| trust | yes | Yes | Да |
| trust | no | No | Нет |
`

func TestAQuestionOfTheBankIsFoundByItsWordsAndItsSource(t *testing.T) {
	in, problems := read(bankForm)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{"trusted": "trust_people", "доверять": "trust_people", "wvs a165": "trust_people", "old years": "", "": "trust_people age"} {
		var names []string
		for _, i := range xlsform.Bank([]*instrument.Instrument{in}, strings.Fields(words)...) {
			names = append(names, i.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
	again, _ := xlsform.Instrument(xlsform.FromInstrument(in))
	if i, _ := again.Item("trust_people"); i.Origin != "WVS 7 Q57" || i.Target != "WVS A165" {
		t.Error("source and target are lost on the way through sheets")
	}
}

func TestACopiedQuestionComesWithItsListAndItsLanguages(t *testing.T) {
	bank, _ := xlsform.ReadMarkdown("bank.md", []byte(bankForm))
	form, _ := xlsform.ReadMarkdown("form.md", []byte("## survey\n| type | name | label::en |\n|-|-|-|\n| begin_group | g | G |\n| text | note_it | Note? |\n| end_group | | |\n\n## settings\n| form_id | version |\n|-|-|\n| f | 1 |\n"))
	if err := xlsform.Copy(bank, "trust_people", form); err != nil {
		t.Fatal(err)
	}
	in, problems := xlsform.Instrument(form)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	i, page := in.Item("trust_people")
	if i == nil || page.Name != "g" || i.Label["en"] != "Can most people be trusted?" || i.Label["ru"] == "" || len(i.Codes.Categories) != 2 || i.Codes.Categories[0].Label["ru"] != "Да" {
		t.Errorf("the copy is %+v", i)
	}
	written, err := string(xlsform.WriteMarkdown(form)), error(nil)
	if err = xlsform.Copy(bank, "trust_people", form); err == nil {
		t.Error("a name that is taken is copied again")
	}
	if string(xlsform.WriteMarkdown(form)) != written {
		t.Error("a refused copy changes the form")
	}
	other, _ := xlsform.ReadMarkdown("form.md", []byte(written))
	other.Sheet("choices").Rows = other.Sheet("choices").Rows[:1]
	other.Sheet("survey").Rows = other.Sheet("survey").Rows[:2]
	if err := xlsform.Copy(bank, "trust_people", other); err == nil || !strings.Contains(err.Error(), `another list "trust"`) {
		t.Errorf("another list of the same name is taken for the same: %v", err)
	}
}
