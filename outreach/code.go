package outreach

import (
	"sojourn/seal"
	"sojourn/study"
)

// Codes knows which codes stand in the letters of a study.
type Codes struct {
	study *study.Study
	key   seal.CodeKey
}

// NewCodes returns the codes that a key makes for the study.
func NewCodes(s *study.Study, key seal.CodeKey) Codes { return Codes{s, key} }

// Has reports whether a code that was read stands in a letter of any kind and
// wave. It looks at all of them, whichever it is.
func (c Codes) Has(read string) bool {
	found := false
	for _, w := range c.study.Waves {
		for _, kind := range Letters() {
			if c.key.Is(read, c.study.ID, w.Number, string(kind)) {
				found = true
			}
		}
	}
	return found
}
