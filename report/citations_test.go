package report

import (
	"strings"
	"testing"

	"sojourn/library"
	"sojourn/study"
)

// papers is a library of two works and their findings.
type papers struct{}

func (papers) Work(id library.ID) (library.Work, error) {
	switch id {
	case "kim-2022":
		return library.Work{ID: id, Type: library.Report, Title: "Дорога", Language: "ru", Date: "2022", Authors: []library.Name{{Family: "Ким", Given: "Ли", Also: []library.Spelling{{Family: "Kim", Given: "Lee"}}}},
			Editions: []library.Edition{{Language: "ru", Title: "Дорога"}, {Language: "en", Title: "The road", Links: []library.Link{{URL: "https://example.org/road?a=1&b=2", Kind: library.Original}}}}}, nil
	case "vega-2020":
		return library.Work{ID: id, Type: library.Article, Title: "Rooms & <b>roads</b>", Language: "en", Date: "2020", Container: "Journal", Authors: []library.Name{{Family: "Vega", Given: "Ana"}, {Family: "Lee", Given: "Bo"}}}, nil
	}
	return library.Work{}, study.ErrNotFound
}

func (papers) Finding(work library.ID, id string) (library.Finding, error) {
	all := map[string]library.Finding{
		"kim-2022 sat":  {ID: "sat", Work: work, Page: 7, LabelEN: "Content with life", LabelRU: "Довольны жизнью", Group: "population=georgia", Value: "41.5", Unit: "percent", Base: 1204},
		"kim-2022 mean": {ID: "mean", Work: work, Page: 8, Value: "3.34", Unit: "mean"},
	}
	if f, ok := all[string(work)+" "+id]; ok {
		return f, nil
	}
	return library.Finding{}, study.ErrNotFound
}

// citing is the memo with a paragraph more, the same in both editions.
func citing(t *testing.T, paragraph string) Input {
	t.Helper()
	in := memo(t)
	in.Library = papers{}
	for lang, text := range in.Editions {
		in.Editions[lang] = []byte(string(text) + "\n" + paragraph + "\n")
	}
	return in
}

func TestAReportCitesTheLibraryInEachEditionsManner(t *testing.T) {
	in := citing(t, "So say others [@kim-2022, 12; @vega-2020]. @vega-2020 [5] say more, and mail@vega-2020.example is no citation; [a link](https://example.org) neither.")
	out := built(t, in)
	for _, p := range out.Problems {
		t.Error(p)
	}
	for lang, parts := range map[study.Lang][]string{
		"en": {`(<a class="cite" href="#ref-kim-2022">Kim, 2022, p. 12</a>; <a class="cite" href="#ref-vega-2020">Vega &amp; Lee, 2020</a>)`, `<a class="cite" href="#ref-vega-2020">Vega and Lee (2020, p. 5)</a>`,
			`<h2 id="references">References</h2>`, `<li id="ref-kim-2022">Kim, L. (2022). <i>The road</i>. <a href="https://example.org/road?a=1&amp;b=2" rel="noreferrer">https://example.org/road?a=1&amp;b=2</a></li>`,
			`Rooms &amp; &lt;b&gt;roads&lt;/b&gt;`, "mail@vega-2020.example", `<a href="https://example.org">a link</a>`},
		"ru": {`[<a class="cite" href="#ref-kim-2022">Ким, 2022, с. 12</a>; <a class="cite" href="#ref-vega-2020">Vega, Lee, 2020</a>]`, `<h2 id="references">Литература</h2>`, `<li id="ref-kim-2022">Ким Л. Дорога. 2022.</li>`},
	} {
		for _, part := range parts {
			if !strings.Contains(string(out.Pages[lang]), part) {
				t.Errorf("the edition in %s lacks %s", lang, part)
			}
		}
	}
	if strings.Contains(string(built(t, memo(t)).Pages["en"]), `id="references"`) {
		t.Error("a report that cites nothing has a list of references")
	}
}

