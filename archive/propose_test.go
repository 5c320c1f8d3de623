package archive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"sojourn/format/bibtex"
	"sojourn/format/csljson"
	"sojourn/format/ris"
	"sojourn/library"
)

// sourced names what a key of a work's file is called in the list of sources.
var sourced = map[string][]string{"identifiers": {"doi", "isbn", "issn", "identifiers"}, "editions": {"edition", "link"}, "project_link": {"project"}}

// TestEveryFieldThatIsProposedNamesItsSource reads works of many kinds from each
// form, as one folder.
func TestEveryFieldThatIsProposedNamesItsSource(t *testing.T) {
	records, err := os.ReadFile("../library/cite/testdata/records.json")
	if err != nil {
		t.Fatal(err)
	}
	found, ps := csljson.Read("records.json", records)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	works := make([]library.Work, len(found))
	for i, p := range found {
		works[i] = p.Work
	}
	for name, data := range map[string][]byte{"records.bib": bibtex.Write(works), "records.ris": ris.Write(works), "records.csl.json": records,
		"notes.md":  []byte("# A road\n\nАвтор: Ana Vega\nДата: 2024-02-12\nОригинал: https://example.org/a DOI 10.1234/a\n\nOn the road and those who took it.\n"),
		"shelf.rdf": []byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:bib="http://purl.org/net/biblio#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:z="http://www.zotero.org/namespaces/export#"><bib:Book rdf:about="https://example.org/b"><z:itemType>book</z:itemType><dc:title>A book</dc:title><dc:date>2020</dc:date></bib:Book></rdf:RDF>`)} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		candidates, _, err := emptyLibrary(t).Propose(dir)
		if err != nil || len(candidates) == 0 {
			t.Fatalf("%s: %d works, %v", name, len(candidates), err)
		}
		for _, c := range candidates {
			for _, field := range unsourced(t, c.Work) {
				t.Errorf("%s: %q does not say where its %s came from", name, c.Work.Title, field)
			}
		}
	}
}

// unsourced lists the fields that are filled and name no source.
func unsourced(t *testing.T, w library.Work) []string {
	t.Helper()
	var from []string
	for _, s := range w.Sources {
		if strings.TrimSpace(s.From) != "" {
			from = append(from, s.Field)
		}
	}
	w.Sources = nil
	text, err := yaml.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var filled map[string]any
	if err := yaml.Unmarshal(text, &filled); err != nil {
		t.Fatal(err)
	}
	var lacking []string
	for key := range filled {
		names := append(slices.Clone(sourced[key]), key, "every field")
		if !slices.ContainsFunc(names, func(n string) bool { return slices.Contains(from, n) }) {
			lacking = append(lacking, key)
		}
	}
	return lacking
}
