package fieldwork

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// TablesFile is the file beside [LiveFile] with all that was ever published, by
// which the desk knows what somebody was shown.
const TablesFile = "live-tables.json"

// LiveFile is the file of the study folder with what respondents are shown of
// others' answers. The desk writes it; the field reads it and computes nothing.
const LiveFile = "live.json"

// Numbers are what the desk published for respondents to see.
type Numbers struct {
	Study study.ID     `json:"study"`
	Items []ItemNumber `json:"items"`
}

// An ItemNumber is how others answered one item.
type ItemNumber struct {
	Item     string     `json:"item"`
	Estimate string     `json:"estimate"` // name
	Day      study.Day  `json:"day"`      // of publishing
	Sample   study.Text `json:"sample"`   // whose answers
	Base     int        `json:"base"`     // how many, in tens
	Shares   []Share    `json:"shares"`
}

// Table is the name of what is shown by these numbers: the same wherever and
// whenever the same is shown.
func (n ItemNumber) Table() string {
	n.Day = ""
	text, err := json.Marshal(n)
	if err != nil { // texts and numbers only
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// A Showing says which table a respondent was led to, after which item.
type Showing struct {
	Item  string    `json:"item"`
	Table string    `json:"table"` // see [ItemNumber.Table]
	Day   study.Day `json:"day"`   // of its publishing
}

// A Share is how many in a hundred gave one answer.
type Share struct {
	Code    string `json:"code"`
	Percent int    `json:"percent"`
	Hidden  bool   `json:"hidden,omitempty"` // too small a group, or one that would tell of another
}

// With gives all tables of both, each once, the earlier ones first.
func (n Numbers) With(later Numbers) Numbers {
	all := Numbers{Study: later.Study}
	for _, i := range slices.Concat(n.Items, later.Items) {
		if !slices.ContainsFunc(all.Items, func(known ItemNumber) bool { return known.Table() == i.Table() }) {
			all.Items = append(all.Items, i)
		}
	}
	return all
}

// BaseStep is in which steps a base is told: so that two publications do not
// tell what the people between them answered.
const BaseStep = 10

// ParseNumbers reads the file and refuses what no publishing wrote.
func ParseNumbers(data []byte, s *study.Study) (*Numbers, error) {
	bad := func(what string) error {
		return study.Problem{Severity: study.Error, Code: "live-file", Where: LiveFile, What: what, Do: "write it anew at the desk: sojourn live publish"}
	}
	var n Numbers
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&n); err != nil {
		return nil, bad("this is no file of published numbers")
	}
	if n.Study != s.ID {
		return nil, bad(fmt.Sprintf("these are numbers of the study %q", n.Study))
	}
	for _, i := range n.Items {
		if i.Base%BaseStep != 0 || i.Base < 0 {
			return nil, bad(fmt.Sprintf("the base of %s is not in tens", i.Item))
		}
		for _, share := range i.Shares {
			if share.Percent < 0 || share.Percent > 100 || share.Hidden && share.Percent != 0 {
				return nil, bad(fmt.Sprintf("a share of %s is none", i.Item))
			}
		}
	}
	return &n, nil
}

// CheckLive lists what is wrong with what the study shows of others' answers
// in a wave that asks the questionnaire.
func CheckLive(s *study.Study, w study.WaveID, in *instrument.Instrument) study.Problems {
	var problems study.Problems
	for _, l := range s.Live {
		if !l.In(w) || len(in.Pages) == 0 {
			continue
		}
		where := fmt.Sprintf("%s live %s", study.File, l.Item)
		add := func(severity study.Severity, code, column, what, do string) {
			problems = append(problems, study.Problem{Severity: severity, Code: "live-" + code, Where: where, Column: column, What: fmt.Sprintf("%s (wave %d)", what, w), Do: do})
		}
		page, item := itemOf(in, l.Item)
		switch {
		case item == nil || item.Codes == nil || item.Type != instrument.SelectOne:
			add(study.Error, "item", "item", "the questionnaire has no question of this name with one answer from a list", "name a select_one")
			continue
		case page == in.Pages[len(in.Pages)-1]:
			add(study.Error, "last-page", "item", "it stands on the last page, and answers are sealed after that", "ask something after it")
		}
		if taken := shownName(l.Item); names(in)[taken] {
			add(study.Error, "name", "item", fmt.Sprintf("the questionnaire has a variable %s, which is to say what was shown", taken), "name that variable otherwise")
		}
		e, found := in.Condition(l.When, page.Name)
		for _, p := range found {
			add(p.Severity, p.Code, p.Column, p.What, p.Do)
		}
		if e != nil && !slices.ContainsFunc(e.Names(), func(name string) bool { return drawn(in, name) }) {
			add(study.Warning, "no-experiment", "when", "no experiment decides who sees it, so what it does to later answers cannot be told", "draw an arm in the sheet experiments, and write when: ${ARM} = 'shown'")
		}
	}
	return problems
}

// itemOf finds an item that is not part of a repeat, and its page.
func itemOf(in *instrument.Instrument, name string) (*instrument.Page, *instrument.Item) {
	for _, p := range in.Pages {
		for _, i := range p.Items {
			if i.Name == name && p.Repeat == "" {
				return p, i
			}
		}
	}
	return nil, nil
}

// drawn reports whether an experiment decides the variable.
func drawn(in *instrument.Instrument, name string) bool {
	return slices.ContainsFunc(in.Experiments, func(x *instrument.Experiment) bool {
		return slices.ContainsFunc(x.Variables(), func(v dataset.Variable) bool { return v.Name == name })
	})
}

// Others is what a respondent is shown of others' answers.
type Others struct {
	View
	Item    *instrument.Item
	Text    study.Text
	Sample  study.Text
	Base    int
	Answers []OthersAnswer
}

// An OthersAnswer is one answer and how many gave it.
type OthersAnswer struct {
	Category dataset.Category
	Share
}

// Others gives what the person behind a token is shown after a page of theirs;
// [study.ErrNotFound] where that is nothing: no item of the page has it, it is
// not their arm, they have not gone on from the item, nothing is published, or
// something else than they were led to before.
func (s *Service) Others(ctx context.Context, token, page string) (Others, error) {
	if s.tables() == nil {
		return Others{}, study.ErrNotFound
	}
	v, err := s.Show(ctx, token, page)
	if err != nil {
		return Others{}, err
	}
	if v.Done {
		return Others{}, study.ErrNotFound
	}
	l, n, shown := s.othersAfter(v.Wave, v.Step, v.route)
	if !shown || !slices.ContainsFunc(v.led, func(led Showing) bool { return led.Item == l.Item && led.Table == n.Table() }) {
		return Others{}, study.ErrNotFound
	}
	at := slices.IndexFunc(v.Step.Items, func(i *instrument.Item) bool { return i.Name == l.Item })
	return othersOf(v, l, n, v.Step.Items[at]), nil
}

// tables are what may be shown; nil if nothing is published.
func (s *Service) tables() *Numbers {
	if s.numbers == nil || len(s.study.Live) == 0 {
		return nil
	}
	return s.numbers()
}

// othersAfter finds what is shown to somebody of the route after a step of it.
func (s *Service) othersAfter(w study.WaveID, step instrument.Step, route instrument.Route) (study.Live, ItemNumber, bool) {
	published := s.tables()
	if published == nil {
		return study.Live{}, ItemNumber{}, false
	}
	for _, l := range s.study.Live {
		at := slices.IndexFunc(published.Items, func(n ItemNumber) bool { return n.Item == l.Item && n.Estimate == l.Estimate })
		if !l.In(w) || at < 0 || !slices.ContainsFunc(step.Items, func(i *instrument.Item) bool { return i.Name == l.Item }) {
			continue
		}
		if _, put := route.Answers[l.Item]; !put {
			continue
		}
		if shown, err := arm(route, l.When); !shown || err != nil {
			continue // an earlier version of the questionnaire may not have the experiment
		}
		return l, published.Items[at], true
	}
	return study.Live{}, ItemNumber{}, false
}

// lead notes in the response which table somebody is led to who goes on from a
// page. It is one for each item, whatever is published later: whoever comes to
// the item once more is shown the same or nothing.
func (s *Service) lead(d *opened, route instrument.Route, page string) {
	step, _ := route.Step(page)
	l, n, shown := s.othersAfter(d.Response.Wave, step, route)
	if !shown || slices.ContainsFunc(d.Response.Shown, func(led Showing) bool { return led.Item == l.Item }) {
		return
	}
	d.Response.Shown = append(d.Response.Shown, Showing{Item: l.Item, Table: n.Table(), Day: n.Day})
}

// arm reports whether the person is drawn into the arm.
func arm(route instrument.Route, when string) (bool, error) {
	e, err := expr.Parse(when)
	if err != nil {
		return false, err
	}
	return route.Holds(e)
}

// othersOf puts published shares beside the answers of the item, in its order.
func othersOf(v View, l study.Live, n ItemNumber, item *instrument.Item) Others {
	o := Others{View: v, Item: item, Text: l.Text, Sample: n.Sample, Base: n.Base}
	for _, c := range item.Codes.Categories {
		at := slices.IndexFunc(n.Shares, func(s Share) bool { return s.Code == c.Code })
		if at >= 0 {
			o.Answers = append(o.Answers, OthersAnswer{c, n.Shares[at]})
		}
	}
	return o
}
