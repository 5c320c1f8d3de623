package estimate_test

import (
	"maps"
	"slices"
	"testing"

	"sojourn/internal/statref"
)

// An answer computes what a case asks for; besides lists what of the result
// is no business of ours.
type answer struct {
	compute func(b *bench) any
	besides []string
}

type table map[string]answer

// put adds the answer of a case.
func (a table) put(id string, compute func(b *bench) any, besides ...string) {
	if _, twice := a[id]; twice {
		panic("two answers to " + id)
	}
	a[id] = answer{compute, besides}
}

// answers is the only place that knows a case. Where specs can say what a case
// asks they do; the rest is public calls.
func answers() table {
	all := table{}
	for _, add := range []func(table){numberAnswers, shareAnswers, quantileAnswers, groupAnswers, tableAnswers, testAnswers, modelAnswers,
		weightAnswers, replicateAnswers, changeAnswers, attritionAnswers, scaleAnswers, countAnswers, awkwardAnswers, distributionAnswers} {
		add(all)
	}
	return all
}

func TestEveryCaseIsAnsweredAndAgrees(t *testing.T) {
	refs := statref.Load(t)
	answers := answers()
	for _, id := range refs.IDs() {
		c := refs.Cases[id]
		if c.Informational {
			continue
		}
		t.Run(id, func(t *testing.T) {
			a, ok := answers[id]
			if !ok {
				t.Fatal("nothing answers this case")
			}
			computed := a.compute(newBench(t, refs, c))
			if computed == nil { // a refusal, checked by the answer itself
				return
			}
			statref.Compare(t, c, computed, refs.Want(t, id), a.besides...)
		})
	}
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		if _, known := refs.Cases[id]; !known {
			t.Errorf("there is no case %s", id)
		}
	}
}
