package desk

import (
	"net/url"
	"slices"
	"strconv"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/estimate/attrition"
	"sojourn/study"
)

// lossPage is the part of the panel page that compares those lost with those
// who went on, by several answers at once.
type lossPage struct {
	Earlier []option
	By      []optionGroup
	To      string // hidden, like Sample: as chosen above
	Sample  string
	Stages  []lossStage
	Recipe  string // for weights.yaml
	Refused []problem
}

// A lossStage is one way of being lost.
type lossStage struct {
	Name    string
	Lead    string // the share who went on
	Table   table
	Joint   string
	Refused string // why there is no model
}

// losses answers what the form asks; without an answer chosen it is the form alone.
func (k reckoning) losses(query url.Values) (*lossPage, error) {
	at := slices.Index(k.waves, k.to)
	if at < 1 {
		return nil, nil
	}
	from := k.waves[at-1]
	if n, err := strconv.Atoi(query.Get("from")); err == nil && slices.Contains(k.waves[:at], study.WaveID(n)) {
		from = study.WaveID(n)
	}
	p := &lossPage{To: strconv.Itoa(int(k.to)), Sample: k.sample}
	for _, w := range k.waves[:at] {
		p.Earlier = append(p.Earlier, option{Value: strconv.Itoa(int(w)), Label: k.waveLabel(w), Chosen: w == from})
	}
	chosen := query["by"]
	p.By = k.menu(catalogue(k.cut.Data, k.site.project.Instruments()), "", func(c *dataset.Column) bool { return k.comparable(c.Item, from) })
	q := attrition.Question{Sample: k.sample, From: from, To: k.to, Invited: k.knows(k.to)}
	for i := range p.By {
		for j := range p.By[i].Options {
			o := &p.By[i].Options[j]
			if o.Chosen = slices.Contains(chosen, o.Value); o.Chosen {
				q.Items = append(q.Items, o.Value)
			}
		}
	}
	if len(q.Items) == 0 {
		return p, nil
	}
	losses, err := attrition.Losses(k.site.project, q)
	if p.Refused = problemsOf(err); len(p.Refused) > 0 {
		return p, nil
	}
	for _, l := range losses {
		p.Stages = append(p.Stages, k.lossStage(l))
	}
	p.Recipe = q.Recipe("came_back_w" + p.To)
	return p, err
}

// comparable reports whether an item is one of categories that the wave asked.
func (k reckoning) comparable(item string, w study.WaveID) bool {
	c, err := k.cut.Data.Column(dataset.InWave(item, w))
	return err == nil && c.Kind == dataset.Categorical && item != clean.DispositionItem && item != clean.InvitedItem
}

// lossStage sets one stage. What would not leave the desk is marked.
func (k reckoning) lossStage(l attrition.Loss) lossStage {
	rate := l.Rate.Cells[0]
	s := lossStage{Name: k.Word("losses." + l.Stage)}
	s.Lead = k.Word("losses.rate", k.value(l.Rate, rate), k.interval(l.Rate, rate), k.Word("people", rate.N))
	s.Table = table{ID: "losses-" + l.Stage, Heads: 1, Caption: k.Say("losses.caption"), Columns: []column{heading(k.Say("losses.answer")),
		numbers(k.Say("losses.went-on")), numbers(k.Say("losses.lost")), numbers(k.Say("losses.difference"))}}
	for _, item := range l.Items {
		s.Table.Bodies = append(s.Table.Bodies, k.comparison(item))
	}
	if l.Refused != nil {
		s.Refused = l.Refused.Error()
		return s
	}
	if t := l.Joint; t != nil {
		s.Joint = k.Word("losses.joint", k.voice.Number(t.Statistic, 2), k.voice.Number(t.DF, 0), k.voice.Number(t.P, 4), k.voice.Number(l.AUC, 3))
	}
	return s
}

// comparison sets the lines of an item.
func (k reckoning) comparison(item attrition.Comparison) body {
	b := body{Title: plain(abridged(k.words(item.Stayed.Title)))}
	stayed, lost := staying(item.Stayed, k.Study.Disclosure), staying(item.Lost, k.Study.Disclosure)
	share := func(e estimate.Estimate, at int, stays bool) cell {
		return cell{Text: plain(k.value(e, e.Cells[at])), Stays: stays}
	}
	for _, line := range item.Lines {
		few := stayed[line.Stayed] || lost[line.Lost]
		b.Rows = append(b.Rows, row{Cells: []cell{{Text: plain(k.words(line.Category.Label))}, share(item.Stayed, line.Stayed, stayed[line.Stayed]),
			share(item.Lost, line.Lost, lost[line.Lost]), {Text: plain(k.voice.Number(line.D, 2)), Stays: few}}})
	}
	return b
}
