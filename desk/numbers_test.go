package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/look"
	"sojourn/study"
)

func TestTheOverviewTellsWhatCameInAndWhoStayed(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get("/?lang=en"))
	waves := p.byID(t, "waves")
	if got := waves.row(t, "Wave 2, September 2022"); !slices.Equal(got[2:], []string{"160", "3", "162", "1", "broken in 1 place"}) || !strings.Contains(got[1], "open now") {
		t.Errorf("wave 2: %q", got)
	}
	if got := waves.row(t, "Wave 1, March 2022"); !slices.Equal(got[2:], []string{"240", "0", "240", "0", "holds"}) || !strings.Contains(got[1], "27 March 2022 – 4 April 2022") {
		t.Errorf("wave 1: %q", got)
	}
	text := p.text()
	for _, want := range []string{"envelope 7: sealed to another key", "after envelope 12", "Who stays", "31 January 2024, 09:05", "240 people"} {
		if !strings.Contains(text, want) {
			t.Errorf("the overview does not say %q", want)
		}
	}
	if got := p.byID(t, "samples").row(t, "panel sample panel"); got[2] != "160" {
		t.Errorf("the panel sample: %q", got)
	}
}

func TestNumbersAreWrittenAsTheReaderWritesThem(t *testing.T) {
	b := visit(t, newFake(t))
	for lang, want := range map[study.Lang]string{"en": "28.3%", "ru": "28,3 %"} {
		if got := parsed(t, b.get("/estimates/mood_w1?lang="+string(lang))).byID(t, "cells").text(); !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), want) {
			t.Errorf("%s: the table says %q, want %q in it", lang, got, want)
		}
	}
}

func TestFrequenciesAddUpToThePeopleOfTheCut(t *testing.T) {
	f := newFake(t)
	table := parsed(t, visit(t, f).get("/data/work?lang=en")).byID(t, "frequencies")
	answered := table.row(t, "Answered")
	refused := table.row(t, "Prefer not to say")
	absent := table.row(t, "Not in this wave, or set aside")
	if answered[1] != "234" || refused[1] != "6" || answered[2] != "100%" || absent[3] != "80" {
		t.Errorf("answered %q, refused %q, absent %q", answered, refused, absent)
	}
	if got := table.row(t, "is study study"); got[1] != none || got[3] == none {
		t.Errorf("a category that wave 1 did not offer: %q", got)
	}
}

func TestWhatRespondentsWroteIsShownNowhere(t *testing.T) {
	b := visit(t, newFake(t))
	for _, address := range append(addresses, "/data/panelist", "/explore?item=story&for=story&measure=share&wave=1&sample=first", "/explore?item=mood&for=mood&measure=share&wave=1&by=story&sample=first") {
		body := b.get(address).Body.String()
		if strings.Contains(body, secret) || strings.Contains(body, "somebody&#39;s own") || strings.Contains(body, "p007") {
			t.Errorf("%s shows a respondent's words or pseudonym", address)
		}
	}
}

