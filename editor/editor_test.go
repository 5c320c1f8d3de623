package editor_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/instrument"
)

func TestTheOutlineSaysWhatIsAskedOfWhomAndWhatIsWrong(t *testing.T) {
	d := open(t, name, strings.Replace(form, "${age} >= 18", "${nobody} >= 18", 1))
	p := d.get(of("form"))
	has(t, p.main, "Did you leave?", "One choice", "“Did you leave?” is “Yes”", "1 error", "nobody", "/questionnaire/item?file=instrument%2Fwave1.md&amp;in=en&amp;row=7")
	d.lang = "ru"
	p = d.get(of("form"))
	has(t, p.main, "Вы уехали?", "Один вариант", "«Вы уехали?» — «Да»", "1 ошибка")
	for _, page := range []string{"item", "move", "remove"} {
		if p := d.get(of(page, "row", "3")); p.status != http.StatusOK {
			t.Errorf("%s: %d", page, p.status)
		}
	}
	for _, page := range []string{"lists", "texts", "settings", "list?list=yn&"} {
		if p := d.get(strings.Replace(of(page), "&?", "&", 1)); p.status != http.StatusOK {
			t.Errorf("%s: %d", page, p.status)
		}
	}
}

func TestAFormThatIsSentAsItStandsChangesNothing(t *testing.T) {
	d := open(t, name, form)
	for _, row := range []string{"2", "3", "4", "6", "7"} {
		sent := fields(t, d.get(of("item", "row", row)), "item")
		if p := d.post("item", sent); p.status != http.StatusSeeOther {
			t.Fatalf("row %s: %d %s", row, p.status, p.main)
		}
	}
	for _, page := range []string{"settings", "texts"} {
		d.post(page, fields(t, d.get(of(page)), page))
	}
	d.post("list", fields(t, d.get(of("list", "list", "yn")), "list"))
	if d.text() != form {
		t.Errorf("the file is now\n%s", d.text())
	}
}

func TestAWordingIsChangedAndEverythingElseKept(t *testing.T) {
	d := open(t, name, form)
	sent := fields(t, d.get(of("item", "row", "3")), "item")
	sent.Set("w:label:ru", "Вы уезжали?")
	if p := d.post("item", sent); p.status != http.StatusSeeOther {
		t.Fatal(p.status, p.main)
	}
	has(t, d.text(), "# Notes of the team", "Вы уезжали?", "| kept", "${left} &amp; x")
	p := d.get(of("form"))
	has(t, p.main, "Undo: edited left: label::Русский (ru)")
	back := fields(t, p, "act")
	back.Set("back", "1")
	d.post("act", back)
	if d.text() != form {
		t.Errorf("after Undo the file is\n%s", d.text())
	}
	forth := fields(t, d.get(of("form")), "act")
	forth.Set("forth", "1")
	d.post("act", forth)
	has(t, d.text(), "Вы уезжали?")
}

func TestAnExpressionIsCheckedBeforeItIsWritten(t *testing.T) {
	d := open(t, name, form)
	sent := fields(t, d.get(of("item", "row", "4")), "item")
	sent.Set("s:relevant", "${lft} = 'yes'")
	p := d.post("item", sent)
	if p.status != http.StatusUnprocessableEntity || d.text() != form {
		t.Fatalf("it is written: %d", p.status)
	}
	has(t, p.main, "lft", "Nothing is written yet", "${lft} = &#39;yes&#39;", `aria-invalid="true"`)
	again := fields(t, p, "item")
	again.Set("insist", "1")
	if p = d.post("item", again); p.status != http.StatusSeeOther {
		t.Fatal(p.status, p.main)
	}
	has(t, d.text(), "${lft} = 'yes'")
}

func TestANewNameIsWrittenIntoEveryReference(t *testing.T) {
	d := open(t, name, form)
	sent := fields(t, d.get(of("item", "row", "3")), "item")
	sent.Set("name", "gone")
	d.post("item", sent)
	has(t, d.text(), "${gone} = 'yes'", "${gone} & x", "| gone ")
	sent = fields(t, d.get(of("item", "row", "3")), "item")
	sent.Set("name", "age")
	if p := d.post("item", sent); p.status != http.StatusConflict {
		t.Errorf("a name that is taken is answered %d", p.status)
	}
}

