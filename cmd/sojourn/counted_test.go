package main

import (
	"testing"

	"sojourn/estimate"
	"sojourn/study/phrasebook"
)

func TestOneIsCountedInTheSingular(t *testing.T) {
	for want, got := range map[string]string{
		"1 person": counted(1, "person"), "0 people": counted(0, "person"), "2 bodies": counted(2, "body"), "1 body": counted(1, "body"),
		"3 days": counted(3, "day"), "1 contact": counted(1, "contact"), "12 contacts": counted(12, "contact"), "2 addresses": counted(2, "address"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDegreesOfFreedomStandWhereADistributionHasThem(t *testing.T) {
	v := phrasebook.Voice{Lang: "en"}
	for want, test := range map[string]estimate.Test{"": {Kind: "z"}, ", df 12.0": {Kind: "t", DF: 12}, ", df 2.0 and 30.0": {Kind: "F", DF: 2, DF2: 30}} {
		if got := degrees(v, test); got != want {
			t.Errorf("%s: %q, want %q", test.Kind, got, want)
		}
	}
}
