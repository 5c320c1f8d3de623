package oai

import (
	"encoding/xml"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"sojourn/library"
)

const dcContainer = "http://www.openarchives.org/OAI/2.0/oai_dc/"

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

type answer struct {
	XMLName xml.Name `xml:"http://www.openarchives.org/OAI/2.0/ OAI-PMH"`
	Date    string   `xml:"responseDate"`
	Request request  `xml:"request"`
	Body    []any
}

type request struct {
	Attributes []xml.Attr `xml:",any,attr"`
	URL        string     `xml:",chardata"`
}

type failure struct {
	XMLName xml.Name `xml:"error"`
	Code    string   `xml:"code,attr"`
	Text    string   `xml:",chardata"`
}

type identify struct {
	XMLName     xml.Name `xml:"Identify"`
	Name        string   `xml:"repositoryName"`
	URL         string   `xml:"baseURL"`
	Version     string   `xml:"protocolVersion"`
	Email       string   `xml:"adminEmail"`
	Earliest    string   `xml:"earliestDatestamp"`
	Deleted     string   `xml:"deletedRecord"`
	Granularity string   `xml:"granularity"`
}

type formats struct {
	XMLName xml.Name `xml:"ListMetadataFormats"`
	Formats []format `xml:"metadataFormat"`
}

type format struct {
	Prefix    string `xml:"metadataPrefix"`
	Schema    string `xml:"schema"`
	Namespace string `xml:"metadataNamespace"`
}

type sets struct {
	XMLName xml.Name `xml:"ListSets"`
	Sets    []set    `xml:"set"`
}

type set struct {
	Spec string `xml:"setSpec"`
	Name string `xml:"setName"`
}

type getRecord struct {
	XMLName xml.Name `xml:"GetRecord"`
	Record  record   `xml:"record"`
}

type listRecords struct {
	XMLName xml.Name    `xml:"ListRecords"`
	Records []record    `xml:"record"`
	Token   *resumption `xml:"resumptionToken"`
}

type listIdentifiers struct {
	XMLName xml.Name    `xml:"ListIdentifiers"`
	Headers []header    `xml:"header"`
	Token   *resumption `xml:"resumptionToken"`
}

type resumption struct {
	Size   int    `xml:"completeListSize,attr"`
	Cursor int    `xml:"cursor,attr"`
	Token  string `xml:",chardata"`
}

type header struct {
	Identifier string   `xml:"identifier"`
	Datestamp  string   `xml:"datestamp"`
	Sets       []string `xml:"setSpec"`
}

type record struct {
	Header header   `xml:"header"`
	DC     metadata `xml:"metadata"`
}

type metadata struct {
	DC dublinCore `xml:"oai_dc:dc"`
}

// dublinCore is written with its prefixes, since harvesters look for them.
type dublinCore struct {
	Container string `xml:"xmlns:oai_dc,attr"`
	Elements  string `xml:"xmlns:dc,attr"`
	Instance  string `xml:"xmlns:xsi,attr"`
	Location  string `xml:"xsi:schemaLocation,attr"`
	All       []element
}

type element struct {
	XMLName xml.Name
	Lang    string `xml:"xml:lang,attr,omitempty"`
	Text    string `xml:",chardata"`
}

func (h *handler) header(r Record) header {
	head := header{Identifier: h.identifier(r.Work), Datestamp: string(r.Changed)}
	for _, t := range r.Work.Topics {
		if spec := "topic:" + library.Slug(t); !slices.Contains(head.Sets, spec) {
			head.Sets = append(head.Sets, spec)
		}
	}
	return head
}

func (h *handler) full(r Record) record {
	w := r.Work
	dc := dublinCore{Container: dcContainer, Elements: "http://purl.org/dc/elements/1.1/", Instance: "http://www.w3.org/2001/XMLSchema-instance",
		Location: dcContainer + " http://www.openarchives.org/OAI/2.0/oai_dc.xsd"}
	put := func(name, lang, text string) {
		if text = printable(text); strings.TrimSpace(text) != "" {
			dc.All = append(dc.All, element{XMLName: xml.Name{Local: "dc:" + name}, Lang: lang, Text: text})
		}
	}
	put("title", string(w.Language), w.Title)
	for _, e := range w.Editions {
		if e.Title != w.Title {
			put("title", string(e.Language), e.Title)
		}
	}
	for _, a := range w.Authors {
		name := a.Full()
		if a.Given != "" {
			name += ", " + a.Given
		}
		put("creator", "", name)
	}
	for _, t := range w.Topics {
		put("subject", "", t)
	}
	for _, lang := range slices.Sorted(maps.Keys(w.Abstract)) {
		put("description", string(lang), w.Abstract[lang])
	}
	put("publisher", "", w.Publisher)
	put("date", "", string(w.Date))
	put("type", "", string(w.Type))
	if w.Identifiers.DOI != "" {
		put("identifier", "", "https://doi.org/"+w.Identifiers.DOI)
	}
	put("identifier", "", w.URL())
	put("source", "", w.Container)
	for _, l := range w.Languages() {
		put("language", "", string(l))
	}
	for _, c := range w.Countries {
		put("coverage", "", c)
	}
	put("rights", "", w.Rights.Licence)
	return record{h.header(r), metadata{dc}}
}

// printable leaves out characters that XML 1.0 has no place for.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}
