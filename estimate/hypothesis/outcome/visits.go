package outcome

import "fmt"

// Visits are the people left at each stage of a questionnaire behind an open
// link, and of the wave to which those who left a contact were invited then.
type Visits struct {
	Site      float64 `yaml:"site" json:"site"`           // visited the site
	First     float64 `yaml:"first" json:"first"`         // saw the first page
	Agreed    float64 `yaml:"agreed" json:"agreed"`       // agreed to take part
	Finished  float64 `yaml:"finished" json:"finished"`   // reached the last page
	Usable    float64 `yaml:"usable" json:"usable"`       // answered enough to be analysed
	Consented float64 `yaml:"consented" json:"consented"` // left a contact for later waves
	Invited   float64 `yaml:"invited" json:"invited"`     // of them, invited to the later wave
	Started   float64 `yaml:"started" json:"started"`     // began it
	Completed float64 `yaml:"completed" json:"completed"` // finished it
}

// Web lists the names of the rates of [Visits.Rate].
func Web() []string {
	return []string{"view", "participation", "completion", "breakoff", "usable", "consent",
		"wave-participation", "wave-breakoff", "retention", "cumulative"}
}

// Rate computes a rate of a web survey by name: view, participation and
// completion as CHERRIES has them (Eysenbach 2004), the participation rate of a
// later wave as ISO 20252 has it, completed of invited, and the cumulative rate,
// the product of participation, usable, consent and retention (Callegaro &
// DiSogra 2008).
//
//	view = first/site                participation = agreed/first
//	completion = finished/agreed     breakoff = (agreed − finished)/agreed
//	usable = usable/agreed           consent = consented/usable
//	wave-participation = completed/invited
//	wave-breakoff = (started − completed)/started
//	retention = completed/consented
//
// It is an error if a stage has more people than the one before it.
func (v Visits) Rate(name string) (Rate, error) {
	if err := v.check(); err != nil {
		return Rate{}, err
	}
	switch name {
	case "view":
		return newRate(name, v.First, v.Site)
	case "participation":
		return newRate(name, v.Agreed, v.First)
	case "completion":
		return newRate(name, v.Finished, v.Agreed)
	case "breakoff":
		return newRate(name, v.Agreed-v.Finished, v.Agreed)
	case "usable":
		return newRate(name, v.Usable, v.Agreed)
	case "consent":
		return newRate(name, v.Consented, v.Usable)
	case "wave-participation":
		return newRate(name, v.Completed, v.Invited)
	case "wave-breakoff":
		return newRate(name, v.Started-v.Completed, v.Started)
	case "retention":
		return newRate(name, v.Completed, v.Consented)
	case "cumulative":
		// The stages between cancel out of the product, if they have people.
		if v.Agreed == 0 || v.Usable == 0 || v.Consented == 0 {
			return Rate{}, fmt.Errorf("outcome: cumulative is not defined: nobody is left at some stage")
		}
		return newRate(name, v.Completed, v.First)
	}
	return Rate{}, fmt.Errorf("outcome: there is no rate %q; use one of %v", name, Web())
}

// check finds a stage larger than the stage it is part of. Stages that were
// not counted are zero; nothing is compared with them.
func (v Visits) check() error {
	site, first, agreed := count{"the number of visitors", v.Site}, count{"the number of those who saw the first page", v.First}, count{"the number of those who agreed", v.Agreed}
	finished, usable, consented := count{"the number of those who finished", v.Finished}, count{"the number of usable responses", v.Usable}, count{"the number of those who left a contact", v.Consented}
	invited, started, completed := count{"the number of those invited", v.Invited}, count{"the number of those who started the wave", v.Started}, count{"the number of those who completed it", v.Completed}
	if err := whole([]count{site, first, agreed, finished, usable, consented, invited, started, completed}); err != nil {
		return err
	}
	for _, pair := range [][2]count{{site, first}, {first, agreed}, {agreed, finished}, {agreed, usable}, {usable, consented},
		{consented, invited}, {invited, started}, {started, completed}, {invited, completed}, {consented, completed}} {
		if from, part := pair[0], pair[1]; from.n > 0 && part.n > from.n {
			return fmt.Errorf("outcome: %s is %v, and %s is only %v", part.name, part.n, from.name, from.n)
		}
	}
	return nil
}
