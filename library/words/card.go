package words

import (
	"maps"
	"slices"
	"strings"

	"sojourn/library"
)

// Card is what a search of works goes through besides the text of copies: titles
// and names, and what else is said of the work to everybody. Notes are the
// team's own and are not in it.
func Card(w library.Work) (title, text string) {
	titles := []string{w.Title}
	for _, e := range w.Editions {
		titles = append(titles, e.Title)
	}
	for _, a := range slices.Concat(w.Authors, w.Editors) {
		titles = append(titles, a.String())
		for _, s := range a.Also {
			titles = append(titles, s.Family)
		}
	}
	var parts []string
	for _, lang := range slices.Sorted(maps.Keys(w.Abstract)) {
		parts = append(parts, w.Abstract[lang])
	}
	parts = append(parts, strings.Join(w.Topics, ", "), w.Container, w.Publisher, w.Project)
	return strings.Join(titles, "\n"), strings.TrimSpace(strings.Join(parts, "\n"))
}
