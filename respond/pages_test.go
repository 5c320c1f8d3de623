package respond

import (
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sojourn/look"
	"sojourn/study"
)

// everyPage shows every page there is, in a language.
func everyPage(t *testing.T, lang study.Lang) map[string]*httptest.ResponseRecorder {
	t.Helper()
	f := newFake(t)
	f.lang = lang
	b := visit(t, f)
	q := "?lang=" + string(lang)
	pages := map[string]*httptest.ResponseRecorder{
		"home":           b.get("/" + q),
		"channel":        b.get("/o/telegram" + q),
		"personal":       b.get("/i/" + secret + q),
		"declined":       b.get("/declined" + q),
		"return":         b.get("/return" + q),
		"return fault":   b.post("/return"+q, asForm("phrase", "no such words")),
		"withdraw":       b.get("/withdraw" + q),
		"withdraw fault": b.post("/withdraw"+q, asForm("phrase", "no such words")),
		"withdrawn":      b.get("/withdrawn" + q),
		"sure":           b.post("/withdraw"+q, asForm("phrase", words)),
		"sure by link":   b.get(ownPath(token, "erase")),
		"sure invited":   b.get("/i/" + invited + "/erase" + q),
		"own":            b.get(ownPath(token) + q),
		"own fault":      b.post("/mine"+q, asForm("phrase", "no such words")),
		"about":          b.get(page("about")),
		"work":           b.get(page("work")),
		"life":           b.get(page("life")),
		"worries":        b.get(page("worries")),
		"reminder":       b.post(page("about"), asForm("do", "next")),
		"faults":         b.post(page("about"), asForm("do", "next", "age", "12", "left_year", "2022")),
		"exclusive":      b.post(page("worries"), asForm("do", "next", "worry", "nothing", "worry", "money")),
		"pause":          b.post(page("work"), asForm("do", "later")),
		"contact":        b.post("/contact/form"+q, asForm("secret", secret)),
		"contact moved":  b.post("/contact/form"+q, asForm("secret", secret, "instead", "yes")),
		"contact fault":  b.post("/contact"+q, asForm("secret", secret, "medium", "email", "address", "nowhere")),
		"contact kept":   b.get("/contact/kept" + q),
		"contact medium": b.post("/contact"+q, asForm("secret", secret)),
	}
	withExits(f)
	pages["out, ineligible"], pages["out, unsafe"] = b.get("/out/1"+q), b.get("/out/2"+q)
	pages["genuine"], pages["genuine, judged"] = b.get("/genuine"+q), b.post("/genuine"+q, asForm("what", "https://forms.example.com/"))
	b.lang = string(lang)
	pages["missing"] = b.get("/nothing/here")
	pages["large"] = b.post(page("about"), "age="+strings.Repeat("1", maxPage))
	for name, w := range everyWayOfAsking(t, lang) {
		pages[name] = w
	}
	f.closed = true
	pages["closed"], pages["closed, invited"] = b.get("/"+q), b.get("/i/"+secret+q)
	f.done = true
	pages["done"] = b.get(page("done"))
	if err := f.Agree(t.Context(), token, lang, []string{"archive"}); err != nil {
		t.Fatal(err)
	}
	f.study.Snowball.On, f.study.Recognition = true, recognition
	pages["done, asked"] = b.get(page("done") + "?asked")
	pages["links"] = b.get(ownPath(token, "links"))
	pages["code"] = b.get(ownPath(token, "code"))
	pages["code fault"] = b.post(ownPath(token, "code")+q, asForm("month", "13"))
	f.closed = false
	pages["sent"] = b.get("/r/" + sent + q)
	pages["spent"] = b.get("/r/nothing" + q)
	pages["own, finished"] = b.get(ownPath(token) + q + "&saved")
	return pages
}

// invited is what stands in somebody's personal link.
var invited = strings.Repeat("A", 43)

// everyWayOfAsking shows the pages of the gallery's questionnaire, open and
// with faults.
func everyWayOfAsking(t *testing.T, lang study.Lang) map[string]*httptest.ResponseRecorder {
	t.Helper()
	f := newFakeOf(t, "gallery/form.md")
	f.lang = lang
	b := visit(t, f)
	pages := map[string]*httptest.ResponseRecorder{}
	for _, name := range []string{"about", "work", "life", "scales", "order", "day", "place", "stays_1", "end"} {
		pages["every "+name] = b.get(page(name))
	}
	pages["scale faults"] = b.post(page("scales"), asForm("do", "next", "trust", "11", "warmth", "many"))
	pages["rank faults"] = b.post(page("order"), asForm("do", "next", "matter_rank_1", "work", "matter_rank_2", "work"))
	pages["sum faults"] = b.post(page("day"), asForm("do", "next", "sleep", "8", "job", "8", "rest", "9"))
	pages["one more"] = b.get(page("place") + "?more")
	return pages
}

func TestEveryPageInEveryLanguage(t *testing.T) {
	for _, lang := range []study.Lang{"en", "ru", "fa"} {
		for name, w := range everyPage(t, lang) {
			t.Run(string(lang)+" "+name, func(t *testing.T) { checkPage(t, lang, w) })
		}
	}
}

