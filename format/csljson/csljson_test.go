package csljson_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/csljson"
	"sojourn/internal/judge"
	"sojourn/library"
)

func works(t *testing.T) []library.Work {
	t.Helper()
	data, err := os.ReadFile("../../library/cite/testdata/records.json")
	if err != nil {
		t.Fatal(err)
	}
	found, ps := csljson.Read("records.json", data)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	var all []library.Work
	for _, p := range found {
		w := p.Work
		w.ID, w.Sources = library.NewID(w, func(library.ID) bool { return false }), nil
		all = append(all, w)
	}
	return all
}

func TestWorksComeBackFromCSLJSONWithoutLoss(t *testing.T) {
	all := works(t)
	data, err := csljson.Write(all)
	if err != nil {
		t.Fatal(err)
	}
	found, _ := csljson.Read("x.json", data)
	for i, p := range found {
		got := p.Work
		got.ID, got.Sources = all[i].ID, nil
		if diff := cmp.Diff(all[i], got); diff != "" || len(p.Problems) > 0 {
			t.Errorf("%s: %v\n%s", all[i].Title, p.Problems, diff)
		}
	}
}

// TestEveryItemHoldsToTheSchema reads the published schema for the names of
// properties and types, and checks kinds of values by hand.
func TestEveryItemHoldsToTheSchema(t *testing.T) {
	text, err := os.ReadFile(judge.Standards.Need(t, "schemas", "csl-1.0.2", "input", "csl-data.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Items struct {
			Properties map[string]struct{ Enum []string }
		}
		Definitions map[string]struct {
			AnyOf []struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	data, err := csljson.Write(append(works(t), library.Work{ID: "x", Title: "T"}))
	if err != nil {
		t.Fatal(err)
	}
	var items []map[string]any
	if err := json.Unmarshal(data, &items); err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		if !slices.Contains(schema.Items.Properties["type"].Enum, it["type"].(string)) {
			t.Errorf("the type %v is not in the schema", it["type"])
		}
		for key, value := range it {
			if _, ok := schema.Items.Properties[key]; !ok {
				t.Errorf("the schema has no %s", key)
			}
			if list, ok := value.([]any); ok {
				for part := range list[0].(map[string]any) {
					if _, ok := schema.Definitions["name-variable"].AnyOf[0].Properties[part]; !ok {
						t.Errorf("the schema has no %s in names", part)
					}
				}
			}
		}
	}
}

func TestOtherProgramsItemsAreRead(t *testing.T) {
	found, ps := csljson.Read("x.json", []byte(`{"id": 7, "type": "article-journal", "title": "T", "volume": 3, "issued": {"raw": "2020-05-01"}, "author": [{"family": "van Dijk", "given": "A"}], "custom": {}}`))
	if len(ps) > 0 || len(found) != 1 {
		t.Fatal(ps)
	}
	if w := found[0].Work; w.Volume != "3" || w.Date != "2020-05-01" || w.Authors[0].Particle != "van" {
		t.Errorf("%+v", w)
	}
}

func TestBrokenItemsAreListed(t *testing.T) {
	if _, ps := csljson.Read("x.json", []byte("[{\n\"title\": }]")); ps.Err() == nil || ps[0].Row != 2 {
		t.Errorf("%+v", ps)
	}
	found, ps := csljson.Read("x.json", []byte(`[{"title": []}, {"type": "hologram", "title": "B", "issued": {"literal": "soon"}, "URL": "file:///etc/passwd", "DOI": "pending"}]`))
	if len(found) != 1 || !strings.Contains(ps.Error(), "item 1") {
		t.Fatalf("%d works, %v", len(found), ps)
	}
	for _, says := range []string{"hologram", "soon", "URL", "pending"} {
		if !strings.Contains(found[0].Problems.Error(), says) {
			t.Errorf("nothing is said of %s", says)
		}
	}
}
