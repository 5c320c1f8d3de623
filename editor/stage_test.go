package editor_test

import (
	"errors"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"sojourn/editor"
	"sojourn/editor/history"
	"sojourn/instrument"
	"sojourn/study"
)

// A folder is a study folder with one questionnaire.
type folder struct {
	*history.Keeper
	dir        string
	fielded    []string
	kept       map[string]string
	told       []instrument.Continuation
	departures []instrument.Departure
	files      []string
}

func (f *folder) Files() ([]editor.File, error) {
	var all []editor.File
	for _, name := range f.files {
		all = append(all, editor.File{Name: name, Waves: []study.WaveID{1}})
	}
	return all, nil
}

func (f *folder) Create(name string, data []byte) error {
	if err := f.Keeper.Create(name, data); err != nil {
		return err
	}
	f.files = append(f.files, name)
	return nil
}

func (f *folder) Fielded(string, string) ([]string, error) { return f.fielded, nil }

func (f *folder) KeepFielded(name, version string, data []byte) error {
	if f.kept == nil {
		f.kept = map[string]string{}
	}
	f.kept[version] = string(data)
	return nil
}

func (f *folder) KeptFielded(name, version string) ([]byte, bool) {
	text, there := f.kept[version]
	return []byte(text), there
}

func (f *folder) Departures(string, *instrument.Instrument) ([]instrument.Departure, error) {
	return f.departures, nil
}

func (f *folder) Tell(c instrument.Continuation) error {
	f.told = append(f.told, c)
	return nil
}

const form = `# Notes of the team

## survey

| type            | name   | label::English (en)      | label::Русский (ru) | relevant         | our own column |
| --------------- | ------ | ------------------------ | ------------------- | ---------------- | -------------- |
| begin_group     | first  | First                    | Сначала             |                  |                |
| select_one yn   | left   | Did you leave?           | Вы уехали?          |                  | kept           |
| integer         | age    | How old are you?         |                     | ${left} = 'yes'  |                |
| end_group       |        |                          |                     |                  |                |
| begin_group     | second | Then                     | Потом               |                  |                |
| select_one yn   | plan   | Will you go on?          | Вы поедете дальше?  | ${age} >= 18     |                |
| end_group       |        |                          |                     |                  |                |

## choices

| list_name | name | label::English (en) | label::Русский (ru) |
| --------- | ---- | ------------------- | ------------------- |
| yn        | yes  | Yes                 | Да                  |
| yn        | no   | No                  | Нет                 |

## settings

| form_id | version | form_title::English (en) | form_title::Русский (ru) | default_language |
| ------- | ------- | ------------------------ | ------------------------ | ---------------- |
| wave1   | 7       | Wave                     | Волна                    | English (en)     |

## plans

| anything        |
| --------------- |
| ${left} &amp; x |
`

const name = "instrument/wave1.md"

// A desk serves the editor over one file.
type desk struct {
	t *testing.T
	*folder
	pages *editor.Editor
	lang  study.Lang
}

func open(t *testing.T, file string, data string) *desk {
	t.Helper()
	dir := t.TempDir()
	clock := func() time.Time { return time.Date(2022, 9, 1, 0, 0, 0, 0, time.UTC) }
	f := &folder{Keeper: history.New(dir, filepath.Join(dir, ".sojourn"), clock), dir: dir}
	if err := f.Create(file, []byte(data)); err != nil {
		t.Fatal(err)
	}
	return &desk{t, f, editor.New(f, editor.Options{Root: "/questionnaire/"}), "en"}
}

// A page is an answer of the editor.
type page struct {
	status int
	title  string
	main   string
	at     string // where the browser is led
}

func (d *desk) ask(r *http.Request) page {
	d.t.Helper()
	w := httptest.NewRecorder()
	var p page
	err := d.pages.Serve(w, r, d.lang, func(status int, title string, main template.HTML) error {
		p = page{status, title, string(main), ""}
		return nil
	})
	if errors.Is(err, study.ErrNotFound) {
		return page{status: http.StatusNotFound}
	}
	if err != nil {
		d.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	if p.status == 0 {
		p.status, p.at = w.Code, w.Header().Get("Location")
	}
	shown, _, _ := strings.Cut(p.main, "<script>")
	if hole := regexp.MustCompile(`\[[a-z]+[a-z.-]*\]`).FindString(shown); hole != "" {
		d.t.Errorf("%s: there are no words for %s", r.URL, hole)
	}
	if _, err := html.Parse(strings.NewReader(p.main)); err != nil {
		d.t.Errorf("%s: %v", r.URL, err)
	}
	return p
}

func (d *desk) get(address string) page {
	d.t.Helper()
	return d.ask(httptest.NewRequest(http.MethodGet, "/questionnaire/"+address, nil))
}

// of is the address of a page over the file.
func of(page string, pairs ...string) string {
	q := url.Values{"file": {name}}
	for n := 0; n < len(pairs); n += 2 {
		q.Set(pairs[n], pairs[n+1])
	}
	return page + "?" + q.Encode()
}

func (d *desk) post(page string, form url.Values) page {
	d.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/questionnaire/"+page, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.ask(r)
}

// fields gathers what a browser would send of the main form of a page.
func fields(t *testing.T, p page, action string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.main))
	if err != nil {
		t.Fatal(err)
	}
	sent := url.Values{}
	var gather func(*html.Node, bool)
	gather = func(n *html.Node, inside bool) {
		if n.Type == html.ElementNode {
			a := map[string]string{}
			for _, at := range n.Attr {
				a[at.Key] = at.Val
			}
			if n.Data == "form" {
				inside = strings.HasSuffix(a["action"], "/"+action) && len(sent) == 0
			}
			if _, off := a["disabled"]; inside && !off {
				take(n, a, sent)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			gather(c, inside)
		}
	}
	gather(doc, false)
	if len(sent) == 0 {
		t.Fatalf("there is no form %s on the page %s:\n%s", action, p.title, p.main)
	}
	return sent
}

func take(n *html.Node, a map[string]string, sent url.Values) {
	_, checked := a["checked"]
	switch {
	case n.Data == "input" && (a["type"] == "checkbox" || a["type"] == "radio"):
		if checked {
			sent.Add(a["name"], a["value"])
		}
	case n.Data == "input":
		sent.Add(a["name"], a["value"])
	case n.Data == "textarea":
		text := ""
		if n.FirstChild != nil {
			text = n.FirstChild.Data
		}
		sent.Add(a["name"], strings.ReplaceAll(text, "\n", "\r\n")) // as browsers send it
	case n.Data == "select":
		for o := n.FirstChild; o != nil; o = o.NextSibling {
			for _, at := range o.Attr {
				if at.Key == "selected" || o == n.FirstChild && at.Key == "value" {
					for _, v := range o.Attr {
						if v.Key == "value" {
							sent.Set(a["name"], v.Val)
						}
					}
				}
			}
		}
	}
}

func (d *desk) text() string {
	d.t.Helper()
	data, err := os.ReadFile(filepath.Join(d.dir, name))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(data)
}

func has(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there:\n%s", want, text)
		}
	}
}
