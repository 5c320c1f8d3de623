package main

import (
	"bytes"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/estimate/attrition"
	"sojourn/study"
)

func TestAShareOfTooFewIsNotTold(t *testing.T) {
	for n, told := range map[int]bool{2: false, 40: true} {
		var out bytes.Buffer
		rate := estimate.Estimate{Spec: estimate.Spec{Measure: estimate.Share}, SampleN: 2 * n, Cells: []estimate.Cell{{Count: n, N: 2 * n, Value: 0.5}}}
		printLoss(console{out: &out}, &study.Study{Disclosure: study.Disclosure{MinCell: 10, MinBase: 30}}, attrition.Loss{Stage: attrition.Whole, Rate: rate, Refused: study.ErrNotFound})
		if strings.Contains(out.String(), "50") != told || strings.Contains(out.String(), "too few people") == told {
			t.Errorf("of %d people it says %q", 2*n, out.String())
		}
	}
}
