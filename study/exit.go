package study

import (
	"fmt"
	"regexp"
	"slices"
)

// An Exit leads out of a wave those whom it is not about, or whom answering
// could endanger, by their own answers and by nothing else.
type Exit struct {
	Name  string   `yaml:"name"` // for the team; no page and no address shows it
	Kind  ExitKind `yaml:"kind"`
	Waves []WaveID `yaml:"waves,omitempty"` // all if none is listed
	Page  string   `yaml:"page"`            // with the last of the answers that decide
	When  string   `yaml:"when"`            // condition over answers given until then
	Text  Text     `yaml:"text,omitempty"`  // what is said in place of the program's own words
}

// An ExitKind says what stays of somebody who was led out.
type ExitKind string

// The kinds of exit.
const (
	Ineligible ExitKind = "ineligible" // a sealed note without answers, and a count by channel
	Unsafe     ExitKind = "unsafe"     // nothing
)

// In reports whether the exit is one of the wave.
func (e Exit) In(w WaveID) bool { return len(e.Waves) == 0 || slices.Contains(e.Waves, w) }

// ExitPlace is the place, counted from 1, of the exit of a name; 0 where there
// is none of that name any more.
func (s *Study) ExitPlace(name string) int {
	return slices.IndexFunc(s.Exits, func(e Exit) bool { return e.Name == name }) + 1
}

var exitForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`)

func (s *Study) checkExits(add func(column, what, do string)) {
	seen := map[string]bool{}
	for n, e := range s.Exits {
		if !exitForm.MatchString(e.Name) || seen[e.Name] {
			add("exits", fmt.Sprintf("exit %d is named %q", n+1, e.Name), "give each a name of its own: small letters, digits and _, a letter first")
		}
		seen[e.Name] = true
		if e.Kind != Ineligible && e.Kind != Unsafe {
			add("exits", fmt.Sprintf("the exit %q is of unknown kind %q", e.Name, e.Kind), "use ineligible or unsafe")
		}
		if e.Page == "" || e.When == "" {
			add("exits", fmt.Sprintf("the exit %q does not say on which page it is, or when it leads out", e.Name), "name the page, and write a condition such as ${age} < 18")
		}
		for _, w := range e.Waves {
			if _, err := s.Wave(w); err != nil {
				add("exits", fmt.Sprintf("the exit %q names wave %d, which is not there", e.Name, w), "correct the number or add the wave")
			}
		}
	}
}
