package release

import (
	"fmt"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
)

// An attacker knows of everybody in the study all that stands in the
// quasi-identifiers as it was collected, in both waves, refusals included, and
// how the data were coarsened. Looking for one person, the attacker keeps the
// released rows that can be that person and guesses among them.
type attacker struct {
	source Source
	file   *dataset.Dataset
}

// can reports whether a released row can be the person, as far as a wave tells.
func (a attacker) can(person, row, wave int) bool {
	known := func(item string) *dataset.Column {
		c, _ := a.source.Data.Column(fmt.Sprintf("%s_w%d", item, wave))
		return c
	}
	seen := func(item string) *dataset.Column {
		c, _ := a.file.Column(fmt.Sprintf("%s_w%d", item, wave))
		return c
	}
	for _, item := range []string{"age", "sex", "country", "children", "came"} {
		truth, shown := known(item), seen(item)
		if shown == nil || shown.Missing[row] == dataset.Withheld {
			continue
		}
		if shown.Missing[row] != truth.Missing[person] {
			return false
		}
		if truth.Missing[person] == dataset.Present && !a.same(item, truth, person, shown, row) {
			return false
		}
	}
	return a.tells(seen("age_of_child"), row, known("children").CodeAt(person), "yes", "no") &&
		a.tells(seen("pension"), row, fmt.Sprint(known("age").Numbers[person] >= 55), "true", "false")
}

// tells reports whether a row of a question that is put only to some fits a
// person of whom the attacker knows whether it was put: who was asked a
// question that hangs on an answer has told that answer.
func (a attacker) tells(c *dataset.Column, row int, known, put, passed string) bool {
	return c == nil || (c.Missing[row] != dataset.NotAsked || known != put) && (c.Missing[row] != dataset.Present || known != passed)
}

// same compares a value with what the file shows in its place.
func (a attacker) same(item string, truth *dataset.Column, person int, shown *dataset.Column, row int) bool {
	if shown.Kind == dataset.Numeric {
		return truth.Numbers[person] == shown.Numbers[row]
	}
	label := ""
	if shown.Kind == dataset.Categorical {
		label = shown.Variable.Codes.Categories[shown.Codes[row]].Label["en"]
	}
	switch item {
	case "age":
		var low, high float64
		if n, _ := fmt.Sscanf(strings.ReplaceAll(label, "–", " "), "%g %g", &low, &high); n < 2 {
			fmt.Sscanf(label, "%g and more", &low)
			high = 200
		}
		return low <= truth.Numbers[person] && truth.Numbers[person] <= high
	case "came":
		return strings.HasPrefix(truth.Texts[person], shown.CodeAt(row))
	}
	code, at := shown.CodeAt(row), shown.Variable.Codes.Index(truth.CodeAt(person))
	if code == truth.CodeAt(person) || code == mergedCode && at < 0 {
		return true
	}
	for _, r := range regions {
		if r.code == code && at < 0 {
			return strings.Contains(r.countries, truth.CodeAt(person)) || code == elsewhere && (truth.CodeAt(person) == "XA" || truth.CodeAt(person) == "other")
		}
	}
	return false
}

// attack looks for each of the people and gives the chance of the surest guess,
// and of the average one, that is right.
func attack(t *testing.T, s Source, o *Outcome) (surest, average float64) {
	t.Helper()
	a := attacker{source: s, file: o.Data}
	who, _ := s.Data.Column(clean.PanelistColumn)
	shown, _ := o.Data.Column(clean.PanelistColumn)
	at := map[string]int{}
	for row, name := range shown.Texts {
		at[name] = row
	}
	found := 0
	for person := 0; person < s.Data.Rows; person += 11 {
		own, there := at[pseudonym(s.Secret, "once "+o.ID, who.Texts[person])]
		if !there {
			continue
		}
		candidates, right := 0, false
		for row := range o.Data.Rows {
			if a.can(person, row, 1) && a.can(person, row, 2) {
				candidates++
				right = right || row == own
			}
		}
		if !right {
			t.Fatalf("the attacker misses person %d altogether: the attack is wrong, not the protection right", person)
		}
		found++
		surest, average = max(surest, 1/float64(candidates)), average+1/float64(candidates)
	}
	if found < s.Data.Rows/20 {
		t.Fatalf("only %d people of %d are in the release", found, s.Data.Rows)
	}
	return surest, average / float64(found)
}

func TestNobodyWhoseAnswersAreKnownIsFoundAmongFewerThanK(t *testing.T) {
	s := people(t, 2000)
	for _, profile := range Profiles() {
		o := protected(t, s, planned(t, plan), profile)
		surest, average := attack(t, s, o)
		t.Logf("%s: the surest guess is right with chance %.3f, the average one with %.4f; k is %d; %d left out", profile, surest, average, o.Settings.K, o.LeftOut)
		if surest > 1/float64(o.Settings.K) {
			t.Errorf("%s: somebody is found with a chance of %.3f; with k = %d it may be %.3f", profile, surest, o.Settings.K, 1/float64(o.Settings.K))
		}
	}
}

func TestWithoutProtectionTheSameAttackFindsPeople(t *testing.T) {
	s := people(t, 2000)
	open := strings.NewReplacer("role: quasi", "role: free", "rare: 30", "", "day: year", "withhold: true").Replace(plan)
	surest, average := attack(t, s, protected(t, s, planned(t, open), Scientific))
	if surest != 1 || average < 0.3 {
		t.Errorf("the surest guess is right with chance %.3f and the average one with %.3f: the attack is too weak to prove anything", surest, average)
	}
}
