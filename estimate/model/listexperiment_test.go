package model_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate/model"
)

func TestAListExperimentNoticesThatItFailed(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 2))
	answers := func(shy bool) *dataset.Dataset {
		tb := table{numbers: map[string][]float64{}}
		for i := range 2000 {
			y := float64(random.IntN(2) + random.IntN(2) + random.IntN(2))
			arm := float64(i % 2)
			if arm == 1 && random.Float64() < .3 {
				y++
			}
			if arm == 1 && shy && y > 1 {
				y = 0 // a longer list makes people answer none
			}
			tb.numbers["y"], tb.numbers["arm"] = append(tb.numbers["y"], y), append(tb.numbers["arm"], arm)
		}
		return tb.dataset(t)
	}
	good, err := model.NewListExperiment(answers(false), "y", "arm", 3, nil)
	must(t, err)
	if math.Abs(good.Share-.3) > .1 || good.P < .2 || good.People != [2]int{1000, 1000} {
		t.Errorf("the share is %v, the design fails with p %v", good.Share, good.P)
	}
	sum := 0.0
	for _, ty := range good.Types {
		sum += ty.Share
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("the types add up to %v", sum)
	}
	bad, err := model.NewListExperiment(answers(true), "y", "arm", 3, nil)
	must(t, err)
	if bad.P > .001 {
		t.Errorf("a design that failed has p %v", bad.P)
	}
	for harmless, want := range map[int]string{2: "no count of the 2 statements"} {
		if _, err := model.NewListExperiment(answers(false), "y", "arm", harmless, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %q", err, want)
		}
	}
}
