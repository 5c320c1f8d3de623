package respond

import (
	"html/template"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sojourn/study/phrasebook"
)

// A template escapes by itself what the code that writes questions has to
// escape at every place.
func TestWhatIsTextInAQuestionIsNeverMarkup(t *testing.T) {
	const hostile = "\n\"'><script>alert(1)</script>&lt;"
	f := &frame{Lang: "en", voice: phrasebook.MustOpen(files, "words").In("en")}
	one := choice{ID: hostile, Value: hostile, Plain: hostile, Point: hostile, Label: "label", Checked: true,
		Specify: &specify{frame: f, ID: hostile, Name: hostile, Value: hostile, Choice: "label"}}
	for _, control := range []string{listControl, menuControl, lineControl, linesControl, partsControl, rankControl, stripControl, noteControl, acceptControl} {
		for _, multi := range []bool{false, true} {
			menus := []part{{ID: hostile, Name: hostile, Label: hostile, Choices: []choice{one}}}
			a := asked{frame: f, ID: hostile, Name: hostile, Control: control, Multi: multi, Label: "label", Hints: []template.HTML{"hint"}, Fault: "fault",
				Choices: []choice{one}, None: []choice{one}, Value: hostile, Mode: hostile, Ends: []end{{hostile, "label"}, {hostile, "label"}}, Summed: hostile, Specify: one.Specify}
			if control == partsControl || control == rankControl {
				a.Parts, a.Rest = menus, menus
			}
			written := string(blocks([]block{{Items: []asked{a}}, {Items: []asked{a}, Heads: a.Choices}, {Items: []asked{a}, Sum: &sum{ID: hostile, Asks: "asks", Now: "now"}}}))
			page := parsedBody(t, strings.NewReader("<form>"+written+"</form>"))
			if strings.Contains(written, "<script") || len(page.named("script")) > 0 {
				t.Errorf("%s has markup that came from a text:\n%s", control, written)
			}
			for _, n := range page.find(func(n node) bool { return n.Data == "input" || n.Data == "select" || n.Data == "textarea" }) {
				if !strings.HasPrefix(n.attr("name"), hostile) || !strings.HasPrefix(n.attr("id"), hostile) {
					t.Errorf("%s: a control has the name %q and the id %q", control, n.attr("name"), n.attr("id"))
				}
			}
			for _, n := range page.named("textarea") {
				if n.text() != hostile {
					t.Errorf("what was typed comes back as %q", n.text())
				}
			}
			if open, closed := unbalanced(t, written); open != closed {
				t.Errorf("%s opens %d elements and closes %d", control, open, closed)
			}
		}
	}
}

// unbalanced counts the elements that are opened and those that are closed.
func unbalanced(t *testing.T, written string) (open, closed int) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(written))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return open, closed
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) != "input" {
				open++
			}
		case html.EndTagToken:
			closed++
		}
	}
}
