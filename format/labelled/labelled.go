// Package labelled holds what the files of statistics programs have in common
// and the data of this program have not: numbers with labels instead of codes,
// names and labels of limited length, and words of the program's own among the
// labels, such as why a cell is empty.
//
// The wording of a reason for an empty cell stands here once, for every format
// and for the codebook. What a limit is, and how a file is laid out, is known
// to the package of the format.
package labelled

import (
	"embed"

	"sojourn/dataset"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words/*.yaml
var catalogs embed.FS

var book = phrasebook.MustOpen(catalogs, "words")

// Reason is the wording of a reason for an empty cell.
func Reason(m dataset.Missing, lang study.Lang) string {
	return book.In(lang).Say("missing." + m.String())
}

// ReasonText is the wording of a reason in every language of the program.
func ReasonText(m dataset.Missing) study.Text {
	return everywhere(func(lang study.Lang) string { return Reason(m, lang) })
}

// Chosen is the label of 1 or 0 in a variable that stands for one category of
// several.
func Chosen(yes bool, lang study.Lang) string {
	if yes {
		return book.In(lang).Say("chosen")
	}
	return book.In(lang).Say("not_chosen")
}

// Given is the label of 0 in the variable beside a text: the text is there.
func Given(lang study.Lang) string { return book.In(lang).Say("given") }

// WhyEmpty is the label of the variable that tells why the text so labelled is
// empty.
func WhyEmpty(label string, lang study.Lang) string { return book.In(lang).Say("why_empty", label) }

func everywhere(say func(study.Lang) string) study.Text {
	t := study.Text{}
	for _, lang := range book.Languages() {
		t[lang] = say(lang)
	}
	return t
}
