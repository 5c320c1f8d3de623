package study

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Lang is a language by its BCP 47 tag in lower case, such as "ru" or "pt-br".
type Lang string

// RightToLeft reports whether the language is written from right to left.
func (l Lang) RightToLeft() bool {
	primary, _, _ := strings.Cut(string(l), "-")
	switch primary {
	case "ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv":
		return true
	}
	return false
}

// Dir is the value of HTML's dir attribute for the language.
func (l Lang) Dir() string {
	if l.RightToLeft() {
		return "rtl"
	}
	return "ltr"
}

// A Text is one string in the languages of a study. A language that is not in
// the map has no wording; an empty wording counts as none.
type Text map[Lang]string

// In returns the wording in lang. Where there is none it falls back to the
// fallbacks in their order, then to English, then to the wording whose
// language sorts first, so that a page shows something rather than a hole.
func (t Text) In(lang Lang, fallback ...Lang) string {
	for _, l := range append(append([]Lang{lang}, fallback...), "en") {
		if s := t[l]; s != "" {
			return s
		}
	}
	first := Lang("")
	for l, s := range t {
		if s != "" && (first == "" || l < first) {
			first = l
		}
	}
	return t[first]
}

// Has reports whether there is a wording in lang.
func (t Text) Has(lang Lang) bool { return t[lang] != "" }

// UnmarshalYAML reads a text written either as a map of languages or, where
// one wording serves all, as a plain string, which is kept under English.
func (t *Text) UnmarshalYAML(node *yaml.Node) error {
	switch node.Kind {
	case yaml.ScalarNode:
		*t = Text{"en": node.Value}
		return nil
	case yaml.MappingNode:
		plain := map[Lang]string{}
		if err := node.Decode(&plain); err != nil {
			return err
		}
		*t = plain
		return nil
	}
	return fmt.Errorf("line %d: a text is a string or a map of languages", node.Line)
}

// ErrNotFound says that what was asked for does not exist.
var ErrNotFound = errors.New("not found")

// ErrConflict says that what was asked for contradicts what is there.
var ErrConflict = errors.New("conflict")

// ErrForbidden says that whoever asked may not.
var ErrForbidden = errors.New("not allowed")
