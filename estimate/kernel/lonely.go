package kernel

import "fmt"

// Lonely says what becomes of a stratum with a single primary unit, whose
// variance cannot be estimated from the stratum itself.
type Lonely string

// The rules, as Lumley (2010) names them.
const (
	Fail      Lonely = "fail"      // no variance is given
	Remove    Lonely = "remove"    // the stratum adds nothing
	Certainty Lonely = "certainty" // the same: the unit was taken for certain
	Adjust    Lonely = "adjust"    // its unit is held against the mean of all units, not of the stratum
	Average   Lonely = "average"   // it adds what the other strata add on average
)

func (l Lonely) known() bool {
	switch l.orFail() {
	case Fail, Remove, Certainty, Adjust, Average:
		return true
	}
	return false
}

func (l Lonely) orFail() Lonely {
	if l == "" {
		return Fail
	}
	return l
}

// A LonelyError says that a stratum has a single primary unit and no rule says
// what to do.
type LonelyError struct{ Stratum int32 }

func (e *LonelyError) Error() string {
	return fmt.Sprintf("kernel: stratum %d has a single primary unit, so that its variance cannot be estimated", e.Stratum)
}

// A PopulationError says that rows of a stratum have different populations.
type PopulationError struct {
	Stratum int32
	Sizes   [2]float64
}

func (e *PopulationError) Error() string {
	return fmt.Sprintf("kernel: stratum %d has the populations %v and %v", e.Stratum, e.Sizes[0], e.Sizes[1])
}

// isLonely reports whether a stratum falls under the rule, where a domain has
// seen of its units.
func (d *Design) isLonely(h int32, seen int32) bool {
	return d.units[h] == 1 || d.lonelyDomains && seen == 1
}
