package main

import (
	"testing"

	"sojourn/estimate"
	"sojourn/study/phrasebook"
)

func TestDegreesOfFreedomStandWhereADistributionHasThem(t *testing.T) {
	v := phrasebook.Voice{Lang: "en"}
	for want, test := range map[string]estimate.Test{"": {Kind: "z"}, ", df 12.0": {Kind: "t", DF: 12}, ", df 2.0 and 30.0": {Kind: "F", DF: 2, DF2: 30}} {
		if got := degrees(v, test); got != want {
			t.Errorf("%s: %q, want %q", test.Kind, got, want)
		}
	}
}