func TestQuestionsMoveOverPagesAndOutOfThem(t *testing.T) {
	d := open(t, name, form)
	press := func(button, row string) page {
		sent := fields(t, d.get(of("form")), "act")
		sent.Set(button, row)
		return d.post("act", sent)
	}
	press("down", "4") // out of the first page
	press("up", "4")   // the end of the page stands there: nothing
	order := regexp.MustCompile(`(?m)^\| (\w+)(?: yn)? +\| (\w*)`)
	var names []string
	for _, m := range order.FindAllStringSubmatch(d.text(), -1) {
		names = append(names, m[1]+" "+m[2])
	}
	if got := strings.Join(names, ", "); !strings.Contains(got, "select_one left, end_group , integer age, begin_group second") {
		t.Errorf("the order is %s", got)
	}
	sent := fields(t, d.get(of("move", "row", "5")), "act")
	sent.Set("below", "6")
	d.post("act", sent)
	has(t, d.get(of("form")).main, "moved age after second")
	sent = fields(t, d.get(of("remove", "row", "3")), "act")
	sent.Set("remove", "1")
	has(t, d.get(of("remove", "row", "3")).main, "2 cells refer to it")
	d.post("act", sent)
	if strings.Contains(d.text(), "| left ") {
		t.Error("the question is still there")
	}
}

func TestTwoTabsOnDifferentQuestionsDoNotDisturbEachOther(t *testing.T) {
	d := open(t, name, form)
	first := fields(t, d.get(of("item", "row", "3")), "item")
	second := fields(t, d.get(of("item", "row", "7")), "item")
	first.Set("w:label:en", "Did you go?")
	second.Set("w:label:en", "Will you stay?")
	d.post("item", first)
	if p := d.post("item", second); p.status != http.StatusSeeOther {
		t.Errorf("the second tab is answered %d", p.status)
	}
	has(t, d.text(), "Did you go?", "Will you stay?")
}

