package codebook

import (
	"sojourn/clean"
	"sojourn/study"
)

// A Flow is the way of a wave's responses through the cleaning rules. In the
// published book only the rules and their reasons are told: how many people
// were set aside for a reason may be very few.
type Flow struct {
	Wave       study.WaveID
	Raw, Clean Count
	Steps      []Step
}

// A Step is one rule.
type Step struct {
	Rule          string
	Reason        study.Text
	Removed, Left Count
}

func flows(logs []clean.Log, p Profile) []Flow {
	count := func(n int) Count {
		if p == Published {
			return Count{Hidden: true}
		}
		return Count{N: n}
	}
	var all []Flow
	for _, log := range logs {
		f := Flow{Wave: log.Wave, Raw: count(log.Raw), Clean: count(log.Clean)}
		for _, t := range log.Tallies {
			f.Steps = append(f.Steps, Step{t.Rule, t.Reason, count(t.Removed), count(t.Left)})
		}
		all = append(all, f)
	}
	return all
}

// A flowView is a flow as the page shows it.
type flowView struct {
	Wave, Raw, Clean string
	Steps            []stepView
}

type stepView struct{ Rule, Reason, Removed, Left string }

// Flows lists what cleaning did in each wave.
func (p pageView) Flows() []flowView {
	told := func(c Count) string {
		if c.Hidden {
			return p.Say("hidden")
		}
		return p.Count(c.N)
	}
	var all []flowView
	for _, f := range p.book.Flows {
		v := flowView{Wave: p.wave(f.Wave), Raw: told(f.Raw), Clean: told(f.Clean)}
		for _, s := range f.Steps {
			v.Steps = append(v.Steps, stepView{s.Rule, p.text(s.Reason), told(s.Removed), told(s.Left)})
		}
		all = append(all, v)
	}
	return all
}
