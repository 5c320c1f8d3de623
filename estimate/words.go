package estimate

import (
	"embed"
	"maps"

	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words
var catalogs embed.FS

var book = phrasebook.MustOpen(catalogs, "words")

// say gives a phrase in every language of the book. An argument that is a
// [study.Text] or a [Note] is given in the language of the phrase.
func say(key string, args ...any) study.Text {
	t := study.Text{}
	for _, lang := range book.Languages() {
		local := make([]any, len(args))
		for i, a := range args {
			switch text := a.(type) {
			case study.Text:
				a = text.In(lang)
			case Note:
				a = text.In(lang)
			}
			local[i] = a
		}
		t[lang] = book.In(lang).Say(key, local...)
	}
	return t
}

// joined puts two texts side by side in every language that either has.
func joined(a, b study.Text, between string) study.Text {
	t := maps.Clone(a)
	if t == nil {
		t = study.Text{}
	}
	for lang := range b {
		t[lang] = ""
	}
	for lang := range t {
		t[lang] = a.In(lang) + between + b.In(lang)
	}
	return t
}
