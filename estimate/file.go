package estimate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
	"sojourn/weight"
)

// A Request is a file of estimates that needs no study folder: with what it
// says of the data, the samples and weight sets that its estimates name.
type Request struct {
	Variables map[string]Described `yaml:"variables"`
	Samples   []study.Sample       `yaml:"samples"`
	Weights   []weight.Recipe      `yaml:"weights"`
	Estimates []Spec               `yaml:"estimates"`
}

// ParseRequest reads the text of such a file, YAML or JSON: with the keys of a
// [Request], or a single estimate, which then needs no name.
func ParseRequest(data []byte) (Request, error) {
	data, err := compact(data)
	if err != nil {
		return Request{}, err
	}
	var whole any
	if err := study.Decode(File, data, &whole); err != nil {
		return Request{}, err
	}
	keys, ok := whole.(map[string]any)
	if !ok {
		return Request{}, study.Problems{{Severity: study.Error, Code: "estimate-estimates", Where: File, What: "the file holds a single value or a list in place of keys",
			Do: "list estimates under estimates:, each with name and measure, or write one with its measure"}}
	}
	var r Request
	if _, single := keys["measure"]; single {
		r.Estimates = make([]Spec, 1)
		if err := study.Decode(File, data, &r.Estimates[0]); err != nil {
			return r, err
		}
		if r.Estimates[0].Name == "" {
			r.Estimates[0].Name = "estimate"
		}
	} else if err := study.Decode(File, data, &r); err != nil {
		return r, err
	}
	if len(r.Estimates) == 0 {
		return r, study.Problems{trouble("", "estimates", "the file asks for no estimate", "list some under estimates, each with name and measure")}
	}
	return r, append(checkSpecs(r.Estimates), weight.CheckRecipes(r.Weights)...).Err()
}

// compact writes JSON on one line, which YAML reads: indentation by tabs it
// would not.
func compact(data []byte) ([]byte, error) {
	if first := bytes.TrimSpace(data); len(first) == 0 || first[0] != '{' || !json.Valid(data) {
		return data, nil
	}
	var b bytes.Buffer
	if err := json.Compact(&b, data); err != nil {
		return nil, fmt.Errorf("estimate: reading JSON: %w", err)
	}
	return b.Bytes(), nil
}

// Study is the study that the request makes up on data: the waves that it
// names, and its samples. The sample without a name is everybody in the data.
func (r Request) Study(d *dataset.Dataset) *study.Study {
	s := &study.Study{ID: "request", Languages: []study.Lang{"en"}, Samples: withEverybody(r.Samples)}
	var numbers []study.WaveID
	for _, sample := range r.Samples {
		numbers = append(numbers, sample.Waves...)
	}
	for _, spec := range r.Estimates {
		numbers = append(numbers, spec.Waves...)
		for _, p := range append([]Part{{Spec: &spec}}, spec.Parts...) {
			if p.Spec == nil {
				continue
			}
			numbers = append(numbers, p.Spec.Waves...)
			for _, at := range []*Point{p.Spec.From, p.Spec.To} {
				if at != nil {
					numbers = append(numbers, at.Wave)
				}
			}
		}
	}
	for _, set := range r.Weights {
		numbers = append(numbers, set.Wave)
	}
	for _, c := range d.Columns {
		numbers = append(numbers, c.Wave)
	}
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		if n != 0 {
			s.Waves = append(s.Waves, study.Wave{Number: n, Title: say("wave", int(n))})
		}
	}
	return s
}

// withEverybody adds the sample without a name.
func withEverybody(samples []study.Sample) []study.Sample {
	return append(slices.Clone(samples), study.Sample{Title: say("everybody")})
}

// Engine prepares the data as the request describes them, makes its weight
// sets and returns an engine on them. Cut names the data. Within a study folder
// the study's samples and sets come first; s is nil without one. A set that cannot
// be made refuses the estimates that name it, and no others.
func (r Request) Engine(s *study.Study, sets []weight.Recipe, cut string, d *dataset.Dataset) (*Engine, error) {
	described, err := Describe(d, r.Variables)
	if err != nil {
		return nil, err
	}
	r.Weights = slices.Concat(sets, r.Weights)
	return r.engineOn(r.studyOn(s, described), cut, described)
}

// studyOn is the study of the request, or s with the request's samples.
func (r Request) studyOn(s *study.Study, d *dataset.Dataset) *study.Study {
	if s == nil {
		return r.Study(d)
	}
	whole := *s
	whole.Samples = withEverybody(slices.Concat(s.Samples, r.Samples))
	return &whole
}

// Unmade lists, as warnings, what stood in the way of weight sets that no spec
// names: those that one names are refused by it.
func (e *Engine) Unmade(specs []Spec) study.Problems {
	named := map[string]bool{}
	for _, spec := range specs {
		named[weight.File+" "+spec.Weight] = true
		for _, part := range spec.Parts {
			if part.Spec != nil {
				named[weight.File+" "+part.Spec.Weight] = true
			}
		}
	}
	var ps study.Problems
	for _, p := range e.unmade {
		if !named[p.Where] {
			p.Severity = study.Warning
			ps = append(ps, p)
		}
	}
	return ps
}

// engineOn makes the weight sets of the request on data that are described.
func (r Request) engineOn(s *study.Study, cut string, described *dataset.Dataset) (*Engine, error) {
	if described.Rows == 0 {
		return nil, study.Problem{Severity: study.Error, Code: "estimate-data", Where: File, What: "the data have a heading and nobody below it", Do: "name a file with people in it"}
	}
	made, ps := Weigh(r.Weights, s, described)
	e := New(s, cut, described, made)
	e.unmade = ps
	return e, nil
}
