// Package release prepares data to be handed to others: to colleagues under a
// contract (the scientific profile) or to everybody (the public one).
//
// A team declares in release.yaml which role each variable has: it names a
// person (direct), others may know it of somebody (quasi-identifier), it could
// be held against somebody (sensitive), or neither (free). From that follow the
// coarsenings of a profile, then local suppression, until every combination of
// quasi-identifiers, over all released waves together, is shared by at least k
// people. Free text stays here unless a human has passed it, pseudonyms are
// drawn anew, and weights are averaged where one would point at somebody.
//
// The measures are those of statistical disclosure control: k-anonymity
// (Samarati and Sweeney 1998), distinct l-diversity (Machanavajjhala et al.
// 2007), t-closeness by total variation (Li et al. 2007) and the individual
// risk of Franconi and Polettini (2004), the last only against a population
// whose size has a source.
//
// The package is pure: it gets a cut and gives the released data with an
// account of what was done. It does not know files, formats or addresses, and
// it refuses to guess a role: a variable without one stops the release.
package release

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/study"
)

// File is the name of the file in the study folder that this package reads.
const File = "release.yaml"

// A Role says what a variable could do to a person.
type Role string

// The roles.
const (
	Direct    Role = "direct"    // names a person or leads to one: never leaves
	Quasi     Role = "quasi"     // others may know it of somebody; in combination it singles people out
	Sensitive Role = "sensitive" // could be held against somebody
	Free      Role = "free"      // neither
)

// A Profile names for whom a release is.
type Profile string

// The profiles.
const (
	Scientific Profile = "scientific" // known researchers, bound by a contract
	Public     Profile = "public"     // everybody
)

// Profiles lists both, the careful one first.
func Profiles() []Profile { return []Profile{Public, Scientific} }

// A Plan is what release.yaml says.
type Plan struct {
	Population Population `yaml:"population,omitempty"`
	Scientific Settings   `yaml:"scientific,omitempty"`
	Public     Settings   `yaml:"public,omitempty"`
	Variables  []Declared `yaml:"variables"`
}

// A Population is that of which the data are a part.
type Population struct {
	Size   int    `yaml:"size,omitempty"`
	Source string `yaml:"source,omitempty"` // where the size comes from; without it no risk in the population is told
}

// Settings are the thresholds of a profile.
type Settings struct {
	K       int            `yaml:"k,omitempty"`       // people who share every combination of quasi-identifiers
	L       int            `yaml:"l,omitempty"`       // different values of a sensitive variable among them; 1: only reported
	Waves   []study.WaveID `yaml:"waves,omitempty"`   // those that are released; all if empty
	Weights []string       `yaml:"weights,omitempty"` // weight sets that go along
	Joins   string         `yaml:"joins,omitempty"`   // releases of the same word have the same pseudonyms
	Former  string         `yaml:"former,omitempty"`  // where former releases and this one single people out: refuse, or warn
}

// The thresholds that hold where release.yaml says nothing; docs/release.md
// argues them.
const (
	scientificK = 5
	publicK     = 11
	publicL     = 2
)

// A Declared is one variable with its role. It stands for the item of the name
// in every wave.
type Declared struct {
	Name       string   `yaml:"name"`
	Role       Role     `yaml:"role"`
	Why        string   `yaml:"why,omitempty"`
	Harmless   []string `yaml:"harmless,omitempty"` // codes of a sensitive variable that may become known, such as "no"
	Keep       int      `yaml:"keep,omitempty"`     // a quasi-identifier is blanked as though so many further answers went with it
	Scientific Change   `yaml:"scientific,omitempty"`
	Public     Change   `yaml:"public,omitempty"`
}

