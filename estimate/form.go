package estimate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sojourn/estimate/kernel"
)

// uses lists the keys of a spec that a measure makes use of, beside those that
// all measures know. Any other key that is filled is a problem: an option
// that is silently ignored looks as if it had acted.
var uses = map[Measure][]string{
	Share:       {"item", "meets", "waves", "categories", "by", "groups", "complete", "base", "effect", "compare"},
	Mean:        {"item", "items", "waves", "by", "groups", "complete", "effect", "standard", "compare"},
	Count:       {"item", "waves", "categories", "by", "groups", "complete"},
	Transition:  {"from", "to"},
	Path:        {"points"},
	Funnel:      {"steps"},
	Difference:  {"item", "meets", "waves", "categories", "by", "groups", "complete", "base"},
	Sum:         {"item", "items", "waves", "categories", "by", "groups", "complete"},
	Ratio:       {"item", "over", "waves", "by", "groups", "complete"},
	Quantile:    {"item", "waves", "by", "groups", "complete", "quantiles", "rule"},
	Variance:    {"item", "items", "waves", "by", "groups", "complete"},
	Deviation:   {"item", "items", "waves", "by", "groups", "complete"},
	Correlation: {"items", "waves", "by", "groups", "complete"},
	Contrast:    {"parts", "expression", "against"},
	Experiment:  {"item", "waves", "experiment"},
	Recruitment: {"item", "waves", "recruitment"},
	Crosstab:    {"item", "waves", "by", "groups", "complete", "test"},
	Testing:     {"item", "items", "waves", "categories", "by", "groups", "complete", "from", "to", "test", "against", "adjust", "ties", "ranking"},
	Regression:  {"waves", "model"},
	Scale:       {"items", "waves", "by", "groups", "reverse", "at_least"},
	Rate:        {"waves", "by", "groups", "rates", "counts"},
}

// checkForm checks the spec for itself, study and data left aside.
func (q *question) checkForm() {
	s := q.spec
	allowed, known := uses[s.Measure]
	if !known {
		q.object("measure", fmt.Sprintf("the measure %q is not known", s.Measure), "use "+strings.Join(measureNames(), ", "))
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
		q.object("interval", fmt.Sprintf("the interval %q is not for a %s of this kind", s.Interval, s.Measure), "use "+strings.Join(q.intervals(), ", ")+", or leave the key out to have the default")
	}
	if (s.Measure == Count || s.Measure == Rate) && s.Weight != "" {
		q.object("weight", fmt.Sprintf("a %s is of people and takes no weight", s.Measure), "leave the key out")
	}
	if s.Effect != "" && s.Effect != withReplacement && s.Effect != withoutReplacement {
		q.object("effect", fmt.Sprintf("the design effect %q is not known", s.Effect), "use with or without, for drawing with or without replacement")
	}
	q.checkParts()
	q.checkDifference()
	q.checkDesign()
	q.checkCompare()
	q.checkModel()
	q.checkExperiment()
	q.checkRecruitment()
	q.checkTest()
	q.checkNumbers()
}

// intervals lists the intervals that the spec's measure has.
func (q *question) intervals() []string {
	var all []string
	names := slices.Sorted(maps.Keys(binomialIntervals))
	for _, i := range []kernel.Interval{kernel.XLogit, kernel.Logit, kernel.Beta, kernel.Wilson, kernel.Asin, kernel.Wald, kernel.Likelihood, kernel.Score, kernel.InReplicates} {
		names = append(names, string(i))
	}
	of := *q
	for _, name := range append(names, studentInterval, normalInterval, noInterval) {
		if of.spec.Interval = name; of.knowsInterval() {
			all = append(all, name)
		}
	}
	return all
}

// Measures lists the measures.
func Measures() []Measure { return slices.Sorted(maps.Keys(uses)) }

