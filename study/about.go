package study

import "strings"

// An About is what is told of a study where its data are kept, found and
// cited. All of it may be left out; archives and catalogues refuse a
// description that lacks most of it.
type About struct {
	Abstract  Text      `yaml:"abstract,omitempty"`
	Authors   []Author  `yaml:"authors,omitempty"`
	Publisher string    `yaml:"publisher,omitempty"` // who keeps the data, such as Zenodo
	DOI       string    `yaml:"doi,omitempty"`       // such as 10.5281/zenodo.1234567
	URL       string    `yaml:"url,omitempty"`       // of the page about the data; that of the DOI if empty
	Published Day       `yaml:"published,omitempty"`
	Version   string    `yaml:"version,omitempty"`
	Rights    []Right   `yaml:"rights,omitempty"`
	Funders   []Funder  `yaml:"funders,omitempty"`
	Keywords  []Text    `yaml:"keywords,omitempty"`
	Nations   []Nation  `yaml:"nations,omitempty"`
	Related   []Related `yaml:"related,omitempty"`
}

// Address is where the data are found; empty if nothing says it.
func (a About) Address() string {
	if a.URL != "" || a.DOI == "" {
		return a.URL
	}
	return "https://doi.org/" + a.DOI
}

// An Author answers for the study: a person, or an organisation.
type Author struct {
	Family       string `yaml:"family,omitempty"`
	Given        string `yaml:"given,omitempty"`
	Organisation string `yaml:"organisation,omitempty"` // in place of a person's names
	ORCID        string `yaml:"orcid,omitempty"`
	Affiliation  string `yaml:"affiliation,omitempty"`
}

// Name is the name as lists have it, the family's first.
func (a Author) Name() string {
	if a.Organisation != "" {
		return a.Organisation
	}
	return strings.TrimSuffix(a.Family+", "+a.Given, ", ")
}

// A Right is a licence, or the conditions under which the data are handed out.
type Right struct {
	Name Text   `yaml:"name"`
	ID   string `yaml:"id,omitempty"` // as in the SPDX list, such as CC-BY-4.0
	URL  string `yaml:"url,omitempty"`
}

// A Funder paid for the study.
type Funder struct {
	Name  string `yaml:"name"`
	Award string `yaml:"award,omitempty"`
}

// A Nation is a country that the study covers.
type Nation struct {
	Name Text   `yaml:"name"`
	Code string `yaml:"code"` // ISO 3166-1, two letters
}

// A Related is another work, and what the data are to it in DataCite's words,
// such as IsSupplementTo.
type Related struct {
	Identifier string `yaml:"identifier"`
	Relation   string `yaml:"relation"`
}