func TestTheWordingOfEveryWaveIsShownAndItsChangesNamed(t *testing.T) {
	b := visit(t, newFake(t))
	text := parsed(t, b.get("/data/work?lang=en")).text()
	for _, want := range []string{"Not the same in all waves: wording, categories", "Work in wave 1?", "Work in wave 2?", "Работа?", "${sex} = 'f' or ${sex} = 'm'", "Prefer not to say"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
	if text := parsed(t, b.get("/data/mood?lang=en")).text(); strings.Contains(text, "Not the same") || !strings.Contains(text, "Wave 1, March 2022; Wave 2, September 2022") {
		t.Error("an item that stayed the same is said to differ")
	}
}

func TestSearchFindsWordingsInEveryLanguage(t *testing.T) {
	b := visit(t, newFake(t))
	for query, want := range map[string]string{"НАСТРОЕНИЕ": "mood", "your age": "age", "work in wave 1": "work", "WORR": "worry"} {
		p := parsed(t, b.get("/data?lang=en&q="+url.QueryEscape(query)))
		if rows := p.byID(t, "variables").rows(); len(rows) != 3 || rows[2][0] != want {
			t.Errorf("%q finds %q", query, rows)
		}
	}
}

// marked counts the numbers that bear the mark.
func marked(p page) (marks, all int) {
	for _, td := range p.all("td") {
		if strings.Contains(td.attr("class"), "below") {
			marks++
		}
	}
	return marks, len(p.all("td"))
}

func TestWhatStaysAtTheDeskIsMarkedAndNotDrawn(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	if marks, _ := marked(parsed(t, b.get("/estimates/mood_w1")).byID(t, "cells")); marks != 0 {
		t.Errorf("%d numbers on enough people are marked", marks)
	}
	f.study.Disclosure = study.Disclosure{MinCell: 20, MinBase: 59}
	p := parsed(t, b.get("/estimates/few?lang=en"))
	cells := p.byID(t, "cells")
	if marks, _ := marked(cells); marks == 0 || !strings.Contains(p.text(), "Stays here") {
		t.Fatal("numbers below the thresholds are not marked")
	}
	figure := p.all("svg")[0].text()
	shown := regexp.MustCompile(`\d+\.\d%`)
	for _, r := range cells.all("tr") {
		if r.attr("class") == "stays" {
			if value := shown.FindString(r.text()); value == "" || strings.Contains(figure, value) {
				t.Errorf("the figure shows %q, which stays here", value)
			}
		}
	}
	if row := parsed(t, b.get("/estimates?lang=en")).byID(t, "named").rows(); !slices.ContainsFunc(row, func(r []string) bool {
		return strings.HasPrefix(r[0], "A few people") && strings.Contains(r[3], "stays here")
	}) {
		t.Error("the list of estimates does not mark it")
	}
}

func TestATransitionSaysWhatItsSharesAreOf(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	e, err := f.Estimate(f.specs[7])
	if err != nil {
		t.Fatal(err)
	}
	n := e.Cells[0].N
	for of, want := range map[string]string{"origin": "each row adds up to 100 %", "all": "the whole table adds up to 100 %", "count": "People who answered"} {
		p := parsed(t, b.get("/estimates/work_w1_w2?lang=en&of="+of))
		table := p.byID(t, "cells")
		if !strings.Contains(table.all("caption")[0].text(), want) {
			t.Errorf("of=%s: the caption is %q", of, table.all("caption")[0].text())
		}
		rows := table.rows()
		if len(rows) != 2+3+1 || len(rows[1]) != 1+4+1 {
			t.Fatalf("of=%s: %d rows of %d cells", of, len(rows), len(rows[1]))
		}
		last := rows[len(rows)-1]
		if total := last[len(last)-1]; of == "all" && total != "100%" || of != "all" && atoi(total) != int64(n) {
			t.Errorf("of=%s: the total is %q, n is %d", of, total, n)
		}
	}
	sum := int64(0)
	counts := parsed(t, b.get("/estimates/work_w1_w2?lang=en&of=count")).byID(t, "cells").rows()
	for _, r := range counts[2:5] {
		row := int64(0)
		for _, c := range r[1:5] {
			row += atoi(strings.TrimSuffix(c, " * stays here"))
		}
		if margin := atoi(strings.TrimSuffix(r[5], " * stays here")); margin != row {
			t.Errorf("%q adds up to %d", r, row)
		}
		sum += row
	}
	if sum != int64(n) {
		t.Errorf("the people of the table are %d of %d", sum, n)
	}
}

func TestWhatIsExploredIsWhatTheEngineSaysAndCanBeKept(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	for _, query := range []string{
		"item=mood", "item=age", "item=worry", "item=mood&for=mood&measure=share&wave=1&category=4&category=5&by=sex&groupsof=sex&group=f&sample=first&weight=even&where=%24%7Bage_w1%7D+%3E+30",
		"item=mood&for=mood&measure=difference&category=4&wave=1&wave=2&sample=panel", "item=work&for=work&measure=transition&wave=1&wave=2&sample=panel&of=all",
		"item=mood&for=mood&measure=count&wave=1&sample=first&weight=even", "item=mood&for=mood&measure=mean&wave=1&wave=2&sample=panel&base=total&category=4",
	} {
		p := parsed(t, b.get("/explore?lang=en&"+query))
		lines := p.all("pre")
		if len(lines) == 0 {
			t.Errorf("%s gives nothing to keep: %s", query, p.all("main")[0].text())
			continue
		}
		specs, err := estimate.ParseSpecs([]byte("estimates:\n" + lines[0].lines()))
		if err != nil || len(specs) != 1 {
			t.Fatalf("%s: the lines cannot be kept: %v\n%s", query, err, lines[0].lines())
		}
		e, err := f.Estimate(specs[0])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.text(), e.ID) {
			t.Errorf("%s: kept, it is another estimate", query)
		}
		if slices.ContainsFunc(f.specs, func(s estimate.Spec) bool { return s.Name == specs[0].Name }) {
			t.Errorf("%s: the name %s is taken", query, specs[0].Name)
		}
	}
}

