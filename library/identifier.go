package library

import (
	"regexp"
	"strings"
)

// Identifiers are the names under which catalogues know a work.
type Identifiers struct {
	DOI    string `yaml:"doi,omitempty"`
	ISBN   string `yaml:"isbn,omitempty"`
	ISSN   string `yaml:"issn,omitempty"`
	Handle string `yaml:"handle,omitempty"`
	ArXiv  string `yaml:"arxiv,omitempty"`
}

// IsZero reports whether there is none, so that nothing is written.
func (i Identifiers) IsZero() bool { return i == Identifiers{} }

var doiForm = regexp.MustCompile(`(?i)\b10\.\d{4,9}/[^\s"'<>\[\]{}|\\^]+`)

// ParseDOI finds a DOI in s, with or without the address of a resolver. A DOI is
// written in small letters, since case means nothing in it, and without the mark
// that ends a sentence.
func ParseDOI(s string) (string, bool) {
	doi := strings.ToLower(doiForm.FindString(s))
	for {
		trimmed := strings.TrimRight(doi, ".,;:*_")
		if strings.HasSuffix(trimmed, ")") && strings.Count(trimmed, "(") < strings.Count(trimmed, ")") {
			trimmed = strings.TrimSuffix(trimmed, ")")
		}
		if trimmed == doi {
			return doi, doi != ""
		}
		doi = trimmed
	}
}
