package respond

import (
	"html"
	"html/template"
	"slices"
	"strings"

	"sojourn/study"
	"sojourn/study/phrasebook"
)

// A frame is what a page shows around its own matter, and the voice in which
// it speaks. Every page struct embeds one.
type frame struct {
	Lang      study.Lang
	Tab       string // the browser's title; it names neither study nor question
	Style     template.CSS
	Demo      bool // made-up data
	Quick     bool // offers to leave quickly
	Wide      bool // has a table that wants room
	Languages []tongue
	fallback  []study.Lang // in which the texts are where the page's language has none
	voice     phrasebook.Voice
}

// A tongue is a language to switch to.
type tongue struct {
	Lang    study.Lang
	Name    string
	Current bool
	Href    string // empty: a button of the form, which saves the page first
	Action  string // where a button sends a form that saves nothing
}

// Dir is the page's direction of writing.
func (f *frame) Dir() string { return f.Lang.Dir() }

// Say gives words of the program as a fragment of the page.
func (f *frame) Say(key string, args ...any) template.HTML {
	return f.mark(f.voice.Say(key, args...), f.voice.Lang)
}

// Word gives words of the program for an attribute or the title.
func (f *frame) Word(key string, args ...any) string { return f.voice.Say(key, args...) }

// Text gives a wording of the study as a fragment of the page.
func (f *frame) Text(t study.Text) template.HTML { return f.mark(f.wording(t)) }

// Paragraphs gives a long wording of the study, cut at its empty lines.
func (f *frame) Paragraphs(t study.Text) []template.HTML {
	text, lang := f.wording(t)
	return f.paragraphs(text, lang)
}

func (f *frame) paragraphs(text string, lang study.Lang) []template.HTML {
	var parts []template.HTML
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if strings.TrimSpace(part) != "" {
			parts = append(parts, f.mark(part, lang))
		}
	}
	return parts
}

// wording finds the text in the page's language, or where it has none in the
// fallback or English, and says which language that is.
func (f *frame) wording(t study.Text) (string, study.Lang) {
	for _, lang := range slices.Concat([]study.Lang{f.Lang}, f.fallback, []study.Lang{"en"}) {
		if t.Has(lang) {
			return t[lang], lang
		}
	}
	return t.In(f.Lang), f.Lang
}

// mark is the one place where plain text becomes part of a page: everything is
// escaped, lines stay lines, and what is in another language than the page
// says so and keeps its own direction.
func (f *frame) mark(text string, lang study.Lang) template.HTML {
	safe := strings.ReplaceAll(html.EscapeString(strings.TrimSpace(text)), "\n", "<br>")
	if safe == "" || lang == f.Lang || strings.HasPrefix(string(f.Lang), string(lang)+"-") {
		return template.HTML(safe)
	}
	return template.HTML(`<bdi lang="` + html.EscapeString(string(lang)) + `" dir="` + lang.Dir() + `">` + safe + `</bdi>`)
}
