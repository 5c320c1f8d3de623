package datacite

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"sojourn/study"
)

type resource struct {
	XMLName        xml.Name `xml:"resource"`
	Namespace      string   `xml:"xmlns,attr"`
	XSI            string   `xml:"xmlns:xsi,attr"`
	SchemaLocation string   `xml:"xsi:schemaLocation,attr"`
	Identifier     struct {
		Type string `xml:"identifierType,attr"`
		Text string `xml:",chardata"`
	} `xml:"identifier"`
	Creators     []creator   `xml:"creators>creator"`
	Titles       []title     `xml:"titles>title"`
	Publisher    string      `xml:"publisher"`
	Year         string      `xml:"publicationYear"`
	ResourceType typed       `xml:"resourceType"`
	Subjects     *subjects   `xml:"subjects"`
	Dates        []date      `xml:"dates>date"`
	Language     string      `xml:"language"`
	Related      *related    `xml:"relatedIdentifiers"`
	Sizes        *sizes      `xml:"sizes"`
	Formats      *formats    `xml:"formats"`
	Version      string      `xml:"version,omitempty"`
	Rights       *rightsList `xml:"rightsList"`
	Descriptions []described `xml:"descriptions>description"`
	Places       *places     `xml:"geoLocations"`
	Funding      *funding    `xml:"fundingReferences"`
}

type creator struct {
	Name struct {
		Type string `xml:"nameType,attr"`
		Text string `xml:",chardata"`
	} `xml:"creatorName"`
	Given       string   `xml:"givenName,omitempty"`
	Family      string   `xml:"familyName,omitempty"`
	ORCID       *scheme  `xml:"nameIdentifier"`
	Affiliation []string `xml:"affiliation"`
}

type scheme struct {
	Scheme string `xml:"nameIdentifierScheme,attr"`
	URI    string `xml:"schemeURI,attr"`
	Text   string `xml:",chardata"`
}

type title struct {
	Lang string `xml:"xml:lang,attr"`
	Type string `xml:"titleType,attr,omitempty"`
	Text string `xml:",chardata"`
}

type typed struct {
	General string `xml:"resourceTypeGeneral,attr"`
	Text    string `xml:",chardata"`
}

type words struct {
	Lang string `xml:"xml:lang,attr"`
	Text string `xml:",chardata"`
}

type subjects struct {
	Subject []words `xml:"subject"`
}

type date struct {
	Type string `xml:"dateType,attr"`
	Text string `xml:",chardata"`
}

type related struct {
	Identifiers []relatedIdentifier `xml:"relatedIdentifier"`
}

type relatedIdentifier struct {
	Type     string `xml:"relatedIdentifierType,attr"`
	Relation string `xml:"relationType,attr"`
	Text     string `xml:",chardata"`
}

type sizes struct {
	Size []string `xml:"size"`
}

type formats struct {
	Format []string `xml:"format"`
}

type rightsList struct {
	Rights []rights `xml:"rights"`
}

type rights struct {
	Lang   string `xml:"xml:lang,attr"`
	URI    string `xml:"rightsURI,attr,omitempty"`
	ID     string `xml:"rightsIdentifier,attr,omitempty"`
	Scheme string `xml:"rightsIdentifierScheme,attr,omitempty"`
	Text   string `xml:",chardata"`
}

type described struct {
	Lang string `xml:"xml:lang,attr"`
	Type string `xml:"descriptionType,attr"`
	Text string `xml:",chardata"`
}

type places struct {
	Place []string `xml:"geoLocation>geoLocationPlace"`
}

type funding struct {
	References []fundingReference `xml:"fundingReference"`
}

type fundingReference struct {
	Name  string `xml:"funderName"`
	Award string `xml:"awardNumber,omitempty"`
}

