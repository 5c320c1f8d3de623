package study

import "cmp"

// A Crowd says what is done while very many want to begin at once. Who was
// invited, has a return phrase or has begun is never concerned.
type Crowd struct {
	Ask   string `yaml:"ask,omitempty"`   // "work", which is the default: browsers compute a little or people wait; or "nothing"
	Burst int    `yaml:"burst,omitempty"` // beginnings a minute by one channel from which on they are a burst; 60 if zero
}

// The values of Ask.
const (
	AskWork    = "work"
	AskNothing = "nothing"
)

// Asks reports whether anything is asked of those who begin in a crowd.
func (c Crowd) Asks() bool { return c.Ask != AskNothing }

// Limit is how many beginnings a minute by one channel are a burst.
func (c Crowd) Limit() int {
	const usual = 60
	return cmp.Or(c.Burst, usual)
}

func (s *Study) checkCrowd(add func(column, what, do string)) {
	if a := s.Crowd.Ask; a != "" && a != AskWork && a != AskNothing {
		add("crowd", "ask is \""+a+"\"", "write work or nothing")
	}
	if s.Crowd.Burst < 0 {
		add("crowd", "burst is negative", "write how many beginnings a minute are a burst, such as 60")
	}
}
