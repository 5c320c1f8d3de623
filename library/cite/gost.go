package cite

import (
	"fmt"
	"strings"

	"sojourn/library"
)

// gost writes an entry after GOST R 7.0.5-2008, as a list numbers it but without
// the number.
func (e *writer) gost(w library.Work) {
	if authors := gostNames(in(w.Authors, w.Title)); authors != "" {
		e.put(authors)
		e.part()
	}
	e.put(w.Title)
	switch w.Type {
	case library.Book, library.Report, library.Film:
		e.gostEditors(w)
		e.gostPublisher(w)
	case library.Chapter, library.Paper:
		if w.Container != "" {
			e.put(" // " + w.Container)
		}
		if w.Series != "" {
			e.put(" " + w.Series + ".")
		}
		e.gostEditors(w)
		e.gostPublisher(w)
		if w.Pages != "" {
			e.part()
			e.put("С. " + pages(w.Pages))
		}
	case library.Webpage, library.Blog:
		e.gostAddress(w)
	default:
		e.gostPeriodical(w)
	}
	e.stop()
}

// gostNames gives up to three authors; of more, the first.
func gostNames(names []library.Name) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = n.Literal
		if n.Literal == "" {
			parts[i] = strings.Join(strings.Fields(n.Family+" "+initials(n.Given)+" "+n.Particle+" "+n.Suffix), " ")
		}
	}
	if len(parts) > 3 {
		return parts[0] + " и др"
	}
	return strings.Join(parts, ", ")
}

func (e *writer) gostEditors(w library.Work) {
	if editors := in(w.Editors, w.Title); len(editors) > 0 {
		e.put(" / под ред. " + strings.Join(forwardInitials(editors), ", "))
	}
}

// gostPublisher is "Москва: Новый дом, 2020"; without a place the publisher stands alone.
func (e *writer) gostPublisher(w library.Work) {
	var parts []string
	switch {
	case w.Place != "" && w.Publisher != "":
		parts = append(parts, w.Place+": "+w.Publisher)
	case w.Place+w.Publisher != "":
		parts = append(parts, w.Place+w.Publisher)
	}
	if y := e.year(w, ""); y != "" {
		parts = append(parts, y)
	}
	if len(parts) > 0 {
		e.part()
		e.put(strings.Join(parts, ", "))
	}
	if w.Printing != "" {
		e.stop()
		e.put(" Вып. " + w.Printing)
	}
}

func (e *writer) gostAddress(w library.Work) {
	if w.URL() == "" {
		return
	}
	e.put(" [Электронный ресурс]. URL: " + w.URL())
	if a := w.Accessed; a.Day() > 0 {
		e.put(fmt.Sprintf(" (дата обращения: %02d.%02d.%d)", a.Day(), a.Month(), a.Year()))
	}
}

// gostPeriodical is "// Социология дороги. 2023. Т. 15. № 1. С. 33–58". What
// stands in nothing else has its publisher and year in that place.
func (e *writer) gostPeriodical(w library.Work) {
	if w.Container == "" {
		e.gostPublisher(w)
	}
	var parts []string
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, label+value)
		}
	}
	if w.Container != "" {
		add("", w.Container)
		add("", e.year(w, ""))
	}
	add("Т. ", w.Volume)
	add("№ ", w.Issue)
	add("С. ", pages(w.Pages))
	switch {
	case len(parts) == 0:
	case w.Container != "":
		e.put(" // " + strings.Join(parts, ". "))
	default:
		e.part()
		e.put(strings.Join(parts, ". "))
	}
}
