package codebook

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"sojourn/look"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words
var catalogs embed.FS

//go:embed page.html
var pageText string

//go:embed page.css
var styleSheet string

var book = phrasebook.MustOpen(catalogs, "words")

// FileName is the name under which the page of a language is looked for by
// those of the others.
func FileName(lang study.Lang) string { return "codebook-" + string(lang) + ".html" }

// Style is the style sheet of the pages, for whoever must admit it by its hash.
func Style() string { return look.Base + styleSheet }

// WritePage writes the book as one page that needs nothing else: no script, no
// address, no second page. Everything stands open in it, so that the browser's
// own search finds it.
func (b *Book) WritePage(w io.Writer, lang study.Lang) error { return b.WritePageAt(w, lang, FileName) }

// WritePageAt is [Book.WritePage] where the pages of other languages have the
// addresses that at gives.
func (b *Book) WritePageAt(w io.Writer, lang study.Lang, at func(study.Lang) string) error {
	p := pageView{Voice: book.In(lang), lang: lang, book: b, at: at}
	templates, err := template.New("page").Funcs(template.FuncMap{"t": p.Say}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("codebook: %w", err)
	}
	var out bytes.Buffer
	if err := templates.Execute(&out, p); err != nil {
		return fmt.Errorf("codebook: %w", err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("codebook: %w", err)
	}
	return nil
}

// A pageView is everything that the template may show.
type pageView struct {
	phrasebook.Voice
	lang study.Lang
	book *Book
	at   func(study.Lang) string
}

// Lang is the language of the page's own words.
func (p pageView) Lang() study.Lang { return p.Voice.Lang }

// Style is the style sheet.
func (p pageView) Style() template.CSS { return template.CSS(Style()) }

// Title is the title of the study.
func (p pageView) Title() string { return p.text(p.book.Study.Title) }

// Population tells of whom the data are.
func (p pageView) Population() string { return p.text(p.book.Study.Population) }

// Synthetic reports whether the data are made up.
func (p pageView) Synthetic() bool { return p.book.Study.Synthetic }

// Cut names the cut.
func (p pageView) Cut() string { return p.book.Cut }

// Protected reports whether small groups are hidden.
func (p pageView) Protected() bool { return p.book.Profile == Published }

// Thresholds are those below which a number is hidden.
func (p pageView) Thresholds() study.Disclosure { return p.book.Study.Disclosure }

// Rows is the number of people in the cut, or the sign for hidden.
func (p pageView) Rows() string { return p.people(p.book.Rows) }

func (p pageView) text(t study.Text) string { return t.In(p.lang, p.book.Study.Default()) }

func (p pageView) people(n int) string {
	if n == 0 {
		return p.Say("hidden")
	}
	return p.Count(n)
}

// A link leads to the page of another language.
type link struct {
	Href, Text string
	Lang       study.Lang
}

// Others leads to the pages of the study's other languages.
func (p pageView) Others() []link {
	var out []link
	for _, lang := range p.book.Study.Languages {
		if lang != p.lang && book.Has(lang) {
			out = append(out, link{p.at(lang), book.In(lang).Say("this_language"), lang})
		}
	}
	return out
}

// A waveView is a row of the list of waves.
type waveView struct{ Title, Days, People string }

// Waves lists the waves.
func (p pageView) Waves() []waveView {
	var out []waveView
	for _, w := range p.book.Waves {
		out = append(out, waveView{p.text(w.Title), fmt.Sprintf("%s – %s", w.Opens(), w.Closes()), p.people(w.People)})
	}
	return out
}

// An entryView is an item as the page shows it.
type entryView struct {
	Name, Label string
	Others      []wording // the label in the other languages
	Facts       []fact
	Questions   []questionView
	Table       *tableView
}

type wording struct {
	Lang study.Lang
	Text string
}

type fact struct{ Name, Value string }

// Entries lists the items.
func (p pageView) Entries() []entryView {
	out := make([]entryView, len(p.book.Entries))
	for i, e := range p.book.Entries {
		out[i] = entryView{Name: e.Name, Label: p.text(e.Label), Others: p.elsewhere(e.Label), Facts: p.facts(e), Questions: p.questions(e), Table: p.table(e)}
	}
	return out
}

// elsewhere gives the wordings other than that of the page.
func (p pageView) elsewhere(t study.Text) []wording {
	shown := p.text(t)
	var out []wording
	for lang, words := range t {
		if words != "" && words != shown {
			out = append(out, wording{lang, words})
		}
	}
	slices.SortFunc(out, func(a, b wording) int { return strings.Compare(string(a.Lang), string(b.Lang)) })
	return out
}

func (p pageView) facts(e Entry) []fact {
	v := e.Variables[0]
	out := []fact{{p.Say("kind"), p.Say("kind_" + string(v.Kind))}}
	if v.Scale != "" {
		out = append(out, fact{p.Say("scale"), p.Say("scale_" + string(v.Scale))})
	}
	var names []string
	for _, v := range e.Variables {
		names = append(names, v.Name)
	}
	out = append(out, fact{p.Say("columns"), strings.Join(names, ", ")})
	if v.Formula != "" {
		out = append(out, fact{p.Say("calculation"), v.Formula})
	}
	if universe := p.text(v.Universe); universe != "" {
		out = append(out, fact{p.Say("universe"), universe})
	}
	if lineage := p.text(e.Lineage); lineage != "" {
		out = append(out, fact{p.Say("lineage"), lineage})
	}
	return out
}

// A questionView is a way in which an item was asked, with the waves in which
// it was asked so.
type questionView struct {
	Waves       string
	Page        string
	Wording     string
	Others      []wording
	Hint        string
	Reference   string
	Calculation string
	Routing     []string
	Remarks     []string
}

func (p pageView) questions(e Entry) []questionView {
	var out []questionView
	for _, v := range e.Variables {
		if v.Question == nil {
			continue
		}
		q := v.Question
		view := questionView{Page: p.text(q.Page), Wording: p.text(q.Wording), Others: p.elsewhere(q.Wording), Hint: p.text(q.Hint),
			Reference: p.text(q.Reference), Calculation: q.Calculation, Routing: q.Routing}
		if q.Required {
			view.Remarks = append(view.Remarks, p.Say("required"))
		}
		if q.Sensitive {
			view.Remarks = append(view.Remarks, p.Say("sensitive"))
		}
		wave := p.wave(v.Wave)
		if last := len(out) - 1; last >= 0 && sameQuestion(out[last], view) {
			out[last].Waves += ", " + wave
			continue
		}
		view.Waves = wave
		out = append(out, view)
	}
	return out
}

func sameQuestion(a, b questionView) bool {
	return a.Page == b.Page && a.Wording == b.Wording && slices.Equal(a.Others, b.Others) && a.Hint == b.Hint && a.Reference == b.Reference &&
		a.Calculation == b.Calculation && slices.Equal(a.Routing, b.Routing) && slices.Equal(a.Remarks, b.Remarks)
}

func (p pageView) wave(n study.WaveID) string {
	if w, err := p.book.Study.Wave(n); err == nil {
		return p.text(w.Title)
	}
	return p.Say("no_wave")
}

// Languages lists those in which a page can be written.
func Languages() []study.Lang { return book.Languages() }
