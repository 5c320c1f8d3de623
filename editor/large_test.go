package editor_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// large is a questionnaire of 1,000 questions and 15,000 choices in three
// languages.
func large() string {
	var b strings.Builder
	b.WriteString("## survey\n\n| type | name | label::English (en) | label::Русский (ru) | label::فارسی (fa) | relevant |\n|-|-|-|-|-|-|\n")
	for p := range 100 {
		fmt.Fprintf(&b, "| begin_group | page%d | Page | Страница | صفحه | |\n", p)
		for q := range 10 {
			when := ""
			if p > 0 {
				when = fmt.Sprintf("${q%d_%d} = 'c1'", p-1, q)
			}
			fmt.Fprintf(&b, "| select_one list%d | q%d_%d | Question %d of page %d? | Вопрос %d | سوال %d | %s |\n", p, p, q, q, p, q, q, when)
		}
		b.WriteString("| end_group | | | | | |\n")
	}
	b.WriteString("\n## choices\n\n| list_name | name | label::English (en) | label::Русский (ru) | label::فارسی (fa) |\n|-|-|-|-|-|\n")
	for l := range 100 {
		for c := range 150 {
			fmt.Fprintf(&b, "| list%d | c%d | Choice %d | Выбор %d | گزینه %d |\n", l, c, c, c, c)
		}
	}
	return b.String()
}

func TestALargeQuestionnaireIsEditedToo(t *testing.T) {
	d := open(t, name, large())
	if p := d.get(of("form")); p.status != http.StatusOK || !strings.Contains(p.main, "q99_9") {
		t.Fatalf("the outline is answered %d", p.status)
	}
	sent := fields(t, d.get(of("item", "row", "30")), "item")
	sent.Set("w:label:fa", "یک سوال دیگر")
	if p := d.post("item", sent); p.status != http.StatusSeeOther {
		t.Errorf("saving is answered %d", p.status)
	}
	p := d.get(of("list", "list", "list7", "from", "100"))
	has(t, p.main, "101–150", "Choice 149")
	if strings.Contains(p.main, `value="Choice 12"`) {
		t.Error("choices of another page are shown")
	}
	has(t, d.text(), "یک سوال دیگر")
}
