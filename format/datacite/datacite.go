// Package datacite describes a release, such as the data of a wave or a
// report, for those who find and cite it: DataCite 4.7 as XML, with which a
// DOI is registered, and schema.org as JSON-LD, which search engines for data
// read.
//
// It checks what the standards require and refuses what they would. It knows
// neither the data nor where the release lies.
package datacite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sojourn/study"
)

// A Release is what is published under a DOI.
type Release struct {
	DOI         string       // such as 10.5281/zenodo.1234567
	Languages   []study.Lang // the first is that of the title
	Title       study.Text
	Description study.Text
	Creators    []Creator
	Publisher   string
	Published   study.Day
	General     string // DataCite's general type of resource: Dataset, Report, …; Dataset if empty
	Specific    string // in words of one's own, such as "Survey data"
	Version     string
	Subjects    []study.Text
	Licences    []Licence
	Funders     []Funder
	Related     []Related
	From, To    study.Day // when the data were collected
	Countries   []study.Text
	URL         string // of the landing page; that of the DOI if empty
	Files       []File
	Variables   []Variable
	Part        study.Text // the series or panel that the release belongs to
}

// A Creator is a person or an organisation.
type Creator struct {
	Family       string
	Given        string
	Organisation string // in place of a person's names
	ORCID        string // sixteen digits in groups of four
	Affiliation  string
}

func (c Creator) name() string {
	if c.Organisation != "" {
		return c.Organisation
	}
	return strings.TrimSuffix(c.Family+", "+c.Given, ", ")
}

// A Licence is one under which the release may be used.
type Licence struct {
	Name study.Text
	ID   string // as in the SPDX list, such as CC-BY-4.0
	URL  string
}

// A Funder paid for the work.
type Funder struct {
	Name  string
	Award string
}

// A Related is another work and what this release is to it.
type Related struct {
	Identifier string // a DOI or an address
	Relation   string // DataCite's word, such as IsSupplementTo, IsNewVersionOf, IsPartOf, IsTranslationOf
}

// kind tells a DOI from an address.
func (r Related) kind() string {
	if strings.HasPrefix(r.Identifier, "10.") {
		return "DOI"
	}
	return "URL"
}

// A File can be downloaded.
type File struct {
	Name   string
	URL    string
	Format string // media type
	Bytes  int64
	SHA256 string
}

// A Variable is named for search engines.
type Variable struct {
	Name  string
	Label study.Text
}

var doiForm = regexp.MustCompile(`^10\.\d{4,9}/\S+$`)

// relations are the words of DataCite 4.7 that make sense for a release here.
var relations = []string{"IsSupplementTo", "IsSupplementedBy", "IsNewVersionOf", "IsPreviousVersionOf", "IsVersionOf", "HasVersion", "IsPartOf", "HasPart",
	"References", "IsReferencedBy", "Cites", "IsCitedBy", "IsDocumentedBy", "Documents", "IsDerivedFrom", "IsSourceOf", "Continues", "IsContinuedBy", "IsTranslationOf", "HasTranslation"}

// Check lists what the standards require and the release lacks or has wrong.
func (r Release) Check() study.Problems {
	var ps study.Problems
	need := func(ok bool, column, what, do string) {
		if !ok {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "release", Where: "release", Column: column, What: what, Do: do})
		}
	}
	need(r.DOI != "", "doi", "there is no DOI", "have one reserved by the archive, and write it as 10.1234/abc")
	need(r.DOI == "" || doiForm.MatchString(r.DOI), "doi", fmt.Sprintf("%q is no DOI", r.DOI), "write it as 10.1234/abc, without an address before it")
	need(len(r.Languages) > 0 && r.Title.Has(r.Languages[0]), "title", "there is no title in the first language", "write one")
	need(len(r.Creators) > 0, "creators", "nobody is named as creator", "name at least one person or organisation")
	for _, c := range r.Creators {
		need(c.name() != "", "creators", "a creator has no name", "give a family name or an organisation")
		need(c.ORCID == "" || validORCID(c.ORCID), "creators", fmt.Sprintf("the ORCID of %s has a slip of the pen", c.name()), "copy it again from orcid.org")
	}
	need(r.Publisher != "", "publisher", "there is no publisher", "name who keeps the release, such as Zenodo")
	need(r.Published != "", "published", "there is no day of publication", "write it as 2024-05-14")
	need(r.Published == "" || r.Published.Valid(), "published", fmt.Sprintf("%q is no day of the calendar", r.Published), "write it as 2024-05-14")
	for _, related := range r.Related {
		need(slices.Contains(relations, related.Relation), "related", fmt.Sprintf("%q is no relation that DataCite knows", related.Relation), "use one of "+strings.Join(relations, ", "))
	}
	for lang, text := range r.Description {
		n := utf8.RuneCountInString(text)
		need(n >= 50 && n <= 5000, "description", fmt.Sprintf("the description in %s has %d characters", lang, n), "write between 50 and 5000, or search engines pass the data over")
	}
	need(len(r.Description) > 0, "description", "there is no description", "write between 50 and 5000 characters")
	return ps
}

// validORCID checks the form and the check digit (ISO/IEC 7064, MOD 11-2).
func validORCID(id string) bool {
	if len(id) != 19 || id[4] != '-' || id[9] != '-' || id[14] != '-' {
		return false
	}
	digits := strings.ReplaceAll(id, "-", "")
	if len(digits) != 16 {
		return false
	}
	sum := 0
	for i := range 15 {
		if digits[i] < '0' || digits[i] > '9' {
			return false
		}
		sum = (sum + int(digits[i]-'0')) * 2
	}
	check := (12 - sum%11) % 11
	return digits[15] == "0123456789X"[check]
}

// languages lists those of a text, those of the release first in their order.
func (r Release) languages(t study.Text) []study.Lang {
	var langs []study.Lang
	for _, lang := range r.Languages {
		if t.Has(lang) {
			langs = append(langs, lang)
		}
	}
	var others []study.Lang
	for lang, words := range t {
		if words != "" && !slices.Contains(r.Languages, lang) {
			others = append(others, lang)
		}
	}
	slices.Sort(others)
	return append(langs, others...)
}

func (r Release) general() string {
	if r.General == "" {
		return "Dataset"
	}
	return r.General
}
