package estimate

// A Unit says what kind of number the value of a cell is, and so how it is
// written.
type Unit string

// The units.
const (
	People  Unit = "people"  // a count
	Percent Unit = "percent" // a share of 0 to 1
	Points  Unit = "points"  // a difference of two shares
	Plain   Unit = "plain"   // on the variable's own scale, or without one: means, quantiles, correlations, statistics
)

// Unit says what kind of number a cell of the estimate holds.
func (e Estimate) Unit(c Cell) Unit {
	if c.Key("test") != "" {
		return Plain
	}
	switch e.Spec.Measure {
	case Count:
		return People
	case Share:
		if c.Key("minus") != "" {
			return Points
		}
		return Percent
	case Rate, Recruitment:
		return Percent
	case Experiment:
		if e.Spec.Experiment.Kind == listExperiment && c.Key("fit") == "" {
			return Percent
		}
	case Difference:
		if len(e.Spec.Categories) > 0 || e.Spec.Meets != "" {
			return Points
		}
	case Transition, Path, Funnel, Crosstab:
		switch c.Key("of") {
		case ofCount, "":
			return People
		case ofWeight:
			return Plain
		}
		return Percent
	}
	return Plain
}
