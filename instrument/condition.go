package instrument

import (
	"errors"
	"fmt"

	"sojourn/instrument/expr"
	"sojourn/study"
)

// Holds reports whether a condition holds for the answers that count.
func (r Route) Holds(e *expr.Expr) (bool, error) {
	if r.walk == nil {
		return false, nil
	}
	return e.True(r.walk)
}

// Condition reads a condition that stands outside the questionnaire and is
// looked at once the named page was sent. It may speak of everything that was
// asked until then.
func (in *Instrument) Condition(source, page string) (*expr.Expr, study.Problems) {
	c := newChecker(in)
	e, err := expr.Parse(source)
	if syntax := (*expr.SyntaxError)(nil); errors.As(err, &syntax) {
		c.fail("syntax", Place{}, "when", syntax.Error(), "mend the condition")
		return nil, c.problems
	}
	p := c.pageNamed(page)
	if p == nil {
		c.fail("unknown-page", Place{}, "page", fmt.Sprintf("there is no page %q", page), "name a group of the questionnaire")
		return nil, c.problems
	}
	c.allNames()
	c.problems = nil // of the questionnaire's own
	end := 0
	for _, i := range p.Items {
		end = max(end, c.places[i]+2)
	}
	c.refers(e, Place{}, "when", end)
	return e, c.problems
}
