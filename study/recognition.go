package study

import (
	"fmt"
	"slices"
	"strconv"
)

// A Recognition is the self-generated code: a few questions whose answers a
// person gives alike in every wave and nobody else is known by. It is off
// unless it says otherwise.
type Recognition struct {
	On        bool      `yaml:"on"`
	Questions []Element `yaml:"questions"`
}

// An Element is one question of the code. It takes a number, or one of the
// choices; a letter would come in as many alphabets as a person has.
type Element struct {
	Name    string   `yaml:"name"`
	Label   Text     `yaml:"label"`
	From    int      `yaml:"from,omitempty"` // least number
	To      int      `yaml:"to,omitempty"`   // greatest number
	Choices []Choice `yaml:"choices,omitempty"`
}

// A Choice is one answer to an [Element].
type Choice struct {
	Name  string `yaml:"name"`
	Label Text   `yaml:"label"`
}

// Takes reports whether the text answers the element.
func (e Element) Takes(text string) bool {
	if len(e.Choices) > 0 {
		return slices.ContainsFunc(e.Choices, func(c Choice) bool { return c.Name == text })
	}
	n, err := strconv.Atoi(text)
	return err == nil && strconv.Itoa(n) == text && e.From <= n && n <= e.To
}

// A code of fewer elements joins strangers, and one of more is not remembered.
const (
	fewestElements = 4
	mostElements   = 8
)

func (s *Study) checkRecognition(add func(column, what, do string)) {
	r := s.Recognition
	if !r.On {
		return
	}
	if n := len(r.Questions); n < fewestElements || n > mostElements {
		add("recognition.questions", fmt.Sprintf("the code has %d questions", n), fmt.Sprintf("ask from %d to %d", fewestElements, mostElements))
	}
	seen := map[string]bool{}
	for _, e := range r.Questions {
		if !purposeForm.MatchString(e.Name) || seen[e.Name] {
			add("recognition.questions", fmt.Sprintf("a question is named %q", e.Name), "name each once, in small letters, digits and underscores")
		}
		seen[e.Name] = true
		if len(e.Label) == 0 {
			add("recognition.questions", fmt.Sprintf("question %q has no label", e.Name), "write what is asked")
		}
		e.check(add)
	}
}

func (e Element) check(add func(column, what, do string)) {
	if (len(e.Choices) > 0) == (e.From != 0 || e.To != 0) || len(e.Choices) == 0 && e.From >= e.To {
		add("recognition.questions", fmt.Sprintf("question %q takes neither a number nor one of several choices", e.Name), "give from and to, or choices")
	}
	seen := map[string]bool{}
	for _, c := range e.Choices {
		if c.Name == "" || seen[c.Name] || len(c.Label) == 0 {
			add("recognition.questions", fmt.Sprintf("question %q has a choice %q that stands twice or has no label", e.Name, c.Name), "give each choice a name of its own, and a label")
		}
		seen[c.Name] = true
	}
}
