package desk

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sojourn/codebook"
	"sojourn/release"
	"sojourn/release/bundle"
	"sojourn/study"
)

// fakePlan gives every variable of the fake study a role.
const fakePlan = `variables:
  - {name: sex, role: quasi}
  - {name: age, role: quasi, scientific: {bands: [30, 40]}, public: {bands: [40]}}
  - {name: story, role: sensitive, scientific: {withhold: true}, public: {withhold: true}}
  - {name: work, role: quasi}
  - {name: mood, role: free}
  - {name: trust, role: sensitive, harmless: ["no"]}
  - {name: worry, role: sensitive}
  - {name: disposition, role: free}
  - {name: invited, role: free, scientific: {withhold: true}, public: {withhold: true}}
  - {name: flag, role: free, scientific: {withhold: true}, public: {withhold: true}}
  - {name: answered, role: free, scientific: {withhold: true}, public: {withhold: true}}
  - {name: seconds, role: free, scientific: {withhold: true}, public: {withhold: true}}
  - {name: language, role: free, scientific: {closed: true}, public: {withhold: true}}
  - {name: version, role: free, scientific: {closed: true}, public: {withhold: true}}
  - {name: channel, role: direct}
  - {name: day, role: quasi, scientific: {day: month}, public: {withhold: true}}
`

func (f *fake) Codebook() (*codebook.Book, error) {
	if f.cut == nil {
		return nil, study.ErrNotFound
	}
	return codebook.New(codebook.Source{Study: f.study, Cut: f.cut.Hash, Data: f.cut.Data, Instruments: f.ins}, codebook.Team), nil
}

func (f *fake) Release(profile release.Profile) (*release.Outcome, error) {
	if f.roles == "" {
		return nil, study.Problem{Severity: study.Error, Code: "no-release", Where: release.File, What: "it is not there"}
	}
	plan, err := release.Parse([]byte(f.roles))
	if err != nil {
		return nil, err
	}
	return release.Protect(release.Source{Study: f.study, Cut: f.cut.Hash, Data: f.cut.Data, Depends: release.Dependents(f.ins), Secret: []byte("s")}, plan, profile)
}

func (f *fake) BuildRelease(profile release.Profile) (string, error) {
	if _, err := f.Release(profile); err != nil {
		return "", err
	}
	f.builds = append(f.builds, profile)
	return "exile.zip", nil
}

func (f *fake) Bundle(name string) (Bundle, error) {
	if name != "exile.zip" {
		return Bundle{}, study.ErrNotFound
	}
	return Bundle{Name: name, Data: []byte("PK"), Verdict: bundle.Verdict{Files: 23, People: 240, Least: 11},
		Warnings: study.Problems{{Severity: study.Warning, Where: "study.yaml", What: "there is no publisher"}}}, nil
}

func TestTheReleasePageShowsWhatWillChangeBeforeAnythingIsBuilt(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	p := parsed(t, b.get("/release?lang=en"))
	risk := p.byID(t, "risk").rows()
	if got := risk[len(risk)-3]; got[0] != "Smallest group alike" || got[1] != "1" || got[3] == "1" {
		t.Errorf("the risk is told as %q", got)
	}
	text := p.byID(t, "fates").text()
	for _, want := range []string{"age_w1 put into bands", "story_w1 not released", "disposition_w1 as collected", "channel_w1 not released"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not told", want)
		}
	}
	if len(f.builds) > 0 || strings.Contains(p.text(), secret) {
		t.Error("looking built something, or shows what somebody wrote")
	}
	if got := parsed(t, b.get("/release?profile=scientific&lang=ru")).all("h1")[0].text(); got != "Выпуск данных" {
		t.Errorf("the Russian page is called %q", got)
	}
}

func TestWithoutRolesNothingCanBeBuilt(t *testing.T) {
	f := newFake(t)
	f.roles = ""
	b := visit(t, f)
	p := parsed(t, b.get("/release?lang=en"))
	if len(p.all("button")) > 0 || !strings.Contains(p.text(), "sojourn release FOLDER --propose") {
		t.Error("the page does not say what to do first")
	}
	f.roles = strings.Replace(fakePlan, "  - {name: mood, role: free}\n", "", 1)
	p = parsed(t, b.get("/release?lang=en"))
	if len(p.all("button")) > 0 || !strings.Contains(p.text(), "mood") {
		t.Error("a variable without a role does not stop the page's button, or is not named")
	}
}

func TestABundleIsBuiltByAFormAndHandedOutAsAFile(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	w := b.send(ours(httptest.NewRequest(http.MethodPost, "/release/build", strings.NewReader("profile=scientific"))))
	if w.Code != http.StatusSeeOther || len(f.builds) != 1 || f.builds[0] != release.Scientific {
		t.Fatalf("answered %d, built %v", w.Code, f.builds)
	}
	p := parsed(t, b.get(w.Header().Get("Location")))
	if !strings.Contains(p.text(), "at least 11 are alike") || !strings.Contains(p.text(), "there is no publisher") {
		t.Errorf("what was built is not told: %s", p.text())
	}
	file := b.get("/release/exile.zip")
	if file.Body.String() != "PK" || file.Header().Get("Content-Type") != "application/zip" || !strings.Contains(file.Header().Get("Content-Disposition"), "exile.zip") {
		t.Errorf("the file comes as %v", file.Header())
	}
	foreign := httptest.NewRequest(http.MethodPost, "/release/build", strings.NewReader("profile=public"))
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := b.send(foreign); w.Code != http.StatusForbidden || len(f.builds) != 1 {
		t.Errorf("a form from elsewhere is answered %d", w.Code)
	}
}

func TestTheCodebookIsSearchedThroughWithoutAScript(t *testing.T) {
	b := visit(t, newFake(t))
	for query, want := range map[string]string{"mood": "mood", "настроение": "mood", "money": "worry", "заботы": "worry", "sex = 'f'": "work", "your SEX": "sex"} {
		p := parsed(t, b.get("/codebook?lang=en&q="+strings.ReplaceAll(query, " ", "+")))
		var names []string
		for _, li := range p.all("li") {
			if c := li.all("code"); len(c) > 0 {
				names = append(names, c[0].text())
			}
		}
		if !strings.Contains(strings.Join(names, " "), want) {
			t.Errorf("%q finds %q", query, names)
		}
	}
	whole := b.get("/codebook/ru.html")
	if whole.Code != http.StatusOK || strings.Contains(whole.Body.String(), secret) || !strings.Contains(whole.Body.String(), `href="/codebook/en.html"`) {
		t.Errorf("the whole book is answered %d, or shows what somebody wrote, or does not lead to the English one", whole.Code)
	}
}
