package study

import (
	"fmt"
	"regexp"
	"slices"
)

// A Consent is what a person agrees to, in one version: to take part, and
// apart from that to each of the purposes or not.
type Consent struct {
	Version  int       `yaml:"version"`
	Text     Text      `yaml:"text"`
	Purposes []Purpose `yaml:"purposes,omitempty"`
}

// A Purpose is a use of answers to which a person agrees by itself, such as
// "next" (to be asked again), "interview", "quotation" or "archive". Whoever
// takes part has not thereby agreed to any.
type Purpose struct {
	Name string `yaml:"name"` // at the desk, variable consent_NAME
	Text Text   `yaml:"text"` // a sentence to be ticked, such as "You may quote my words without a name."
}

// The purposes that the program heeds by itself, where a study asks for them:
// nobody is invited again, drawn for an interview, quoted or handed to others
// whose last word on it is not yes.
const (
	NextWave  = "next"
	Interview = "interview"
	Quotation = "quotation"
	Archive   = "archive"
)

// Asks reports whether any version of the consent asks for the purpose.
func (s *Study) Asks(purpose string) bool { return slices.Contains(s.Purposes(), purpose) }

// CurrentConsent is the consent text of the highest version.
func (s *Study) CurrentConsent() Consent {
	var current Consent
	for _, c := range s.Consent {
		if c.Version > current.Version {
			current = c
		}
	}
	return current
}

// ConsentOf returns the consent text of a version, or [ErrNotFound].
func (s *Study) ConsentOf(version int) (Consent, error) {
	for _, c := range s.Consent {
		if c.Version == version {
			return c, nil
		}
	}
	return Consent{}, ErrNotFound
}

// Purposes are the names of all purposes that any version of the consent has
// asked about, in the order in which they came up.
func (s *Study) Purposes() []string {
	var names []string
	for _, c := range s.Consent {
		for _, p := range c.Purposes {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

var purposeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`)

func (s *Study) checkConsent(add func(column, what, do string)) {
	versions := map[int]bool{}
	for _, c := range s.Consent {
		if versions[c.Version] {
			add("consent", fmt.Sprintf("version %d stands there twice", c.Version), "give a changed text a new version; the former one says what people agreed to")
		}
		versions[c.Version] = true
		names := map[string]bool{}
		for _, p := range c.Purposes {
			if !purposeForm.MatchString(p.Name) || names[p.Name] {
				add("consent", fmt.Sprintf("version %d has a purpose named %q", c.Version, p.Name), "name each once, in small letters, digits and underscores, such as interview")
			}
			names[p.Name] = true
			if len(p.Text) == 0 {
				add("consent", fmt.Sprintf("purpose %q of version %d has no text", p.Name, c.Version), "write the sentence that people tick")
			}
		}
	}
}
