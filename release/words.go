package release

import (
	"embed"

	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words
var catalogs embed.FS

var words = phrasebook.MustOpen(catalogs, "words")

// In gives the package's words in a language: "role." and "measure." with a
// name after them, and their explanations.
func In(lang study.Lang) phrasebook.Voice { return words.In(lang) }