// A Change is how a variable is coarsened for a profile.
type Change struct {
	Withhold bool      `yaml:"withhold,omitempty"`
	Bands    []float64 `yaml:"bands,omitempty"`   // numbers become bands that begin at these; the first and the last are open
	Bottom   *float64  `yaml:"bottom,omitempty"`  // numbers below become this one
	Top      *float64  `yaml:"top,omitempty"`     // numbers above become this one
	Round    float64   `yaml:"round,omitempty"`   // numbers are rounded to a multiple of this
	Day      Span      `yaml:"day,omitempty"`     // days become months or years
	Regions  bool      `yaml:"regions,omitempty"` // countries, by their two letters, become regions of UN M49
	Rare     int       `yaml:"rare,omitempty"`    // categories that fewer people of a wave chose become one
	Screened bool      `yaml:"screened,omitempty"`
	Closed   bool      `yaml:"closed,omitempty"` // a text that the program chose from a short list
}

// A Span is the precision of a day.
type Span string

// The precisions.
const (
	Month Span = "month"
	Year  Span = "year"
)

// Parse reads the text of a release.yaml and checks it by itself.
func Parse(data []byte) (*Plan, error) {
	var p Plan
	if err := study.Decode(File, data, &p); err != nil {
		return nil, err
	}
	return &p, p.check().Err()
}

// Settings gives those of a profile with the usual thresholds filled in.
func (p *Plan) Settings(profile Profile) (Settings, error) {
	switch profile {
	case Scientific:
		s := p.Scientific
		s.K, s.L = orUsual(s.K, scientificK), orUsual(s.L, 1)
		return s, nil
	case Public:
		s := p.Public
		s.K, s.L = orUsual(s.K, publicK), orUsual(s.L, publicL)
		return s, nil
	}
	return Settings{}, Trouble("profile", fmt.Sprintf("there is no profile %q", profile), "use public or scientific")
}

func orUsual(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// Change gives how the variable is coarsened for a profile.
func (d Declared) Change(profile Profile) Change {
	if profile == Public {
		return d.Public
	}
	return d.Scientific
}

// declared finds a variable by its name.
func (p *Plan) declared(name string) (Declared, bool) {
	i := slices.IndexFunc(p.Variables, func(d Declared) bool { return d.Name == name })
	if i < 0 {
		return Declared{}, false
	}
	return p.Variables[i], true
}

// Trouble is a problem of release.yaml that stops.
func Trouble(column, what, do string) study.Problem {
	return study.Problem{Severity: study.Error, Code: "release", Where: File, Column: column, What: what, Do: do}
}

func (p *Plan) check() study.Problems {
	var ps study.Problems
	add := func(column, what, do string) { ps = append(ps, Trouble(column, what, do)) }
	for name, s := range map[Profile]Settings{Scientific: p.Scientific, Public: p.Public} {
		if s.K < 0 || s.K == 1 || s.L < 0 {
			add(string(name), fmt.Sprintf("k is %d and l is %d", s.K, s.L), "k is at least 2 and l at least 1; leave them out for the usual ones")
		}
		if s.Former != "" && s.Former != RefuseFormer && s.Former != WarnOfFormer {
			add(string(name), fmt.Sprintf("former is %q", s.Former), "use refuse or warn")
		}
	}
	if p.Population.Size != 0 && p.Population.Source == "" {
		add("population", "the size of the population has no source", "name where it is published, or take it out")
	}
	seen := map[string]bool{}
	for _, d := range p.Variables {
		if seen[d.Name] {
			add(d.Name, "it stands here twice", "keep one of the two lines")
		}
		seen[d.Name] = true
		if !slices.Contains([]Role{Direct, Quasi, Sensitive, Free}, d.Role) {
			add(d.Name, fmt.Sprintf("%q is no role", d.Role), "use direct, quasi, sensitive or free")
		}
		for _, c := range []Change{d.Scientific, d.Public} {
			if c.Day != "" && c.Day != Month && c.Day != Year {
				add(d.Name, fmt.Sprintf("%q is no precision of a day", c.Day), "use month or year")
			}
			if !slices.IsSorted(c.Bands) {
				add(d.Name, "the bands are not in order", "write the lower ends from the smallest to the largest")
			}
		}
	}
	slices.SortFunc(ps, func(a, b study.Problem) int { return strings.Compare(a.Column+a.What, b.Column+b.What) })
	return ps
}
