// Package clean marks responses that should not be analysed, by declared rules
// in a declared order, and fixes the result as a cut.
//
// It adds flags and a log and never removes anything: what a rule flagged stays
// in the raw data, and leaving the rule out brings it back. It knows datasets
// and histories. It does not know how answers were collected or where a cut is
// kept, and it decides nothing that is not written in clean.yaml.
package clean

import (
	"fmt"
	"slices"

	"sojourn/study"
)

// File is the name of the file in the study folder that this package reads.
const File = "clean.yaml"

// A Kind is what a rule looks at.
type Kind string

// The kinds of rule.
const (
	Completion   Kind = "completion"   // answered less than Share of what was asked
	Repeat       Kind = "repeat"       // the same panelist again in the wave; the fullest response stays
	Range        Kind = "range"        // a number outside Min to Max
	Duplicate    Kind = "duplicate"    // all answers equal to those of an earlier response by somebody else
	Speeder      Kind = "speeder"      // faster than Share of the median of the wave, version and language
	StraightLine Kind = "straightline" // the same category in each of Items
)

// A Rule is one named check with its reason and thresholds.
type Rule struct {
	Name   string         `yaml:"name"`
	Kind   Kind           `yaml:"kind"`
	Reason study.Text     `yaml:"reason"`
	Waves  []study.WaveID `yaml:"waves,omitempty"` // empty: all
	Item   string         `yaml:"item,omitempty"`  // range
	Items  []string       `yaml:"items,omitempty"` // straightline
	Min    *float64       `yaml:"min,omitempty"`
	Max    *float64       `yaml:"max,omitempty"`
	Share  float64        `yaml:"share,omitempty"`
	Least  int            `yaml:"least,omitempty"` // duplicate, straightline: answers needed before the rule speaks
}

// Rules is what clean.yaml says: the rules in the order in which they run.
type Rules struct {
	Rules []Rule `yaml:"rules"`
}

// ParseRules reads and checks the text of a clean.yaml.
func ParseRules(data []byte) ([]Rule, error) {
	var file Rules
	if err := study.Decode(File, data, &file); err != nil {
		return nil, err
	}
	var ps study.Problems
	for i, r := range file.Rules {
		if what := r.fault(); what != "" {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "rule", Where: File,
				Column: fmt.Sprintf("rules[%d] %s", i, r.Name), What: what, Do: "see docs/cleaning.md for the keys of each kind"})
		}
		if slices.ContainsFunc(file.Rules[:i], func(o Rule) bool { return o.Name == r.Name }) {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "rule", Where: File,
				Column: r.Name, What: "two rules have this name", Do: "give each a name of its own"})
		}
	}
	return file.Rules, ps.Err()
}

// fault says what is wrong with the rule as written; empty if nothing is.
func (r Rule) fault() string {
	switch {
	case r.Name == "":
		return "the rule has no name"
	case len(r.Reason) == 0:
		return "the rule gives no reason"
	}
	switch r.Kind {
	case Completion, Speeder:
		if r.Share <= 0 || r.Share >= 1 {
			return fmt.Sprintf("share is %v and must lie between 0 and 1", r.Share)
		}
	case Range:
		if r.Item == "" || r.Min == nil && r.Max == nil {
			return "a range needs an item and min or max"
		}
	case Duplicate:
		if r.Least < 1 {
			return "least says how many answers two responses must share, at least 1"
		}
	case StraightLine:
		if len(r.Items) < 2 || r.Least < 2 {
			return "a straight line needs two or more items and least of 2 or more"
		}
	case Repeat:
	default:
		return fmt.Sprintf("there is no kind of rule %q", r.Kind)
	}
	return ""
}

func (r Rule) applies(w study.WaveID) bool {
	return len(r.Waves) == 0 || slices.Contains(r.Waves, w)
}
