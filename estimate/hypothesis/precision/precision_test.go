package precision_test

import (
	"math"
	"testing"

	"sojourn/estimate/hypothesis/precision"
)

func TestFewPeopleAreHidden(t *testing.T) {
	rule := precision.DefaultRule()
	for _, tt := range []struct {
		name         string
		n            int
		estimate, se float64
		want         precision.Verdict
	}{
		{"nine people", 9, .5, .01, precision.Verdict{Hide: true}},
		{"ten people", 10, .5, .01, precision.Verdict{Caution: true}},
		{"thirty people", 30, .5, .1, precision.Verdict{}},
		{"a large relative error", 300, .1, .031, precision.Verdict{Caution: true}},
		{"a mean below zero", 300, -.1, .031, precision.Verdict{Caution: true}},
		{"nobody has it", 300, 0, 0, precision.Verdict{}},
		{"an error that cannot be told", 300, .5, math.NaN(), precision.Verdict{Caution: true}},
	} {
		if got := rule.Judge(tt.n, tt.estimate, tt.se); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestPresentationStandard(t *testing.T) {
	for _, tt := range []struct {
		name  string
		p, se float64
		n     int
		show  bool
	}{
		{"many people", .5, .01, 2500, true},
		{"few people", .5, .09, 29, false},
		{"few people in effect", .5, .1, 400, false},
		{"a wide interval", .5, .08, 400, false},
		{"a rare thing", .01, .004, 600, true},
		{"a rare thing among fewer", .03, .014, 150, false},
		{"nobody among many", 0, 0, 400, true},
		{"nobody among a few", 0, 0, 40, false},
		{"everybody among many", 1, 0, 400, true},
	} {
		s, err := precision.NCHS(tt.p, tt.se, tt.n)
		if err != nil || s.Show != tt.show || s.Low > tt.p || s.High < tt.p {
			t.Errorf("%s: %+v, %v", tt.name, s, err)
		}
	}
	if _, err := precision.NCHS(1.2, 0, 40); err == nil {
		t.Error("a share above one was judged")
	}
}
