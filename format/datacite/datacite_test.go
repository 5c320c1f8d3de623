package datacite

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"sojourn/internal/judge"
	"sojourn/study"
)

func release() Release {
	about := "What people who left Russia in 2022 answered in the second wave of a panel study."
	return Release{
		DOI: "10.1234/exile-2", Languages: []study.Lang{"en", "ru"}, Title: study.Text{"en": "Exile, wave 2 <data>", "ru": "Изгнание, волна 2"},
		Description: study.Text{"en": about, "ru": "Что ответили во второй волне панельного исследования люди, уехавшие из России."},
		Creators:    []Creator{{Family: "Sergeeva", Given: "Anna", ORCID: "0000-0001-5727-2427", Affiliation: "University"}, {Organisation: "Exile team"}},
		Publisher:   "An archive", Published: "2024-05-14", Specific: "Survey data", Version: "1.0",
		Subjects: []study.Text{{"en": "migration", "ru": "миграция"}},
		Licences: []Licence{{study.Text{"en": "Creative Commons Attribution 4.0"}, "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"}},
		Funders:  []Funder{{"A fund", "A-1"}},
		Related:  []Related{{"10.1234/memo", "IsSupplementTo"}, {"https://example.org/panel", "IsPartOf"}, {"10.1234/exile-2-v0", "IsNewVersionOf"}},
		From:     "2022-09-01", To: "2022-09-20", Countries: []study.Text{{"en": "Georgia"}, {"en": "Armenia"}},
		Files:     []File{{Name: "data.csv", URL: "https://example.org/data.csv", Format: "text/csv", Bytes: 1200, SHA256: "00"}},
		Variables: []Variable{{"age_w2", study.Text{"en": "Age", "ru": "Возраст"}}}, Part: study.Text{"en": "Exile panel"},
	}
}

func TestReleasesAreValidByTheSchema(t *testing.T) {
	schema := judge.Standards.Need(t, "schemas", "datacite-4.7", "metadata.xsd")
	xmllint := judge.Program(t, "xmllint")
	bare := Release{DOI: "10.1234/x", Languages: []study.Lang{"ru"}, Title: study.Text{"ru": "Т"}, Description: study.Text{"ru": strings.Repeat("слово ", 12)},
		Creators: []Creator{{Family: "Сергеева"}}, Publisher: "Архив", Published: "2024-05-14", Specific: "Данные", General: "Report"}
	for _, r := range []Release{release(), bare} {
		var doc bytes.Buffer
		if err := WriteXML(&doc, r); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(xmllint, "--noout", "--nonet", "--schema", schema, "-")
		cmd.Stdin = &doc
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

func TestSearchEnginesFindWhatTheyNeed(t *testing.T) {
	var doc bytes.Buffer
	if err := WriteJSONLD(&doc, release()); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(doc.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, property := range []string{"@context", "@type", "@id", "name", "description", "license", "creator", "inLanguage", "temporalCoverage", "spatialCoverage",
		"variableMeasured", "distribution", "isPartOf", "citation", "isBasedOn", "datePublished", "publisher", "keywords"} {
		if got[property] == nil {
			t.Errorf("there is no %s", property)
		}
	}
	if got["temporalCoverage"] != "2022-09-01/2022-09-20" || len(got["isPartOf"].([]any)) != 2 {
		t.Errorf("coverage %v, part of %v", got["temporalCoverage"], got["isPartOf"])
	}
	name := got["name"].([]any)[1].(map[string]any)
	if name["@language"] != "ru" || name["@value"] != "Изгнание, волна 2" {
		t.Errorf("the Russian name is %v", name)
	}
}

func TestWhatIsLackingOrWrongIsNamed(t *testing.T) {
	for column, spoil := range map[string]func(*Release){
		"doi":         func(r *Release) { r.DOI = "https://doi.org/10.1234/x" },
		"title":       func(r *Release) { r.Title = study.Text{"ka": "x"} },
		"creators":    func(r *Release) { r.Creators[0].ORCID = "0000-0001-5727-2428" },
		"publisher":   func(r *Release) { r.Publisher = "" },
		"published":   func(r *Release) { r.Published = "2024" },
		"related":     func(r *Release) { r.Related[0].Relation = "IsFriendOf" },
		"description": func(r *Release) { r.Description = study.Text{"en": "Short."} },
	} {
		r := release()
		spoil(&r)
		var out bytes.Buffer
		if err := WriteXML(&out, r); err == nil || !strings.Contains(err.Error(), "column "+column) || out.Len() > 0 {
			t.Errorf("a fault in %s gives %v and %d bytes", column, err, out.Len())
		}
		if err := WriteJSONLD(&out, r); err == nil {
			t.Errorf("a fault in %s passes into JSON-LD", column)
		}
	}
}

func TestWhatIsNotThereYetIsNotCalledWrong(t *testing.T) {
	said := Release{}.Check().Error()
	for _, want := range []string{"there is no DOI", "there is no day of publication"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said: %s", want, said)
		}
	}
	if strings.Contains(said, `""`) {
		t.Errorf("an empty value is shown: %s", said)
	}
}

func TestCheckDigitsOfORCID(t *testing.T) {
	for id, want := range map[string]bool{"0000-0002-1825-0097": true, "0000-0002-1694-233X": true, "0000-0002-1825-0098": false, "0000-0002-1825-009": false, "0000-0002-1825-00977": false, "": false, "-------------------": false, "ABCD-0002-1825-0097": false} {
		if validORCID(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}
