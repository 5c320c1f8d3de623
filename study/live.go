package study

import (
	"fmt"
	"slices"
)

// A Live shows people whom an experiment has drawn for it, once they have
// answered an item, what others answered: numbers that the desk published.
type Live struct {
	Item     string   `yaml:"item"`
	Waves    []WaveID `yaml:"waves,omitempty"` // all if none is listed
	When     string   `yaml:"when"`            // the arm of the experiment
	Estimate string   `yaml:"estimate"`        // named in estimates.yaml
	Text     Text     `yaml:"text,omitempty"`  // said above the numbers
}

// In reports whether it is shown in the wave.
func (l Live) In(w WaveID) bool { return len(l.Waves) == 0 || slices.Contains(l.Waves, w) }

func (s *Study) checkLive(add func(column, what, do string)) {
	seen := map[string]bool{}
	for n, l := range s.Live {
		if l.Item == "" || l.Estimate == "" || l.When == "" {
			add("live", fmt.Sprintf("entry %d lacks its item, its estimate, or the arm in which it is shown", n+1), "write item, estimate, and when: ${others} = 'shown'")
		}
		if seen[l.Item] {
			add("live", fmt.Sprintf("the item %q stands there twice", l.Item), "keep one entry an item")
		}
		seen[l.Item] = true
		for _, w := range l.Waves {
			if _, err := s.Wave(w); err != nil {
				add("live", fmt.Sprintf("the item %q names wave %d, which is not there", l.Item, w), "correct the number or add the wave")
			}
		}
	}
}
