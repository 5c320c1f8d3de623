package snowball

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestATreeCountsStepsChainsAndRecruits(t *testing.T) {
	tree, err := Grow([]Person{{ID: "c", Recruiter: "b"}, {ID: "a"}, {ID: "b", Recruiter: "a"}, {ID: "d", Recruiter: "a"}, {ID: "alone"}, {ID: "lost", Recruiter: "gone"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{2, 0, 1, 1, 0, 0}, tree.Depth); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{3, 2, 1}, tree.Waves()); diff != "" {
		t.Errorf("people by step (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Chain{{4, 2}, {1, 0}, {1, 0}}, tree.Chains()); diff != "" {
		t.Errorf("chains (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{4, 1, 1}, tree.Passed()); diff != "" {
		t.Errorf("people by recruits (-want +got):\n%s", diff)
	}
	if tree.Lost != 1 || tree.Recruits() != 3 {
		t.Errorf("%d lost, %d recruits", tree.Lost, tree.Recruits())
	}
}

func TestARingAndANameThatStandsTwiceAreErrors(t *testing.T) {
	for what, people := range map[string][]Person{
		"a ring":         {{ID: "a", Recruiter: "b"}, {ID: "b", Recruiter: "a"}},
		"themselves":     {{ID: "a", Recruiter: "a"}},
		"twice":          {{ID: "a"}, {ID: "a"}},
		"without a name": {{}},
	} {
		if _, err := Grow(people); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}

// mixed is a tree with so many recruitments from group to group.
func mixed(t *testing.T, counts map[[2]string]int) *Tree {
	t.Helper()
	var people []Person
	for pair, n := range counts {
		for range n {
			seed := fmt.Sprint("seed ", len(people))
			people = append(people, Person{ID: seed, Group: pair[0]}, Person{ID: fmt.Sprint("recruit ", len(people)), Recruiter: seed, Group: pair[1]})
		}
	}
	tree, err := Grow(people)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestHomophilyIsWhatStaysWithinAGroupOverChance(t *testing.T) {
	m := mixed(t, map[[2]string]int{{"a", "a"}: 40, {"a", "b"}: 20, {"b", "a"}: 10, {"b", "b"}: 30}).Mixing(10)
	if diff := cmp.Diff([][]int{{40, 20}, {10, 30}}, m.Counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !m.Told || m.Same != 0.7 || math.Abs(m.Expected-(0.6*0.5+0.4*0.5)) > 1e-12 {
		t.Errorf("%+v", m)
	}
}

func TestSmallCountsCannotBeWorkedOut(t *testing.T) {
	m := mixed(t, map[[2]string]int{{"a", "a"}: 40, {"a", "b"}: 3, {"b", "a"}: 12, {"b", "b"}: 30}).Mixing(10)
	if diff := cmp.Diff([][]int{{40, Hidden}, {Hidden, 30}}, m.Counts); diff != "" {
		t.Errorf("one small count is the rest of the total (-want +got):\n%s", diff)
	}
	m = mixed(t, map[[2]string]int{{"a", "a"}: 40, {"a", "b"}: 2, {"b", "a"}: 3, {"b", "b"}: 30}).Mixing(10)
	if diff := cmp.Diff([][]int{{40, Hidden}, {Hidden, Hidden}}, m.Counts); diff != "" {
		t.Errorf("two small counts that sum to 5 (-want +got):\n%s", diff)
	}
	if m.Told {
		t.Error("that 5 of 75 left their group is told")
	}
	m = mixed(t, map[[2]string]int{{"a", "b"}: 10, {"b", "a"}: 10}).Mixing(10)
	if diff := cmp.Diff([][]int{{Hidden, 10}, {10, Hidden}}, m.Counts); diff == "" {
		t.Error("two empty cells alone tell that both are empty")
	}
	if m := mixed(t, nil).Mixing(10); m.Total != 0 || m.Told {
		t.Errorf("nobody: %+v", m)
	}
}
