// Package ddi writes and reads DDI-Codebook 2.5, the language in which data
// archives describe a survey: the study, its file, and every variable with its
// question, categories and frequencies. Version 2.6, which has the same
// content under another namespace, is a switch.
//
// It writes strictly: a document validates, and it has what the profile of the
// CESSDA data catalogue requires, else it is refused with what is lacking. It
// reads leniently, because half of what archives hand out does not validate:
// variables and categories are taken wherever they can be understood, and what
// was passed over is reported.
//
// A wave is one document. The package does not know where counts come from or
// whether they may be shown: a count that is not there is not written.
package ddi

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/study"
)

// A Version is a version of the standard.
type Version string

// The versions that are written; both and earlier ones are read.
const (
	V25 Version = "2.5"
	V26 Version = "2.6"
)

// A Codebook is one document.
type Codebook struct {
	Study     Study
	File      File
	Variables []Variable
}

// A Study describes the wave as a whole. The profile of the CESSDA catalogue
// (DDI 2.5, version 3.1.0) requires ID, Agency, URI, Title, Abstract and
// Distributor.
type Study struct {
	Languages   []study.Lang // the first is that of the title
	ID          string       // of the study at the agency
	Agency      string       // which gave the ID, such as "DataCite" for a DOI
	URI         string       // where the study is found
	Title       study.Text
	Abstract    study.Text
	Distributor study.Text
	Authors     []Author
	Funder      study.Text
	Version     string
	Published   study.Day
	Series      study.Text // the panel that the wave belongs to
	SeriesInfo  study.Text
	Keywords    []Term
	Topics      []Term // of the CESSDA Topic Classification or another
	Opens       study.Day
	Closes      study.Day
	Wave        study.WaveID // the schema knows no wave of a variable, only of the collection
	Nations     []Nation
	Universe    study.Text
	Kind        study.Text // such as "survey data"
	Unit        Concept    // of analysis
	Time        Concept
	Sampling    Concept
	Mode        Concept // of collection
	Weighting   study.Text
	Cleaning    study.Text
	Restriction study.Text
	Conditions  study.Text
}

// An Author is who is answerable for the study.
type Author struct {
	Name        string `yaml:"name"`
	Affiliation string `yaml:"affiliation,omitempty"`
}

// A Term is a word from a vocabulary.
type Term struct {
	Text          study.Text `yaml:"text"`
	Vocabulary    string     `yaml:"vocabulary,omitempty"`
	VocabularyURI string     `yaml:"vocabulary_uri,omitempty"`
}

// A Nation is a country that was covered.
type Nation struct {
	Name study.Text `yaml:"name"`
	Code string     `yaml:"code"` // ISO 3166-1, two letters
}

// A Concept is a term of one of the DDI Alliance's controlled vocabularies
// with what is to be said beside it.
type Concept struct {
	Code string // such as "Longitudinal.Panel"
	Text study.Text
}

// A File is the data file.
type File struct {
	Name  string
	Cases int
}

// A Variable is one column of the file.
type Variable struct {
	Name        string
	Label       study.Text
	Kind        dataset.Kind
	Scale       dataset.Scale
	Intro       study.Text // read before the question
	Question    study.Text
	Instruction study.Text
	Universe    study.Text
	Routing     string // the condition under which the question is asked
	Categories  []Category
	Valid       *int // people with a value; nil: not told
	Invalid     *int
	Notes       study.Text
}

// A Category is a value of the variable or, if Missing is not Present, a
// reason for there being none.
type Category struct {
	Value   string // empty in documents that tell only the labels
	Label   study.Text
	Missing dataset.Missing
	Count   *int // nil: not told
}

// Describe gives the variables as a dataset has them, and for each which
// contents of a cell are the reason for an empty one. Warnings tell what could
// not be made use of.
func (c Codebook) Describe() ([]dataset.Variable, map[string]map[string]dataset.Missing, study.Problems) {
	var vs []dataset.Variable
	var ps study.Problems
	missing := map[string]map[string]dataset.Missing{}
	for _, v := range c.Variables {
		out := dataset.Variable{Name: v.Name, Label: v.Label, Kind: v.Kind, Scale: v.Scale, Item: v.Name, Wave: c.Study.Wave}
		list := &dataset.CodeList{Name: v.Name}
		unvalued := 0
		for _, category := range v.Categories {
			switch {
			case category.Value == "":
				unvalued++
			case category.Missing != dataset.Present:
				if missing[v.Name] == nil {
					missing[v.Name] = map[string]dataset.Missing{}
				}
				missing[v.Name][category.Value] = category.Missing
			case list.Index(category.Value) < 0:
				list.Categories = append(list.Categories, dataset.Category{Code: category.Value, Label: category.Label})
			}
		}
		switch {
		case unvalued > 0:
			out.Kind, out.Scale = dataset.Words, dataset.Nominal
			ps = append(ps, warning(v.Name, fmt.Sprintf("there is a label and no value in %s, so the codes in a data file cannot be told apart; the variable is taken as text", study.Counted(unvalued, "category")), "add the values to the labels"))
		case v.Kind == dataset.Multiple && len(list.Categories) > dataset.MaxSet:
			out.Kind = dataset.Words
			ps = append(ps, warning(v.Name, fmt.Sprintf("it has more than %d categories of which several may be chosen; it is taken as text", dataset.MaxSet), "make it several variables"))
		case out.Kind == dataset.Categorical || out.Kind == dataset.Multiple:
			out.Codes = list
		}
		vs = append(vs, out)
	}
	return vs, missing, ps
}

func warning(variable, what, do string) study.Problem {
	return study.Problem{Severity: study.Warning, Code: "ddi", Where: "variable " + variable, What: what, Do: do}
}

// check lists what the profile of the CESSDA catalogue requires and the
// codebook lacks.
func (c Codebook) check() study.Problems {
	var ps study.Problems
	need := func(there bool, what string) {
		if !there {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "ddi-required", Where: "study description", What: "it has no " + what, Do: "give it in the release; archives refuse a document without it"})
		}
	}
	s := c.Study
	need(len(s.Languages) > 0, "language")
	if len(s.Languages) == 0 {
		return ps
	}
	first := s.Languages[0]
	need(s.Title.Has(first), "title in "+string(first))
	need(s.Abstract.Has(first), "abstract in "+string(first))
	need(s.Distributor.Has(first), "distributor in "+string(first))
	need(s.ID != "", "identifier")
	need(s.Agency != "", "agency of the identifier")
	need(s.URI != "", "address")
	names := map[string]bool{}
	for _, v := range c.Variables {
		need(v.Name != "" && !names[v.Name], fmt.Sprintf("name of its own for the variable %q", v.Name))
		names[v.Name] = true
	}
	return ps
}

// numeric reports whether every value is a number.
func (v Variable) numeric() bool {
	if v.Kind == dataset.Numeric {
		return true
	}
	return v.Kind == dataset.Categorical && !slices.ContainsFunc(v.Categories, func(c Category) bool {
		_, err := strconv.ParseFloat(c.Value, 64)
		return err != nil && c.Missing == dataset.Present
	})
}

// ordered gives a text's languages, those of the study first in their order.
func (s Study) ordered(t study.Text) []study.Lang {
	var langs []study.Lang
	for lang, words := range t {
		if words != "" {
			langs = append(langs, lang)
		}
	}
	rank := func(l study.Lang) int {
		if i := slices.Index(s.Languages, l); i >= 0 {
			return i
		}
		return len(s.Languages)
	}
	slices.SortFunc(langs, func(a, b study.Lang) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	return langs
}
