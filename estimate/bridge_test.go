package estimate_test

import (
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

func TestTheLongFormHasOneVariableOverWavesWhereTheLineageSaysHow(t *testing.T) {
	e := under(t, learners(t), changes)
	bridged, err := e.Bridged()
	if err != nil {
		t.Fatal(err)
	}
	long, _, err := dataset.Long(bridged, []study.WaveID{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"learning": "speak speak learn learn learn learn no learn no no no no no no no learn",
		"work":     "free free free free hired hired hired hired free hired free free hired hired hired free",
	} {
		c, err := long.Column(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for row := range long.Rows {
			got = append(got, c.Variable.Codes.Categories[c.Codes[row]].Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s over waves: %s, want %s", name, strings.Join(got, " "), want)
		}
	}
	if _, err := bridged.Column("learn_w2"); err != nil {
		t.Errorf("the question as it was asked is gone: %v", err)
	}
}

func TestWithoutALineageTheDataStayAsTheyAre(t *testing.T) {
	p := learners(t)
	bridged, err := p.engine(nil).Bridged()
	if err != nil || len(bridged.Columns) != len(p.d.Columns) {
		t.Errorf("%d columns of %d, %v", len(bridged.Columns), len(p.d.Columns), err)
	}
}
