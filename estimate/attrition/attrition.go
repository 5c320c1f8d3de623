// Package attrition tells who of a panel is lost on the way from one wave to a
// later one: between the answers and the contact, and between the invitation
// and coming back.
//
// It asks the engine of package estimate for every number and computes none
// but the standardised differences, which are made of two shares. A model of
// taking part is the joint test; its area under the curve says how far the
// losses can be foretold from what is known. What it proposes against them is
// a weight set in the words of weights.yaml. It knows no data and no page.
package attrition

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/estimate/hypothesis"
	"sojourn/panel"
	"sojourn/study"
)

// An Engine computes estimates on one cut.
type Engine interface {
	Estimate(estimate.Spec) (estimate.Estimate, error)
}

// A Question is whose loss is asked about, and by which answers of the earlier wave.
type Question struct {
	Sample   string
	From, To study.WaveID
	Items    []string // as the instrument of the earlier wave names them
	Invited  bool     // the mailroom said who was invited to the later wave
}

// The stages at which people are lost.
const (
	Contact = "contact" // responded, and left no contact or could not be invited
	Return  = "return"  // invited, and did not come back; where nobody was invited, responded
	Whole   = "whole"   // responded, and did not come back, for whichever reason
)

// A Loss is one stage.
type Loss struct {
	Stage   string
	Rate    estimate.Estimate // share of the base who went on
	Items   []Comparison
	Model   estimate.Estimate // of going on, by all items; no cells where it cannot be fitted
	Joint   *estimate.Test    // that no item tells who goes on
	AUC     float64
	Refused error // why there is no model
}

// A Comparison holds the answers to an item of those who went on against those
// of the lost: two distributions, each to pass disclosure control as a whole.
type Comparison struct {
	Item         string
	Stayed, Lost estimate.Estimate
	Lines        []Line
}

// A Line is one category of a comparison.
type Line struct {
	Category     estimate.Key
	Stayed, Lost int     // places among the cells of the two
	D            float64 // standardised difference; see [hypothesis.StandardisedShareDifference]
}

type stage struct{ name, base, on string }

// became is the condition to have had one of the outcomes in a wave.
func became(w study.WaveID, outcomes ...panel.Disposition) string {
	var parts []string
	for _, d := range outcomes {
		parts = append(parts, fmt.Sprintf("${%s} = '%s'", dataset.InWave(clean.DispositionItem, w), d))
	}
	return "(" + strings.Join(parts, " or ") + ")"
}

func responded(w study.WaveID) string { return became(w, panel.Complete, panel.Partial) }

func (q Question) stages() []stage {
	whole := stage{Whole, responded(q.From), responded(q.To)}
	if !q.Invited {
		return []stage{whole}
	}
	invited := "${" + dataset.InWave(clean.InvitedItem, q.To) + "} = 'yes'"
	return []stage{{Contact, responded(q.From), invited}, {Return, responded(q.From) + " and " + invited, responded(q.To)}, whole}
}

// Losses answers the question, stage by stage.
func Losses(e Engine, q Question) ([]Loss, error) {
	if len(q.Items) == 0 {
		return nil, study.Problem{Severity: study.Error, Code: "attrition", Where: "attrition", What: "no answer is named by which losses are to be compared", Do: "name items of the earlier wave"}
	}
	var all []Loss
	for _, s := range q.stages() {
		loss, err := q.loss(e, s)
		if err != nil {
			return nil, err
		}
		all = append(all, loss)
	}
	return all, nil
}

func (q Question) loss(e Engine, s stage) (Loss, error) {
	l := Loss{Stage: s.name}
	var err error
	l.Rate, err = e.Estimate(estimate.Spec{Name: "rate_" + s.name, Measure: estimate.Share, Sample: q.Sample, Meets: s.on, Where: s.base})
	if err != nil {
		return l, err
	}
	for _, item := range q.Items {
		c, err := q.compare(e, s, item)
		if err != nil {
			return l, err
		}
		l.Items = append(l.Items, c)
	}
	l.fit(e, q, s)
	return l, nil
}

