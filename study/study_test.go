package study

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

const small = `
id: exile
title: {en: Exile, ru: Изгнание}
languages: [en, ru]
population: {en: People who left}
sampling: {en: Volunteers}
timezone: Asia/Tbilisi
waves:
  - number: 1
    title: {en: March}
    instrument: instrument/wave1.md
    doors:
      - {kind: panel, opens: 2022-03-20, closes: 2022-04-04}
      - {kind: open, opens: 2022-03-27, closes: 2022-04-04}
samples:
  - {name: all, title: {en: All}, waves: [1], min: 1}
completion: {partial: 0.5, complete: 0.8}
disclosure: {min_cell: 10, min_base: 30}
keys: {answers: [], contact: []}
consent:
  - {version: 1, text: {en: "Yes?"}}
  - {version: 2, text: {en: "Really?"}}
`

func TestAStudyIsReadFromItsFolder(t *testing.T) {
	f, err := Load(fstest.MapFS{File: {Data: []byte(small)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Study.CurrentConsent().Version; got != 2 {
		t.Errorf("the current consent is version %d, want 2", got)
	}
	if got := f.Study.Title.In("fa", f.Study.Default()); got != "Exile" {
		t.Errorf("a reader of Persian sees %q", got)
	}
}

func TestFaultsInAStudyAreNamed(t *testing.T) {
	for name, change := range map[string][2]string{
		"id":         {"id: exile", "id: Exile!"},
		"languages":  {"[en, ru]", "[]"},
		"timezone":   {"Asia/Tbilisi", "Mars/Olympus"},
		"doors":      {"opens: 2022-03-27", "opens: 2022-13-27"},
		"samples":    {"min: 1}", "min: 2}"},
		"completion": {"partial: 0.5", "partial: 0.9"},
		"titel":      {"title: {en: Exile", "titel: {en: Exile"},
	} {
		_, err := Parse([]byte(strings.Replace(small, change[0], change[1], 1)))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a fault in %s gives %v", name, err)
		}
	}
	if _, err := Load(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "sojourn new") {
		t.Errorf("an empty folder gives %v", err)
	}
}

func TestDoorsOpenByTheStudysOwnCalendar(t *testing.T) {
	s, err := Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	at := func(clock string) time.Time {
		moment, err := time.Parse(time.RFC3339, clock)
		if err != nil {
			t.Fatal(err)
		}
		return moment.In(s.Location())
	}
	w := s.Waves[0]
	for clock, want := range map[string][2]bool{ // panel, open
		"2022-03-19T19:59:00Z": {false, false},
		"2022-03-19T20:00:00Z": {true, false}, // midnight in Tbilisi
		"2022-03-27T12:00:00Z": {true, true},
		"2022-04-04T20:00:00Z": {false, false},
	} {
		got := [2]bool{w.OpenAt(PanelDoor, at(clock)), w.OpenAt(OpenDoor, at(clock))}
		if got != want {
			t.Errorf("at %s the panel and open doors are %v, want %v", clock, got, want)
		}
	}
}

func TestWavesThatAreOpenTogetherAreNamed(t *testing.T) {
	wave := func(n WaveID, opens, closes Day) Wave {
		return Wave{Number: n, Doors: []Door{{Kind: PanelDoor, Opens: opens, Closes: closes}}}
	}
	apart := &Study{Waves: []Wave{wave(1, "2022-01-01", "2022-01-31"), wave(2, "2022-02-01", "2022-02-28"), {Number: 3}}}
	if ps := apart.Overlaps(); len(ps) > 0 {
		t.Errorf("waves apart: %v", ps)
	}
	together := &Study{Waves: []Wave{wave(1, "2022-01-01", "2022-12-31"), wave(2, "2022-11-01", "2022-12-31")}}
	if ps := together.Overlaps(); len(ps) != 1 || ps[0].Severity != Warning || !strings.Contains(ps[0].What, "wave 2 opens on 2022-11-01 while wave 1 is open") {
		t.Errorf("waves together: %v", ps)
	}
}
