package desk

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sojourn/look"
	"sojourn/study"
)

// addresses are those of every page there is, with what can be asked of it.
var addresses = []string{
	"/", "/data", "/data?q=" + "MOOD", "/data?q=nothing+of+the+kind", "/data/mood", "/data/age", "/data/story", "/data/work", "/data/worry", "/data/trust",
	"/data/language", "/data/panelist", "/data/disposition", "/cleaning", "/cleaning?anew", "/cleaning/responses", "/cleaning/responses?wave=2&rule=young&decided&response=abc", "/cleaning/responses?wave=x",
	"/cleaning/effect", "/cleaning/effect?estimate=mood_w1", "/cleaning/effect?estimate=few", "/cleaning/effect?estimate=nothing", "/cleaning/cuts", "/cleaning/cuts?from=" + earlierCut + "&to=nothing",
	"/cleaning/cuts?from=" + earlierCut + "&to=%3Cscript%3E", "/panel", "/panel?sample=first&to=2&item=mood", "/panel?sample=nobody&to=9&item=nothing&of=x&least=x", "/panel?of=1&of=2&least=2", "/panel?sample=first&to=2&by=sex&by=mood", "/panel/interviews", "/panel/snowball", "/panel/snowball?wave=2&by=sex", "/panel/snowball?wave=x&by=nothing",
	"/panel/codes", "/panel/codes?from=2&to=1&by=sex&by=age&first=aaaaaaaaaaaa&second=%3Cscript%3E&verdict=undecided&decided", "/panel/codes?from=1&to=1&by=nothing", "/explore", "/explore?item=mood", "/explore?item=age", "/explore?item=worry", "/explore?item=trust",
	"/explore?item=mood&for=mood&measure=share&wave=1&sample=first&by=sex&groupsof=sex&weight=even&base=total&where=%24%7Bage_w1%7D+%3E+30",
	"/explore?item=mood&for=mood&measure=mean&wave=1&wave=2&sample=panel&by=sex", "/explore?item=mood&for=mood&measure=count&wave=1&sample=first",
	"/explore?item=mood&for=mood&measure=difference&category=4&category=5&wave=1&wave=2&sample=panel",
	"/explore?item=work&for=work&measure=transition&wave=1&wave=2&sample=panel&of=all", "/explore?item=work&for=work&measure=transition&wave=1&sample=panel",
	"/explore?item=work&for=work&measure=mean&wave=1&sample=panel", "/explore?item=mood&for=mood&measure=nonsense&sample=nobody&wave=9&wave=x&where=%28",
	"/estimates", "/estimates/funnel", "/estimates/mood_w1", "/estimates/mood_mean", "/estimates/trust_w1", "/estimates/mood_change", "/estimates/few", "/estimates/worry_w1",
	"/estimates/work_w1_w2", "/estimates/work_w1_w2?of=all", "/estimates/work_w1_w2?of=count", "/estimates/work_w1_w2?of=nonsense", "/figures", "/reports", "/reports/memo",
	"/codebook", "/codebook?q=MOOD", "/codebook?q=nothing+of+the+kind", "/codebook/nothing", "/codebook/fa.html", "/release", "/release?profile=scientific", "/release?profile=nonsense",
	"/release?built=exile.zip", "/release?built=nothing", "/release/nothing",
	"/nothing", "/data/nothing", "/estimates/nothing", "/reports/nothing", "/reports/memo/fa.html", "/reports/nothing/en.html",
}

func in2(address string, lang study.Lang) string {
	if strings.Contains(address, "?") {
		return address + "&lang=" + string(lang)
	}
	return address + "?lang=" + string(lang)
}

func TestEveryPageInBothLanguages(t *testing.T) {
	full, empty := newFake(t), newFake(t)
	full.referred(t, 70)
	full.coded()
	empty.cut, empty.received, empty.reports, empty.rules = nil, nil, nil, nil
	bare := newFake(t)
	bare.specs, bare.figures, bare.reports, bare.rules = nil, nil, nil, nil
	broken := newFake(t)
	broken.specFault = study.Problems{{Severity: study.Error, Where: "estimates.yaml", What: "line 3: " + hostile, Do: "mend the line"}}
	for name, f := range map[string]*fake{"full": full, "before anything came in": empty, "nothing named yet": bare, "a file is broken": broken} {
		b := visit(t, f)
		for _, lang := range []study.Lang{"en", "ru"} {
			for _, address := range addresses {
				t.Run(name+" "+string(lang)+" "+address, func(t *testing.T) { checkPage(t, lang, b.get(in2(address, lang))) })
			}
		}
	}
}