// measureNames lists them by name.
func measureNames() []string {
	var names []string
	for _, m := range Measures() {
		names = append(names, string(m))
	}
	return names
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
		{"steps", len(s.Steps) > 0}, {"points", len(s.Points) > 0}, {"complete", len(s.Complete) > 0}, {"base", s.Base == Total},
		{"items", len(s.Items) > 0}, {"over", s.Over != ""}, {"quantiles", len(s.Quantiles) > 0}, {"rule", s.Rule != ""},
		{"parts", len(s.Parts) > 0}, {"expression", s.Expression != ""}, {"test", s.Test != ""}, {"against", len(s.Against) > 0},
		{"adjust", s.Adjust != ""}, {"ties", s.Ties != ""}, {"ranking", s.Ranking != ""}, {"model", s.Model != nil},
		{"reverse", len(s.Reverse) > 0}, {"at_least", s.AtLeast != 0}, {"rates", len(s.Rates) > 0}, {"counts", s.Counts != nil},
		{"experiment", s.Experiment != nil}, {"recruitment", s.Recruitment != nil}, {"standard", s.Standard != nil}, {"compare", s.Compare != nil}, {"effect", s.Effect != ""},
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
	case s.Measure == Path && len(s.Points) < 2:
		q.object("points", "a path leads over several points", "list at least two, each with item and wave")
	case s.Measure == Funnel && len(s.Steps) == 0:
		q.object("steps", "a funnel has steps", "list at least one with name and where")
	case slices.Contains([]Measure{Ratio, Quantile, Crosstab}, s.Measure) && s.Item == "":
		q.object("item", fmt.Sprintf("a %s is of an item", s.Measure), "name the item")
	case (s.Measure == Share || s.Measure == Difference) && (s.Item == "") == (s.Meets == ""):
		q.object("item", fmt.Sprintf("a %s is of an item or of people who meet a condition", s.Measure), "fill one of item and meets")
	}
	if s.Meets != "" && (len(s.Waves) > 0 || len(s.Categories) > 0) {
		q.object("meets", "a condition names its waves itself and has no categories", "leave waves and categories out")
	}
	if len(s.Categories) > 0 && s.Item == "" && s.Items == nil && s.Meets == "" {
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

// checkNumbers checks the keys of the measures of numbers, tables and rates.
func (q *question) checkNumbers() {
	s := q.spec
	either := slices.Contains([]Measure{Mean, Sum, Variance, Deviation}, s.Measure)
	switch {
	case s.Standard != nil && len(s.Items) > 0:
		q.object("standard", "several items cannot be standardised at once", "make one estimate an item")
	case s.Measure == Ratio && s.Over == "":
		q.object("over", "a ratio has an item below the line", "name it")
	case s.Measure == Quantile && len(s.Quantiles) == 0:
		q.object("quantiles", "no quantile is named", "list some, such as 0.5 for the median")
	case either && (s.Item == "") == (len(s.Items) == 0):
		q.object("item", fmt.Sprintf("a %s is of an item, or of several items", s.Measure), "fill one of item and items")
	case (s.Measure == Correlation || s.Measure == Scale) && len(s.Items) < 2:
		q.object("items", fmt.Sprintf("a %s is of several items", s.Measure), "list at least two")
	case s.Measure == Crosstab && s.By == "":
		q.object("by", "a table crosses an item with another", "name the other under by")
	case s.Measure == Contrast && (len(s.Parts) == 0 || s.Expression == ""):
		q.object("parts", "a contrast has parts and an expression", `fill in both, such as "a - b"`)
	case s.Measure == Rate && len(s.Rates) == 0:
		q.object("rates", "no rate is named", "list some, such as RR1 or completion")
	case s.Measure == Rate && (s.Counts == nil || s.Counts.Invited > 0) && len(s.Waves) == 0:
		q.object("waves", "without cases or visits the rates are those of a wave", "list the wave, or fill in counts")
	case s.Measure == Rate && s.Counts != nil && s.Counts.Invited > 0 && (len(s.Waves) > 1 || s.By != "" || s.Counts.Cases != nil || s.Counts.Visits != nil):
		q.object("counts", "people invited are those of a single wave, without groups and other counts", "make one estimate a wave")
	}
	for _, p := range s.Quantiles {
		if !(p > 0 && p < 1) {
			q.object("quantiles", fmt.Sprintf("there is no quantile at %v", p), "use shares such as 0.5")
		}
	}
	if s.Measure == Quantile && !kernel.Rule(s.Rule).Known() {
		q.object("rule", fmt.Sprintf("the rule %q is not known", s.Rule), "use math, school, shahvaish or hf1 to hf9")
	}
	for _, p := range s.Parts {
		if p.Name == "" || p.Spec == nil {
			q.object("parts", fmt.Sprintf("the part %q has no name or no estimate", p.Name), "give it a name, and an estimate or a spec")
		}
	}
	for _, r := range s.Reverse {
		if !slices.Contains(s.Items, r.Item) || !(r.Low < r.High) {
			q.object("reverse", fmt.Sprintf("%q is none of the items, or has no range", r.Item), "name an item with low and high")
		}
	}
	if s.AtLeast < 0 || s.AtLeast > len(s.Items) {
		q.object("at_least", fmt.Sprintf("%d answers cannot be asked of %d items", s.AtLeast, len(s.Items)), "use a number between 1 and the number of items")
	}
}
