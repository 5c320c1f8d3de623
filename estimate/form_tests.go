package estimate

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/estimate/hypothesis"
)

// checkTest checks that a test has what it is about.
func (q *question) checkTest() {
	s := q.spec
	if s.Measure != Testing && (s.Test == "" || s.Measure == Crosstab && s.Test == noTest) {
		return
	}
	p, known := procedures()[s.Test]
	if !known || s.Measure == Crosstab && p.needs != association {
		q.object("test", fmt.Sprintf("the test %q is not known here", s.Test), "use one of "+strings.Join(Tests(), ", "))
		return
	}
	if slices.Contains(classical, s.Test) && s.Measure == Testing && (s.Weight != "" || s.Design != nil && (s.Design.Weights != "" || s.Design.Clusters != "" || s.Design.Strata != "")) {
		q.object("test", fmt.Sprintf("the test %s counts people alike and takes neither weights nor a design", s.Test), "leave them out, or use a test that takes them, such as F, t or KruskalWallis")
	}
	one, both := s.Item != "" || len(s.Items) > 0, s.From != nil && s.To != nil
	switch {
	case p.needs == pairs && !both:
		q.object("from", fmt.Sprintf("the test %s is of the same people at two points", s.Test), "fill in from and to")
	case p.needs == repeated && len(s.Items) < 2:
		q.object("items", fmt.Sprintf("the test %s is of several items", s.Test), "list them")
	case p.needs < pairs && (!one || s.Item != "" && len(s.Items) > 0):
		q.object("item", fmt.Sprintf("the test %s is of an item", s.Test), "fill in item, or items for a family of tests")
	case p.needs < single && s.By == "":
		q.object("by", fmt.Sprintf("the test %s compares groups", s.Test), "fill in by")
	case p.needs >= single && s.By != "":
		q.object("by", fmt.Sprintf("the test %s has no groups", s.Test), "leave by out, or use where")
	}
	if s.Adjust != "" && s.Adjust != holm && s.Adjust != benjaminiHochberg {
		q.object("adjust", fmt.Sprintf("the correction %q is not known", s.Adjust), "use holm or benjamini-hochberg")
	}
	if !slices.Contains([]hypothesis.Ties{"", hypothesis.Middle, hypothesis.InOrder}, hypothesis.Ties(s.Ties)) {
		q.object("ties", fmt.Sprintf("the way %q with ties is not known", s.Ties), "use middle or in-order")
	}
	if !slices.Contains([]hypothesis.RankMethod{hypothesis.Automatic, hypothesis.Exact, hypothesis.Normal}, hypothesis.RankMethod(s.Ranking)) {
		q.object("ranking", fmt.Sprintf("the method %q for ranks is not known", s.Ranking), "use exact or normal, or leave the key out")
	}
}

// numericPairs reports whether the spec's test is of numbers at two points.
func (q *question) numericPairs() bool {
	return q.spec.Test == "paired-t" || q.spec.Test == "signed-rank"
}

// checkSubject checks what a test needs of the columns that were found.
func (q *question) checkSubject() {
	s := q.spec
	for _, a := range q.points {
		if a.categories == nil {
			q.object("points", fmt.Sprintf("%s is %s, and a path is over categories", a.column.Name, a.column.Kind), "choose another item, or derive a variable")
		}
	}
	if s.Measure != Testing && s.Measure != Transition {
		return
	}
	numeric := q.numericPairs()
	for _, a := range []*axis{q.from, q.to} {
		switch {
		case a == nil:
		case numeric && notNumeric(a.column):
			q.object("from", a.column.Name+" has no numbers", "name another item")
		case !numeric && a.categories == nil:
			q.object("from", fmt.Sprintf("%s is %s, and a change is between categories", a.column.Name, a.column.Kind), "choose another item, or derive a variable")
		}
	}
	share := slices.Contains([]string{"proportions", "proportions-corrected", "binomial", "proportion", "proportion-corrected", "cochran"}, s.Test)
	if share && len(s.Categories) == 0 {
		q.object("categories", fmt.Sprintf("the test %s is of the share of some categories", s.Test), "list them")
	}
}
