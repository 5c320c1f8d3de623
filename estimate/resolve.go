package estimate

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/study"
)

// A question is a spec whose every name has been found in the study and the
// data.
type question struct {
	spec       Spec // filled
	study      *study.Study
	data       *dataset.Dataset
	recoded    map[string]*dataset.Column
	sample     study.Sample
	everybody  bool // a funnel that begins with all rows
	where      *condition
	meets      *condition
	waves      []study.WaveID // a single 0 where the spec names none
	items      []*dataset.Column
	by         [][]*dataset.Column // by wave: the columns to cross
	over       []*dataset.Column
	several    [][]*dataset.Column // by wave: the columns of Items
	complete   [][]*dataset.Column
	standardBy []*dataset.Column
	standard   kernel.Standard // by category of standardBy
	categories []uint16
	from, to   *axis
	points     []*axis
	steps      []*condition
	strata     *dataset.Column
	clusters   *dataset.Column
	population *dataset.Column
	weights    *dataset.Column
	replicates []*dataset.Column
	stages     []stage

	problems study.Problems
}

// Check lists what is wrong with a spec for the study, the data and the lineage
// of the engine, its weight set apart.
func (e *Engine) Check(spec Spec) study.Problems {
	if _, _, _, err := e.question(spec); err != nil {
		return problemsOf(spec.Name, "derive", err)
	}
	return nil
}

func resolve(spec Spec, s *study.Study, d *dataset.Dataset) (*question, study.Problems) {
	return resolveUnder(spec, s, d, nil)
}

// resolveUnder is resolve with the columns that lineage put in place of others.
// Conditions see the data as they were asked.
func resolveUnder(spec Spec, s *study.Study, d *dataset.Dataset, recoded map[string]*dataset.Column) (*question, study.Problems) {
	q := &question{spec: spec.filled(), study: s, data: d, recoded: recoded}
	q.checkForm()
	q.findSample()
	if len(q.problems) > 0 {
		return nil, q.problems
	}
	q.findItems()
	q.findOver()
	q.findSeveral()
	q.findBy()
	q.findComplete()
	q.findDesign()
	q.findStandard()
	q.where = q.condition("where", spec.Where)
	q.meets = q.condition("meets", spec.Meets)
	for _, step := range spec.Steps {
		q.steps = append(q.steps, q.condition("steps", step.Where))
	}
	if spec.From != nil {
		q.from = q.axis("from", spec.From)
		q.to = q.axis("to", spec.To)
	}
	for _, p := range spec.Points {
		if a := q.axis("points", &p); a != nil {
			q.points = append(q.points, a)
		}
	}
	if len(q.problems) == 0 {
		q.checkSubject()
	}
	if len(q.problems) > 0 {
		return nil, q.problems
	}
	return q, nil
}

// object notes a problem with a key of the spec.
func (q *question) object(key, what, do string) {
	q.problems = append(q.problems, trouble(q.spec.Name, key, what, do))
}

func (q *question) findSample() {
	if q.spec.Sample == "" && q.spec.Measure == Funnel {
		q.everybody = true
		return
	}
	var err error
	if q.sample, err = q.study.Sample(q.spec.Sample); err != nil {
		var names []string
		for _, s := range q.study.Samples {
			names = append(names, s.Name)
		}
		q.object("sample", fmt.Sprintf("the study has no sample %q", q.spec.Sample), "name one of "+strings.Join(names, ", "))
	}
	q.waves = q.spec.Waves
	if len(q.waves) == 0 {
		q.waves = []study.WaveID{0}
	}
	for _, w := range q.spec.Waves {
		if _, err := q.study.Wave(w); err != nil {
			q.object("waves", fmt.Sprintf("the study has no wave %d", w), "name waves of study.yaml")
		}
	}
}

func (q *question) findBy() {
	if q.spec.By == "" {
		return
	}
	q.by = make([][]*dataset.Column, len(q.waves))
	for _, name := range strings.Split(q.spec.By, crossing) {
		columns := q.grouping("by", name)
		if columns == nil {
			q.by = nil
			return
		}
		for i, c := range columns {
			q.by[i] = append(q.by[i], c)
		}
	}
	known := crossedCodes(q.by[0])
	for _, g := range q.spec.Groups {
		if !slices.Contains(known, g) {
			q.object("groups", fmt.Sprintf("%q is no category of %s", g, q.spec.By), "use "+strings.Join(known, ", "))
		}
	}
}

// grouping finds the columns, one a wave, of a variable that sorts people into
// groups; nil where it cannot.
func (q *question) grouping(key, name string) []*dataset.Column {
	var columns []*dataset.Column
	for _, w := range q.waves {
		c := q.column(key, name, w, false)
		if c == nil {
			return nil
		}
		if c.Kind != dataset.Categorical && c.Kind != dataset.Numeric {
			q.object(key, fmt.Sprintf("%s is %s, and groups need one category a person", c.Name, c.Kind), "choose another variable")
			return nil
		}
		columns = append(columns, c)
	}
	return q.categorised(key, columns)
}

func (q *question) findComplete() {
	for _, w := range q.waves {
		var all []*dataset.Column
		for _, name := range q.spec.Complete {
			if c := q.column("complete", name, w, false); c != nil {
				all = append(all, c)
			}
		}
		q.complete = append(q.complete, all)
	}
}

func (q *question) condition(key, source string) *condition {
	if source == "" {
		return nil
	}
	c, err := compile(source, q.data)
	if err != nil {
		q.object(key, fmt.Sprintf("the condition %s cannot be used: %v", source, err), "correct it; variables are written ${life_sat_w2}")
	}
	return c
}

// knowsInterval reports whether the spec's measure has an interval of that name.
func (q *question) knowsInterval() bool {
	i := q.spec.Interval
	switch q.spec.Measure {
	case Share, Transition, Path, Funnel, Crosstab:
		return kernel.Interval(i).Known() || binomialIntervals[i] != nil && q.spec.Weight == "" && q.spec.Design == nil
	case Quantile:
		replicated := q.spec.Design != nil && q.spec.Design.Replicates != nil
		return kernel.Interval(i).Known() || kernel.Interval(i) == kernel.Score || kernel.Interval(i) == kernel.InReplicates && replicated
	case Count, Testing, Rate:
		return i == noInterval
	}
	return i == studentInterval || i == normalInterval
}

func codesOf(l *dataset.CodeList) []string {
	codes := make([]string, len(l.Categories))
	for i, c := range l.Categories {
		codes[i] = c.Code
	}
	return codes
}

func sameCodes(a, b *dataset.Column) bool {
	if a.Kind != b.Kind {
		return false
	}
	return a.Variable.Codes == nil || slices.Equal(codesOf(a.Variable.Codes), codesOf(b.Variable.Codes))
}

// problemsOf turns an error into the problems of an estimate.
func problemsOf(name, key string, err error) study.Problems {
	var ps study.Problems
	if errors.As(err, &ps) {
		return ps
	}
	if why := whyUndefined(err); why != nil {
		told, advised := say("problem-undefined", *why), say("problem-mend")
		p := trouble(name, key, told["en"], advised["en"])
		p.Told = &study.Telling{What: told, Do: advised}
		return study.Problems{p}
	}
	return study.Problems{trouble(name, key, inPackage.ReplaceAllString(err.Error(), "$1"), "correct the estimate or the data")}
}

// inPackage is how errors of the packages below begin, which says nothing to
// somebody who wrote the estimate.
var inPackage = regexp.MustCompile(`(^|: )(?:(?:kernel|hypothesis|model|weight|outcome|scale|rds|estimate): )+`)
