package tabular

import (
	"embed"

	"sojourn/dataset"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words
var catalogs embed.FS

var book = phrasebook.MustOpen(catalogs, "words")

// ReasonLabel is the wording of a reason for an empty cell in every language
// of the program.
func ReasonLabel(m dataset.Missing) study.Text { return say(m.String()) }

func say(key string, args ...any) study.Text {
	t := study.Text{}
	for _, lang := range book.Languages() {
		t[lang] = book.In(lang).Say(key, args...)
	}
	return t
}