// compare sets the distribution of an item among those who went on beside that
// among the lost.
func (q Question) compare(e Engine, s stage, item string) (Comparison, error) {
	c := Comparison{Item: item}
	shares := func(where string) (estimate.Estimate, error) {
		return e.Estimate(estimate.Spec{Name: "by_" + item, Measure: estimate.Share, Sample: q.Sample, Item: item, Waves: []study.WaveID{q.From}, Where: where})
	}
	var err error
	if c.Stayed, err = shares(s.base + " and " + s.on); err != nil {
		return c, err
	}
	if c.Lost, err = shares(s.base + " and not(" + s.on + ")"); err != nil {
		return c, err
	}
	for i, cell := range c.Stayed.Cells {
		at := slices.IndexFunc(c.Lost.Cells, func(o estimate.Cell) bool { return o.Key("category") == cell.Key("category") })
		if at < 0 || cell.N == 0 || c.Lost.Cells[at].N == 0 {
			continue
		}
		line := Line{Stayed: i, Lost: at}
		for _, k := range cell.Keys {
			if k.Dim == "category" {
				line.Category = k
			}
		}
		// Where nobody or everybody is in the category on both sides there is no
		// spread to measure by, and no difference either.
		if d, err := hypothesis.StandardisedShareDifference(cell.Value, c.Lost.Cells[at].Value); err == nil {
			line.D = d
		}
		c.Lines = append(c.Lines, line)
	}
	return c, nil
}

// fit models who goes on. A model that cannot be fitted, as where too few are
// lost, leaves the rest of the answer as it is.
func (l *Loss) fit(e Engine, q Question, s stage) {
	on := "is(" + dataset.InWave(clean.DispositionItem, q.To) + ", complete, partial)"
	if s.name == Contact {
		on = "is(" + dataset.InWave(clean.InvitedItem, q.To) + ", yes)"
	}
	l.Model, l.Refused = e.Estimate(estimate.Spec{Name: "model_" + s.name, Measure: estimate.Regression, Sample: q.Sample, Where: s.base,
		Model: &estimate.Model{Formula: q.formula(on), Family: "binomial", Errors: "classical", Terms: q.terms()}})
	if l.Refused != nil {
		l.Model = estimate.Estimate{}
		return
	}
	for _, c := range l.Model.Cells {
		if c.Key("test") == "overall" {
			l.Joint = c.Test
		}
		if c.Key("fit") == "auc" {
			l.AUC = c.Value
		}
	}
}

// terms are the items as variables of the linked data.
func (q Question) terms() []string {
	var terms []string
	for _, item := range q.Items {
		terms = append(terms, dataset.InWave(item, q.From))
	}
	return terms
}

func (q Question) formula(on string) string { return on + " ~ " + strings.Join(q.terms(), " + ") }

// Recipe is a weight set, in the lines of weights.yaml, that lets those who
// came back stand for all who responded: each by the inverse of the share of
// people of similar probability who did, in five classes.
func (q Question) Recipe(name string) string {
	return fmt.Sprintf("  - name: %s\n    title: {en: makes up for losses between waves %d and %d, ru: с поправкой на выбывших между волнами %d и %d}\n    sample: %s\n    base: \"%s\"\n    response: {formula: \"%s\", classes: 5}\n",
		name, q.From, q.To, q.From, q.To, q.Sample, q.complete(), q.formula("is("+dataset.InWave(clean.DispositionItem, q.To)+", complete, partial)"))
}

// complete is the base of the weights: who responded and answered every item,
// for nobody's probability can be told from an answer that is lacking.
func (q Question) complete() string {
	base := responded(q.From)
	for _, term := range q.terms() {
		base += " and ${" + term + "} != ''"
	}
	return base
}
