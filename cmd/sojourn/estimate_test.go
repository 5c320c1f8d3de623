package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

// TestTroubleWithAFileOfEstimatesIsSaidByItsOwnName asks on data of six people.
func TestTroubleWithAFileOfEstimatesIsSaidByItsOwnName(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "answers.csv")
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("answers.csv", "age,sex\n20,f\n30,m\n40,f\n50,m\n60,f\n70,m\n")
	set := "weights: [{name: odd, margins: [{item: height, source: census, targets: {a: 1}}]}]\n"
	for request, want := range map[string]string{
		"just some words": "mine.yaml: the file holds a single value or a list in place of keys",
		"17":              "mine.yaml: the file holds a single value or a list in place of keys",
		"estimates: 5":    "mine.yaml: line 1: \"estimates\" is a whole number; write a list",
		"estimates: [{name: a, measure: mean, item: age, covariance: soon}]": "mine.yaml: line 1: \"covariance\" is a text; write true or false",
		"estimates: [{name: a, measure: mean, item: height}]":                "mine.yaml a column item: the data have no variable",
		set + "estimates: [{name: a, measure: mean, item: age}]":             "warning: weights.yaml odd",
	} {
		var out, said bytes.Buffer
		err := estimateCommand{Study: write("mine.yaml", request), Data: data}.Run(console{out: &out, err: &said})
		if told := fmt.Sprint(said.String(), err); !strings.Contains(told, want) {
			t.Errorf("%s\nsays %s\nwant %s", request, told, want)
		}
	}
	err := estimateCommand{Study: write("mine.yaml", "{measure: mean, item: age}"), Data: data, Names: []string{"other"}}.Run(console{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
	if err == nil || !strings.HasPrefix(err.Error(), "mine.yaml") {
		t.Errorf("a name that is not there: %v", err)
	}
}
