package estimate_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/estimate"
)

func TestDataThatPassAreRefusedForTheSameReasons(t *testing.T) {
	data := drawnToPass(t, rand.New(rand.NewPCG(61, 62)), 300)
	lonely, _ := data.Column("strata")
	lonely.Codes[5], lonely.Missing[5] = 2, dataset.Present
	for i := range lonely.Codes {
		if i != 5 {
			lonely.Codes[i] = uint16(i % 2)
		}
	}
	gap, _ := data.Column("psu")
	gap.Missing[200] = dataset.Skipped
	zero := dataset.NewColumn(dataset.Variable{Name: "zero", Kind: dataset.Numeric}, 300, dataset.Present)
	add(t, data, zero)
	row := dataset.NewColumn(dataset.Variable{Name: "row", Kind: dataset.Numeric}, 300, dataset.Present)
	for i := range row.Numbers {
		row.Numbers[i] = float64(i)
	}
	add(t, data, row)
	whole, _ := data.Column("whole")
	whole.Numbers[250] = 0.5
	for _, tt := range []struct{ name, spec, set, says string }{
		{name: "a stratum of one", spec: "measure: mean, item: age, design: {weights: w, strata: strata}", says: "stratum 3 of strata has a single primary unit"},
		{name: "a cluster that is not there", spec: "measure: mean, item: age, design: {clusters: psu}", says: "row 201 has no value of psu"},
		{name: "a weight that is not there", spec: "measure: mean, item: age, design: {weights: psu}", says: "row 201 has no value of psu"},
		{name: "a weight below zero", spec: `measure: mean, item: age, derive: [{name: odd, value: "0 - ${zero} - 1"}], design: {weights: odd}`, says: "row 1 has -1 for the weight odd"},
		{name: "a variable that is not there", spec: "measure: mean, item: height", says: "no variable height"},
		{name: "words", spec: "measure: mean, item: town", says: "town"},
		{name: "no weight above zero", spec: "measure: mean, item: age, design: {weights: zero}", says: "zero is zero for all 300 people"},
		{name: "nobody to test", spec: `measure: table, item: sex, by: country, where: "${age} < 0"`},
		{name: "groups by numbers that are not whole", spec: "measure: mean, item: age, by: whole", says: "no whole numbers"},
		{name: "groups by too many numbers", spec: "measure: mean, item: age, by: row", says: "more than 60 different values"},
		{name: "a derived variable that cannot be", spec: `measure: mean, item: age, derive: [{name: odd, value: "${height} + 1"}]`, says: "a derived variable cannot be worked out"},
		{name: "rows that nobody meets", spec: `measure: mean, item: age, design: {rows: "${age} < 0"}`, says: "no row meets the condition"},
		{name: "replicates of one column", spec: "measure: mean, item: age, design: {replicates: {kind: given, columns: [rep_1], scale: 1}}", says: "1 replicates tell nothing"},
		{name: "half samples of many", spec: "measure: mean, item: age, design: {clusters: whole, replicates: {kind: BRR}}", says: "half samples need two primary units"},
		{name: "a weight set that is not there", spec: "measure: mean, item: age, weight: none", says: "there is no weight set"},
		{name: "a set and rows left out", spec: `measure: mean, item: age, weight: set, design: {rows: "${age} > 0"}`,
			set: `base: "${sex} < 9", margins: [{item: sex, targets: {"1": 1, "2": 1, "3": 1}, source: census}]`, says: "the set set was made on all rows"},
		{name: "people without a category", spec: "measure: mean, item: age, weight: set",
			set: `margins: [{item: sex, targets: {"1": 1, "2": 1, "3": 1}, source: census}]`, says: "without an answer to sex"},
		{name: "a category without a target", spec: "measure: mean, item: age, weight: set",
			set: `base: "${sex} < 9", margins: [{item: sex, targets: {"1": 1, "2": 1}, source: census}]`, says: "people and no target"},
		{name: "totals that differ", spec: "measure: mean, item: age, weight: set",
			set: `base: "${sex} < 9 and ${empty} < 9", margins: [{item: sex, targets: {"1": 1, "2": 1, "3": 1}, source: census}, {item: empty, targets: {"1": 4}, source: census}]`, says: "add up to 4"},
		{name: "a base that is not there", spec: "measure: mean, item: age, weight: set",
			set: `base: "${height} > 3", margins: [{item: sex, targets: {"1": 1}, source: census}]`, says: "the base cannot be used"},
		{name: "a mean out of reach", spec: "measure: mean, item: age, weight: set",
			set: `base: "${age} > 0", numbers: [{item: age, mean: 3, source: census}], calibrate: {function: raking}`, says: "its target is 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "estimates:\n  - {name: one, " + tt.spec + "}\n"
			if tt.set != "" {
				text = "weights:\n  - {name: set, " + tt.set + "}\n" + text
			}
			request, err := estimate.ParseRequest([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			stream, err := request.Stream(nil, nil, "cut", &passing{data: data, size: 41})
			if err != nil {
				t.Fatal(err)
			}
			var want estimate.Estimate
			engine, wanted := request.Engine(nil, nil, "cut", data)
			if wanted == nil {
				want, wanted = engine.Estimate(request.Estimates[0])
			}
			got := stream.Estimates(request.Estimates, func(estimate.Whole) {})[0]
			if got.Whole != "" || fmt.Sprint(got.Err) != fmt.Sprint(wanted) || tt.says != "" && !strings.Contains(fmt.Sprint(wanted), tt.says) {
				t.Errorf("in blocks %v, together %v", got.Err, wanted)
			}
			if diff := cmp.Diff(want, got.Estimate, cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" {
				t.Errorf("(-together +in blocks):\n%s", diff)
			}
		})
	}
}