// WriteXML writes the release as DataCite 4.7.
func WriteXML(w io.Writer, r Release) error {
	if err := r.Check().Err(); err != nil {
		return err
	}
	const namespace = "http://datacite.org/schema/kernel-4"
	doc := resource{Namespace: namespace, XSI: "http://www.w3.org/2001/XMLSchema-instance",
		SchemaLocation: namespace + " https://schema.datacite.org/meta/kernel-4.7/metadata.xsd",
		Titles:         r.titles(), Publisher: r.Publisher, Year: string(r.Published[:4]), ResourceType: typed{r.general(), r.Specific},
		Language: string(r.Languages[0]), Version: r.Version, Dates: []date{{"Issued", string(r.Published)}}}
	doc.Identifier.Type, doc.Identifier.Text = "DOI", r.DOI
	for _, c := range r.Creators {
		doc.Creators = append(doc.Creators, c.xml())
	}
	if r.From != "" {
		doc.Dates = append(doc.Dates, date{"Collected", span(r.From, r.To)})
	}
	for _, lang := range r.languages(r.Description) {
		doc.Descriptions = append(doc.Descriptions, described{string(lang), "Abstract", r.Description[lang]})
	}
	r.optional(&doc)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("datacite: writing: %w", err)
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(doc); err != nil {
		return fmt.Errorf("datacite: writing: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("datacite: writing: %w", err)
	}
	return nil
}

func (r Release) titles() []title {
	var out []title
	for i, lang := range r.languages(r.Title) {
		t := title{Lang: string(lang), Text: r.Title[lang]}
		if i > 0 {
			t.Type = "TranslatedTitle"
		}
		out = append(out, t)
	}
	return out
}

func (c Creator) xml() creator {
	out := creator{Given: c.Given, Family: c.Family}
	out.Name.Type, out.Name.Text = "Personal", c.name()
	if c.Organisation != "" {
		out.Name.Type, out.Given, out.Family = "Organizational", "", ""
	}
	if c.ORCID != "" {
		out.ORCID = &scheme{"ORCID", "https://orcid.org", "https://orcid.org/" + c.ORCID}
	}
	if c.Affiliation != "" {
		out.Affiliation = []string{c.Affiliation}
	}
	return out
}

// optional adds the containers that may not be there empty.
func (r Release) optional(doc *resource) {
	for _, s := range r.Subjects {
		for _, lang := range r.languages(s) {
			if doc.Subjects == nil {
				doc.Subjects = &subjects{}
			}
			doc.Subjects.Subject = append(doc.Subjects.Subject, words{string(lang), s[lang]})
		}
	}
	if len(r.Related) > 0 {
		doc.Related = &related{}
		for _, x := range r.Related {
			doc.Related.Identifiers = append(doc.Related.Identifiers, relatedIdentifier{x.kind(), x.Relation, x.Identifier})
		}
	}
	if len(r.Files) > 0 {
		doc.Sizes, doc.Formats = &sizes{}, &formats{}
		for _, f := range r.Files {
			doc.Sizes.Size = append(doc.Sizes.Size, f.Name+": "+strconv.FormatInt(f.Bytes, 10)+" bytes")
			doc.Formats.Format = append(doc.Formats.Format, f.Format)
		}
	}
	if len(r.Licences) > 0 {
		doc.Rights = &rightsList{}
		for _, l := range r.Licences {
			doc.Rights.Rights = append(doc.Rights.Rights, r.rights(l)...)
		}
	}
	if len(r.Countries) > 0 {
		doc.Places = &places{}
		for _, c := range r.Countries {
			doc.Places.Place = append(doc.Places.Place, c.In(r.Languages[0]))
		}
	}
	if len(r.Funders) > 0 {
		doc.Funding = &funding{}
		for _, f := range r.Funders {
			doc.Funding.References = append(doc.Funding.References, fundingReference(f))
		}
	}
}

func (r Release) rights(l Licence) []rights {
	var out []rights
	for _, lang := range r.languages(l.Name) {
		one := rights{Lang: string(lang), URI: l.URL, ID: l.ID, Text: l.Name[lang]}
		if l.ID != "" {
			one.Scheme = "SPDX"
		}
		out = append(out, one)
	}
	return out
}

// span writes days from one to another as ISO 8601 has it.
func span(from, to study.Day) string {
	if to == "" || to == from {
		return string(from)
	}
	return string(from) + "/" + string(to)
}
