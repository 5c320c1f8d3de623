package instrument

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument/expr"
)

// experiments settles what chance decides before the first page: what was drawn
// and kept counts, else it is drawn now. Without a seed nothing is: all
// respondents would get the same.
func (w *walk) experiments() error {
	for _, x := range w.in.Experiments {
		codes := x.kept(w.answers)
		if codes == nil && w.sitting.Seed != 0 {
			var err error
			if codes, err = x.draw(w.lots("experiment " + x.Name)); err != nil {
				return err
			}
		}
		for _, v := range x.Variables() {
			code, there := codes[v.Name]
			w.known[v.Name], w.counted[v.Name] = expr.Value{}, Answer{Missing: dataset.NotAsked}
			if there {
				w.known[v.Name], w.counted[v.Name] = expr.Text(code), Answer{Values: []string{code}}
			}
		}
	}
	return nil
}

// kept is what was drawn before; nil unless all of it is there and is still to
// be had.
func (x *Experiment) kept(answers Answers) map[string]string {
	codes := map[string]string{}
	for _, v := range x.Variables() {
		code := answers[v.Name].Value()
		if code == "" || v.Codes != nil && v.Codes.Index(code) < 0 {
			return nil
		}
		codes[v.Name] = code
	}
	return codes
}

// draw draws all that the experiment decides for one person.
func (x *Experiment) draw(lots *rand.Rand) (map[string]string, error) {
	codes := map[string]string{}
	switch x.Kind {
	case Split:
		codes[x.Name] = x.arm(lots)
	case List:
		codes[x.Name] = []string{WithoutSensitive, WithSensitive}[lots.IntN(2)]
		var shown []string
		for _, a := range x.Arms {
			if !a.Sensitive || codes[x.Name] == WithSensitive {
				shown = append(shown, a.Code)
			}
		}
		shuffle(lots, shown)
		codes[x.Name+"_order"] = strings.Join(shown, " ")
	case Order:
		x.order(lots, codes, x.Name, x.elements())
	case Conjoint:
		x.order(lots, codes, x.Name+"_order", x.attributes())
		return codes, x.drawProfiles(lots, codes)
	case Vignette:
		return codes, x.drawProfiles(lots, codes)
	}
	return codes, nil
}

func shuffle(lots *rand.Rand, codes []string) {
	lots.Shuffle(len(codes), func(a, b int) { codes[a], codes[b] = codes[b], codes[a] })
}

// arm draws an arm in proportion to the shares.
func (x *Experiment) arm(lots *rand.Rand) string {
	total := 0.0
	for _, a := range x.Arms {
		total += a.share()
	}
	at := lots.Float64() * total
	for _, a := range x.Arms {
		if at -= a.share(); at < 0 {
			return a.Code
		}
	}
	return x.Arms[len(x.Arms)-1].Code
}

func (a Arm) share() float64 {
	if a.Share == 0 {
		return 1
	}
	return a.Share
}

// order draws an order, every one as likely as another.
func (x *Experiment) order(lots *rand.Rand, codes map[string]string, name string, list *dataset.CodeList) {
	var order []string
	for _, c := range list.Categories {
		order = append(order, c.Code)
	}
	shuffle(lots, order)
	for n, code := range order {
		codes[fmt.Sprintf("%s_%d", name, n+1)] = code
	}
}

// maxRedraws bounds the search for a profile that meets the restrictions and is
// not there yet.
const maxRedraws = 10_000

// drawProfiles draws profiles, all that meet the restrictions being equally
// likely. Vignettes differ among each other, profiles within their choice.
func (x *Experiment) drawProfiles(lots *rand.Rand, codes map[string]string) error {
	apart := max(1, x.Profiles)
	if x.Kind == Vignette {
		apart = x.Tasks
	}
	var seen map[string]bool
	for n, name := range x.profiles() {
		if n%apart == 0 {
			seen = map[string]bool{}
		}
		p, err := x.profile(lots, seen)
		if err != nil {
			return err
		}
		for a, level := range p {
			codes[name+"_"+x.Attributes[a].Name] = level
		}
	}
	return nil
}

func (x *Experiment) profile(lots *rand.Rand, seen map[string]bool) ([]string, error) {
	for range maxRedraws {
		p := make([]string, len(x.Attributes))
		for a, attribute := range x.Attributes {
			p[a] = attribute.Levels[lots.IntN(len(attribute.Levels))].Code
		}
		ok, err := x.permits(p)
		if err != nil {
			return nil, err
		}
		if key := strings.Join(p, " "); ok && !seen[key] {
			seen[key] = true
			return p, nil
		}
	}
	return nil, fmt.Errorf("instrument: experiment %s: hardly any profile meets its restrictions", x.Name)
}

// permits reports whether a profile meets all restrictions.
func (x *Experiment) permits(levels []string) (bool, error) {
	for _, e := range x.Restrictions {
		if ok, err := e.True(profile{x, levels}); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// A profile is the environment of a restriction.
type profile struct {
	*Experiment
	levels []string
}

// Lookup gives the level of an attribute.
func (p profile) Lookup(name string) (expr.Value, bool) {
	for n, a := range p.Attributes {
		if a.Name == name {
			return expr.Text(p.levels[n]), true
		}
	}
	return expr.Value{}, false
}
