package estimate

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/weight"
)

// A Design names the variables, of no wave, that say how people came into the
// data together. Without one everybody came on their own.
type Design struct {
	Weights    string `yaml:"weights,omitempty" json:"weights,omitempty"` // numeric variable; in place of a weight set, and taken as fixed
	Strata     string `yaml:"strata,omitempty" json:"strata,omitempty"`
	Clusters   string `yaml:"clusters,omitempty" json:"clusters,omitempty"`     // numbered anew within each stratum
	Population string `yaml:"population,omitempty" json:"population,omitempty"` // clusters, or people, in the population of the stratum

	Within *Within `yaml:"within,omitempty" json:"within,omitempty"` // how people were drawn within clusters

	// Lonely says what becomes of a stratum with a single cluster, see
	// [kernel.Lonely], and LonelyDomains whether that holds for strata of which
	// a group has a single cluster.
	Lonely        string `yaml:"lonely,omitempty" json:"lonely,omitempty"`
	LonelyDomains bool   `yaml:"lonely_domains,omitempty" json:"lonely_domains,omitempty"`

	// Rows is a condition: those who do not meet it are as if they had never
	// been in the data. People who merely stand outside an estimate are left
	// out by Where, and stay in the design.
	Rows string `yaml:"rows,omitempty" json:"rows,omitempty"`

	// Residuals says how the variance after raking takes the margins out:
	// "plain", the default, as the R package survey does, or "weighted", see
	// [kernel.Design.Variance].
	Residuals string `yaml:"residuals,omitempty" json:"residuals,omitempty"`

	Replicates *Replicates `yaml:"replicates,omitempty" json:"replicates,omitempty"`
}

const weightedResiduals = "weighted"

// checkDesign checks the keys of the design for themselves.
func (q *question) checkDesign() {
	d := q.spec.Design
	if d == nil {
		return
	}
	if d.Weights != "" && q.spec.Weight != "" {
		q.object("design", "the design names weights, and the estimate a weight set", "leave one of them out")
	}
	if d.Residuals != "" && d.Residuals != "plain" && d.Residuals != weightedResiduals {
		q.object("design", fmt.Sprintf("the residuals %q are not known", d.Residuals), "use plain or weighted")
	}
	if d.Residuals != "" && (q.spec.Weight == "" || d.Replicates != nil) {
		q.object("design", "residuals are those of a raked weight set, without replicates", "leave residuals out")
	}
	r := d.Replicates
	if r == nil {
		return
	}
	given := r.Kind == givenReplicates
	switch {
	case given != (len(r.Columns) > 0) || given != (r.Scale > 0):
		q.object("design", "replicates that are given have columns and a scale, others have neither", "fill both in, or leave both out")
	case d.Within != nil:
		q.object("design", "replicates are made of the first stage alone", "leave within or replicates out")
	case given && (d.Strata != "" || d.Clusters != "" || d.Population != "" || q.spec.Weight != ""):
		q.object("design", "replicates that are given contain the whole design", "leave strata, clusters, population and the weight set out")
	case (r.Kind == string(kernel.Bootstrap)) != (r.Count > 0):
		q.object("design", "a bootstrap has a count of replicates, and nothing else has", "fill in count and seed, or leave them out")
	case !given && (r.Factors || r.Each != nil):
		q.object("design", "factors and each belong to replicates that are given", "leave them out")
	}
}

const givenReplicates = "given"

// findDesign finds the columns of the design.
func (q *question) findDesign() {
	d := q.spec.Design
	if d == nil {
		return
	}
	for _, part := range []struct {
		name    string
		to      **dataset.Column
		numeric bool
	}{{d.Strata, &q.strata, false}, {d.Clusters, &q.clusters, false}, {d.Population, &q.population, true}, {d.Weights, &q.weights, true}} {
		*part.to = q.designColumn(part.name, part.numeric)
	}
	q.findStages(d)
	if d.Replicates == nil {
		return
	}
	for _, name := range d.Replicates.Columns {
		prefix, many := strings.CutSuffix(name, "*")
		before := len(q.replicates)
		for _, c := range q.data.Columns {
			if c.Kind == dataset.Numeric && (c.Name == name || many && strings.HasPrefix(c.Name, prefix)) {
				q.replicates = append(q.replicates, c)
			}
		}
		if len(q.replicates) == before {
			q.object("design", fmt.Sprintf("the data have no numeric variable %s", name), "name the variables that hold the replicate weights")
		}
	}
}

