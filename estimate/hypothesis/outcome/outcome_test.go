package outcome_test

import (
	"strings"
	"testing"

	"sojourn/estimate/hypothesis/outcome"
)

func TestRatesKeepTheirOrder(t *testing.T) {
	c := outcome.Cases{Complete: 50, Partial: 5, Refusal: 10, NonContact: 20, Other: 2, UnknownHH: 8, Unknown: 5, Eligible: 0.4}
	value := func(name string) float64 {
		r, err := c.Rate(name)
		if err != nil {
			t.Fatal(err)
		}
		return r.Value
	}
	for _, pair := range [][2]string{{"RR1", "RR2"}, {"RR1", "RR3"}, {"RR3", "RR5"}, {"RR2", "RR4"}, {"RR4", "RR6"}, {"REF1", "REF2"},
		{"REF2", "REF3"}, {"CON1", "CON2"}, {"CON2", "CON3"}, {"COOP1", "COOP2"}, {"COOP1", "COOP3"}, {"RR6", "COOP2"}} {
		if value(pair[0]) >= value(pair[1]) {
			t.Errorf("%s = %v is not below %s = %v", pair[0], value(pair[0]), pair[1], value(pair[1]))
		}
	}
	c.Eligible = 1
	if value("RR3") != value("RR1") {
		t.Error("with everybody eligible RR3 is RR1")
	}
	c.Eligible = 0
	if value("RR3") != value("RR5") {
		t.Error("with nobody eligible RR3 is RR5")
	}
}

func TestTheCumulativeRateIsTheProductOfItsStages(t *testing.T) {
	v := outcome.Visits{Site: 900, First: 500, Agreed: 300, Finished: 200, Usable: 220, Consented: 100, Invited: 95, Started: 70, Completed: 60}
	product := 1.0
	for _, name := range []string{"participation", "usable", "consent", "retention"} {
		r, err := v.Rate(name)
		if err != nil {
			t.Fatal(err)
		}
		product *= r.Value
	}
	if r, err := v.Rate("cumulative"); err != nil || r.Value-product > 1e-15 || product-r.Value > 1e-15 {
		t.Errorf("cumulative %v, %v, the product is %v", r, err, product)
	}
}

func TestRatesThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		rate       func() (outcome.Rate, error)
	}{
		{"nobody in the denominator", "COOP3 is not defined", func() (outcome.Rate, error) { return outcome.Cases{NonContact: 5}.Rate("COOP3") }},
		{"a share of eligible beyond one", "eligible is 80", func() (outcome.Rate, error) { return outcome.Cases{Complete: 5, Eligible: 80}.Rate("RR3") }},
		{"fewer than nobody", "refusals is -1", func() (outcome.Rate, error) { return outcome.Cases{Complete: 5, Refusal: -1}.Rate("RR1") }},
		{"a rate that is not there", `no rate "RR7"`, func() (outcome.Rate, error) { return outcome.Cases{Complete: 5}.Rate("RR7") }},
		{"more who finished than agreed", "of those who finished is 9", func() (outcome.Rate, error) { return outcome.Visits{Agreed: 8, Finished: 9}.Rate("completion") }},
		{"an open link has no response rate", "no rate", func() (outcome.Rate, error) { return outcome.Visits{First: 8}.Rate("response") }},
		{"a stage nobody counted", "view is not defined", func() (outcome.Rate, error) { return outcome.Visits{First: 8}.Rate("view") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.rate(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestFlowOfAPanel(t *testing.T) {
	f, err := outcome.NewFlow([][]bool{{true, false, true}, {true, true, true}, {true, false, false}, {false, true, false}})
	if err != nil || f.All != 1 || f.Repeated != 2 || len(f.Patterns) != 4 || f.Patterns[0] != (outcome.Pattern{Waves: "010", N: 1}) {
		t.Errorf("%+v, %v", f, err)
	}
	if r, err := f.Retention(0, 2); err != nil || r.Numerator != 2 || r.Denominator != 3 {
		t.Errorf("skipped wave 2, came back: %+v, %v", r, err)
	}
	if _, err := f.Retention(0, 3); err == nil {
		t.Error("retention in a wave that is not there")
	}
}
