package zotero_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/zotero"
	"sojourn/library"
)

const export = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/" xmlns:link="http://purl.org/rss/1.0/modules/link/" xmlns:vcard="http://nwalsh.com/rdf/vCard#">
 <bib:Article rdf:about="https://example.org/leaving">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <bib:authors><rdf:Seq>
   <rdf:li><foaf:Person><foaf:surname>van der Berg</foaf:surname><foaf:givenName>Jan</foaf:givenName></foaf:Person></rdf:li>
   <rdf:li><foaf:Person><foaf:surname>Road Centre</foaf:surname></foaf:Person></rdf:li>
  </rdf:Seq></bib:authors>
  <dc:title>Уход</dc:title><dcterms:abstract>О людях и о том, как они уехали.</dcterms:abstract>
  <dc:date>2022-05-01</dc:date><z:language>ru-RU</z:language><bib:pages>10–20</bib:pages>
  <dc:subject>migration</dc:subject><dc:subject><z:AutomaticTag><rdf:value>panel</rdf:value></z:AutomaticTag></dc:subject>
  <dc:identifier><dcterms:URI><rdf:value>https://example.org/leaving</rdf:value></dcterms:URI></dc:identifier>
 </bib:Article>
 <bib:Journal rdf:about="urn:issn:1234-5678">
  <dc:title>Дорога</dc:title><prism:volume>5</prism:volume><prism:number>2</prism:number><dc:identifier>ISSN 1234-5678</dc:identifier><dc:identifier>DOI 10.1234/X.1</dc:identifier>
 </bib:Journal>
 <bib:Report rdf:about="#item_2"><z:itemType>report</z:itemType><dc:title>Six months</dc:title><dc:date>spring</dc:date><dc:identifier>DOI pending</dc:identifier>
  <dc:publisher><foaf:Organization><vcard:adr><vcard:Address><vcard:locality>Riga</vcard:locality></vcard:Address></vcard:adr><foaf:name>Press</foaf:name></foaf:Organization></dc:publisher></bib:Report>
 <z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType></z:Attachment>
</rdf:RDF>`

func TestAZoteroExportIsRead(t *testing.T) {
	found, ps := zotero.Read("my.rdf", []byte(export))
	if len(ps) > 0 || len(found) != 2 {
		t.Fatalf("%d works, %v", len(found), ps)
	}
	want := library.Work{Type: library.Article, Title: "Уход", Language: "ru-ru", Date: "2022-05-01", Container: "Дорога", Volume: "5", Issue: "2", Pages: "10-20", Topics: []string{"migration", "panel"},
		Authors:     []library.Name{{Family: "Berg", Given: "Jan", Particle: "van der"}, {Literal: "Road Centre"}},
		Identifiers: library.Identifiers{DOI: "10.1234/x.1", ISSN: "1234-5678"},
		Editions:    []library.Edition{{Language: "ru-ru", Links: []library.Link{{URL: "https://example.org/leaving", Kind: library.Original}}}}}
	got := found[0].Work
	got.Sources, got.Abstract = nil, nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r := found[1]; r.Work.Place != "Riga" || r.Work.Publisher != "Press" || !strings.Contains(r.Problems.Error(), "spring") || !strings.Contains(r.Problems.Error(), `the DOI "pending"`) {
		t.Errorf("%+v", r)
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"an external entity": `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="r"><a>&x;</a></rdf:RDF>`,
		"no items":           `<rdf:RDF xmlns:rdf="r"></rdf:RDF>`,
		"not RDF":            `<html></html>`,
		"not XML":            `TY  - JOUR`,
		"deep nesting":       strings.Repeat("<a>", 10000),
	} {
		if found, ps := zotero.Read("x.rdf", []byte(text)); ps.Err() == nil || len(found) > 0 {
			t.Errorf("%s: %d works, %v", name, len(found), ps)
		}
	}
}
