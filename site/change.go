package site

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// changePage is the form over the fields of a work. What it has no field for
// stays in the file as it is; all of it can be edited as text.
type changePage struct {
	setting
	ID       library.ID
	Version  string
	Fields   []field
	Editions []editionFields
	Problems study.Problems
	Finding  []field // of a finding to add
	Tried    bool    // the finding was typed and refused
}

// A field is one input of a form.
type field struct {
	Name, Label, Value string
	Hint               string
	Rows               int      // of a larger input; 0: one line
	Options            []choice // to choose among
	Lang               study.Lang
	Wide               bool // takes a line of its own
}

type choice struct{ Value, Label string }

// editionFields are the inputs of one edition.
type editionFields struct {
	Heading string
	Fields  []field
}

// someFields are those of one line that the form takes as they are.
var someFields = []struct {
	name string
	of   func(*library.Work) *string
}{
	{"title", func(w *library.Work) *string { return &w.Title }},
	{"container", func(w *library.Work) *string { return &w.Container }},
	{"volume", func(w *library.Work) *string { return &w.Volume }},
	{"issue", func(w *library.Work) *string { return &w.Issue }},
	{"pages", func(w *library.Work) *string { return &w.Pages }},
	{"publisher", func(w *library.Work) *string { return &w.Publisher }},
	{"place", func(w *library.Work) *string { return &w.Place }},
	{"doi", func(w *library.Work) *string { return &w.Identifiers.DOI }},
	{"date", func(w *library.Work) *string { return (*string)(&w.Date) }},
	{"language", func(w *library.Work) *string { return (*string)(&w.Language) }},
	{"licence", func(w *library.Work) *string { return &w.Rights.Licence }},
}

// fields lays out a work.
func (s setting) fields(w library.Work) []field {
	one := func(name, value string) field { return field{Name: name, Label: s.Say("field." + name), Value: value} }
	several := func(name, hint string, lines []string) field {
		return field{Name: name, Label: s.Say("field." + name), Hint: s.Say(hint), Value: strings.Join(lines, "\n"), Rows: max(2, len(lines)+1)}
	}
	text := map[string]field{}
	for _, f := range someFields {
		text[f.name] = one(f.name, *f.of(&w))
	}
	for _, name := range []string{"title", "container"} {
		f := text[name]
		f.Wide = true
		text[name] = f
	}
	kinds := one("type", string(w.Type))
	kinds.Options = []choice{{"", s.Say("field.none")}}
	for _, t := range library.Types() {
		kinds.Options = append(kinds.Options, choice{string(t), s.Type(t)})
	}
	method, people := "", ""
	if w.Method != nil {
		method = w.Method.Kind
		if w.Method.N > 0 {
			people = strconv.Itoa(w.Method.N)
		}
	}
	fields := []field{text["title"], kinds, several("authors", "field.authors.hint", namesOf(w.Authors)), text["date"], text["language"], text["container"], text["volume"], text["issue"], text["pages"],
		text["publisher"], text["place"], text["doi"], text["licence"], several("topics", "field.line", w.Topics), several("countries", "field.countries.hint", w.Countries), one("method", method), one("people", people)}
	for _, name := range []string{"population", "abstract"} {
		for _, lang := range languagesToEdit(*textOf(&w, name), w) {
			f := field{Name: name + "_" + string(lang), Label: s.Say("field."+name, s.Tongue(lang)), Value: (*textOf(&w, name))[lang], Rows: 2, Lang: lang}
			if name == "abstract" {
				f.Rows = 6
			}
			fields = append(fields, f)
		}
	}
	relation := one("relation", string(w.Relation))
	relation.Options = []choice{{"", s.Say("field.none")}, {string(library.Translations), s.Say("relation.translation")}, {string(library.Different), s.Say("relation.different")}}
	return append(fields, relation)
}

func textOf(w *library.Work, name string) *study.Text {
	if name == "population" {
		return &w.Population
	}
	return &w.Abstract
}

// languagesToEdit are those that a text has, those of the editions, and those of the pages.
func languagesToEdit(t study.Text, w library.Work) []study.Lang {
	langs := slices.Concat(sortedKeys(t), w.Languages(), []study.Lang{"en", "ru"})
	slices.Sort(langs)
	return slices.Compact(langs)
}

// namesOf writes names a line each, as [library.ParseName] reads them.
func namesOf(names []library.Name) []string {
	var lines []string
	for _, n := range names {
		line := n.Full()
		for _, more := range []string{n.Suffix, n.Given} {
			if more != "" {
				line += ", " + more
			}
		}
		if n.Literal != "" {
			line = "{" + n.Literal + "}"
		}
		lines = append(lines, line)
	}
	return lines
}

// editionFields lays out the editions, and one more to fill.
func (s setting) editionFields(w library.Work) []editionFields {
	var all []editionFields
	for i, e := range append(slices.Clone(w.Editions), library.Edition{}) {
		heading := s.Say("field.edition", i+1)
		if i == len(w.Editions) {
			heading = s.Say("field.edition.new")
		}
		name := func(field string) string { return fmt.Sprintf("edition_%d_%s", i, field) }
		all = append(all, editionFields{heading, []field{{Name: name("title"), Label: s.Say("field.title"), Value: e.Title, Lang: e.Language, Wide: true},
			{Name: name("language"), Label: s.Say("field.language"), Value: string(e.Language)}, {Name: name("date"), Label: s.Say("field.date"), Value: string(e.Date)}, {Name: name("link"), Label: s.Say("field.link"), Value: originalOf(e), Wide: true}}})
	}
	return all
}