var hole = regexp.MustCompile(`\[[a-z]+[.a-z_-]*\]`)

func checkPage(t *testing.T, lang study.Lang, w *httptest.ResponseRecorder) {
	t.Helper()
	p := parsed(t, w)
	if root := p.all("html")[0]; root.attr("lang") != string(lang) {
		t.Errorf("the page is in %q", root.attr("lang"))
	}
	if n := len(p.all("h1")); n != 1 || p.all("h1")[0].text() == "" {
		t.Errorf("%d first headings", n)
	}
	if w.Code >= 500 {
		t.Errorf("answered %d", w.Code)
	}
	if found := hole.FindString(p.all("body")[0].text()); found != "" {
		t.Errorf("a wording is missing in the phrasebook: %s", found)
	}
	style := p.all("style")[0].FirstChild.Data
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "style-src "+look.StyleHash(style)+";") {
		t.Error("the policy does not admit the page's style")
	}
	checkSafe(t, p)
	checkControls(t, p)
	checkTables(t, p)
	checkReferences(t, p)
}

// checkSafe asserts that no text became markup and nothing leads away.
func checkSafe(t *testing.T, p page) {
	t.Helper()
	for _, n := range p.all() {
		if n.Data == "script" || n.Data == "img" || n.Data == "iframe" || n.attr("style") != "" {
			t.Errorf("there is a <%s> with %v", n.Data, n.Attr)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s", n.Data, a.Key)
			}
			if slices.Contains([]string{"href", "src", "action", "srcset", "formaction", "data", "poster"}, a.Key) &&
				!strings.HasPrefix(a.Val, "#") && (!strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//")) {
				t.Errorf("<%s> leads to %q", n.Data, a.Val)
			}
		}
	}
}

// checkControls asserts that every control has one label and every group a legend.
func checkControls(t *testing.T, p page) {
	t.Helper()
	for _, n := range p.all("select", "input") {
		if n.attr("type") == "hidden" {
			continue
		}
		labels := slices.DeleteFunc(p.all("label"), func(l page) bool { return l.attr("for") != n.attr("id") || l.text() == "" })
		if n.attr("id") == "" || len(labels) != 1 {
			t.Errorf("%s %q has %d labels", n.Data, n.attr("name"), len(labels))
		}
	}
	for _, n := range p.all("fieldset") {
		if len(n.all("legend")) != 1 {
			t.Error("a group has no legend")
		}
	}
	for _, n := range p.all("form") {
		if n.attr("method") == "post" && n.attr("action") != "/cleaning/cut" && n.attr("action") != "/cleaning/decide" && n.attr("action") != "/panel/codes/decide" && n.attr("action") != "/release/build" {
			t.Errorf("a form posts to %q", n.attr("action"))
		}
	}
}

// checkTables asserts that tables have captions, scopes and even rows, that
// numbers are set to the end, and that what scrolls can be reached by keys.
func checkTables(t *testing.T, p page) {
	t.Helper()
	for _, table := range p.all("table") {
		if caption := table.all("caption"); len(caption) != 1 || caption[0].text() == "" {
			t.Error("a table has no caption")
		}
		if table.Parent == nil || (page{table.Parent}).attr("tabindex") != "0" {
			t.Error("a table cannot be scrolled by keys")
		}
		for _, th := range table.all("th") {
			if !slices.Contains([]string{"col", "row", "colgroup", "rowgroup"}, th.attr("scope")) {
				t.Errorf("the head %q has no scope", th.text())
			}
		}
		width := 0
		for _, tr := range table.all("tr") {
			cells := 0
			for _, c := range tr.all("th", "td") {
				cells += max(1, int(atoi(c.attr("colspan"))))
			}
			if width == 0 {
				width = cells
			}
			if cells != width {
				t.Errorf("a row of %q has %d cells, the first %d", table.all("caption")[0].text(), cells, width)
			}
		}
		for _, td := range table.all("td") {
			if number.MatchString(td.text()) && !strings.HasPrefix(td.attr("class"), "n") && table.Parent != nil && (page{table.Parent}).attr("id") != "named" {
				t.Errorf("the number %q is not set to the end", td.text())
			}
		}
	}
}

var number = regexp.MustCompile(`^[−+]?\d[\d,. \x{202f}]*%?$`)

func atoi(s string) (n int64) {
	for _, r := range s {
		n = n*10 + int64(r-'0')
	}
	return n
}

