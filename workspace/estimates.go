package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"sojourn/clean"
	"sojourn/estimate"
	"sojourn/study"
	"sojourn/weight"
)

// A Bench is a cut with everything that is needed to compute on it: the
// study's samples and its weight sets, made on this cut.
type Bench struct {
	Cut     *clean.Cut
	Weights map[string]weight.Set
	engine  *estimate.Engine
	mu      sync.Mutex
	done    map[string]estimate.Estimate // by JSON of the spec: pages ask for the same again
}

// Bench prepares a cut for computing.
func (p *Project) Bench(cut *clean.Cut) (*Bench, error) {
	recipes, err := p.weightRecipes()
	if err != nil {
		return nil, err
	}
	sets, ps := estimate.Weigh(recipes, p.Study, cut.Data)
	if err := ps.Err(); err != nil {
		return nil, err
	}
	return &Bench{Cut: cut, Weights: sets, engine: estimate.New(p.Study, cut.Hash, cut.Data, sets).Under(p.Lineage), done: map[string]estimate.Estimate{}}, nil
}

// Estimate computes a spec on the bench's cut. It is safe for concurrent use.
func (b *Bench) Estimate(spec estimate.Spec) (estimate.Estimate, error) {
	key, err := json.Marshal(spec)
	if err != nil {
		return estimate.Estimate{}, fmt.Errorf("workspace: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if e, ok := b.done[string(key)]; ok {
		return e, nil
	}
	e, err := b.engine.Estimate(spec)
	if err == nil {
		b.done[string(key)] = e
	}
	return e, err
}

func (p *Project) weightRecipes() ([]weight.Recipe, error) {
	data, err := readOptional(p.Files, weight.File)
	if err != nil || data == nil {
		return nil, err
	}
	return weight.ParseSets(data)
}

// Script gives the script in R that reproduces an estimate from a file of the
// given name.
func (b *Bench) Script(spec estimate.Spec, file string) (estimate.Script, error) {
	return b.engine.Script(spec, file)
}

// Specs reads estimates.yaml.
func (p *Project) Specs() ([]estimate.Spec, error) {
	data, err := readOptional(p.Files, estimate.File)
	if err != nil || data == nil {
		return nil, err
	}
	specs, err := estimate.ParseSpecs(data)
	estimate.Refer(specs, p.Shelf().Both)
	return specs, err
}

// EstimateAll computes every named estimate of the study folder. One that is
// refused is a problem and does not keep the others from being computed.
func (p *Project) EstimateAll(b *Bench) ([]estimate.Estimate, study.Problems, error) {
	specs, err := p.Specs()
	if err != nil {
		return nil, nil, err
	}
	var all []estimate.Estimate
	var refused study.Problems
	for _, spec := range specs {
		e, err := b.Estimate(spec)
		if err != nil {
			refused = append(refused, asProblems(err, estimate.File, spec.Name)...)
			continue
		}
		all = append(all, e)
	}
	return all, refused, nil
}

// asProblems gives the problems that err is, or one that says what it says.
func asProblems(err error, where, column string) study.Problems {
	if ps := study.ProblemsOf(err); ps != nil {
		return ps
	}
	return study.Problems{{Severity: study.Error, Code: "refused", Where: where, Column: column, What: err.Error()}}
}

// SampleSizes counts the people of each sample of the study in the cut.
func (p *Project) SampleSizes(b *Bench) (map[string]int, error) {
	sizes := map[string]int{}
	for _, s := range p.Study.Samples {
		e, err := b.Estimate(estimate.Spec{Name: "n_of_" + s.Name, Measure: estimate.Count, Sample: s.Name})
		if err != nil {
			return nil, err
		}
		sizes[s.Name] = e.SampleN
	}
	return sizes, nil
}

// readOptional reads a file of the study folder; nil if it is not there.
func readOptional(files fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: reading %s: %w", name, err)
	}
	return data, nil
}