func TestWhatSomebodyElseSavedIsShownBesideOnesOwn(t *testing.T) {
	d := open(t, name, form)
	mine := fields(t, d.get(of("item", "row", "3")), "item")
	mine.Set("w:label:en", "Mine?")
	theirs := strings.Replace(strings.Replace(form, "Did you leave?", "Theirs?", 1), "Вы уехали?", "Уехали?", 1)
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(theirs), 0o644); err != nil {
		t.Fatal(err)
	}
	p := d.post("item", mine)
	if p.status != http.StatusConflict || d.text() != theirs {
		t.Fatalf("it is overwritten: %d\n%s", p.status, d.text())
	}
	has(t, p.main, "Mine?", "Theirs?", "Did you leave?", "Уехали?")
	if p = d.post("item", fields(t, p, "item")); p.status != http.StatusSeeOther {
		t.Fatal(p.status, p.main)
	}
	has(t, d.text(), "Mine?", "Уехали?") // their other cell stays
	list := fields(t, d.get(of("list", "list", "yn")), "list")
	list.Set("code:new", "maybe")
	list.Set("l:new:en", "Perhaps so")
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(strings.Replace(d.text(), "| Yes ", "| Oui ", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	p = d.post("list", list)
	if p.status != http.StatusConflict || strings.Contains(d.text(), "maybe") {
		t.Fatalf("it is overwritten: %d", p.status)
	}
	has(t, p.main, "Perhaps so", "Oui")
}

func TestAFieldedVersionStaysAndTheChangeBeginsAnother(t *testing.T) {
	d := open(t, name, form)
	d.fielded = []string{"7", "8"}
	has(t, d.get(of("form")).main, "Respondents have seen this version")
	sent := fields(t, d.get(of("item", "row", "3")), "item")
	sent.Set("w:label:en", "Did you go?")
	d.post("item", sent)
	if d.kept["7"] != form {
		t.Error("the fielded version is not kept as it was")
	}
	has(t, d.text(), "| 9 ")
	sent = fields(t, d.get(of("item", "row", "3")), "item")
	sent.Set("w:label:en", "Did you leave then?")
	d.post("item", sent)
	has(t, d.text(), "| 9 ")
}

func TestAStepBackNeverChangesWhatWasFielded(t *testing.T) {
	d := open(t, name, form)
	write := func(wording string) {
		sent := fields(t, d.get(of("item", "row", "3")), "item")
		sent.Set("w:label:en", wording)
		d.post("item", sent)
	}
	turn := func(button string) page {
		sent := fields(t, d.get(of("form")), "act")
		sent.Set(button, "1")
		return d.post("act", sent)
	}
	write("First draft?") // while nobody has seen it
	d.fielded = []string{"7"}
	drafted := d.text()
	if p := turn("back"); p.status != http.StatusConflict || d.text() != drafted {
		t.Errorf("a step back into version 7 as it was before is answered %d", p.status)
	}
	write("After the start?")
	has(t, d.text(), "| 8 ")
	if p := turn("back"); p.status != http.StatusSeeOther || d.text() != drafted {
		t.Errorf("what was fielded does not come back: %d", p.status)
	}
	if p := turn("forth"); p.status != http.StatusSeeOther {
		t.Errorf("the step cannot be taken again: %d", p.status)
	}
	sent := fields(t, d.get(of("settings")), "settings")
	sent.Set("s:version", "7")
	if p := d.post("settings", sent); p.status != http.StatusConflict || !strings.Contains(d.text(), "| 8 ") {
		t.Errorf("a fielded version is given to another questionnaire: %d", p.status)
	}
}

func TestItIsAskedWhatChangedSinceAnEarlierWave(t *testing.T) {
	d := open(t, name, form)
	d.departures = []instrument.Departure{{Item: "plan", Wave: 2, Before: 1, Change: instrument.Wording, What: "it is worded differently"}}
	p := d.get(of("item", "row", "7"))
	has(t, p.main, "What changed since the earlier wave?", "it is worded differently")
	sent := fields(t, p, "lineage")
	sent.Set("fate", "new")
	if p := d.post("lineage", sent); p.status != http.StatusUnprocessableEntity || len(d.told) > 0 {
		t.Errorf("without a note it is answered %d", p.status)
	}
	sent.Set("note:en", "Asked anew.")
	d.post("lineage", sent)
	if len(d.told) != 1 || d.told[0].Trend() || d.told[0].From.Wave != 1 || d.told[0].Note["en"] != "Asked anew." {
		t.Errorf("the lineage is told %+v", d.told)
	}
	if strings.Contains(d.get(of("item", "row", "3")).main, "What changed since") {
		t.Error("it is asked of a question that did not change")
	}
}

func TestTranslationsMissingAndStaleComeFirst(t *testing.T) {
	d := open(t, name, form)
	p := d.get(of("texts", "to", "ru"))
	has(t, p.main, "1 is missing.")
	if strings.Index(p.main, "How old are you?") > strings.Index(p.main, "Did you leave?") {
		t.Error("what is missing does not come first")
	}
	sent := fields(t, p, "texts")
	for key := range sent {
		if strings.HasPrefix(key, "t:survey:4:") {
			sent.Set(key, "Сколько вам лет?")
		}
	}
	d.post("texts", sent)
	has(t, d.text(), "Сколько вам лет?")
	item := fields(t, d.get(of("item", "row", "4")), "item")
	item.Set("w:label:en", "What is your age?")
	d.post("item", item)
	p = d.get(of("texts", "to", "ru"))
	has(t, p.main, "1 was made from another wording.", "the source has changed")
	sent = fields(t, p, "texts")
	sent.Set("right", "survey/age/label/ru")
	d.post("texts", sent)
	has(t, d.get(of("texts", "to", "ru")).main, "0 were made from another wording.")
}

func TestChoicesAreAddedMovedAndTakenOut(t *testing.T) {
	d := open(t, name, form)
	send := func(pairs ...string) page {
		sent := fields(t, d.get(of("list", "list", "yn")), "list")
		for n := 0; n < len(pairs); n += 2 {
			sent.Set(pairs[n], pairs[n+1])
		}
		return d.post("list", sent)
	}
	has(t, d.get(of("list", "list", "yn")).main, "2 questions share this list")
	send("code:new", "maybe", "l:new:ru", "Может быть")
	send("l:4:en", "Perhaps", "up", "4") // what was typed is kept when a button is pressed
	has(t, d.text(), "| maybe | Perhaps             | Может быть")
	if strings.Index(d.text(), "maybe") > strings.Index(d.text(), "| no ") {
		t.Error("the choice did not move up")
	}
	send("remove", "2")
	if strings.Contains(d.text(), "| yes ") {
		t.Error("the choice is still there")
	}
	if p := send("code:new", "no"); p.status != http.StatusConflict {
		t.Errorf("a code that is taken is answered %d", p.status)
	}
}

func TestABrokenFileIsOpenedWithWhatIsWrongAndCanBeMended(t *testing.T) {
	broken := strings.Replace(form, "| kept ", "| kept | too | many ", 1)
	d := open(t, name, broken)
	p := d.get(of("form"))
	if p.status != http.StatusOK {
		t.Fatal(p.status)
	}
	has(t, p.main, "cannot be read whole", "the row has 8 cells", "How old are you?")
	sent := fields(t, d.get(of("item", "row", "4")), "item")
	sent.Set("w:label:en", "x")
	if d.post("item", sent); d.text() != broken {
		t.Error("a file that was not read whole is written")
	}
	text := url.Values{"file": {name}, "stamp": {history.Stamp([]byte(broken))}, "text": {form}}
	d.post("act", text)
	if d.text() != form {
		t.Error("the text is not mended")
	}
	for _, bad := range []string{"", "PK\x03\x04 no zip", "\x00\x01", "<html>", "| type |\n|-|\n| ${", "\xff\xfe", strings.Repeat("| a ", 5000), "## survey\n\n| type | name |\n|-|-|\n" + strings.Repeat("| begin_group | g |\n", 3000)} {
		d := open(t, name, bad)
		if p := d.get(of("form")); p.status != http.StatusOK {
			t.Errorf("%.20q: %d", bad, p.status)
		}
	}
}

func TestOddNamesAndLongCellsAreShownForWhatTheyAre(t *testing.T) {
	long := strings.Repeat("a long text ", 100_000)
	odd := "## survey\n\n| type | name | label |\n|-|-|-|\n| text | __proto__ | <script>alert(1)</script> |\n| text | a\u200bb | x |\n| text | \u202Egnorw | \u202Eabc |\n| note | постой | " + long + " |\n| text | toString | y |\n"
	d := open(t, name, odd)
	p := d.get(of("form"))
	has(t, p.main, "__proto__", "a␣b", "␣gnorw", "&lt;script&gt;")
	if strings.Contains(p.main, "<script>alert") || len(p.main) > 200_000 {
		t.Errorf("the page is %d characters long", len(p.main))
	}
	sent := fields(t, d.get(of("item", "row", "5")), "item")
	sent.Set("w:hint:en", "one more")
	if p := d.post("item", sent); p.status != http.StatusSeeOther || !strings.Contains(d.text(), strings.TrimSpace(long)) {
		t.Errorf("a row with a long cell is answered %d", p.status)
	}
	sent = fields(t, d.get(of("item", "row", "2")), "item")
	sent.Set("name", "constructor")
	d.post("item", sent)
	has(t, d.text(), "constructor")
}

func TestOnlyQuestionnairesOfTheStudyAreOpened(t *testing.T) {
	d := open(t, name, form)
	for _, other := range []string{"", "study.yaml", "../study.yaml", "/etc/passwd", "instrument/../instrument/wave1.md"} {
		if p := d.get("form?" + url.Values{"file": {other}}.Encode()); p.status != http.StatusNotFound {
			t.Errorf("%q is answered %d", other, p.status)
		}
	}
	if p := d.ask(httptest.NewRequest(http.MethodGet, "/questionnaire/act?back=1&file="+url.QueryEscape(name), nil)); p.status != http.StatusNotFound {
		t.Errorf("a GET that would change the file is answered %d", p.status)
	}
}

func TestANewQuestionnaireIsBegunAndFilled(t *testing.T) {
	for _, kind := range []string{"md", "xlsx"} {
		d := open(t, "instrument/other.md", form)
		for _, bad := range []url.Values{{"name": {"../x"}, "tongues": {"en"}}, {"name": {"x"}, "tongues": {"English"}}, {"name": {"x"}, "tongues": {"en xq"}}, {"name": {"x"}, "tongues": {""}}, {"name": {"other"}, "tongues": {"en"}}} {
			if p := d.post("new", bad); p.status != http.StatusUnprocessableEntity {
				t.Errorf("%v is answered %d", bad, p.status)
			}
		}
		if p := d.post("new", url.Values{"name": {"x"}, "tongues": {"en xq"}}); !strings.Contains(p.main, "“xq” is no code of a language") {
			t.Errorf("an unknown code is not named: %s", p.main)
		}
		p := d.post("new", url.Values{"name": {"fresh"}, "tongues": {"en, ru fa"}, "kind": {kind}})
		file := "instrument/fresh." + kind
		if p.status != http.StatusSeeOther || !strings.Contains(p.at, url.QueryEscape(file)) {
			t.Fatalf("%d %s", p.status, p.main)
		}
		add := func(below, what string, pairs ...string) {
			t.Helper()
			q := url.Values{"file": {file}, "below": {below}, "what": {what}}
			sent := fields(t, d.get("add?"+q.Encode()), "add")
			for n := 0; n < len(pairs); n += 2 {
				sent.Set(pairs[n], pairs[n+1])
			}
			if p := d.post("add", sent); p.status != http.StatusSeeOther {
				t.Fatal(p.status, p.main)
			}
		}
		q := url.Values{"file": {file}, "below": {"0"}, "what": {"item"}}
		sent := fields(t, d.get("add?"+q.Encode()), "add")
		sent.Set("name", "возраст")
		sent.Set("kind", "integer")
		if p := d.post("add", sent); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.main, "such as vozrast") {
			t.Errorf("a name in Cyrillic letters is answered %d without one in Latin letters: %s", p.status, p.main)
		}
		add("0", "page", "name", "page_one", "w:label:en", "One")
		add("2", "item", "name", "city", "kind", "select_one", "newlist", "cities", "w:label:fa", "کجا؟")
		add("2", "item", "name", "age", "kind", "integer", "w:label:en", "How old?")
		wb, ps := xlsform.Read(file, read(t, d.dir, file))
		if ps.Err() != nil {
			t.Fatal(ps)
		}
		var rows []string
		for _, r := range wb.Sheet("survey").Rows {
			rows = append(rows, fmt.Sprint(r.Number, " ", r.Cells[0], " ", r.Cells[1]))
		}
		if got := strings.Join(rows, ", "); got != "2 begin_group page_one, 3 integer age, 4 select_one cities city, 5 end_group " {
			t.Errorf("%s: the rows are %s", kind, got)
		}
	}
}

func TestAFileThatIsOnlyReadIsSavedAsXLSXBesideIt(t *testing.T) {
	csv := "survey\n,type,name,label\n,text,a,Hello\n"
	d := open(t, "instrument/wave1.csv", csv)
	page := d.get("form?file=instrument%2Fwave1.csv")
	has(t, page.main, "Save as .xlsx")
	p := d.post("xlsx", fields(t, page, "xlsx"))
	if p.status != http.StatusSeeOther || string(read(t, d.dir, "instrument/wave1.csv")) != csv {
		t.Fatalf("%d", p.status)
	}
	if wb, ps := xlsform.Read("wave1.xlsx", read(t, d.dir, "instrument/wave1.xlsx")); ps.Err() != nil || len(wb.Sheet("survey").Rows) != 1 {
		t.Error("the .xlsx does not hold the questionnaire")
	}
	if p := d.post("xlsx", fields(t, page, "xlsx")); p.status != http.StatusConflict {
		t.Errorf("a second time it is answered %d", p.status)
	}
}

func read(t *testing.T, dir, file string) []byte {
	t.Helper()
	data, err := fs.ReadFile(os.DirFS(dir), file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
