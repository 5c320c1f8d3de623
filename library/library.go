// Package library keeps a field's works findable and citable: reports, articles
// and books with their editions, saved copies, abstracts, methods and the
// figures they publish.
//
// A [Work] is one Markdown file with front matter, library/ID.md, that anybody
// can read and mend without the program; [Read] and [Work.Write] turn one into
// the other, and a file the program wrote comes back to the byte. What an import
// proposes is a [Proposal]: each field names the line it was read from, and what
// stands nowhere stays empty.
//
// The package holds rules and no I/O. It does not know where files lie, how a
// copy is fetched or how pages look; the subpackages know foreign forms
// ([sojourn/library/notes], [sojourn/library/exchange]) and citation styles
// ([sojourn/library/cite]).
package library

import (
	"regexp"

	"sojourn/study"
)

// Dir is the directory of the study folder where works lie; CopiesDir holds the
// saved copies by their hash, and FindingsFile the figures that works publish.
const (
	Dir          = "library"
	CopiesDir    = "library/copies"
	FindingsFile = "library/findings.csv"
)

// An ID names a work: its file is library/ID.md and its page is ID.
type ID string

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,79}$`)

// Valid reports whether the ID can be a file name and part of an address.
func (id ID) Valid() bool { return idForm.MatchString(string(id)) }

// File is the name of the work's file in the study folder.
func (id ID) File() string { return Dir + "/" + string(id) + ".md" }

// A Work is an item of the library. The fields in front are those a citation is
// made of; they describe the work as first published, and an [Edition] says what
// differs in another language.
type Work struct {
	ID          ID          `yaml:"-"`
	Type        Type        `yaml:"type,omitempty"`
	Title       string      `yaml:"title"`
	Authors     []Name      `yaml:"authors,omitempty"`
	Editors     []Name      `yaml:"editors,omitempty"`
	Translators []Name      `yaml:"translators,omitempty"`
	Date        Date        `yaml:"date,omitempty"`
	Language    study.Lang  `yaml:"language,omitempty"`
	Genre       string      `yaml:"genre,omitempty"` // such as "Working paper" or "PhD thesis"
	Container   string      `yaml:"container,omitempty"`
	Series      string      `yaml:"series,omitempty"`
	Volume      string      `yaml:"volume,omitempty"`
	Issue       string      `yaml:"issue,omitempty"`
	Pages       string      `yaml:"pages,omitempty"`
	Number      string      `yaml:"number,omitempty"`
	Printing    string      `yaml:"printing,omitempty"` // which printing of a book, such as "2"
	Publisher   string      `yaml:"publisher,omitempty"`
	Place       string      `yaml:"place,omitempty"`
	Event       string      `yaml:"event,omitempty"`
	Identifiers Identifiers `yaml:"identifiers,omitempty"`
	Accessed    Date        `yaml:"accessed,omitempty"`
	Project     string      `yaml:"project,omitempty"` // the undertaking it came of
	ProjectLink string      `yaml:"project_link,omitempty"`
	Editions    []Edition   `yaml:"editions,omitempty"`
	Relation    Relation    `yaml:"relation,omitempty"`
	Abstract    study.Text  `yaml:"abstract,omitempty"`
	Topics      []string    `yaml:"topics,omitempty"`
	Countries   []string    `yaml:"countries,omitempty"` // ISO 3166-1 alpha-2
	Population  study.Text  `yaml:"population,omitempty"`
	Method      *Method     `yaml:"method,omitempty"`
	Rights      Rights      `yaml:"rights,omitempty"`
	Cited       string      `yaml:"cited,omitempty"` // the citation as somebody else printed it
	Sources     []Source    `yaml:"sources,omitempty"`
	Notes       string      `yaml:"-"` // the text under the front matter, Markdown
}

// An Edition is one language version of a work. Editions need not be
// translations of each other; [Work.Relation] says.
type Edition struct {
	Language study.Lang `yaml:"language,omitempty"`
	Title    string     `yaml:"title,omitempty"` // empty: that of the work, or not known
	Date     Date       `yaml:"date,omitempty"`
	DOI      string     `yaml:"doi,omitempty"`
	Links    []Link     `yaml:"links,omitempty"`
	Copies   []Copy     `yaml:"copies,omitempty"`
}

// A Link leads to an edition elsewhere.
type Link struct {
	URL  string   `yaml:"url"`
	Kind LinkKind `yaml:"kind,omitempty"`
}

// A LinkKind says what lies at a link; empty means that nobody said.
type LinkKind string

// The kinds of link: where it was published, and a copy that others keep.
const (
	Original LinkKind = "original"
	Kept     LinkKind = "copy"
)

// A Copy is a file under library/copies whose content has the hash.
type Copy struct {
	Hash  string `yaml:"sha256"`
	Media string `yaml:"media"`
	Size  int64  `yaml:"size"`
	Saved Date   `yaml:"saved"`
	From  string `yaml:"from"`         // source address, or "file NAME" of what was attached
	Of    string `yaml:"of,omitempty"` // the readable page made of the copy with this hash
}

// A Relation says how the editions of a work relate.
type Relation string

// The relations of editions; empty means that nobody compared them.
const (
	Translations Relation = "translation"
	Different    Relation = "different"
)

// A Method says how a study asked whom.
type Method struct {
	Kind   string `yaml:"kind,omitempty"` // such as survey, interviews, review
	Sample string `yaml:"sample,omitempty"`
	N      int    `yaml:"people,omitempty"`
	Waves  []Wave `yaml:"waves,omitempty"`
}

// A Wave is one round of collection as a work reports it.
type Wave struct {
	Title string `yaml:"title,omitempty"`
	From  Date   `yaml:"from,omitempty"`
	To    Date   `yaml:"to,omitempty"`
	N     int    `yaml:"people,omitempty"`
}

// Rights say what may be done with the work. Saved copies of others' texts are
// private unless Copies says public.
type Rights struct {
	Licence string `yaml:"licence,omitempty"`
	Holder  string `yaml:"holder,omitempty"`
	Copies  string `yaml:"copies,omitempty"`
}

// Public is the value of [Rights.Copies] by which copies may leave the desk.
const Public = "public"

// IsZero reports whether nothing is said, so that nothing is written.
func (r Rights) IsZero() bool { return r == Rights{} }

// Link is the address where the edition was published, else any.
func (e Edition) Link() string {
	for _, l := range e.Links {
		if l.Kind == Original {
			return l.URL
		}
	}
	for _, l := range e.Links {
		if l.Kind == "" {
			return l.URL
		}
	}
	return ""
}

// URL is the address that a citation of the work gives: that of the first
// edition that has one.
func (w Work) URL() string {
	for _, e := range w.Editions {
		if u := e.Link(); u != "" {
			return u
		}
	}
	return ""
}

// As is the work as a citation of its edition i gives it: the edition's title,
// date, language, DOI and address in place of the work's.
func (w Work) As(i int) Work {
	if i < 0 || i >= len(w.Editions) {
		return w
	}
	e := w.Editions[i]
	if e.Title != "" {
		w.Title = e.Title
	}
	if e.Date != "" {
		w.Date = e.Date
	}
	if e.Language != "" {
		w.Language = e.Language
	}
	if e.DOI != "" {
		w.Identifiers.DOI = e.DOI
	}
	w.Editions = []Edition{e}
	return w
}

// Languages lists the languages of the editions, or the work's own.
func (w Work) Languages() []study.Lang {
	var langs []study.Lang
	for _, e := range w.Editions {
		if e.Language != "" {
			langs = append(langs, e.Language)
		}
	}
	if len(langs) == 0 && w.Language != "" {
		langs = append(langs, w.Language)
	}
	return langs
}

// Copies lists the saved copies of all editions.
func (w Work) Copies() []Copy {
	var all []Copy
	for _, e := range w.Editions {
		all = append(all, e.Copies...)
	}
	return all
}

// N is the number of people the work reports on; 0 where it says none.
func (w Work) N() int {
	if w.Method == nil {
		return 0
	}
	return w.Method.N
}
