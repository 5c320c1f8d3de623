package estimate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

// A Whole says that an estimate needs its columns whole.
type Whole struct {
	Spec   Spec
	Why    string
	PerRow int // bytes that are held of every row at least
	Rows   int
}

// Whole says why an estimate needs its columns whole; empty where it does not,
// as far as the spec tells.
func (t *Stream) Whole(spec Spec) string {
	s := spec.filled()
	switch {
	case !slices.Contains([]Measure{Share, Mean, Count, Sum, Ratio, Crosstab}, s.Measure):
		return fmt.Sprintf("a %s needs all values at once", s.Measure)
	case s.Design != nil && s.Design.Within != nil:
		return "the variance within clusters is computed row by row"
	case s.Effect != "" || s.Covariance || s.Standard != nil || len(s.Items) > 0:
		return "effect, covariance, standard and items are computed row by row"
	case s.Measure == Crosstab && s.Test != "" && s.Test != noTest && !slices.Contains(fromShares, hypothesis.Statistic(s.Test)):
		return fmt.Sprintf("the test %s is computed row by row", s.Test)
	case slices.ContainsFunc(s.Derive, func(d Derived) bool {
		return len(d.Categories) == 1 && d.Categories[0] == anyCategory || len(d.Categories) == 0 && s.sorts(d.Name)
	}):
		return "the categories of a derived variable are those that occur"
	}
	return t.wholeWeights(s)
}

// wholeWeights says why an estimate needs its columns whole for its weights or
// its replicates.
func (t *Stream) wholeWeights(s Spec) string {
	d := s.Design
	if d == nil {
		d = &Design{}
	}
	recipe := t.recipe(s.Weight)
	replicates := d.Replicates != nil
	switch {
	case replicates && s.Weight != "":
		return fmt.Sprintf("the weight set %s is made anew in every replicate", s.Weight)
	case replicates && d.Replicates.Kind != givenReplicates && d.Clusters == "":
		return "replicates of people, who are in no clusters, hold a number for each"
	case recipe == nil:
		return ""
	case recipe.Response != nil:
		return fmt.Sprintf("the weight set %s begins from a model of who took part", s.Weight)
	case d.LonelyDomains || slices.Contains([]kernel.Lonely{kernel.Adjust, kernel.Average}, kernel.Lonely(d.Lonely)):
		return fmt.Sprintf("under the weight set %s what becomes of lonely strata hangs on each row", s.Weight)
	}
	return ""
}

// sorts reports whether the categories of a variable make cells of the spec.
func (s Spec) sorts(name string) bool {
	names := strings.Split(s.By, crossing)
	if slices.Contains([]Measure{Share, Count, Crosstab}, s.Measure) {
		names = append(names, s.Item)
	}
	return slices.Contains(names, name) || slices.Contains(names, ofWave.ReplaceAllString(name, ""))
}

// fromShares are the statistics that need no rows.
var fromShares = []hypothesis.Statistic{hypothesis.RaoScottF, hypothesis.RaoScottChi, hypothesis.LinearSum, hypothesis.Saddlepoint}

// errWhole says that an estimate turned out to need its columns whole.
var errWhole = errors.New("estimate: the columns are needed whole")

// hangsOnAll is why it did.
const hangsOnAll = "its categories, strata or margins turned out to be known only from all rows at once"

// wholeOf says what the columns that an estimate needs whole come to.
func (t *Stream) wholeOf(spec Spec, why string) Whole {
	recipes, names := t.needed(spec)
	w := Whole{Spec: spec, Why: why, Rows: t.source.Rows()}
	for _, v := range t.header.Columns {
		if slices.Contains(names, v.Name) {
			w.PerRow += cellBytes(v.Kind)
		}
	}
	for _, r := range recipes {
		w.PerRow += setBytes + marginBytes*len(r.Margins) + numberBytes*len(r.Numbers)
	}
	if d := spec.Design; d != nil && d.Replicates != nil {
		w.PerRow += replicateBytes * (d.Replicates.Count + len(d.Replicates.Columns))
	}
	return w
}

// What is held of a row under a weight set beside its cells: its weights, its
// place in each margin and what the variance needs of it; and of a replicate.
const (
	setBytes       = 80
	marginBytes    = 8
	numberBytes    = 16
	replicateBytes = 16
)

// cellBytes is what is held of a cell.
func cellBytes(k dataset.Kind) int {
	switch k {
	case dataset.Categorical:
		return 3
	case dataset.Words:
		return 40
	}
	return 9
}
