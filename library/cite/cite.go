// Package cite writes a work as an entry of a reference list, in the manners of
// APA (7th edition), Chicago (author and date, 18th edition) and GOST R 7.0.5-2008,
// and the works that a text cites as that text names them ([List]).
//
// The styles are written out, not interpreted; what they give is held against
// the styles of the Citation Style Language as pandoc applies them. The package
// knows no pages and no other programs' forms.
package cite

import (
	"html"
	"strings"

	"sojourn/library"
)

// A Style is a manner of citing.
type Style string

// The styles.
const (
	APA     Style = "apa"
	Chicago Style = "chicago"
	GOST    Style = "gost"
)

// Styles lists all styles in the order in which pages offer them.
func Styles() []Style { return []Style{APA, Chicago, GOST} }

// A Run is a stretch of an entry that is set in one way.
type Run struct {
	Text   string
	Italic bool
}

// An Entry is one entry of a reference list.
type Entry []Run

// Of writes the work in the style; a style that there is not gives an empty entry.
func Of(s Style, w library.Work) Entry { return lettered(s, w, "") }

// lettered writes the work with a letter after its year.
func lettered(s Style, w library.Work, letter string) Entry {
	w.Title = strings.TrimSpace(w.Title)
	e := &writer{letter: letter}
	switch s {
	case APA:
		e.apa(w)
	case Chicago:
		e.chicago(w)
	case GOST:
		e.gost(w)
	}
	return e.runs
}

// Plain is the entry as text.
func (e Entry) Plain() string {
	var b strings.Builder
	for _, r := range e {
		b.WriteString(r.Text)
	}
	return b.String()
}

// HTML is the entry with its italics, everything else escaped.
func (e Entry) HTML() string {
	var b strings.Builder
	for _, r := range e {
		if r.Italic {
			b.WriteString("<i>" + html.EscapeString(r.Text) + "</i>")
		} else {
			b.WriteString(html.EscapeString(r.Text))
		}
	}
	return b.String()
}

// writer puts an entry together. Marks that would double are left out: a title
// that ends in a question mark takes no full stop.
type writer struct {
	runs   Entry
	letter string // after the year
}

// year is the year of a work with its letter, or how the style says that there is none.
func (e *writer) year(w library.Work, none string) string {
	return withLetter(year(w.Date, none), e.letter)
}

func (e *writer) put(text string) { e.run(text, false) }

func (e *writer) italic(text string) { e.run(text, true) }

func (e *writer) run(text string, italic bool) {
	text = curly(text)
	if text == "" {
		return
	}
	if n := len(e.runs); n > 0 && e.runs[n-1].Italic == italic {
		e.runs[n-1].Text += text
		return
	}
	e.runs = append(e.runs, Run{text, italic})
}

// stop ends a part with a full stop unless a mark stands there already.
func (e *writer) stop() {
	if len(e.runs) == 0 {
		return
	}
	last := e.runs[len(e.runs)-1].Text
	switch {
	case strings.HasSuffix(strings.TrimRight(last, "”»)"), "?"), strings.HasSuffix(strings.TrimRight(last, "”»)"), "!"), strings.HasSuffix(strings.TrimRight(last, "”"), "."):
	default:
		e.put(".")
	}
}

// part begins a new part after a full stop.
func (e *writer) part() {
	if len(e.runs) > 0 {
		e.stop()
		e.put(" ")
	}
}

// link ends the entry with the DOI or the address.
func (e *writer) link(w library.Work, before string) bool {
	switch {
	case w.Identifiers.DOI != "":
		e.part()
		e.put("https://doi.org/" + w.Identifiers.DOI)
	case w.URL() != "":
		e.part()
		e.put(before + w.URL())
	default:
		return false
	}
	return true
}

// quoted sets a title in quotation marks, with the full stop inside them.
func (e *writer) quoted(title string) {
	if !strings.ContainsAny(title[max(0, len(title)-1):], "?!.") {
		title += "."
	}
	e.put("“" + title + "”")
}

// curly turns apostrophes into their typographic form; addresses have none.
func curly(s string) string {
	if strings.Contains(s, "://") {
		return s
	}
	return strings.ReplaceAll(s, "'", "’")
}

// pages sets a range with an en dash.
func pages(s string) string { return strings.ReplaceAll(s, "-", "–") }
