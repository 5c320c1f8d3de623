package respond

import (
	"sojourn/dataset"
	"sojourn/instrument"
)

// givenBy turns the stored answers into the form that would have posted them.
func givenBy(answers instrument.Answers) map[string][]string {
	given := map[string][]string{}
	for name, a := range answers {
		if posted := postedBy(a); posted != nil {
			given[name] = posted
		}
	}
	return given
}

// postedBy is what a form posts for an answer; nil if nothing.
func postedBy(a instrument.Answer) []string {
	switch a.Missing {
	case dataset.Present:
		return a.Values
	case dataset.Refused, dataset.DontKnow, dataset.NotApplicable:
		return []string{reasonMark + a.Missing.String()}
	}
	return nil
}

// suggest fills in what the questionnaire proposes for items that the
// respondent has not come to yet. It becomes an answer by being sent.
func (p *questions) suggest(step instrument.Step) error {
	for _, i := range step.Items {
		a, ok, err := step.Suggested(i)
		if err != nil {
			return err
		}
		if ok {
			p.given[i.Name] = postedBy(a)
		}
	}
	return nil
}
