package recognition

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// closed closes a code as seal does, but so that a test can read it.
func closed(elements ...string) []string {
	list := []string{"whole " + strings.Join(elements, " ")}
	for i := range elements {
		list = append(list, fmt.Sprint(i, " without ", slices.Delete(slices.Clone(elements), i, i+1)))
	}
	return list
}

func person(id string, elements ...string) Person { return Person{id, closed(elements...)} }

func TestTwoCodesAreEqualOneElementApartOrNothing(t *testing.T) {
	code := closed("12", "3", "left", "7")
	for _, c := range []struct {
		other []string
		want  Likeness
	}{
		{closed("12", "3", "left", "7"), Exact},
		{closed("12", "3", "right", "7"), OneApart},
		{closed("13", "3", "left", "8"), ""},
		{closed("12", "3", "left"), ""},
		{nil, ""},
	} {
		if got := Compare(code, c.other); got != c.want {
			t.Errorf("%v: %q, want %q", c.other, got, c.want)
		}
	}
}

func TestWhoHasAnEqualCodeIsNotLookedForAmongThoseOneElementApart(t *testing.T) {
	first := []Person{person("a", "1", "1", "1", "1"), person("b", "9", "9", "9", "9")}
	second := []Person{person("x", "1", "1", "1", "1"), person("y", "1", "1", "1", "2"), person("z", "9", "9", "9", "1")}
	m := Match(first, second, first, second)
	got := map[string]Likeness{}
	for _, s := range m.Suggestions {
		got[s.First+s.Second] = s.Likeness
	}
	if diff := cmp.Diff(map[string]Likeness{"ax": Exact, "bz": OneApart}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPairsThatExcludeEachOtherShareTheConfidence(t *testing.T) {
	var wave []Person
	for i := range 400 { // strangers who all differ: chance is small
		wave = append(wave, person(fmt.Sprint("w", i), fmt.Sprint(i), fmt.Sprint(i+1000), fmt.Sprint(i*7), fmt.Sprint(-i)))
	}
	first := []Person{person("a", "1", "1", "1", "1")}
	second := []Person{person("x", "1", "1", "1", "1"), person("y", "1", "1", "1", "1")}
	m := Match(first, second, wave)
	if len(m.Suggestions) != 2 || m.Suggestions[0].Rivals != 2 || math.Abs(m.Suggestions[0].Confidence-0.5) > 0.001 || !m.Tallies[Exact].Bound {
		t.Errorf("%+v", m)
	}
}

func TestTheChanceIsThatOfTwoOfOneWave(t *testing.T) {
	wave := []Person{person("a", "1", "2", "3", "4"), person("b", "1", "2", "3", "4"), person("c", "1", "2", "3", "5"), person("d", "8", "8", "8", "8")}
	m := Match(wave[:1], nil, wave)
	if got := m.Tallies[Exact]; got.Chance != 1.0/6 || got.Bound {
		t.Errorf("one of six pairs is equal: %+v", got)
	}
	if got := m.Tallies[OneApart]; got.Chance != 2.0/6 || got.Bound {
		t.Errorf("two of six pairs are one apart: %+v", got)
	}
	if got := Match(nil, nil).Tallies[Exact]; got.Chance != 1 {
		t.Errorf("of nobody nothing is known: %+v", got)
	}
}

// TestTheConfidenceIsHowOftenASuggestionIsRight makes up waves of strangers and
// returners with codes of few values, and compares what is promised with what
// is true.
func TestTheConfidenceIsHowOftenASuggestionIsRight(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 23))
	draw := func() []string {
		return []string{fmt.Sprint(random.IntN(31)), fmt.Sprint(random.IntN(12)), fmt.Sprint(random.IntN(9)), fmt.Sprint(random.IntN(3))}
	}
	promised, right, all := map[Likeness]float64{}, map[Likeness]float64{}, map[Likeness]float64{}
	for round := range 6 {
		var first, second []Person
		for i := range 400 {
			code := draw()
			first = append(first, person(fmt.Sprint(round, "-", i), code...))
			if i >= 150 { // a stranger in the second wave
				second = append(second, person(fmt.Sprint(round, "-other", i), draw()...))
				continue
			}
			if random.IntN(4) == 0 {
				code[random.IntN(4)] = "99"
			}
			second = append(second, person(fmt.Sprint(round, "-", i), code...))
		}
		for _, s := range Match(first, second, first, second).Suggestions {
			all[s.Likeness]++
			promised[s.Likeness] += s.Confidence
			if s.First == s.Second {
				right[s.Likeness]++
			}
		}
	}
	for _, how := range []Likeness{Exact, OneApart} {
		p, r := promised[how]/all[how], right[how]/all[how]
		t.Logf("%s: %.0f suggestions, %.2f right, %.2f promised", how, all[how], r, p)
		if all[how] < 100 || math.Abs(p-r) > 0.08 {
			t.Errorf("%s: of %.0f suggestions %.2f are right and %.2f promised", how, all[how], r, p)
		}
	}
}

func TestTheCodeIsTriedOnThoseWhoAreKnownToBeOne(t *testing.T) {
	first := []Person{person("a", "1", "1", "1", "1"), person("b", "1", "2", "3", "4"), person("c", "5", "6", "7", "8"), person("gone", "1", "1", "1", "9")}
	second := []Person{person("c", "8", "7", "6", "5"), person("b", "1", "2", "3", "5"), person("a", "1", "1", "1", "1")}
	test, found, missed := Try(first, second)
	if diff := cmp.Diff(Test{Known: 3, Exact: 1, OneApart: 1}, test); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !slices.Equal(found, []string{"a"}) || !slices.Equal(missed, []string{"b", "c"}) {
		t.Errorf("found %v, missed %v", found, missed)
	}
}

func TestStandardisedDifferencesAreThoseOfAustin(t *testing.T) {
	if got, want := ShareDifference(0.6, 0.5), 0.1/math.Sqrt((0.24+0.25)/2); math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := MeanDifference([]float64{1, 2, 3}, []float64{2, 4, 6}), -2/math.Sqrt((1.0+4.0)/2); math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
	if ShareDifference(1, 1) != 0 || ShareDifference(0, 0) != 0 || !math.IsInf(ShareDifference(1, 0), 1) {
		t.Error("shares without any spread")
	}
}
