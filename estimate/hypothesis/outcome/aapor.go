package outcome

import "fmt"

// Cases are the final dispositions of the people invited to a wave, in the
// groups of AAPOR's Standard Definitions (9th edition, 2016).
type Cases struct {
	Complete   float64 `yaml:"complete" json:"complete"`     // I
	Partial    float64 `yaml:"partial" json:"partial"`       // P
	Refusal    float64 `yaml:"refusal" json:"refusal"`       // R, break-offs included
	NonContact float64 `yaml:"noncontact" json:"noncontact"` // NC
	Other      float64 `yaml:"other" json:"other"`           // O
	UnknownHH  float64 `yaml:"unknownhh" json:"unknownhh"`   // UH: not known whether there is anybody to ask
	Unknown    float64 `yaml:"unknown" json:"unknown"`       // UO: not known otherwise
	Eligible   float64 `yaml:"eligible" json:"eligible"`     // e: share of the unknown who are eligible, 0 to 1; used by RR3, RR4, REF2 and CON2
}

// AAPOR lists the names of the rates of [Cases.Rate].
func AAPOR() []string {
	return []string{"RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4",
		"REF1", "REF2", "REF3", "CON1", "CON2", "CON3"}
}

// Rate computes a rate by its AAPOR name. With D = I+P+R+NC+O and U = UH+UO,
//
//	RR1, RR3, RR5 = I / (D+U), (D+eU), D      RR2, RR4, RR6 = (I+P) / the same
//	REF1, REF2, REF3 = R / the same           CON1, CON2, CON3 = (I+P+R+O) / the same
//	COOP1, COOP2 = I, I+P / (I+P+R+O)         COOP3, COOP4 = I, I+P / (I+P+R)
func (c Cases) Rate(name string) (Rate, error) {
	if err := c.check(); err != nil {
		return Rate{}, err
	}
	known, unknown := c.Complete+c.Partial+c.Refusal+c.NonContact+c.Other, c.UnknownHH+c.Unknown
	interviewed, reached := c.Complete+c.Partial, c.Complete+c.Partial+c.Refusal+c.Other
	all, likely := known+unknown, known+c.Eligible*unknown
	switch name {
	case "RR1":
		return newRate(name, c.Complete, all)
	case "RR2":
		return newRate(name, interviewed, all)
	case "RR3":
		return newRate(name, c.Complete, likely)
	case "RR4":
		return newRate(name, interviewed, likely)
	case "RR5":
		return newRate(name, c.Complete, known)
	case "RR6":
		return newRate(name, interviewed, known)
	case "COOP1":
		return newRate(name, c.Complete, reached)
	case "COOP2":
		return newRate(name, interviewed, reached)
	case "COOP3":
		return newRate(name, c.Complete, interviewed+c.Refusal)
	case "COOP4":
		return newRate(name, interviewed, interviewed+c.Refusal)
	case "REF1":
		return newRate(name, c.Refusal, all)
	case "REF2":
		return newRate(name, c.Refusal, likely)
	case "REF3":
		return newRate(name, c.Refusal, known)
	case "CON1":
		return newRate(name, reached, all)
	case "CON2":
		return newRate(name, reached, likely)
	case "CON3":
		return newRate(name, reached, known)
	}
	return Rate{}, fmt.Errorf("outcome: there is no rate %q; use one of %v", name, AAPOR())
}

func (c Cases) check() error {
	if !(c.Eligible >= 0 && c.Eligible <= 1) {
		return fmt.Errorf("outcome: the share of the unknown who are eligible is %v; it lies between 0 and 1", c.Eligible)
	}
	return whole([]count{{"the number of completes", c.Complete}, {"the number of partials", c.Partial}, {"the number of refusals", c.Refusal},
		{"the number of noncontacts", c.NonContact}, {"the number of others", c.Other}, {"the number of unknown households", c.UnknownHH},
		{"the number of other unknowns", c.Unknown}})
}
