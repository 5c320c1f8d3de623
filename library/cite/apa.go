package cite

import (
	"strings"

	"sojourn/library"
)

// apa writes an entry after the Publication Manual of the American Psychological
// Association, 7th edition, chapter 9.
func (e *writer) apa(w library.Work) {
	authors := apaNames(in(w.Authors, w.Title))
	if authors == "" && len(w.Editors) > 0 && !w.Type.Part() {
		authors = apaNames(in(w.Editors, w.Title)) + role(w.Editors, " (Ed.)", " (Eds.)")
	}
	date := e.year(w, "n.d.")
	if detail := monthDay(w.Date); detail != "" && dated(w.Type) {
		date += ", " + detail
	}
	if authors != "" {
		e.put(authors)
		e.part()
		e.put("(" + date + ").")
		e.put(" ")
		e.apaTitle(w)
	} else {
		e.apaTitle(w)
		e.part()
		e.put("(" + date + ")")
	}
	e.apaSource(w)
	retrieved := ""
	if w.Date == "" && w.Accessed.Day() > 0 {
		retrieved = "Retrieved " + monthDay(w.Accessed) + ", " + year(w.Accessed, "") + ", from "
	}
	if !e.link(w, retrieved) {
		e.stop()
	}
}

// apaNames gives up to twenty authors; of more, nineteen and the last.
func apaNames(names []library.Name) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = inverted(n, initials(n.Given), true)
	}
	if len(parts) > 20 {
		return strings.Join(parts[:19], ", ") + ", … " + parts[len(parts)-1]
	}
	return list(parts, "&", true)
}

func role(names []library.Name, one, several string) string {
	if len(names) == 1 {
		return one
	}
	return several
}

// within reports whether a work is cited as part of a volume: "In …".
func within(w library.Work) bool {
	return w.Container != "" && (w.Type == library.Chapter || w.Type == library.Encyclopedia || w.Type == library.Paper && len(w.Editors) > 0)
}

func (e *writer) apaTitle(w library.Work) {
	if w.Type.Periodical() || w.Type.Part() {
		e.put(w.Title)
	} else {
		e.italic(w.Title)
	}
	var inside []string
	if len(w.Translators) > 0 {
		inside = append(inside, list(forwardInitials(w.Translators), "&", false)+role(w.Translators, ", Tran.", ", Trans."))
	}
	switch {
	case w.Type == library.Report && w.Number != "" && w.Genre != "":
		inside = append(inside, titleCase(library.Work{Language: "en"}, w.Genre)+" "+w.Number)
	case w.Type == library.Report && w.Number != "":
		inside = append(inside, "No. "+w.Number)
	case !w.Type.Part() && !w.Type.Periodical():
		inside = append(inside, apaParts(w, false)...)
	}
	if len(inside) > 0 {
		e.put(" (" + strings.Join(inside, ", ") + ")")
	}
	switch {
	case w.Genre == "" || w.Type == library.Report && w.Number != "":
	case w.Type == library.Thesis && w.Publisher != "" && (w.URL() != "" || w.Identifiers.DOI != ""):
		e.put(" [" + w.Genre + ", " + w.Publisher + "]")
	default:
		e.put(" [" + w.Genre + "]")
	}
}

// apaParts are printing, volume and pages of a book.
func apaParts(w library.Work, withPages bool) []string {
	var parts []string
	if w.Printing != "" {
		parts = append(parts, ordinal(w.Printing)+" ed.")
	}
	if w.Volume != "" {
		parts = append(parts, "Vol. "+w.Volume)
	}
	if w.Pages != "" && withPages {
		label := "p. "
		if strings.ContainsAny(w.Pages, "-,") {
			label = "pp. "
		}
		parts = append(parts, label+pages(w.Pages))
	}
	return parts
}

func forwardInitials(names []library.Name) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = forward(n, initials(n.Given))
	}
	return out
}

// apaSource says where the work appeared.
func (e *writer) apaSource(w library.Work) {
	switch {
	case within(w):
		e.apaVolume(w)
	case w.Container != "":
		e.part()
		e.italic(w.Container)
		if w.Volume != "" && !dateless(w.Type) {
			e.put(", ")
			e.italic(w.Volume)
		}
		if w.Issue != "" {
			if w.Volume == "" {
				e.put(", ")
			}
			e.put("(" + w.Issue + ")")
		}
		if w.Pages != "" {
			e.put(", " + pages(w.Pages))
		}
	}
	publisher := w.Publisher
	switch {
	case w.Type == library.Speech:
		publisher = w.Event
	case w.Type.Periodical() || w.Type == library.Paper || w.Type == library.Webpage && w.Container != "":
		publisher = ""
	case w.Type == library.Thesis && w.Genre != "" && (w.URL() != "" || w.Identifiers.DOI != ""):
		publisher = ""
	}
	if publisher != "" {
		e.part()
		e.put(publisher)
	}
}

// dateless reports whether the container of the type has no volumes.
func dateless(t library.Type) bool { return t == library.Webpage || t == library.Blog }

// apaVolume is "In L. Amari (Ed.), Methods of elsewhere (2nd ed., pp. 45–67)".
func (e *writer) apaVolume(w library.Work) {
	e.part()
	e.put("In ")
	if editors := in(w.Editors, w.Title); len(editors) > 0 {
		e.put(list(forwardInitials(editors), "&", false) + role(editors, " (Ed.), ", " (Eds.), "))
	}
	e.italic(w.Container)
	if parts := apaParts(w, true); len(parts) > 0 && w.Type != library.Paper {
		e.put(" (" + strings.Join(parts, ", ") + ")")
	}
}
