// Package clean marks responses that should not be analysed, by declared rules
// in a declared order, lets people decide otherwise by name and reason, and
// fixes the result as a cut.
//
// It adds flags and a log and never removes anything: what a rule flagged stays
// in the raw data, and leaving the rule out brings it back. It knows datasets
// and histories. It does not know how answers were collected or where a cut is
// kept, and it decides nothing that is not written in clean.yaml,
// decisions.yaml and derive.yaml.
package clean

import (
	"fmt"
	"maps"
	"slices"

	"sojourn/instrument/expr"
	"sojourn/study"
)

// File is the name of the file in the study folder that holds the rules.
const File = "clean.yaml"

// A Kind is what a rule looks at.
type Kind string

// The kinds of rule.
const (
	Completion   Kind = "completion"   // answered less than Share of what was asked
	Repeat       Kind = "repeat"       // the same panelist again in the wave; the fullest response stays, or the first that has Share of what was asked
	Range        Kind = "range"        // a number outside Min to Max
	Duplicate    Kind = "duplicate"    // all answers equal to those of an earlier response by somebody else
	Similar      Kind = "similar"      // at least Share of the answers equal to those of an earlier response by somebody else
	Speeder      Kind = "speeder"      // faster than Share of the median of the wave, version and language
	StraightLine Kind = "straightline" // the same category in each of Items, or in each item of Straight of the Grids
	Attention    Kind = "attention"    // at least Least of the Checks answered wrongly
	Consistency  Kind = "consistency"  // answers that cannot go together: When holds
	Eligibility  Kind = "ineligible"   // outside the population: When holds
	Test         Kind = "test"         // a test of the team's: When holds, or it came by one of the Channels
	OutOfField   Kind = "outoffield"   // last saved on a day on which no door of the wave stood open, or Days after
	Trap         Kind = "trap"         // something was written where no person sees a line
	Burst        Kind = "burst"        // saved while very many came by the same channel
	Pace         Kind = "pace"         // more than Max letters a second on the middle page
)

// A Rule is one named check with its reason and thresholds.
type Rule struct {
	Name     string              `yaml:"name" json:"name"`
	Kind     Kind                `yaml:"kind" json:"kind"`
	Reason   study.Text          `yaml:"reason" json:"reason"`
	Waves    []study.WaveID      `yaml:"waves,omitempty" json:"waves,omitempty"` // empty: all
	Item     string              `yaml:"item,omitempty" json:"item,omitempty"`
	Items    []string            `yaml:"items,omitempty" json:"items,omitempty"`
	Grids    [][]string          `yaml:"grids,omitempty" json:"grids,omitempty"`
	Straight int                 `yaml:"straight,omitempty" json:"straight,omitempty"` // grids that must be straight; 1 if zero
	Min      *float64            `yaml:"min,omitempty" json:"min,omitempty"`
	Max      *float64            `yaml:"max,omitempty" json:"max,omitempty"`
	Share    float64             `yaml:"share,omitempty" json:"share,omitempty"`
	Least    int                 `yaml:"least,omitempty" json:"least,omitempty"` // answers, or wrong checks, needed before the rule speaks
	When     string              `yaml:"when,omitempty" json:"when,omitempty"`   // expression over the table of the wave
	Checks   map[string][]string `yaml:"checks,omitempty" json:"checks,omitempty"`
	Channels []string            `yaml:"channels,omitempty" json:"channels,omitempty"`
	Days     int                 `yaml:"days,omitempty" json:"days,omitempty"`
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

// thresholds lists the keys that each kind of rule understands.
var thresholds = map[Kind][]string{
	Completion:   {"share"},
	Repeat:       {"share"},
	Range:        {"item", "min", "max"},
	Duplicate:    {"least"},
	Similar:      {"share", "least"},
	Speeder:      {"share"},
	StraightLine: {"items", "grids", "straight", "least"},
	Attention:    {"checks", "least"},
	Consistency:  {"when"},
	Eligibility:  {"when"},
	Test:         {"when", "channels"},
	OutOfField:   {"days"},
	Trap:         {},
	Burst:        {},
	Pace:         {"max"},
}

// given lists the keys of thresholds that the rule has.
func (r Rule) given() []string {
	has := map[string]bool{"item": r.Item != "", "items": r.Items != nil, "grids": r.Grids != nil, "straight": r.Straight != 0,
		"min": r.Min != nil, "max": r.Max != nil, "share": r.Share != 0, "least": r.Least != 0, "when": r.When != "",
		"checks": r.Checks != nil, "channels": r.Channels != nil, "days": r.Days != 0}
	maps.DeleteFunc(has, func(_ string, given bool) bool { return !given })
	return slices.Sorted(maps.Keys(has))
}

// fault says what is wrong with the rule as written; empty if nothing is.
func (r Rule) fault() string {
	keys, known := thresholds[r.Kind]
	switch {
	case r.Name == "":
		return "the rule has no name"
	case r.Name == decisionName:
		return "this name stands for what people decided"
	case len(r.Reason) == 0:
		return "the rule gives no reason"
	case !known:
		return fmt.Sprintf("there is no kind of rule %q", r.Kind)
	}
	for _, key := range r.given() {
		if !slices.Contains(keys, key) {
			return fmt.Sprintf("a rule of kind %s has no key %s", r.Kind, key)
		}
	}
	return r.threshold()
}

// threshold says what is wrong with the thresholds of a rule of a known kind.
func (r Rule) threshold() string {
	switch r.Kind {
	case Repeat:
		if r.Share < 0 || r.Share > 1 {
			return fmt.Sprintf("share is %v and must lie between 0 and 1", r.Share)
		}
	case Completion, Speeder, Similar:
		if r.Share <= 0 || r.Share >= 1 {
			return fmt.Sprintf("share is %v and must lie between 0 and 1", r.Share)
		}
		if r.Kind == Similar && (r.Share < leastSimilar || r.Least < 1) {
			return fmt.Sprintf("a share of at least %v and least, how many answers must be equal, are needed", leastSimilar)
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
		return r.lineFault()
	case Attention:
		if len(r.Checks) == 0 {
			return "checks says for each item which answers are right"
		}
	case Consistency, Eligibility:
		if r.When == "" {
			return "when says which responses it flags"
		}
	case Pace:
		if r.Max == nil || *r.Max <= 0 {
			return "max says how many letters a second nobody reads, such as 100"
		}
	case Test:
		if r.When == "" && len(r.Channels) == 0 {
			return "when or channels says which responses are tests"
		}
	}
	return r.expressionFault()
}

func (r Rule) lineFault() string {
	grids := r.grids()
	for _, items := range grids {
		if len(items) < 2 {
			return "a straight line needs two or more items"
		}
	}
	switch {
	case len(grids) == 0:
		return "a straight line needs two or more items"
	case r.Items != nil && r.Grids != nil:
		return "items is for one grid and grids for several; give one of the two"
	case r.Least < 2:
		return "a straight line needs least of 2 or more"
	case r.Straight < 0 || r.Straight > len(grids):
		return "straight says how many of the grids must be straight"
	}
	return ""
}

func (r Rule) expressionFault() string {
	if r.When == "" {
		return ""
	}
	if _, err := expr.Parse(r.When); err != nil {
		return "when cannot be understood: " + err.Error()
	}
	return ""
}

// grids are the grids of a straight-line rule.
func (r Rule) grids() [][]string {
	if r.Items != nil {
		return [][]string{r.Items}
	}
	return r.Grids
}

func (r Rule) applies(w study.WaveID) bool {
	return len(r.Waves) == 0 || slices.Contains(r.Waves, w)
}
