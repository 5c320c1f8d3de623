package respond

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"sojourn/study"
)

// parsePages parses each page's template together with the frame around all.
func parsePages() map[string]*template.Template {
	frame := template.Must(template.New("").Funcs(template.FuncMap{"boxes": boxes, "blocks": blocks}).ParseFS(files, "frame.html", "trap.html"))
	pages := map[string]*template.Template{}
	for _, name := range []string{"home", "wait", "declined", "return", "page", "pause", "done", "referral", "spent", "recognise", "contact", "kept", "withdraw", "sure", "own", "withdrawn", "out", "genuine", "others", "trouble", "blank"} {
		pages[name] = template.Must(template.Must(frame.Clone()).ParseFS(files, name+".html"))
	}
	return pages
}

// languages are those in which the study speaks.
func (s *site) languages() []study.Lang { return s.service.Study().Languages }

// frame begins a page in the language.
func (s *site) frame(lang study.Lang) *frame {
	st := s.service.Study()
	f := &frame{Lang: lang, Style: s.style, Demo: st.Synthetic, fallback: []study.Lang{st.Default()}, voice: s.book.In(lang)}
	f.Tab = f.Word("tab")
	return f
}

// frameFor begins a page in the language that its address asks for, or else in
// that of the response.
func (s *site) frameFor(r *http.Request, otherwise study.Lang) *frame {
	if lang, ok := match(r.URL.Query().Get("lang"), s.languages()); ok {
		return s.frame(lang)
	}
	return s.frame(otherwise)
}

// offer adds the languages to switch to. Links lead to the same address; an
// empty address makes them buttons of the page's form.
func (f *frame) offer(languages []study.Lang, address string) {
	if len(languages) < 2 {
		return
	}
	for _, lang := range languages {
		t := tongue{Lang: lang, Name: nameOf(lang), Current: lang == f.Lang}
		if address != "" {
			t.Href = inLanguage(address, lang)
		}
		f.Languages = append(f.Languages, t)
	}
}

// inLanguage is the address of a page in a language.
func inLanguage(address string, lang study.Lang) string {
	if strings.Contains(address, "?") {
		return address + "&lang=" + string(lang)
	}
	return address + "?lang=" + string(lang)
}

// errPage means that a page could not be made, which is a fault of the program.
var errPage = errors.New("respond: page")

// usualPage is room for most pages, the style among them.
const usualPage = 32 << 10

// render executes a page into memory first, so that a failing template never
// sends half a page with status 200.
func (s *site) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) error {
	var page bytes.Buffer
	page.Grow(usualPage)
	if err := s.pages[name].ExecuteTemplate(&page, "frame", data); err != nil {
		return fmt.Errorf("%w %s: %w", errPage, name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Encoding, Accept-Language")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		zipped, err := s.zipper.zip(page.Bytes())
		if err != nil {
			return fmt.Errorf("%w %s: %w", errPage, name, err)
		}
		h.Set("Content-Encoding", "gzip")
		page = zipped
	}
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	w.WriteHeader(status)
	// A client that went away is no failure of ours.
	_, _ = page.WriteTo(w)
	return nil
}
