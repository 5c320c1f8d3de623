package instrument

import (
	"fmt"

	"sojourn/instrument/expr"
	"sojourn/study"
)

// An Exit is an exit of the study that can be held against a respondent's
// answers.
type Exit struct {
	study.Exit
	when *expr.Expr
}

// ReadExits reads the conditions of a study's exits, in their order.
func ReadExits(exits []study.Exit) ([]Exit, error) {
	all := make([]Exit, len(exits))
	for n, e := range exits {
		when, err := expr.Parse(e.When)
		if err != nil {
			return nil, fmt.Errorf("%s exits %s: %w", study.File, e.Name, err)
		}
		all[n] = Exit{e, when}
	}
	return all, nil
}

// Leads reports whether the exit leads out somebody who sends the page with the
// answers of the route, in a wave that has it. One that is not safe counts
// whatever else is on the page; the others only for somebody who goes on.
func (e Exit) Leads(page string, goesOn bool, r Route) (bool, error) {
	if e.Page != page || e.Kind == study.Ineligible && !goesOn {
		return false, nil
	}
	return r.Holds(e.when)
}

// Literals lists the values that the condition speaks of, and the items beside
// which they stand.
func (e Exit) Literals() (values, items []string) { return e.when.Literals(), e.when.Names() }
