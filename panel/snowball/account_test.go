package snowball

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// branching grows from seeds of channels chains in which each recruits the next.
func branching(t *testing.T, lost int, channels map[string][]int) *Tree {
	t.Helper()
	var people []Person
	for channel, chains := range channels {
		for k, n := range chains {
			before := ""
			for i := range n {
				p := Person{ID: fmt.Sprint(channel, " ", k, " ", i), Recruiter: before}
				if i == 0 {
					p.Channel = channel
				}
				people, before = append(people, p), p.ID
			}
		}
	}
	for i := range lost {
		people[i].Recruiter = "gone"
	}
	tree, err := Grow(people)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func repeated(n, times int) (all []int) {
	for range times {
		all = append(all, n)
	}
	return all
}

func TestWhatGrewFromAChannelIsToldWhereItIsOfEnough(t *testing.T) {
	a := branching(t, 0, map[string][]int{"church": repeated(3, 10), "friends": repeated(2, 8), "bar": {1, 1}, "school": {2}}).Account(10, 5)
	want := []Branch{{"church", 30, 2}, {"friends", 16, 1}, {"bar", Hidden, Hidden}, {"school", Hidden, Hidden}}
	if diff := cmp.Diff(want[:1], a.Branches[:1]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, w := range want[1:] { // of the two small ones four people are held back, so a third goes with them
		if b := a.Branches[i+1]; b.People != Hidden || b.Depth != Hidden {
			t.Errorf("%s: %+v, though the small ones follow from it", w.Channel, b)
		}
	}
	if a.Began != 21 || a.Alone != 21 || a.Recruits != 29 || a.People != 50 {
		t.Errorf("%+v", a)
	}
	if a.Open || a.Deepest != 2 {
		t.Errorf("ten people are two steps from the first: %+v", a)
	}
}

func TestNoChannelIsDeeperThanStepsAreToldOf(t *testing.T) {
	a := branching(t, 0, map[string][]int{"church": append(repeated(2, 20), 7), "friends": repeated(1, 12)}).Account(10, 5)
	if a.Deepest != 1 || !a.Open {
		t.Fatalf("the steps are %v", a.Steps)
	}
	if diff := cmp.Diff([]Branch{{"church", 47, 1}, {"friends", 12, 0}}, a.Branches); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, c := range a.Chains {
		if c.Depth > 1 {
			t.Errorf("a chain tells of a step that few took: %+v", c)
		}
	}
}

func TestFewRecruitsOfAChannelOfManySeedsAreNotTold(t *testing.T) {
	a := branching(t, 0, map[string][]int{"church": append(repeated(1, 20), 2), "friends": repeated(2, 30), "bar": repeated(2, 25)}).Account(10, 5)
	for _, b := range a.Branches {
		if b.Channel == "church" && b.People != Hidden {
			t.Errorf("21 people answered by that channel, and it is told that 22 grew from them: %+v", a.Branches)
		}
	}
	hidden := 0
	for _, b := range a.Branches {
		if b.People == Hidden {
			hidden++
		}
	}
	if hidden < 2 {
		t.Errorf("what is held back is the rest of all: %+v", a.Branches)
	}
}

func TestHowManyCameByThemselvesIsToldWhereItIsOfEnough(t *testing.T) {
	for _, c := range []struct {
		lost                   int
		began, alone, recruits int
	}{{0, 40, 40, 40}, {3, 40, Hidden, 40}, {15, 40, 25, 40}, {38, 40, Hidden, 40}} {
		people := make([]Person, 0, 80)
		for i := range 40 {
			p := Person{ID: fmt.Sprint("seed ", i)}
			if i < c.lost {
				p.Recruiter = "gone"
			}
			people = append(people, p, Person{ID: fmt.Sprint("recruit ", i), Recruiter: p.ID})
		}
		tree, err := Grow(people)
		if err != nil {
			t.Fatal(err)
		}
		if a := tree.Account(10, 5); a.Began != c.began || a.Alone != c.alone || a.Recruits != c.recruits {
			t.Errorf("%d by somebody who is not here: %+v", c.lost, a)
		}
	}
	if a := branching(t, 0, map[string][]int{"": {3}}).Account(10, 5); a.Began != Hidden || a.Recruits != Hidden || a.Branches != nil || a.Steps != nil {
		t.Errorf("of three people it is told %+v", a)
	}
}
