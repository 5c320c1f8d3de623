package cite

import (
	"strings"

	"sojourn/library"
)

// chicago writes an entry after The Chicago Manual of Style, 18th edition,
// author-date references.
func (e *writer) chicago(w library.Work) {
	title := titleCase(w, w.Title)
	whole := w.Type == library.Book || w.Type == library.Report || w.Type == library.Film
	head := chicagoNames(in(w.Authors, w.Title))
	if head == "" && len(w.Editors) > 0 && !w.Type.Part() {
		head = chicagoNames(in(w.Editors, w.Title)) + role(w.Editors, ", ed", ", eds")
		w.Editors = nil
	}
	if head == "" && (w.Type == library.Webpage || w.Type == library.Blog) && w.Container != "" {
		head, w.Container = w.Container, ""
	}
	switch {
	case head != "":
		e.put(head)
		e.part()
		e.put(e.year(w, "n.d."))
		e.part()
		e.chicagoTitle(title, whole)
	default:
		e.chicagoTitle(title, whole)
		e.put(" " + e.year(w, "n.d."))
	}
	e.chicagoSource(w)
	if w.Date == "" && w.Accessed.Day() > 0 {
		e.part()
		e.put("Accessed " + monthDay(w.Accessed) + ", " + year(w.Accessed, ""))
	}
	e.link(w, "")
	e.stop()
}

func (e *writer) chicagoTitle(title string, whole bool) {
	if whole {
		e.italic(title)
		return
	}
	e.quoted(title)
}

// chicagoNames gives up to six authors; of more, three.
func chicagoNames(names []library.Name) string {
	parts := make([]string, len(names))
	for i, n := range names {
		if i == 0 {
			parts[i] = inverted(n, n.Given, false)
			continue
		}
		parts[i] = forward(n, n.Given)
	}
	if len(parts) > 6 {
		return strings.Join(parts[:3], ", ") + ", et al"
	}
	return list(parts, "and", true)
}

func forwardNames(names []library.Name) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = forward(n, n.Given)
	}
	return out
}

// chicagoSource says where the work appeared.
func (e *writer) chicagoSource(w library.Work) {
	switch {
	case w.Type == library.Chapter || w.Type == library.Paper && len(w.Editors) > 0:
		e.chicagoVolume(w)
		return
	case w.Container != "":
		e.chicagoContainer(w)
	case w.Type == library.Book || w.Type == library.Report:
		e.chicagoBook(w)
	case w.Type == library.Webpage && monthDay(w.Date) != "":
		e.part()
		e.put(monthDay(w.Date))
	}
	publisher := w.Publisher
	switch {
	case w.Type.Periodical() || w.Type == library.Paper || w.Type == library.Webpage && w.Container != "":
		publisher = ""
	case w.Type == library.Speech:
		publisher = w.Event
	}
	if w.Genre != "" && w.Type != library.Report {
		e.part()
		e.put(w.Genre)
		if w.Type == library.Thesis && publisher != "" {
			e.put(", " + publisher)
			publisher = ""
		}
	}
	if publisher != "" {
		e.part()
		e.put(publisher)
	}
	if detail := monthDay(w.Date); detail != "" && publisher != "" && (w.Type == library.Speech || w.Type == library.Preprint) {
		e.put(", " + detail)
	}
}

// chicagoBook says what a book or a report says of itself beyond its title.
func (e *writer) chicagoBook(w library.Work) {
	say := func(text string) { e.part(); e.put(text) }
	if w.Number != "" {
		say(strings.TrimSpace(titleCase(library.Work{Language: "en"}, w.Genre) + " " + w.Number))
	} else if w.Type == library.Report && w.Genre != "" {
		say(w.Genre)
	}
	if w.Printing != "" {
		say(ordinal(w.Printing) + " ed")
	}
	if len(w.Translators) > 0 {
		say("Translated by " + list(forwardNames(w.Translators), "and", false))
	}
	if w.Volume != "" {
		say("Vol. " + w.Volume)
	}
}

func (e *writer) chicagoContainer(w library.Work) {
	e.put(" ")
	if len(e.runs) > 0 && !strings.HasSuffix(e.runs[len(e.runs)-1].Text, "” ") {
		e.runs[len(e.runs)-1].Text = strings.TrimSuffix(e.runs[len(e.runs)-1].Text, " ")
		e.part()
	}
	e.italic(titleCase(w, w.Container))
	switch {
	case dated(w.Type):
		if detail := monthDay(w.Date); detail != "" {
			e.put(", " + detail)
		}
		return
	case w.Type == library.Encyclopedia:
		return
	case w.Type == library.Paper:
		if w.Place != "" {
			e.put(" (" + w.Place + ")")
		}
		if w.Pages != "" {
			e.put(", " + pages(w.Pages))
		}
		return
	}
	if w.Volume != "" {
		e.put(" " + w.Volume)
	}
	switch {
	case w.Issue != "" && w.Volume == "":
		e.put(", no. " + w.Issue)
	case w.Issue != "":
		e.put(" (" + w.Issue + ")")
	}
	if w.Pages != "" {
		e.put(": " + pages(w.Pages))
	}
}

// chicagoVolume is "In Methods of Elsewhere, 3rd ed., edited by Leila Amari".
func (e *writer) chicagoVolume(w library.Work) {
	e.put(" In ")
	e.italic(titleCase(w, w.Container))
	if w.Printing != "" {
		e.put(", " + ordinal(w.Printing) + " ed.")
	}
	if len(w.Editors) > 0 {
		e.put(", edited by " + list(forwardNames(in(w.Editors, w.Title)), "and", false))
	}
	if w.Volume != "" {
		e.put(", vol. " + w.Volume)
	}
	if w.Publisher != "" {
		e.part()
		e.put(w.Publisher)
	}
}
