package release

import (
	"slices"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// handedOut is a release as whoever got it has it.
func handedOut(o *Outcome) Former {
	return Former{ID: o.ID, Profile: o.Profile, K: o.Settings.K, L: o.Settings.L, Joins: o.Settings.Joins, Data: o.Data, Keys: o.Keys, Asked: o.Asked, Times: o.Times, Sensitive: o.Sensitive}
}

// without is a source without some of its people.
func without(t *testing.T, s Source, gone ...int) Source {
	t.Helper()
	var rows []int
	for row := range s.Data.Rows {
		if !slices.Contains(gone, row) {
			rows = append(rows, row)
		}
	}
	d := dataset.New(len(rows))
	for _, c := range s.Data.Columns {
		if err := d.Add(picked(c, rows)); err != nil {
			t.Fatal(err)
		}
	}
	s.Data, s.Cut = d, s.Cut+"-less"
	return s
}

// released gives the rows of the people of a source who are in a release.
func released(t *testing.T, s Source, o *Outcome) map[string]bool {
	t.Helper()
	who, _ := s.Data.Column(clean.PanelistColumn)
	shown, _ := o.Data.Column(clean.PanelistColumn)
	in := map[string]bool{}
	for _, id := range who.Texts {
		if slices.Contains(shown.Texts, pseudonym(s.Secret, lineOf(o.Settings.Joins, o.ID), id)) {
			in[id] = true
		}
	}
	return in
}

func TestOnePersonMoreIsFoundByTheDifferenceOfTwoReleases(t *testing.T) {
	all := people(t, 2000)
	p := planned(t, plan)
	before := protected(t, without(t, all, 7), p, Scientific)
	all.Former = []Former{handedOut(before)}
	after := protected(t, all, p, Scientific)
	who, _ := all.Data.Column(clean.PanelistColumn)
	if !released(t, all, after)[who.Texts[7]] {
		t.Fatal("the person is not in the release, so nothing is proven")
	}
	if len(after.Overlaps) != 1 || after.Overlaps[0].Came < 1 {
		t.Fatalf("nobody is found: %+v", after.Overlaps)
	}
	err := after.MayLeave()
	if err == nil || !strings.Contains(err.Error(), "new in it") || strings.Contains(err.Error(), "person-") {
		t.Errorf("it may leave: %v", err)
	}
	gone := without(t, all, 7)
	gone.Former = []Former{handedOut(protected(t, all, p, Scientific))}
	if o := protected(t, gone, p, Scientific); o.Overlaps[0].Gone < 1 {
		t.Errorf("who is no longer in it is not found: %+v", o.Overlaps)
	}
}

func TestTheSameReleaseAgainTellsNothingMore(t *testing.T) {
	s, p := people(t, 2000), planned(t, plan)
	first := protected(t, s, p, Public)
	s.Former = []Former{handedOut(first)}
	again := protected(t, s, p, Public)
	if len(again.Overlaps) > 0 || again.MayLeave() != nil {
		t.Errorf("the same release is compared with itself: %+v", again.Overlaps)
	}
	more := protected(t, s, planned(t, plan+"population: {size: 100000, source: a register}\n"), Public) // another name, the same data
	if len(more.Overlaps) != 1 || more.Overlaps[0].Singled() > 0 || more.MayLeave() != nil {
		t.Errorf("the same data under another name tell more: %+v, %v", more.Overlaps, more.MayLeave())
	}
}

func TestTwoCoarseningsOfTheSamePeopleTellThemApart(t *testing.T) {
	s := people(t, 2000)
	s.Former = []Former{handedOut(protected(t, s, planned(t, plan), Public))}
	other := strings.Replace(plan, "public: {bands: [18, 30, 45, 60]}", "public: {bands: [18, 25, 40, 55]}", 1)
	o := protected(t, s, planned(t, other), Public)
	if len(o.Overlaps) != 1 || o.Overlaps[0].Apart == 0 || o.Overlaps[0].K != o.Settings.K {
		t.Fatalf("two ways of banding ages tell nobody apart: %+v", o.Overlaps)
	}
	if o.MayLeave() == nil || !slices.ContainsFunc(o.Warnings, func(p study.Problem) bool { return p.Code == "release-overlap" }) {
		t.Error("it may leave, or nothing is told before")
	}
	warned := protected(t, s, planned(t, "public: {former: warn}"+other), Public)
	if warned.MayLeave() != nil || !slices.ContainsFunc(warned.Warnings, func(p study.Problem) bool { return p.Code == "release-overlap" }) {
		t.Errorf("where the team has decided, it is refused or not told: %v", warned.MayLeave())
	}
	if _, err := Parse([]byte("public: {former: never}" + plan)); err == nil {
		t.Error("former: never is taken")
	}
}

func TestReadersOfTheScientificProfileHaveThePublicReleaseToo(t *testing.T) {
	s, p := people(t, 2000), planned(t, plan)
	s.Former = []Former{handedOut(protected(t, s, p, Public))}
	o := protected(t, s, p, Scientific)
	if len(o.Overlaps) != 1 || o.Overlaps[0].K != o.Settings.K || o.Overlaps[0].Profile != Scientific {
		t.Errorf("it is compared as %+v", o.Overlaps)
	}
	s.Former = []Former{handedOut(protected(t, people(t, 2000), p, Scientific))}
	if o := protected(t, s, p, Public); len(o.Overlaps) != 1 || o.Overlaps[0].Profile != Scientific || o.Overlaps[0].K != scientificK {
		t.Errorf("a public release beside a scientific one is compared as %+v", o.Overlaps)
	}
}

func TestAReleaseThatCannotBeComparedIsRefused(t *testing.T) {
	s, p := people(t, 2000), planned(t, plan)
	elsewhere := s
	elsewhere.Secret = []byte("lost since")
	s.Former = []Former{handedOut(protected(t, elsewhere, p, Scientific))}
	o := protected(t, s, p, Public)
	if err := o.MayLeave(); err == nil || !strings.Contains(err.Error(), "release.key") {
		t.Errorf("with another secret nobody is found, and still: %v", err)
	}
}