func TestARefusalOfTheEngineIsShownAsItIs(t *testing.T) {
	b := visit(t, newFake(t))
	for query, want := range map[string]string{
		"item=work&for=work&measure=mean&wave=1&sample=first":                           "work_w1 has categories that are no numbers, and no mean can be formed",
		"item=work&for=work&measure=share&wave=1&wave=2&sample=any":                     "work_w1 and work_w2 have different categories",
		"item=work&for=work&measure=transition&wave=1&sample=panel":                     "A transition goes from one wave to another.",
		"item=mood&for=mood&measure=share&wave=1&sample=first&where=%24%7Bnowhere%7D=1": "cannot be used",
	} {
		w := b.get("/explore?lang=en&" + query)
		if text := parsed(t, w).text(); w.Code != http.StatusOK || !strings.Contains(text, want) || strings.Contains(text, "Keep it") {
			t.Errorf("%s is answered %d without %q: %s", query, w.Code, want, text)
		}
	}
}

func TestWhatBelongsToAnotherItemIsNotCarriedOver(t *testing.T) {
	b := visit(t, newFake(t))
	p := parsed(t, b.get("/explore?lang=en&item=age&for=mood&measure=share&wave=2&category=4&where=%24%7Bmood_w2%7D+%3D+4&sample=panel&by=sex"))
	if lines := p.all("pre")[0].lines(); !strings.Contains(lines, "measure: mean") || strings.Contains(lines, "categories") || strings.Contains(lines, "where") || !strings.Contains(lines, "by: sex") || !strings.Contains(lines, "sample: panel") {
		t.Errorf("the new item begins with\n%s", lines)
	}
}

func TestCleaningShowsRulesAndTheirCounts(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	p := parsed(t, b.get("/cleaning?lang=en"))
	if !strings.Contains(p.text(), f.cut.Hash) || !strings.Contains(p.byID(t, "rules").text(), "Less than 50% of what was asked was answered") || !strings.Contains(p.byID(t, "rules").text(), "age outside 18 to …") {
		t.Error("the page lacks the hash or the thresholds")
	}
	if got := p.byID(t, "flow-2").row(t, "young"); !slices.Equal(got, []string{"young", "0", "0", "0", "0", "", "160"}) {
		t.Errorf("what the rule did: %q", got)
	}
	w := b.send(ours(httptest.NewRequest(http.MethodPost, "/cleaning/cut", nil)))
	if w.Code != http.StatusSeeOther || f.recuts != 1 {
		t.Fatalf("the button is answered %d", w.Code)
	}
	if !strings.Contains(parsed(t, b.get(w.Header().Get("Location"))).text(), "The cut was made") {
		t.Error("nobody is told that the cut was made")
	}
}

func TestACutThatCannotBeMadeSaysWhy(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	f.cutFault = study.Problem{Severity: study.Error, Where: "clean.yaml", What: "the rule has no name", Do: "name it"}
	w := b.send(ours(httptest.NewRequest(http.MethodPost, "/cleaning/cut", nil)))
	if w.Code != http.StatusConflict || !strings.Contains(parsed(t, w).text(), "the rule has no name") {
		t.Errorf("answered %d", w.Code)
	}
}

func TestFiguresAndReportsSayWhatKeepsThemFromBeingPrinted(t *testing.T) {
	b := visit(t, newFake(t))
	p := parsed(t, b.get("/figures?lang=en"))
	if len(p.all("svg")) != 2 || !strings.Contains(p.byID(t, "figure-broken").text(), `draws "nowhere", which there is not`) {
		t.Errorf("%d figures are drawn", len(p.all("svg")))
	}
	report := parsed(t, b.get("/reports/memo?lang=en")).text()
	for _, want := range []string{"en.md row 1", "86", "1 error keeps the report from being published", "mood_mean"} {
		if !strings.Contains(report, want) {
			t.Errorf("the report's page does not say %q: %s", want, report)
		}
	}
	if got := parsed(t, b.get("/reports?lang=en")).byID(t, "reports").row(t, "memo"); got[2] == "0" {
		t.Errorf("the list of reports: %q", got)
	}
}

func TestEditionsAreServedAsTheyWouldBePublished(t *testing.T) {
	b := visit(t, newFake(t))
	for _, lang := range []study.Lang{"en", "ru"} {
		w := b.get("/reports/memo/" + string(lang) + ".html")
		p := parsed(t, w)
		if w.Code != http.StatusOK || p.all("html")[0].attr("lang") != string(lang) || len(p.all("svg")) != 1 {
			t.Fatalf("the edition in %s is answered %d", lang, w.Code)
		}
		if len(p.all("script")) != 0 {
			t.Error("a title became a script")
		}
		style := p.all("style")[0].FirstChild.Data
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "style-src "+look.StyleHash(style)+";") {
			t.Error("the policy does not admit the edition's style")
		}
	}
}
