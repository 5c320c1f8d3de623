package estimate

import (
	"errors"
	"fmt"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// Within says how units were drawn within each cluster of the stage before:
// clusters again, or people where none are named. It is for samples that took
// a large part of the clusters; of few clusters among many the first stage
// tells all.
type Within struct {
	Strata     string  `yaml:"strata,omitempty" json:"strata,omitempty"`
	Clusters   string  `yaml:"clusters,omitempty" json:"clusters,omitempty"` // numbered anew within each cluster of the stage before
	Population string  `yaml:"population" json:"population"`                 // units in the population of the cluster, or of the stratum in it
	Within     *Within `yaml:"within,omitempty" json:"within,omitempty"`
}

// A stage is the columns of a [Within].
type stage struct{ strata, clusters, population *dataset.Column }

// designColumn finds a column of the design; none where it is not named.
func (q *question) designColumn(name string, numeric bool) *dataset.Column {
	if name == "" {
		return nil
	}
	c := q.column("design", name, 0, false)
	if c != nil && numeric && c.Kind != dataset.Numeric {
		q.object("design", fmt.Sprintf("%s is %s, and a number is needed", c.Name, c.Kind), "name a numeric variable")
	}
	return c
}

// findStages finds the columns of the stages after the first.
func (q *question) findStages(d *Design) {
	clusters, population := d.Clusters, d.Population
	for s := d.Within; s != nil; s = s.Within {
		switch {
		case clusters == "":
			q.object("design", "within says how units were drawn within clusters, and the stage before has none", "name its clusters, or leave within out")
			return
		case population == "" || s.Population == "":
			q.object("design", "the variance of a stage needs the population of this and of the stage before", "fill in population, or leave within out")
			return
		case d.Lonely == string(kernel.Average) || d.LonelyDomains:
			q.object("design", "lonely clusters of several stages are not averaged, and lonely_domains is for a single stage", "use another rule")
			return
		}
		q.stages = append(q.stages, stage{q.designColumn(s.Strata, false), q.designColumn(s.Clusters, false), q.designColumn(s.Population, true)})
		clusters, population = s.Clusters, s.Population
	}
}

// stages are the numbers of the stages after the first.
func (w *work) stages() ([]kernel.Stage, error) {
	var all []kernel.Stage
	for _, s := range w.question.stages {
		var k kernel.Stage
		var err error
		if k.Population, err = values(s.population, 0); err != nil {
			return nil, err
		}
		if s.strata != nil {
			if k.Strata, err = numbered(s.strata, nil); err != nil {
				return nil, err
			}
		}
		if s.clusters != nil {
			if k.Clusters, err = numbered(s.clusters, nil); err != nil {
				return nil, err
			}
		}
		all = append(all, k)
	}
	return all, nil
}

// namedStage says in the names of the variables why a stage cannot be.
func (w *work) namedStage(err *kernel.StageError) error {
	var lonely *kernel.LonelyError
	before, at := w.clusters, err.Stage-2
	if at > 0 {
		before = w.question.stages[at-1].clusters
	}
	var sizes *kernel.PopulationError
	if errors.As(err, &sizes) {
		return fmt.Errorf("people of one unit of %s have %v and %v for %s; give everybody of a unit, or of a stratum in it, the same", before.Name, sizes.Sizes[0], sizes.Sizes[1], w.question.stages[at].population.Name)
	}
	if !errors.As(err, &lonely) {
		return fmt.Errorf("within %s, by %s: %w", before.Name, w.question.stages[at].population.Name, err.Err)
	}
	return singleUnit(fmt.Sprintf("a unit of %s, or a stratum in it,", before.Name))
}