// newDesign sets the design up. All rows stay in it, those outside the sample
// too: a sample is a domain.
func (w *work) newDesign() (*kernel.Design, error) {
	s, err := w.structure()
	if err != nil {
		return nil, err
	}
	if w.spec.Design == nil || w.spec.Design.Replicates == nil {
		d, err := kernel.NewDesign(w.data.Rows, s)
		return d, w.named(err)
	}
	r := w.spec.Design.Replicates
	if r.Kind == givenReplicates {
		return w.givenReplicates(s.Weights, r)
	}
	return w.madeReplicates(s, r)
}

// named puts the name of the stratum in the place of its number.
func (w *work) named(err error) error {
	if stage, ok := err.(*kernel.StageError); ok {
		return w.namedStage(stage)
	}
	switch err := err.(type) {
	case *kernel.LonelyError:
		return singleUnit(w.stratumName(err.Stratum))
	case *kernel.PopulationError:
		return twoPopulations(w.stratumName(err.Stratum), err, w.population)
	}
	return err
}

func twoPopulations(stratum string, err *kernel.PopulationError, in *dataset.Column) error {
	return fmt.Errorf("%s has the populations %v and %v in %s; give everybody of a stratum the same", stratum, err.Sizes[0], err.Sizes[1], in.Name)
}

// stratumName is the stratum of a number in the words of the data.
func (w *work) stratumName(number int32) string {
	if w.strata == nil {
		return "the design"
	}
	codes, _ := numbered(w.strata, nil) // structure has read them
	return fmt.Sprintf("stratum %s of %s", valueAt(w.strata, slices.Index(codes, number)), w.strata.Name)
}

func singleUnit(what string) error {
	return fmt.Errorf("%s has a single primary unit, so that no variance can be estimated; merge strata, or fill in lonely", what)
}

// valueAt words the value of a column at a row.
func valueAt(c *dataset.Column, row int) string {
	switch c.Kind {
	case dataset.Categorical:
		return c.CodeAt(row)
	case dataset.Numeric:
		return fmt.Sprint(c.Numbers[row])
	}
	return c.Texts[row]
}

// structure says how the rows came about.
func (w *work) structure() (kernel.Structure, error) {
	var s kernel.Structure
	var err error
	switch {
	case w.set != nil:
		s.Weights = w.set.Values
	case w.weights != nil:
		if s.Weights, err = w.ownWeights(0); err != nil {
			return s, err
		}
	}
	if w.set != nil && w.aware() {
		held, err := w.set.Held(w.data)
		if err != nil {
			return s, err
		}
		w.holds(&s, held)
	}
	if d := w.spec.Design; d != nil {
		s.Lonely, s.LonelyDomains = kernel.Lonely(d.Lonely), d.LonelyDomains
	}
	if w.strata != nil {
		if s.Strata, err = numbered(w.strata, nil); err != nil {
			return s, err
		}
	}
	if w.clusters != nil {
		if s.Clusters, err = numbered(w.clusters, s.Strata); err != nil {
			return s, err
		}
	}
	if w.population != nil {
		if s.Population, err = values(w.population, 0); err != nil {
			return s, err
		}
	}
	s.Within, err = w.stages()
	return s, err
}

// ownWeights are the weights that the design names, of rows after some others.
func (w *work) ownWeights(before int) ([]float64, error) {
	weights, err := values(w.weights, before)
	if err != nil {
		return nil, err
	}
	for row, x := range weights {
		if !(x >= 0) || math.IsInf(x, 1) {
			return nil, fmt.Errorf("row %d has %v for the weight %s, and a weight is a number from 0 up; correct it, or leave the row out by rows", before+row+1, x, w.weights.Name)
		}
	}
	return weights, nil
}