func TestTheStyleOfCitationsIsSetForTheReportOrByLanguage(t *testing.T) {
	for setting, want := range map[string]string{"citations: chicago": "(<a class=\"cite\" href=\"#ref-vega-2020\">Vega and Lee 2020, 12</a>)", "citations: {en: gost}": "[<a class=\"cite\" href=\"#ref-vega-2020\">Vega, Lee, 2020, с. 12</a>]"} {
		in := citing(t, "So say others [@vega-2020, p. 12].")
		r, err := Parse([]byte(string(read(t, "memo/report.yaml")) + "\n" + setting + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		in.Report = r
		if page := string(built(t, in).Pages["en"]); !strings.Contains(page, want) {
			t.Errorf("%s does not give %s", setting, want)
		}
	}
	if _, err := Parse([]byte(string(read(t, "memo/report.yaml")) + "\ncitations: harvard\n")); err == nil || !strings.Contains(err.Error(), "harvard") {
		t.Errorf("a style that there is not: %v", err)
	}
}

func TestACitationThatLeadsNowhereIsAnErrorWithItsPlace(t *testing.T) {
	for paragraph, code := range map[string]string{"As told [@nobody-1999, p. 3].": "unknown-work", "As @nobody-1999 tell.": "unknown-work", "As told [see @; @kim-2022].": "bad-citation",
		"It is {{finding kim-2022#none}}.": "unknown-finding", "It is {{finding nobody#sat}}.": "unknown-finding", "Of {{finding kim-2022#mean show=n}} people.": "no-base"} {
		in := citing(t, paragraph)
		row := strings.Count(string(in.Editions["en"]), "\n")
		found := false
		for _, p := range Lint(in) {
			found = found || p.Code == code && p.Where == "en.md" && p.Row == row && p.Severity == study.Error
		}
		if !found {
			t.Errorf("%s: no error %s at en.md line %d: %v", paragraph, code, row, Lint(in))
		}
	}
	in := citing(t, "")
	in.Editions["en"] = append(in.Editions["en"], "\nOnly here [@kim-2022].\n"...)
	if ps := Lint(in); len(ps) != 1 || ps[0].Code != "cited-once" || ps[0].Severity != study.Warning {
		t.Errorf("a work that one edition cites: %v", ps)
	}
}

func TestAFindingIsPrintedInTheMannerOfTheEditionAndItsWorkIsListed(t *testing.T) {
	out := built(t, citing(t, "Elsewhere it is {{finding kim-2022#sat}} of {{finding kim-2022#sat show=n}}, and {{finding kim-2022#mean decimals=1}} on average."))
	for _, p := range out.Problems {
		t.Error(p)
	}
	for lang, parts := range map[study.Lang][]string{
		"en": {`href="#ref-kim-2022" title="Kim (2022, p. 7); worded “Content with life”; population=georgia; n = 1,204">41.5%</a>`, ">1,204</a>", ">3.3</a>", `<li id="ref-kim-2022">`},
		"ru": {">41,5\u00a0%</a>", `<li id="ref-kim-2022">`},
	} {
		for _, part := range parts {
			if !strings.Contains(string(out.Pages[lang]), part) {
				t.Errorf("the edition in %s lacks %s", lang, part)
			}
		}
	}
}

// held is the memo with a figure that is held against findings.
func held(t *testing.T, references string) Input {
	t.Helper()
	in := citing(t, "{{figure held}}")
	figures, err := ParseFigures([]byte("figures:\n  - {name: held, kind: bars, estimate: life_sat_w2, references: " + references + "}\n"))
	if err != nil {
		t.Fatal(err)
	}
	in.Figures = append(in.Figures, figures...)
	return in
}

func TestBarsAreHeldAgainstFindings(t *testing.T) {
	out := built(t, held(t, "[{finding: kim-2022#sat, title: {en: Georgia 2022, ru: Грузия 2022}, row: '4'}]"))
	for _, p := range out.Problems {
		t.Error(p)
	}
	table := out.Tables["en"]["held"]
	if len(table.Rows) != 6 || strings.Join(table.Rows[4], "|") != "Georgia 2022, for reference|41.5%|–|1,204" {
		t.Errorf("%q", table.Rows)
	}
	if notes := strings.Join(table.Notes, "\n"); !strings.Contains(notes, "Georgia 2022, for reference: Kim (2022, p. 7); worded “Content with life”; population=georgia; n = 1,204.") {
		t.Errorf("%s", notes)
	}
	if !strings.Contains(string(out.Pages["ru"]), "Грузия 2022, для сравнения") || !strings.Contains(string(out.Pages["en"]), `<li id="ref-kim-2022">`) {
		t.Error("the Russian figure or the list of references lacks the work")
	}
	for references, code := range map[string]string{
		"[{finding: kim-2022#mean, title: {en: G, ru: Г}}]":            "figure-references",
		"[{finding: kim-2022#sat, title: {en: G}}]":                    "untranslated",
		"[{finding: kim-2022#sat, title: {en: G, ru: Г}, row: x}]":     "figure-references",
		"[{finding: kim-2022#none, title: {en: G, ru: Г}}]":            "unknown-finding",
		"[{finding: kim-2022#sat, title: {en: G, ru: Г}}, {title: G}]": "unknown-finding",
	} {
		ps := Lint(held(t, references))
		if ps.Err() == nil || ps[0].Code != code {
			t.Errorf("%s: %v", references, ps)
		}
	}
}
