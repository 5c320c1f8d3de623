package ris_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/csljson"
	"sojourn/format/ris"
	"sojourn/library"
)

func records(t *testing.T) []library.Work {
	t.Helper()
	data, err := os.ReadFile("../../library/cite/testdata/records.json")
	if err != nil {
		t.Fatal(err)
	}
	found, _ := csljson.Read("records.json", data)
	var works []library.Work
	for i, p := range found {
		w := p.Work
		w.ID, w.Sources = library.NewID(w, func(library.ID) bool { return false }), nil
		if i%3 == 0 {
			w.Topics = []string{"migration, forced", "панель"}
			w.SetAbstract("About all of the people.\n\nA second paragraph.")
		}
		works = append(works, w)
	}
	return works
}

func TestWorksComeBackFromRISWithoutLoss(t *testing.T) {
	works := records(t)
	found, ps := ris.Read("all.ris", append([]byte("\ufeff"), ris.Write(works)...))
	if len(ps) > 0 || len(found) != len(works) {
		t.Fatalf("%d of %d works, %v", len(found), len(works), ps)
	}
	for i, p := range found {
		got := p.Work
		got.ID, got.Sources = works[i].ID, nil
		if diff := cmp.Diff(works[i], got); diff != "" || len(p.Problems) > 0 {
			t.Errorf("%s: %v\n%s", works[i].Title, p.Problems, diff)
		}
	}
}

func TestEveryFieldNamesItsLine(t *testing.T) {
	found, _ := ris.Read("x.ris", []byte("TY  - JOUR\nTI  - A title that\n  goes on\nAU  - Doe, Jane\nPY  - 2020///\nDO  - https://doi.org/10.1234/ABC\nER  - \n"))
	w := found[0].Work
	if w.Title != "A title that goes on" || w.Date != "2020" || w.Identifiers.DOI != "10.1234/abc" {
		t.Errorf("%+v", w)
	}
	if w.Sources[1] != (library.Source{Field: "title", From: "x.ris line 2, TI"}) {
		t.Errorf("the title comes from %+v", w.Sources[1])
	}
}

func TestBrokenFilesAreListed(t *testing.T) {
	for text, says := range map[string]string{
		"":                                    "no entry",
		"TI  - x\n":                           "belongs to no entry",
		"TY  - JOUR\nTI  - x\n":               "ends within",
		"TY  - JOUR\nTY  - BOOK\nER  - \n":    "before the last one ended",
		"TY  - JOUR\nPY  - soon\nER  - \n":    `"soon"`,
		"TY  - WHAT\nER  - \n":                `"WHAT"`,
		"TY  - JOUR\nUR  - ftp://x\nER  - \n": "UR",
	} {
		found, ps := ris.Read("x.ris", []byte(text))
		for _, p := range found {
			ps = append(ps, p.Problems...)
		}
		if !strings.Contains(ps.Error(), says) {
			t.Errorf("%q: %v", text, ps)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("TY  - JOUR\nTI  - x\nER  - \n"))
	f.Fuzz(func(t *testing.T, data []byte) { ris.Read("x.ris", data) })
}