// checkReferences asserts that ids are there once, and there when named.
func checkReferences(t *testing.T, p page) {
	t.Helper()
	ids := map[string]int{}
	for _, n := range p.all() {
		if id := n.attr("id"); id != "" {
			ids[id]++
		}
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%d elements have the id %q", n, id)
		}
	}
	for _, n := range p.all() {
		named := strings.Fields(n.attr("aria-labelledby") + " " + n.attr("for"))
		if target, ok := strings.CutPrefix(n.attr("href"), "#"); ok {
			named = append(named, target)
		}
		for _, id := range named {
			if ids[id] != 1 {
				t.Errorf("<%s> refers to %q, which is not on the page", n.Data, id)
			}
		}
	}
}

func TestEveryPlaceOfTheDeskIsThereAndMarked(t *testing.T) {
	b := visit(t, newFake(t))
	for _, place := range places {
		p := parsed(t, b.get(place.href+"?lang=en"))
		nav := p.all("nav")[0]
		current := slices.DeleteFunc(nav.all("a"), func(a page) bool { return a.attr("aria-current") != "page" })
		if len(nav.all("a")) != len(places) || len(current) != 1 || current[0].attr("href") != place.href {
			t.Errorf("on %s the navigation marks %d places", place.href, len(current))
		}
	}
}

func TestTheLanguageIsKeptByTheBrowser(t *testing.T) {
	b := visit(t, newFake(t))
	b.get("/data?lang=ru&q=mood")
	p := parsed(t, b.get("/estimates"))
	if p.all("html")[0].attr("lang") != "ru" || p.all("h1")[0].text() != "Оценки" {
		t.Error("the language is forgotten on the next page")
	}
	links := slices.DeleteFunc(parsed(t, b.get("/data?q=mood")).all("a"), func(a page) bool { return a.attr("hreflang") != "en" })
	if len(links) != 1 || links[0].attr("href") != "/data?lang=en&q=mood" {
		t.Error("switching the language does not lead to the same page")
	}
	if p := parsed(t, b.get("/?lang=tlh")); p.all("html")[0].attr("lang") != "ru" {
		t.Error("a language that there is not changes something")
	}
}

func TestAnEmptyDeskSaysWhatToDo(t *testing.T) {
	f := newFake(t)
	f.cut, f.received = nil, nil
	b := visit(t, f)
	for _, address := range []string{"/", "/data", "/explore", "/estimates", "/figures", "/reports", "/cleaning"} {
		if text := parsed(t, b.get(address)).text(); !strings.Contains(text, "sojourn sync FOLDER") {
			t.Errorf("%s does not say how answers come in", address)
		}
	}
	f.received = []Received{{Wave: 1, Finished: 3, Opened: 3}}
	if text := parsed(t, b.get("/data")).text(); !strings.Contains(text, "first cut") {
		t.Error("with open answers the next thing is not to make the cut")
	}
	if len(parsed(t, b.get("/cleaning")).all("form")) != 1 {
		t.Error("the first cut cannot be made")
	}
}

func TestAProblemThatIsToldInRussianIsSaidSoOnARussianPage(t *testing.T) {
	f := newFake(t)
	told := &study.Telling{What: study.Text{"en": "nobody changed", "ru": "никто не изменил ответа"}, Do: study.Text{"en": "mend it", "ru": "исправьте"}}
	f.specFault = study.Problems{{Severity: study.Error, Where: "estimates.yaml", What: "nobody changed", Do: "mend it", Told: told}}
	for lang, want := range map[string]string{"ru": "никто не изменил ответа исправьте", "en": "nobody changed mend it"} {
		if text := parsed(t, visit(t, f).get("/estimates?lang="+lang)).text(); !strings.Contains(text, want) {
			t.Errorf("in %s the page says %s", lang, text)
		}
	}
}

func TestAFileThatCannotBeUsedIsNamed(t *testing.T) {
	f := newFake(t)
	f.specFault = study.Problems{{Severity: study.Error, Where: "estimates.yaml", What: "line 3: an unknown key", Do: "mend the line"}}
	w := visit(t, f).get("/estimates?lang=en")
	if text := parsed(t, w).text(); w.Code != http.StatusConflict || !strings.Contains(text, "estimates.yaml") || !strings.Contains(text, "line 3: an unknown key") || !strings.Contains(text, "mend the line") {
		t.Errorf("answered %d: %s", w.Code, text)
	}
}
