package library

import (
	"strings"
	"testing"

	"sojourn/study"
)

const written = `---
# Kept by Ana; ask her before the title is changed.
title:   "The  road"   # as on the cover

# Whoever signed it.
authors:
    - {family: Vega, given: Ana, also: [{family: Вега}]} # leads the project
    # the second is a body
    - literal: Centre for the Road
date: '2024-02'
editions:
- language: en
  # the publisher moved it twice
  links: [{url: "https://example.org/a", kind: original}]
  copies:
  - sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    media: application/pdf
    size: 3
    saved: 2026-11-22
    from: file a.pdf
topics: [housing,   work]
# the end
---

Notes with *marks*.
---
and a rule.
`

func edited(t *testing.T, change func(*Work)) string {
	t.Helper()
	w, ps := Read("library/road.md", []byte(written))
	if ps.Err() != nil {
		t.Fatal(ps)
	}
	change(&w)
	text, err := Edit("library/road.md", []byte(written), w)
	if err != nil {
		t.Fatal(err)
	}
	back, ps := Read("library/road.md", text)
	if ps.Err() != nil {
		t.Fatal(ps)
	}
	if a, err := w.Write(); err != nil {
		t.Fatal(err)
	} else if b, err := back.Write(); err != nil || string(a) != string(b) {
		t.Errorf("what was written is read as\n%s\nnot as\n%s", b, a)
	}
	return string(text)
}

func TestAnEditThatChangesNothingKeepsEveryByte(t *testing.T) {
	if got := edited(t, func(*Work) {}); got != written {
		t.Errorf("%s", got)
	}
}

func TestAnEditChangesItsFieldAloneAndKeepsComments(t *testing.T) {
	got := edited(t, func(w *Work) { w.Topics = append(w.Topics, "law") })
	if want := strings.Replace(written, "topics: [housing,   work]", "topics: [housing, work, law]", 1); got != want {
		t.Errorf("%s", got)
	}
	got = edited(t, func(w *Work) {
		w.Title, w.Authors[1].Literal = "The road and after", "Centre"
		w.Editions[0].Title = "The road"
		w.Editions = append(w.Editions, Edition{Language: "ru", Title: "Дорога"})
	})
	for _, part := range []string{"# Kept by Ana", "# as on the cover", "# Whoever signed it.", "# leads the project", "# the second is a body", "# the publisher moved it twice", "# the end", "also: [{family: Вега}]", "date: '2024-02'",
		"topics: [housing,   work]", "Notes with *marks*.\n---\nand a rule.", "sha256: aaaa"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is lost:\n%s", part, got)
		}
	}
}

func TestAnEditAddsAndTakesOutFields(t *testing.T) {
	got := edited(t, func(w *Work) {
		w.Date, w.Countries, w.Abstract, w.Notes = "", []string{"GE"}, study.Text{"ru": "О дороге."}, ""
		w.Method = &Method{Kind: "survey", N: 120}
	})
	if strings.Contains(got, "date:") || strings.Contains(got, "Notes") || !strings.Contains(got, "abstract:\n  ru: О дороге.\n") || !strings.Contains(got, "# the end\n---\n") || strings.Index(got, "countries:") < strings.Index(got, "topics:") {
		t.Errorf("%s", got)
	}
}

func TestAnEditThatMakesNoWorkIsRefused(t *testing.T) {
	w, _ := Read("library/road.md", []byte(written))
	w.Title = ""
	if _, err := Edit("library/road.md", []byte(written), w); err == nil || !strings.Contains(err.Error(), "no title") {
		t.Error(err)
	}
	if _, err := Edit("library/road.md", []byte("no work"), w); err == nil {
		t.Error("text that is no work is edited")
	}
}

func TestAFileWithTheLineEndsOfWindowsKeepsThem(t *testing.T) {
	text := strings.ReplaceAll("---\ntitle: A\ndate: 2020\n---\n", "\n", "\r\n")
	w, _ := Read("library/road.md", []byte(text))
	w.Title = "B"
	if got, err := Edit("library/road.md", []byte(text), w); err != nil || string(got) != strings.Replace(text, "A", "B", 1) {
		t.Errorf("%q, %v", got, err)
	}
}
