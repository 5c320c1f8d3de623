package oai

import (
	"encoding/xml"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sojourn/internal/judge"
	"sojourn/library"
	"sojourn/study"
)

func records() []Record {
	rs := []Record{{library.Work{ID: "first", Type: library.Report, Title: "Жильё & <rooms>", Language: "ru", Date: "2022-05", Topics: []string{"Жильё", "housing"}, Countries: []string{"GE"}, Publisher: "Road",
		Authors: []library.Name{{Family: "Vega", Given: "Ana"}, {Literal: "Road Centre"}}, Identifiers: library.Identifiers{DOI: "10.1234/a"}, Abstract: study.Text{"ru": "О\x01 жилье.", "en": "On rooms."},
		Editions: []library.Edition{{Language: "ru"}, {Language: "en", Title: "Rooms", Links: []library.Link{{URL: "https://example.org/?a=1&b=2"}}}}}, "2026-01-05"}}
	for i := range 240 {
		rs = append(rs, Record{library.Work{ID: library.ID(fmt.Sprintf("n%03d", i)), Title: "N", Topics: []string{"many"}}, "2026-02-01"})
	}
	return rs
}

func endpoint(rs []Record) func(query string) string {
	h := New(rs, Options{Name: "A library", URL: "https://example.org/oai", Email: "keeper@example.org", Clock: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }})
	return func(query string) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/oai?"+query, nil))
		return w.Body.String()
	}
}

// requests of every verb and every fault, with a word of the answer.
var requests = []struct{ query, says string }{
	{"verb=Identify", "<granularity>YYYY-MM-DD</granularity>"},
	{"verb=ListMetadataFormats", "<metadataPrefix>oai_dc</metadataPrefix>"},
	{"verb=ListMetadataFormats&identifier=oai:example.org:first", "oai_dc"},
	{"verb=ListSets", "<setSpec>topic:zhile</setSpec>"},
	{"verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:example.org:first", "<dc:creator>Vega, Ana</dc:creator>"},
	{"verb=ListRecords&metadataPrefix=oai_dc", `completeListSize="241" cursor="0"`},
	{"verb=ListRecords&metadataPrefix=oai_dc&set=topic:housing&from=2026-01-01&until=2026-01-31", "oai:example.org:first"},
	{"verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-02-01", `completeListSize="240"`},
	{"", `code="badVerb"`},
	{"verb=Fetch", `code="badVerb"`},
	{"verb=Identify&verb=Identify", `code="badVerb"`},
	{"verb=Identify&set=x", `code="badArgument"`},
	{"verb=GetRecord&metadataPrefix=oai_dc", `code="badArgument"`},
	{"verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", `code="badArgument"`},
	{"verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01", `code="badArgument"`},
	{"verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", `code="badArgument"`},
	{"verb=ListRecords&resumptionToken=x", `code="badResumptionToken"`},
	{"verb=ListSets&resumptionToken=x", `code="badResumptionToken"`},
	{"verb=ListRecords&metadataPrefix=marc", `code="cannotDisseminateFormat"`},
	{"verb=GetRecord&metadataPrefix=marc&identifier=oai:example.org:first", `code="cannotDisseminateFormat"`},
	{"verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:example.org:none", `code="idDoesNotExist"`},
	{"verb=ListRecords&metadataPrefix=oai_dc&from=2027-01-01", `code="noRecordsMatch"`},
}

func TestEveryVerbAndEveryFaultIsAnswered(t *testing.T) {
	ask := endpoint(records())
	for _, r := range requests {
		if got := ask(r.query); !strings.Contains(got, r.says) {
			t.Errorf("%q does not say %q:\n%.600s", r.query, r.says, got)
		}
	}
	if got := endpoint(nil)("verb=ListSets"); !strings.Contains(got, `code="noSetHierarchy"`) {
		t.Error(got)
	}
}

func TestAHarvestBringsEveryRecordOnce(t *testing.T) {
	ask := endpoint(records())
	seen := map[string]int{}
	token := regexp.MustCompile(`<resumptionToken[^>]*>([^<]+)<`)
	for query, answers := "verb=ListIdentifiers&metadataPrefix=oai_dc", 0; ; answers++ {
		text := ask(query)
		var a struct {
			List struct {
				Header []struct {
					Identifier string `xml:"identifier"`
				} `xml:"header"`
			} `xml:"ListIdentifiers"`
		}
		if err := xml.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		for _, h := range a.List.Header {
			seen[h.Identifier]++
		}
		m := token.FindStringSubmatch(text)
		if m == nil || answers > 5 {
			break
		}
		query = "verb=ListIdentifiers&resumptionToken=" + m[1]
	}
	if len(seen) != 241 || seen["oai:example.org:n239"] != 1 {
		t.Errorf("%d records were brought", len(seen))
	}
}

// TestAnswersHoldToTheSchemas asks xmllint, with the published schemas.
func TestAnswersHoldToTheSchemas(t *testing.T) {
	xmllint := judge.Program(t, "xmllint")
	root := judge.Standards.Need(t, "schemas")
	dir := t.TempDir()
	wrapper := `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="http://www.openarchives.org/OAI/2.0/" schemaLocation="file://` + root + `/oai-pmh/OAI-PMH.xsd"/>
<xs:import namespace="` + dcContainer + `" schemaLocation="file://` + root + `/oai-pmh/oai_dc.xsd"/></xs:schema>`
	catalog := `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">`
	for _, name := range []string{"http://www.w3.org/2001/03/xml.xsd", "http://www.w3.org/2001/xml.xsd"} {
		catalog += `<uri name="` + name + `" uri="file://` + root + `/ddi-codebook-2.5/xml.xsd"/><system systemId="` + name + `" uri="file://` + root + `/ddi-codebook-2.5/xml.xsd"/>`
	}
	for _, name := range []string{"http://dublincore.org/schemas/xmls/simpledc20021212.xsd"} {
		catalog += `<uri name="` + name + `" uri="file://` + root + `/oai-pmh/simpledc20021212.xsd"/><system systemId="` + name + `" uri="file://` + root + `/oai-pmh/simpledc20021212.xsd"/>`
	}
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	schema, entities := write("all.xsd", wrapper), write("catalog.xml", catalog+"</catalog>")
	ask := endpoint(records())
	args := []string{"--noout", "--nonet", "--schema", schema}
	for i, r := range requests {
		args = append(args, write(fmt.Sprintf("%02d.xml", i), ask(r.query)))
	}
	cmd := exec.Command(xmllint, args...)
	cmd.Env = append(os.Environ(), "XML_CATALOG_FILES="+entities)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %.3000s", err, out)
	}
}
