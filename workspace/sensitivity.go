package workspace

import (
	"slices"

	"sojourn/clean"
	"sojourn/estimate"
	"sojourn/study"
)

// A Sensitivity says how chosen estimates depend on the cleaning rules.
type Sensitivity struct {
	Cut     string // hash of the cut by the rules as they stand
	Base    []estimate.Estimate
	Rules   []string              // left out in turn; the last is empty and stands for all
	Back    []int                 // by rule: responses that stand then and did not before
	Without [][]estimate.Estimate // by rule: as Base; one that is refused has no cells
	Refused study.Problems
}

// Sensitivity recomputes named estimates, or the first ones of estimates.yaml
// if none is named, by the rules of the study folder and without each of them
// in turn. Weights are made anew each time. Nothing is stored.
func (p *Project) Sensitivity(names []string) (Sensitivity, error) {
	var s Sensitivity
	specs, err := p.chosen(names)
	if err != nil {
		return s, err
	}
	recipe, err := p.Recipe()
	if err != nil {
		return s, err
	}
	raw, err := p.raw()
	if err != nil {
		return s, err
	}
	base, err := p.under(recipe, raw, specs, &s)
	if err != nil {
		return s, err
	}
	s.Cut, s.Base = base.cut.Hash, base.estimates
	for _, r := range recipe.Rules {
		if caught(base.cut.Logs, r.Name) > 0 {
			s.Rules = append(s.Rules, r.Name)
		}
	}
	s.Rules = append(s.Rules, "")
	for _, name := range s.Rules {
		without := recipe.Without(name)
		if name == "" {
			without.Rules = nil
		}
		other, err := p.under(without, raw, specs, &s)
		if err != nil {
			return s, err
		}
		s.Back = append(s.Back, standing(other.cut.Logs)-standing(base.cut.Logs))
		s.Without = append(s.Without, other.estimates)
	}
	return s, nil
}

// chosen gives the specs of the names.
func (p *Project) chosen(names []string) ([]estimate.Spec, error) {
	specs, err := p.Specs()
	if err != nil {
		return nil, err
	}
	const few = 5 // enough to see whether a rule matters
	if len(names) == 0 {
		return specs[:min(len(specs), few)], nil
	}
	var chosen []estimate.Spec
	for _, name := range names {
		i := slices.IndexFunc(specs, func(s estimate.Spec) bool { return s.Name == name })
		if i < 0 {
			return nil, study.Problem{Severity: study.Error, Code: "no-estimate", Where: estimate.File, Column: name, What: "there is no estimate of this name", Do: "use one of those in " + estimate.File}
		}
		chosen = append(chosen, specs[i])
	}
	return chosen, nil
}

// An outcome is a recipe carried out.
type outcome struct {
	cut       *clean.Cut
	estimates []estimate.Estimate
}

// under computes specs on the cut that a recipe gives. Refusals are kept once.
func (p *Project) under(r clean.Recipe, from raw, specs []estimate.Spec, s *Sensitivity) (outcome, error) {
	cut, err := r.Cut(from.hash, from.waves)
	if err != nil {
		return outcome{}, err
	}
	bench, err := p.Bench(cut)
	if err != nil {
		return outcome{}, err
	}
	o := outcome{cut: cut, estimates: make([]estimate.Estimate, len(specs))}
	for i, spec := range specs {
		e, err := bench.Estimate(spec)
		if err != nil {
			for _, problem := range asProblems(err, estimate.File, spec.Name) {
				if !slices.Contains(s.Refused, problem) {
					s.Refused = append(s.Refused, problem)
				}
			}
			e = estimate.Estimate{Spec: spec}
		}
		o.estimates[i] = e
	}
	return o, nil
}

func caught(logs []clean.Log, rule string) int {
	n := 0
	for _, log := range logs {
		for _, t := range log.Tallies {
			if t.Rule == rule {
				n += t.Caught
			}
		}
	}
	return n
}

func standing(logs []clean.Log) int {
	n := 0
	for _, log := range logs {
		n += log.Clean
	}
	return n
}