// holds tells the structure what the weight set holds fixed.
func (w *work) holds(s *kernel.Structure, held weight.Held) {
	s.Margins, s.Columns, s.Raked, s.Regress = held.Margins, held.Columns, held.Calibrated, held.Regress
	if d := w.spec.Design; d != nil && d.Residuals == weightedResiduals && w.set.Method == weight.Raked {
		s.Regress = nil
	}
}

// values are the numbers of a column in which nothing may be missing, of rows
// after some others.
func values(c *dataset.Column, before int) ([]float64, error) {
	if allPresent(c) {
		return c.Numbers, nil
	}
	at := slices.IndexFunc(c.Missing, func(m dataset.Missing) bool { return m != dataset.Present })
	return nil, fmt.Errorf("row %d has no value of %s", before+at+1, c.Name)
}

// aware reports whether the variance accounts for how the weights were made.
func (w *work) aware() bool { return w.set.Method != weight.Given }

// numbered numbers the distinct values of a column, within the strata if
// there are any, in the order in which they first occur.
func numbered(c *dataset.Column, strata []int32) ([]int32, error) {
	n := numbering{}
	return n.of(c, strata)
}

// A numbering is the numbers that values have got so far.
type numbering struct {
	number map[distinct]int32
	rows   int
}

type distinct struct {
	stratum int32
	text    string
	number  float64
}

// written is the value as the column has it.
func (v distinct) written(c *dataset.Column) string {
	switch c.Kind {
	case dataset.Categorical:
		return c.Variable.Codes.Categories[int(v.number)].Code
	case dataset.Numeric:
		return fmt.Sprint(v.number)
	}
	return v.text
}

// of numbers the values of a column, or of its next block.
func (n *numbering) of(c *dataset.Column, strata []int32) ([]int32, error) {
	if n.number == nil {
		n.number = map[distinct]int32{}
	}
	if c.Kind == dataset.Multiple {
		return nil, fmt.Errorf("%s is %s and cannot tell strata or clusters apart", c.Name, c.Kind)
	}
	all, seen, categories := make([]int32, c.Len()), recent(c, strata), 0
	if seen != nil {
		categories = len(c.Variable.Codes.Categories)
	}
	for i := range all {
		if c.Missing[i] != dataset.Present {
			return nil, fmt.Errorf("row %d has no value of %s", n.rows+i+1, c.Name)
		}
		stratum := int32(0)
		if strata != nil {
			stratum = strata[i]
		}
		if seen == nil {
			all[i] = n.at(distinctAt(c, i, stratum))
			continue
		}
		number := &seen[int(stratum)*categories+int(c.Codes[i])]
		if *number == 0 {
			*number = n.at(distinctAt(c, i, stratum)) + 1
		}
		all[i] = *number - 1
	}
	n.rows += len(all)
	return all, nil
}

// recent is room for the numbers of the categories of each stratum, one more
// than each: looking up a slice costs a fraction of looking up a map. It is nil
// where there are no categories, or too many.
func recent(c *dataset.Column, strata []int32) []int32 {
	if c.Kind != dataset.Categorical {
		return nil
	}
	last := int32(0)
	for _, h := range strata {
		last = max(last, h)
	}
	size := (int(last) + 1) * len(c.Variable.Codes.Categories)
	if size > 1<<20 {
		return nil
	}
	return make([]int32, size)
}

func distinctAt(c *dataset.Column, row int, stratum int32) distinct {
	v := distinct{stratum: stratum}
	switch c.Kind {
	case dataset.Categorical:
		v.number = float64(c.Codes[row])
	case dataset.Numeric:
		v.number = c.Numbers[row]
	default:
		v.text = c.Texts[row]
	}
	return v
}

// at is the number of a value, the next one where it is new.
func (n *numbering) at(v distinct) int32 {
	at, known := n.number[v]
	if !known {
		at = int32(len(n.number))
		n.number[v] = at
	}
	return at
}
