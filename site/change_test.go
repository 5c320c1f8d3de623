package site

import (
	"bytes"
	"errors"
	"html/template"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sojourn/study"
)

const road = `---
# ask Ana before the title is changed
type: report
title: Road # as on the cover
authors:
  - {family: Vega, given: Ana, also: [{family: Вега}]}
  - {literal: Centre for the Road}
  - {particle: van der, family: Berg, given: J., suffix: Jr.}
language: en
editions:
  - language: en
    title: Road
    links:
      - {url: "https://example.org/a", kind: original}
      - {url: "https://example.org/b", kind: copy}
    copies:
      - {sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, media: application/pdf, size: 3, saved: 2026-11-22, from: file a.pdf}
method: {kind: survey, sample: by links, people: 120, waves: [{title: spring, from: 2021-03}]}
abstract: {fa: درباره راه, en: On the road.}
---

Notes.
`

// filled is the form of a page as a browser would send it.
func filled(t *testing.T, page, action string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	value := func(n *html.Node, key string) string {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	for f := range doc.Descendants() {
		if f.Data != "form" || value(f, "action") != action {
			continue
		}
		for n := range f.Descendants() {
			switch name := value(n, "name"); n.Data {
			case "input":
				form.Set(name, value(n, "value"))
			case "textarea":
				form.Set(name, "")
				if n.FirstChild != nil {
					form.Set(name, n.FirstChild.Data)
				}
			case "select":
				form.Set(name, "")
				for o := range n.Descendants() {
					if o.Data == "option" && strings.Contains(selected(o), "selected") {
						form.Set(name, value(o, "value"))
					}
				}
			}
		}
	}
	if len(form) == 0 {
		t.Fatalf("there is no form %s", action)
	}
	return form
}

func selected(n *html.Node) string {
	var keys []string
	for _, a := range n.Attr {
		keys = append(keys, a.Key)
	}
	return strings.Join(keys, " ")
}

func TestAFormThatIsSentAsItCameChangesNothing(t *testing.T) {
	s := &shelf{c: content(), text: road}
	_, page, err := ask(t, s, "GET", "/library/change/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	w, _, err := ask(t, s, "POST", "/library/change/a", filled(t, page, "/library/change/a"))
	if err != nil || w.Code != http.StatusSeeOther || s.replaced != road {
		t.Errorf("%v %d\n%s", err, w.Code, s.replaced)
	}
}

func TestFieldsAreChangedInTheBrowserAndTheRestStays(t *testing.T) {
	s := &shelf{c: content(), text: road}
	_, page, err := ask(t, s, "GET", "/library/change/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	form := filled(t, page, "/library/change/a")
	form.Set("authors", "Vega, Ana\r\nOrlova, Anna\r\n{Centre for the Road}")
	form.Set("topics", "Housing\r\n\r\nWork")
	form.Set("countries", "ge, rs")
	form.Set("doi", "https://doi.org/10.1234/A")
	form.Set("abstract_ru", "О дороге.")
	form.Set("people", "1 204")
	form.Set("edition_0_link", "https://example.org/c")
	form.Set("edition_1_language", "ru")
	form.Set("edition_1_title", "Дорога")
	if w, page, err := ask(t, s, "POST", "/library/change/a", form); err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("%v %d %s", err, w.Code, page)
	}
	for _, part := range []string{"# ask Ana", "title: Road # as on the cover", "also: [{family: Вега}]", "family: Orlova", "literal: Centre for the Road", "- Housing", "- Work", "- GE", "- RS", "doi: 10.1234/a",
		"ru: О дороге.", "fa: درباره راه", "people: 1204", "sample: by links", "title: spring", "https://example.org/c", "https://example.org/b", "sha256: aaaa", "Дорога", "Notes."} {
		if !strings.Contains(s.replaced, part) {
			t.Errorf("%q is not there:\n%s", part, s.replaced)
		}
	}
	if strings.Contains(s.replaced, "Berg") || strings.Contains(s.replaced, "example.org/a") {
		t.Errorf("what was taken out is there:\n%s", s.replaced)
	}
}

func TestAFormThatCannotBeSavedIsShownAgainAsItWasTyped(t *testing.T) {
	s := &shelf{c: content(), text: road}
	_, page, err := ask(t, s, "GET", "/library/change/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	for field, says := range map[string]string{"title": "no title", "date": "date", "people": "no number of people", "edition_0_link": "no address of the web", "version": "changed meanwhile"} {
		form := filled(t, page, "/library/change/a")
		form.Set("container", "A <new> journal")
		form.Set(field, map[string]string{"date": "soon", "people": "many", "edition_0_link": "javascript:alert(1)", "version": "v0"}[field])
		s.replaced = ""
		_, again, err := ask(t, s, "POST", "/library/change/a", form)
		if err != nil || !strings.Contains(again, says) || !strings.Contains(again, "A &lt;new&gt; journal") || s.replaced != "" {
			t.Errorf("%s: %v, written %q\n%.600s", field, err, s.replaced, again)
		}
	}
}

func TestAWorkThatCannotBeReadIsEditedAsText(t *testing.T) {
	_, page, err := ask(t, &shelf{c: content(), text: "---\nnonsense: [\n---\n"}, "GET", "/library/change/a", nil)
	if err != nil || !strings.Contains(page, `<textarea id="text"`) {
		t.Errorf("%v %s", err, page)
	}
}

func TestAFindingIsAddedInTheBrowser(t *testing.T) {
	s := &shelf{c: content(), text: road}
	w, _, err := ask(t, s, "POST", "/library/finding/a", url.Values{"finding_value": {"44.5"}, "finding_unit": {"percent"}, "finding_page": {"12"}, "finding_base_n": {"1 204"}, "finding_label_en": {"Has work"}})
	if err != nil || w.Code != http.StatusSeeOther || len(s.added) != 1 || s.added[0].Work != "a" || s.added[0].Base != 1204 || s.added[0].Page != 12 {
		t.Errorf("%v %d %+v", err, w.Code, s.added)
	}
	for _, form := range []url.Values{{"finding_value": {""}, "finding_note": {"as <typed>"}}, {"finding_value": {"1"}, "finding_page": {"twelve"}, "finding_note": {"as <typed>"}}} {
		_, page, err := ask(t, s, "POST", "/library/finding/a", form)
		if err != nil || !strings.Contains(page, "as &lt;typed&gt;") || !strings.Contains(page, `class="bad"`) || len(s.added) != 1 {
			t.Errorf("%v: %v %d", form, err, len(s.added))
		}
	}
}

func TestAFileIsAttachedInTheBrowser(t *testing.T) {
	send := func(s *shelf, lang, content string) (*httptest.ResponseRecorder, string, error) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		if err := m.WriteField("edition", lang); err != nil {
			t.Fatal(err)
		}
		part, err := m.CreateFormFile("file", `..\../ro"ad.pdf`)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		m.Close()
		r := httptest.NewRequest("POST", "/library/attach/a", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w, page := httptest.NewRecorder(), ""
		err = NewDesk(s, "/library/").Serve(w, r, "en", func(_ string, main template.HTML) error { page = string(main); return nil })
		return w, page, err
	}
	s := &shelf{c: content(), text: road}
	if w, _, err := send(s, "en", "%PDF-1.4"); err != nil || w.Code != http.StatusSeeOther || !strings.HasPrefix(s.attached, "en ") || strings.Contains(s.attached, "..") || !strings.HasSuffix(s.attached, "%PDF-1.4") {
		t.Errorf("%v %d %q", err, w.Code, s.attached)
	}
	s.attached = ""
	for lang, content := range map[string]string{"xx": "%PDF", "en": ""} {
		if _, page, err := send(s, lang, content); err != nil || !strings.Contains(page, `class="bad"`) || s.attached != "" {
			t.Errorf("%q %q: %v %s", lang, content, err, page)
		}
	}
	if _, _, err := ask(t, s, "GET", "/library/attach/a", nil); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("a GET attaches: %v", err)
	}
}
