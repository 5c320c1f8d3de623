package estimate

import (
	"fmt"
	"slices"
)

// uses lists the keys of a spec that a measure makes use of, beside those that
// all measures know. Any other key that is filled is a problem: an option
// that is silently ignored looks as if it had acted.
var uses = map[Measure][]string{
	Share:      {"item", "meets", "waves", "categories", "by", "groups", "complete", "base"},
	Mean:       {"item", "waves", "by", "groups", "complete"},
	Count:      {"item", "waves", "categories", "by", "groups", "complete"},
	Transition: {"from", "to"},
	Funnel:     {"steps"},
	Difference: {"item", "meets", "waves", "categories", "by", "groups", "complete", "base"},
}

// checkForm checks the spec for itself, study and data left aside.
func (q *question) checkForm() {
	s := q.spec
	allowed, known := uses[s.Measure]
	if !known {
		q.object("measure", fmt.Sprintf("the measure %q is not known", s.Measure), "use share, mean, count, transition, funnel or difference")
		return
	}
	for _, key := range s.filledKeys() {
		if !slices.Contains(allowed, key) {
			q.object(key, fmt.Sprintf("a %s makes no use of %s", s.Measure, key), "leave the key out")
		}
	}
	if s.Base != Valid && s.Base != Total {
		q.object("base", fmt.Sprintf("the base %q is not known", s.Base), "use valid or total")
	}
	if !(s.Level > 0 && s.Level < 1) {
		q.object("level", fmt.Sprintf("the level is %v", s.Level), "use a share such as 0.95")
	}
	if !q.knowsInterval() {
		q.object("interval", fmt.Sprintf("the interval %q is not for a %s of this kind", s.Interval, s.Measure), "leave the key out to have the default")
	}
	if s.Measure == Count && s.Weight != "" {
		q.object("weight", "a count is of people and takes no weight", "leave the key out")
	}
	q.checkParts()
	q.checkDifference()
}

// filledKeys lists the keys that not every measure knows and that are filled.
func (s Spec) filledKeys() []string {
	var keys []string
	for _, k := range []struct {
		name   string
		filled bool
	}{
		{"item", s.Item != ""}, {"meets", s.Meets != ""}, {"waves", len(s.Waves) > 0}, {"categories", len(s.Categories) > 0},
		{"by", s.By != ""}, {"groups", len(s.Groups) > 0}, {"from", s.From != nil}, {"to", s.To != nil},
		{"steps", len(s.Steps) > 0}, {"complete", len(s.Complete) > 0}, {"base", s.Base == Total},
	} {
		if k.filled {
			keys = append(keys, k.name)
		}
	}
	return keys
}

// checkParts checks that a measure has what it cannot do without.
func (q *question) checkParts() {
	s := q.spec
	switch {
	case s.Measure == Transition && (s.From == nil || s.To == nil):
		q.object("from", "a transition goes from one item in one wave to another", "fill both from and to")
	case s.Measure == Funnel && len(s.Steps) == 0:
		q.object("steps", "a funnel has steps", "list at least one with name and where")
	case s.Measure == Mean && s.Item == "":
		q.object("item", "a mean is of an item", "name the item")
	case (s.Measure == Share || s.Measure == Difference) && (s.Item == "") == (s.Meets == ""):
		q.object("item", fmt.Sprintf("a %s is of an item or of people who meet a condition", s.Measure), "fill one of item and meets")
	}
	if s.Meets != "" && (len(s.Waves) > 0 || len(s.Categories) > 0) {
		q.object("meets", "a condition names its waves itself and has no categories", "leave waves and categories out")
	}
	if len(s.Categories) > 0 && s.Item == "" && s.Meets == "" {
		q.object("categories", "categories are those of an item", "name the item")
	}
	if len(s.Groups) > 0 && s.By == "" {
		q.object("groups", "groups are categories of by", "fill by, or leave groups out")
	}
	seen := map[string]bool{}
	for _, step := range s.Steps {
		if step.Name == "" || seen[step.Name] || step.Where == "" {
			q.object("steps", fmt.Sprintf("the step %q has no name or condition, or its name stands twice", step.Name), "give every step a name of its own and a where")
		}
		seen[step.Name] = true
	}
}

// checkDifference checks that there are two things to subtract.
func (q *question) checkDifference() {
	s := q.spec
	if s.Measure != Difference {
		return
	}
	if s.Base == Total && len(s.Categories) == 0 && s.Meets == "" {
		q.object("base", "a mean has no total base", "leave the key out, or name categories")
	}
	switch {
	case len(s.Waves) == 2:
		if s.Waves[0] == s.Waves[1] {
			q.object("waves", "the two waves are the same", "list the earlier and the later")
		}
	case len(s.Waves) > 2:
		q.object("waves", "a difference is between two waves", "list the earlier and the later")
	case len(s.Groups) != 2:
		q.object("groups", "a difference is between two waves or two groups", "list two waves, or by and two groups")
	case s.Groups[0] == s.Groups[1]:
		q.object("groups", "the two groups are the same", "list two")
	}
}
