package snowball

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNoSpanIsOfFewPeople(t *testing.T) {
	for _, test := range []struct {
		counts []int
		want   []Span
	}{
		{[]int{12, 30, 15}, []Span{{0, 0, 12}, {1, 1, 30}, {2, 2, 15}}},
		{[]int{4, 12, 20, 9, 1}, []Span{{0, 1, 16}, {2, 2, 20}, {3, 4, 10}}},
		{[]int{55, 1, 1, 1}, []Span{{0, 3, 58}}},
		{[]int{20, 0, 11}, []Span{{0, 0, 20}, {1, 2, 11}}},
		{[]int{3, 1}, nil},
		{nil, nil},
	} {
		if diff := cmp.Diff(test.want, Joined(test.counts, 10)); diff != "" {
			t.Errorf("%v: %s", test.counts, diff)
		}
	}
}

// grown is a tree of chains, each a seed and so many whom the seed recruited.
func grown(t *testing.T, recruits ...int) *Tree {
	t.Helper()
	var people []Person
	for i, n := range recruits {
		seed := fmt.Sprint("seed ", i)
		people = append(people, Person{ID: seed})
		for k := range n {
			people = append(people, Person{ID: fmt.Sprint(seed, " recruit ", k), Recruiter: seed})
		}
	}
	tree, err := Grow(people)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestTheSumOfRecruitsDoesNotPartASpanOfTwo(t *testing.T) {
	recruits := make([]int, 24)
	for i := range recruits {
		recruits[i] = 1 + i/12 // twelve recruit one, twelve recruit two
	}
	recruits = append(recruits, 3) // and one three: beside the twelve a span of two
	tree := grown(t, recruits...)
	if diff := cmp.Diff([]int{39, 12, 12, 1}, tree.Passed()); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]Span{{0, 0, 39}, {1, 3, 25}}, tree.JoinedPassed(10)); diff != "" {
		t.Error(diff)
	}
}

func TestChainsOfFewAreNotListedNorTheRestOfTheSample(t *testing.T) {
	if diff := cmp.Diff([]Chain{{30, 1}, {20, 1}}, grown(t, 19, 29, 5, 5).Largest(10, 10)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Chain{{30, 1}}, grown(t, 19, 29, 5).Largest(10, 10)); diff != "" {
		t.Errorf("the rest is one chain of six: %s", diff)
	}
	if got := grown(t, 2, 3).Largest(10, 10); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestHowManyRecruitedIsNotToldWhereItTellsOfAFewSeeds(t *testing.T) {
	people := []Person{{ID: "seed", Group: "a"}}
	for i := range 30 {
		people = append(people, Person{ID: fmt.Sprint(i), Recruiter: "seed", Group: "a"})
	}
	tree, err := Grow(people)
	if err != nil {
		t.Fatal(err)
	}
	if m := tree.Mixing(10); m.Total != Hidden || m.Counts[0][0] != Hidden {
		t.Errorf("31 people, and of one seed it is told that 30 were recruited: %+v", m)
	}
}
