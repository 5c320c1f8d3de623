package zotero

import (
	"fmt"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// types pairs Zotero's item types with ours.
var types = map[string]library.Type{"journalArticle": library.Article, "magazineArticle": library.Magazine, "newspaperArticle": library.Newspaper, "preprint": library.Preprint,
	"book": library.Book, "bookSection": library.Chapter, "report": library.Report, "thesis": library.Thesis, "webpage": library.Webpage, "blogPost": library.Blog,
	"conferencePaper": library.Paper, "dataset": library.Dataset, "encyclopediaArticle": library.Encyclopedia, "manuscript": library.Manuscript, "presentation": library.Speech,
	"film": library.Film, "videoRecording": library.Film, "document": ""}

// Read reads the items of a Zotero RDF file into proposals.
func Read(file string, data []byte) ([]library.Proposal, study.Problems) {
	root, err := parse(data)
	if err != nil {
		return nil, unreadable(file, err.Error())
	}
	top := root.child("RDF")
	if top == nil {
		return nil, unreadable(file, "it holds no rdf:RDF")
	}
	by := map[string]*node{}
	for _, n := range top.in {
		by[n.about] = n
	}
	var found []library.Proposal
	for _, n := range top.in {
		kind := n.say("itemType")
		if kind == "" || kind == "attachment" || kind == "note" {
			continue
		}
		found = append(found, item{file, n, by}.proposal(kind))
	}
	if len(found) == 0 {
		return nil, unreadable(file, "there is no item in it")
	}
	return found, nil
}

// An item is one item of the collection, with everything that can be referred to.
type item struct {
	file string
	*node
	by map[string]*node
}

func (it item) proposal(kind string) library.Proposal {
	p := library.Proposal{}
	place := library.Where(it.file, it.line, "")
	t, ok := types[kind]
	if !ok {
		p.Doubt("type", it.file, it.line, fmt.Sprintf("the item type %q has no counterpart here and is left open", kind), "choose a type by hand")
	}
	w := &p.Work
	w.Type = t
	w.Title, w.Genre, w.Number = it.say("title"), it.say("type"), ""
	w.Authors, w.Editors, w.Translators = it.people("authors"), it.people("editors"), it.people("translators")
	if len(w.Authors) == 0 {
		w.Authors = it.people("presenters")
	}
	w.Pages, w.Printing = library.CleanPages(it.say("pages")), it.say("edition")
	w.Publisher, w.Place = it.say("publisher Organization name"), it.say("publisher Organization adr Address locality")
	w.Event = it.say("presentedAt Conference title")
	for _, subject := range it.all("subject") {
		topic := strings.TrimSpace(subject.text)
		if auto := subject.say("AutomaticTag value"); auto != "" {
			topic = auto
		}
		if topic != "" {
			w.Topics = append(w.Topics, topic)
		}
	}
	if lang, ok := library.ParseLanguage(it.say("language")); ok {
		w.SetLanguage(lang)
	}
	it.dates(&p)
	it.container(&p)
	it.identify(&p)
	if text := it.say("abstract"); text != "" {
		w.SetAbstract(text)
	}
	p.From(place, "every field")
	return p
}

// people reads a sequence of persons.
func (it item) people(role string) []library.Name {
	var names []library.Name
	for _, li := range it.child(role + " Seq").all("li") {
		person := li.child("Person")
		if person == nil {
			continue
		}
		family, given := person.say("surname"), person.say("givenName")
		if given == "" {
			given = person.say("givenname")
		}
		switch {
		case given == "" && family != "":
			names = append(names, library.Name{Literal: family})
		case family != "":
			names = append(names, library.ParseName(family+", "+given))
		}
	}
	return names
}

func (it item) dates(p *library.Proposal) {
	for _, d := range []struct {
		path string
		to   *library.Date
	}{{"date", &p.Work.Date}, {"dateSubmitted", &p.Work.Accessed}} {
		written := it.say(d.path)
		if d.path == "dateSubmitted" {
			written, _, _ = strings.Cut(written, " ")
		}
		if written == "" {
			continue
		}
		var ok bool
		if *d.to, ok = library.ParseDate(written); !ok {
			p.Doubt("date", it.file, it.line, fmt.Sprintf("the date %q is not understood", written), "write it by hand")
		}
	}
}

// container reads what the item is part of: a periodical, a volume, a series.
func (it item) container(p *library.Proposal) {
	for _, part := range it.all("isPartOf") {
		whole := part
		if len(part.in) > 0 {
			whole = part.in[0]
		} else if target := it.by[part.ref]; target != nil {
			whole = target
		}
		if whole.name == "Series" {
			p.Work.Series = whole.say("title")
			continue
		}
		if title := whole.say("title"); title != "" {
			p.Work.Container = title
		}
		if volume := whole.say("volume"); volume != "" {
			p.Work.Volume = volume
		}
		if issue := whole.say("number"); issue != "" {
			p.Work.Issue = issue
		}
		it.numbers(p, whole)
	}
	if volume := it.say("volume"); volume != "" {
		p.Work.Volume = volume
	}
	if number := it.say("number"); number != "" {
		p.Work.Number = number
	}
}

// identify reads the identifiers of the item itself.
func (it item) identify(p *library.Proposal) {
	it.numbers(p, it.node)
	if library.WebAddress(it.about) && len(p.Work.Editions) == 0 {
		p.Work.SetURL(it.about)
	}
}

// numbers reads "ISSN 1234-5678", "ISBN …", "DOI …" and addresses.
func (it item) numbers(p *library.Proposal, n *node) {
	for _, id := range n.all("identifier") {
		kind, value, _ := strings.Cut(strings.TrimSpace(id.text), " ")
		switch kind {
		case "ISSN":
			p.Work.Identifiers.ISSN = value
		case "ISBN":
			p.Work.Identifiers.ISBN = value
		case "DOI":
			var ok bool
			if p.Work.Identifiers.DOI, ok = library.ParseDOI(value); !ok {
				p.Doubt("doi", it.file, it.line, fmt.Sprintf("the DOI %q is not understood and was left out", value), "mend it by hand")
			}
		}
		if address := id.say("URI value"); address != "" && !p.Work.SetURL(address) {
			p.Doubt("link", it.file, it.line, "an address is none of the web and was left out", "mend it by hand")
		}
	}
}
