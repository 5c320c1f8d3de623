package library

import "slices"

// A Type says what a work is, by the names of CSL 1.0.2.
type Type string

// The types of work.
const (
	Article      Type = "article-journal"
	Magazine     Type = "article-magazine"
	Newspaper    Type = "article-newspaper"
	Preprint     Type = "article"
	Book         Type = "book"
	Chapter      Type = "chapter"
	Dataset      Type = "dataset"
	Encyclopedia Type = "entry-encyclopedia"
	Manuscript   Type = "manuscript"
	Film         Type = "motion_picture"
	Paper        Type = "paper-conference"
	Blog         Type = "post-weblog"
	Report       Type = "report"
	Speech       Type = "speech"
	Thesis       Type = "thesis"
	Webpage      Type = "webpage"
)

// Types lists all types, in the order in which a form offers them.
func Types() []Type {
	return []Type{Report, Article, Preprint, Book, Chapter, Thesis, Paper, Manuscript, Dataset, Webpage, Blog, Newspaper, Magazine, Encyclopedia, Speech, Film}
}

// Valid reports whether the type is one of [Types].
func (t Type) Valid() bool { return slices.Contains(Types(), t) }

// Periodical reports whether works of the type appear within a periodical.
func (t Type) Periodical() bool { return t == Article || t == Magazine || t == Newspaper }

// Part reports whether works of the type stand within a volume.
func (t Type) Part() bool { return t == Chapter || t == Paper || t == Encyclopedia }
