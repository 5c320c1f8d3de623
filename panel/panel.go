// Package panel follows the same people across the waves of a study.
//
// Each wave gives every panelist one [Disposition]: what became of the
// invitation. The dispositions of a person, wave by wave, alone decide which
// samples the person belongs to and how attrition ran.
//
// The package holds rules and no I/O. It does not know how dispositions are
// stored or how a link reached anybody, and contact details never enter it.
package panel

import (
	"fmt"

	"sojourn/study"
)

// An ID is a person's pseudonym within a study, the same in every wave. It is
// never an address or a hash of one, and on the field side it stands only
// inside sealed bodies.
type ID string

// A Disposition is the outcome of one invitation in one wave.
type Disposition uint8

// The dispositions, in the order of the glossary.
const (
	NotInvited  Disposition = iota // joined later, or had left before
	Complete                       // answered at least the study's completion share
	Partial                        // enough to analyse, short of complete
	BreakOff                       // started, too little to analyse
	Refusal                        // asked to be left alone, or withdrew consent
	NonContact                     // invited, never opened the invitation
	Undelivered                    // the address no longer works
	Ineligible                     // outside the population by now
)

var dispositionNames = [...]string{"notinvited", "complete", "partial", "breakoff", "refusal", "noncontact", "undelivered", "ineligible"}

// String is the disposition's stable name.
func (d Disposition) String() string {
	if int(d) < len(dispositionNames) {
		return dispositionNames[d]
	}
	return fmt.Sprintf("disposition(%d)", uint8(d))
}

// Dispositions lists all dispositions in their order.
func Dispositions() []Disposition {
	all := make([]Disposition, len(dispositionNames))
	for i := range all {
		all[i] = Disposition(i)
	}
	return all
}

// ParseDisposition is the reverse of [Disposition.String].
func ParseDisposition(s string) (Disposition, error) {
	for i, name := range dispositionNames {
		if s == name {
			return Disposition(i), nil
		}
	}
	return 0, fmt.Errorf("panel: %q is no disposition", s)
}

// Responded reports whether there is enough to analyse.
func (d Disposition) Responded() bool { return d == Complete || d == Partial }

// Classify gives the disposition of a response by the share of the items put
// to the respondent that were answered, 0 to 1, and the study's thresholds.
func Classify(share float64, c study.Completion) Disposition {
	switch {
	case share >= c.Complete:
		return Complete
	case share >= c.Partial:
		return Partial
	}
	return BreakOff
}