func originalOf(e library.Edition) string {
	for _, l := range e.Links {
		if l.Kind == library.Original {
			return l.URL
		}
	}
	return ""
}

// take writes what was typed into a work. A field that the form did not send is
// left alone, and so is what it has no input for.
func take(w *library.Work, r *http.Request) study.Problems {
	var ps study.Problems
	sent := func(name string) (string, bool) {
		values, ok := r.PostForm[name]
		return strings.TrimSpace(strings.ReplaceAll(strings.Join(values, ""), "\r\n", "\n")), ok
	}
	for _, f := range someFields {
		if value, ok := sent(f.name); ok {
			*f.of(w) = value
		}
	}
	if doi, ok := library.ParseDOI(w.Identifiers.DOI); ok {
		w.Identifiers.DOI = doi
	}
	if value, ok := sent("type"); ok {
		w.Type = library.Type(value)
	}
	if value, ok := sent("relation"); ok {
		w.Relation = library.Relation(value)
	}
	if value, ok := sent("authors"); ok {
		w.Authors = takeNames(w.Authors, value)
	}
	if value, ok := sent("topics"); ok {
		w.Topics = linesOf(value)
	}
	if value, ok := sent("countries"); ok {
		w.Countries = strings.FieldsFunc(strings.ToUpper(value), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
	}
	for key := range r.PostForm {
		name, lang, ok := strings.Cut(key, "_")
		if value, _ := sent(key); ok && (name == "abstract" || name == "population") {
			setText(textOf(w, name), study.Lang(lang), value)
		}
	}
	ps = append(ps, takeMethod(w, sent)...)
	takeEditions(w, sent)
	return ps
}

func setText(t *study.Text, lang study.Lang, value string) {
	if *t == nil {
		*t = study.Text{}
	}
	(*t)[lang] = value
	if value == "" {
		delete(*t, lang)
	}
	if len(*t) == 0 {
		*t = nil
	}
}

func linesOf(value string) []string {
	var lines []string
	for line := range strings.SplitSeq(value, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// takeNames reads names a line each; one that stands as it was keeps what a line
// does not show, such as its spelling in another script.
func takeNames(old []library.Name, value string) []library.Name {
	was := namesOf(old)
	var names []library.Name
	for _, line := range linesOf(value) {
		if i := slices.Index(was, line); i >= 0 {
			names = append(names, old[i])
			continue
		}
		if inside, ok := strings.CutPrefix(line, "{"); ok {
			names = append(names, library.Name{Literal: strings.TrimSuffix(inside, "}")})
			continue
		}
		names = append(names, library.ParseName(line))
	}
	return names
}

func takeMethod(w *library.Work, sent func(string) (string, bool)) study.Problems {
	kind, asked := sent("method")
	people, also := sent("people")
	if !asked || !also {
		return nil
	}
	n := 0
	if people != "" {
		var err error
		if n, err = strconv.Atoi(strings.ReplaceAll(people, " ", "")); err != nil || n < 0 {
			return study.Problems{{Severity: study.Error, Code: "work-method", Where: w.ID.File(), Column: "people", What: fmt.Sprintf("%q is no number of people", people), Do: "write it in digits, or leave it out"}}
		}
	}
	if w.Method == nil && (kind != "" || n > 0) {
		w.Method = &library.Method{}
	}
	if w.Method != nil {
		w.Method.Kind, w.Method.N = kind, n
		if m := w.Method; m.Kind == "" && m.N == 0 && m.Sample == "" && len(m.Waves) == 0 {
			w.Method = nil
		}
	}
	return nil
}

// takeEditions writes the editions; their copies and other links stay.
func takeEditions(w *library.Work, sent func(string) (string, bool)) {
	there := len(w.Editions)
	for i := range there + 1 {
		value := func(field string) string { v, _ := sent(fmt.Sprintf("edition_%d_%s", i, field)); return v }
		if _, ok := sent(fmt.Sprintf("edition_%d_language", i)); !ok {
			return
		}
		if i == there {
			if value("language")+value("title")+value("link") == "" {
				return
			}
			w.Editions = append(w.Editions, library.Edition{})
		}
		e := &w.Editions[i]
		e.Language, e.Title, e.Date = study.Lang(value("language")), value("title"), library.Date(value("date"))
		setOriginal(e, value("link"))
	}
}

func setOriginal(e *library.Edition, address string) {
	at := slices.IndexFunc(e.Links, func(l library.Link) bool { return l.Kind == library.Original })
	switch {
	case address == "" && at >= 0:
		e.Links = slices.Delete(slices.Clone(e.Links), at, at+1)
	case address != "" && at >= 0:
		e.Links = slices.Clone(e.Links)
		e.Links[at].URL = address
	case address != "":
		e.Links = append(slices.Clone(e.Links), library.Link{URL: address, Kind: library.Original})
	}
}
