package study

// Paradata says what a study wants to know of how its questionnaires are filled
// in, beyond the seconds a page and the breaks. It is sealed with the answers.
type Paradata struct {
	Width bool `yaml:"width,omitempty"` // whether the page was narrow, as on a telephone, or wide; the consent should say so
}