func checkPage(t *testing.T, lang study.Lang, w *httptest.ResponseRecorder) {
	body := w.Body.String()
	p := parsedBody(t, strings.NewReader(body))
	root := p.named("html")[0]
	if root.attr("lang") != string(lang) || root.attr("dir") != lang.Dir() {
		t.Errorf("lang %q dir %q", root.attr("lang"), root.attr("dir"))
	}
	if n := len(p.named("h1")); n != 1 {
		t.Errorf("%d first headings", n)
	}
	if strings.Contains(p.named("body")[0].text(), "[") {
		t.Error("a wording is missing in the phrasebook")
	}
	if title := p.named("title")[0].text(); title == "" || strings.Contains(title, "moving") || strings.Contains(title, "переезд") {
		t.Errorf("the title is %q", title)
	}
	for _, n := range p.find(func(n node) bool { return n.Data == "script" || n.attr("style") != "" || n.attr("onclick") != "" }) {
		t.Errorf("there is a <%s> with code of its own", n.Data)
	}
	checkLabels(t, p)
	checkAddresses(t, p)
	checkReferences(t, p)
	style := p.named("style")[0].text()
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "style-src "+look.StyleHash(style)+";") {
		t.Errorf("the policy %q does not admit the page's style", policy)
	}
}

// checkLabels asserts that every control has a label, and every group a legend.
func checkLabels(t *testing.T, p doc) {
	for _, n := range p.find(func(n node) bool {
		return n.Data == "select" || n.Data == "textarea" || n.Data == "input" && n.attr("type") != "hidden"
	}) {
		labels := p.find(func(l node) bool {
			return l.Data == "label" && l.attr("for") == n.attr("id") && strings.TrimSpace(l.text()) != ""
		})
		if n.attr("id") == "" || len(labels) != 1 {
			t.Errorf("%s %q has %d labels", n.Data, n.attr("name"), len(labels))
		}
		if n.attr("type") != "radio" && n.attr("type") != "checkbox" && n.attr("autocomplete") != "off" {
			t.Errorf("%s %q may be filled in by the browser", n.Data, n.attr("name"))
		}
	}
	for _, n := range p.named("fieldset") {
		first := n.FirstChild
		for first != nil && first.Type == html.TextNode {
			first = first.NextSibling
		}
		if first == nil || first.Data != "legend" {
			t.Errorf("group %q does not begin with a legend", n.attr("id"))
		}
	}
}

// checkAddresses asserts that nothing leads away from these pages but the
// help that the study lists, which learns nothing of where somebody came from.
func checkAddresses(t *testing.T, p doc) {
	for _, n := range p.find(func(n node) bool { return true }) {
		if n.Parent != nil && n.Parent.Data == "li" && n.attr("rel") == "noopener noreferrer" && n.attr("target") == "_blank" {
			continue
		}
		for _, name := range []string{"href", "src", "action", "srcset", "poster", "data", "formaction"} {
			if a := n.attr(name); a != "" && a != "data:," && !strings.HasPrefix(a, "#") && (!strings.HasPrefix(a, "/") || strings.HasPrefix(a, "//")) {
				t.Errorf("<%s> leads to %q", n.Data, a)
			}
		}
	}
}

// checkReferences asserts that ids are there once and are there when named.
func checkReferences(t *testing.T, p doc) {
	ids := map[string]int{}
	for _, n := range p.find(func(n node) bool { return n.attr("id") != "" }) {
		ids[n.attr("id")]++
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%d elements have the id %q", n, id)
		}
	}
	for _, n := range p.find(func(n node) bool { return true }) {
		named := strings.Fields(n.attr("aria-describedby") + " " + n.attr("aria-labelledby") + " " + n.attr("for") + " " + n.attr("form"))
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

func TestEnterSendsNext(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get(page("work")))
	buttons := p.find(func(n node) bool { return n.Data == "button" })
	if buttons[0].attr("value") != "next" || buttons[0].attr("form") != "answers" {
		t.Error("the first button of the form, which the Enter key presses, is not Next")
	}
}

func TestSameScalesInARowStandAsATable(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get(page("life")))
	tables := p.find(func(n node) bool { return n.attr("class") == "rows" })
	if len(tables) != 1 {
		t.Fatalf("%d tables, want one of the three items on the same scale", len(tables))
	}
	rows := 0
	for n := range tables[0].Descendants() {
		if n.Data == "fieldset" {
			rows++
		}
	}
	if rows != 3 || len(p.named("fieldset")) != 4 {
		t.Errorf("the table has %d of %d scales, want 3 of 4", rows, len(p.named("fieldset")))
	}
}

func TestCountriesAreSortedInTheLanguageOfThePage(t *testing.T) {
	for lang, want := range map[study.Lang][2]string{"en": {"Armenia", "Another country"}, "ru": {"Австрия", "Другая страна"}, "fa": {"آلمان", "کشوری دیگر"}} {
		f := newFake(t)
		f.lang = lang
		p := parsed(t, visit(t, f).get(page("about")))
		var labels []string
		for n := range p.byID(t, "q-country-in").Descendants() {
			if o := (node{n}); o.Data == "option" && o.attr("value") != "" && !isReason(o.attr("value")) {
				labels = append(labels, o.text())
			}
		}
		if got := [2]string{labels[0], labels[len(labels)-1]}; got != want {
			t.Errorf("%s: from %q to %q, want from %q to %q", lang, got[0], got[1], want[0], want[1])
		}
	}
}

func TestAStudyInALanguageWithoutACatalog(t *testing.T) {
	f := newFake(t)
	f.study.Languages = []study.Lang{"kk", "en"}
	f.study.Title = study.Text{"kk": "Көшкеннен кейінгі өмір"}
	p := parsed(t, visit(t, f).get("/?lang=kk"))
	if p.named("html")[0].attr("lang") != "kk" || p.named("h1")[0].text() != "Көшкеннен кейінгі өмір" {
		t.Error("the page is not in the study's language")
	}
	button := p.find(func(n node) bool { return n.Data == "bdi" && n.attr("lang") == "en" && n.text() == "I agree, begin" })
	if len(button) != 1 {
		t.Error("English words on a Kazakh page do not say that they are English")
	}
}
