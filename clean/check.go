package clean

import (
	"errors"
	"fmt"
	"slices"

	"sojourn/dataset/formula"
	"sojourn/study"
)

// Check looks for everything that the recipe names in the waves, whose tables
// may be empty: an item or a channel that no wave knows would be passed by in
// silence. What is derived is computed on the way, so a formula that does not
// fit its variables is found here.
func (r Recipe) Check(waves []Wave, channels []string) study.Problems {
	var ps study.Problems
	with := make([]Wave, len(waves))
	for i, w := range waves {
		derived, err := deriveInWave(r.Derived, w)
		if err != nil {
			return append(ps, asProblems(err)...)
		}
		with[i] = derived
	}
	for _, d := range r.Decisions {
		if !slices.ContainsFunc(waves, func(w Wave) bool { return w.Number == d.Wave }) {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "decision", Where: DecisionsFile, Column: string(d.Response),
				What: fmt.Sprintf("there is no wave %d", d.Wave), Do: "correct the number"})
		}
	}
	for _, rule := range r.Rules {
		if what := rule.unknown(with, channels); what != "" {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "rule", Where: File, Column: rule.Name, What: what,
				Do: "correct the rule, or name the waves in which it is to run"})
		}
	}
	if ps.Err() == nil {
		if _, err := r.Cut("", waves); err != nil {
			ps = append(ps, asProblems(err)...)
		}
	}
	return ps
}

func asProblems(err error) study.Problems {
	if ps := study.ProblemsOf(err); ps != nil {
		return ps
	}
	return study.Problems{{Severity: study.Error, Code: "rule", Where: File, What: err.Error(), Do: "correct the rule"}}
}

// unknown says what the rule names and none of its waves has.
func (r Rule) unknown(waves []Wave, channels []string) string {
	waves = slices.DeleteFunc(slices.Clone(waves), func(w Wave) bool { return !r.applies(w.Number) })
	if len(waves) == 0 {
		return "it runs in none of the waves of the study"
	}
	for _, name := range r.items() {
		if !slices.ContainsFunc(waves, func(w Wave) bool { _, err := w.Table.Column(name); return err == nil }) {
			return fmt.Sprintf("no wave in which it runs has a variable %s", name)
		}
	}
	for _, name := range r.Channels {
		if !slices.Contains(channels, name) {
			return fmt.Sprintf("the study has no channel %s", name)
		}
	}
	if r.When == "" {
		return ""
	}
	var missing error
	for _, w := range waves {
		_, err := formula.Compile(r.When, w.Table)
		if err == nil {
			return ""
		}
		if missing = err; !errors.Is(err, study.ErrNotFound) {
			return fmt.Sprintf("in wave %d: %v", w.Number, err)
		}
	}
	return missing.Error()
}

// items lists the variables that the rule names outside of an expression.
func (r Rule) items() []string {
	var names []string
	if r.Item != "" {
		names = append(names, r.Item)
	}
	for _, grid := range r.grids() {
		names = append(names, grid...)
	}
	for name := range r.Checks {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Unmatched lists the decisions that speak of a response which a wave does not
// have, such as one that was withdrawn, and the people of whom two responses
// were both kept.
func (r Recipe) Unmatched(logs []Log) study.Problems {
	var ps study.Problems
	for _, log := range logs {
		found := map[Handle]bool{}
		for _, m := range log.Flagged {
			found[m.Response] = true
		}
		for _, d := range decided(r.Decisions) {
			if d.Wave == log.Wave && !found[d.Response] {
				ps = append(ps, study.Problem{Severity: study.Warning, Code: "decision", Where: DecisionsFile, Column: string(d.Response),
					What: fmt.Sprintf("wave %d has no such response", d.Wave), Do: "compare it with: sojourn cut show; it may have been withdrawn"})
			}
		}
	}
	return ps
}
