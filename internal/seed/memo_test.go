package seed

import (
	"testing"

	"sojourn/estimate"
	"sojourn/report"
	"sojourn/study"
	"sojourn/weight"
)

// estimates computes everything in estimates.yaml.
func (d desk) estimates(t *testing.T, files map[string][]byte) []estimate.Estimate {
	t.Helper()
	recipes, err := weight.ParseSets(files[weight.File])
	if err != nil {
		t.Fatal(err)
	}
	sets, problems := estimate.Weigh(recipes, d.study, d.cut.Data)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	specs, err := estimate.ParseSpecs(files["estimates.yaml"])
	if err != nil {
		t.Fatal(err)
	}
	engine := estimate.New(d.study, d.cut.Hash, d.cut.Data, sets)
	var all []estimate.Estimate
	for _, spec := range specs {
		e, err := engine.Estimate(spec)
		if err != nil {
			t.Error(err)
			continue
		}
		all = append(all, e)
	}
	return all
}

func TestTheMemoIsBuiltWithoutAProblem(t *testing.T) {
	d := open(t)
	files, err := Folder(study.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	figures, err := report.ParseFigures(files[report.FiguresFile])
	if err != nil {
		t.Fatal(err)
	}
	const dir = "reports/memo-2024/"
	r, err := report.Parse(files[dir+report.File])
	if err != nil {
		t.Fatal(err)
	}
	in := report.Input{Name: "memo-2024", Study: d.study, Report: r, Figures: figures, Estimates: d.estimates(t, files),
		Editions: map[study.Lang][]byte{}, SampleN: map[string]int{}}
	for _, lang := range r.Editions {
		in.Editions[lang] = files[dir+string(lang)+".md"]
	}
	engine := estimate.New(d.study, d.cut.Hash, d.cut.Data, nil)
	for _, sample := range d.study.Samples {
		e, err := engine.Estimate(estimate.Spec{Name: sample.Name, Measure: estimate.Count, Sample: sample.Name})
		if err != nil {
			t.Fatal(err)
		}
		in.SampleN[sample.Name] = e.SampleN
	}
	built, err := report.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := built.Problems.Err(); err != nil {
		t.Error(err)
	}
	if len(built.Pages) != 2 {
		t.Errorf("%d editions are built", len(built.Pages))
	}
}
