package release

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
	"sojourn/weight"
)

// A Source is what a release is made from.
type Source struct {
	Study    *study.Study
	Cut      string // its hash
	Data     *dataset.Dataset
	Depends  map[string][]string // see [Dependents]
	Computes map[string][]string // see [Computations]
	Weights  []weight.Set
	Screened Screening
	Secret   []byte   // kept at the desk; the same for all releases of a study
	Former   []Former // those that were handed out before
}

// An Outcome is a release with the account of how it came about. What stands
// in it beside Data tells of nobody and may be published.
type Outcome struct {
	ID        string
	Profile   Profile
	Settings  Settings
	Data      *dataset.Dataset
	Tables    []dataset.Linked // of what was asked several times: the same answers, a row for each time
	Waves     []WaveRisk
	Collected Risk // with every quasi-identifier as it was collected, over all waves
	Coarsened Risk
	Released  Risk
	LeftOut   int // people whom no blanking could hide
	Declined  int // people who did not agree to an archive, where the study asks
	Keys      []string
	Asked     map[string][]string   // by quasi-identifier that is coarser or not there: the variables of which being asked tells of it
	Sensitive map[string][]string   // by released column: the codes that may become known
	Times     map[string][][]string // by linked table: for each time, the columns of Data that it is made of
	Diversity []Diversity
	Variables []Fate
	Weights   []WeightFate
	Source    string // of the size of the population
	Overlaps  []Overlap
	Warnings  study.Problems
}

// A WaveRisk is the risk in one wave by itself, as collected.
type WaveRisk struct {
	Wave study.WaveID
	Risk Risk
}

// base is the name of a column without its wave.
func base(c *dataset.Column) string {
	if c.Wave == 0 {
		return c.Name
	}
	return strings.TrimSuffix(c.Name, dataset.InWave("", c.Wave))
}

// A protection is one release under way.
type protection struct {
	Source
	plan     *Plan
	profile  Profile
	settings Settings
	declared map[*dataset.Column]Declared // of Source.Data

	everybody []int    // rows of Source.Data in the released waves, in the order of the release
	rows      []int    // those of them that are not left out
	names     []string // pseudonyms of everybody
	coarsened map[string]*dataset.Column
	key       *key
	out       *Outcome
}

// Protect makes a release of a cut. What stops it is a problem: a variable
// without a role, a change that does not fit, nobody left.
func Protect(s Source, plan *Plan, profile Profile) (*Outcome, error) {
	settings, err := plan.Settings(profile)
	if err != nil {
		return nil, err
	}
	id, err := identify(s, plan, profile)
	if err != nil {
		return nil, err
	}
	p := &protection{Source: s, plan: plan, profile: profile, settings: settings, declared: map[*dataset.Column]Declared{},
		out: &Outcome{ID: id, Profile: profile, Settings: settings, Asked: map[string][]string{}, Sensitive: map[string][]string{}, Times: map[string][][]string{}, Source: plan.Population.Source}}
	for _, step := range []func() error{p.derived, p.assign, p.exact, p.choose, p.measure, p.coarsen, p.hide, p.share, p.diversify, p.weigh, p.certify, p.lay, p.compare} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	p.account()
	return p.out, nil
}

// assign finds the role of every column of the released waves.
func (p *protection) assign() error {
	var ps study.Problems
	used := map[string]bool{}
	missing := map[string]bool{}
	for _, c := range p.Data.Columns {
		name := base(c)
		d, ok := p.plan.declared(name)
		used[name] = true
		switch {
		case c.Name == clean.PanelistColumn || clean.Signal(name) || !p.releases(c.Wave): // neither ever leaves
		case !ok && !missing[name]:
			missing[name] = true
			ps = append(ps, Trouble(name, "it has no role, so nobody has decided whether it may leave", "add a line for it; sojourn release FOLDER --propose shows what its name and kind suggest"))
		case ok:
			p.declared[c] = d
		}
	}
	for _, d := range p.plan.Variables {
		if !used[d.Name] {
			p.out.Warnings = append(p.out.Warnings, study.Problem{Severity: study.Warning, Code: "release", Where: File, Column: d.Name,
				What: "the cut has no such variable", Do: "correct the name or take the line out"})
		}
	}
	return ps.Err()
}

// releases reports whether columns of the wave are part of the release.
func (p *protection) releases(w study.WaveID) bool {
	return w == 0 || len(p.settings.Waves) == 0 || slices.Contains(p.settings.Waves, w)
}

// choose picks the people of the released waves and puts them in the order of
// their new pseudonyms, which is the order of chance.
func (p *protection) choose() error {
	who, err := p.Data.Column(clean.PanelistColumn)
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	line := lineOf(p.settings.Joins, p.out.ID)
	in := make([]bool, p.Data.Rows)
	for _, c := range p.Data.Columns {
		if c.Wave != 0 && c.Item != "" && p.releases(c.Wave) {
			for i, m := range c.Missing {
				in[i] = in[i] || m != dataset.NotInWave
			}
		}
	}
	p.keepOut(in)
	names := map[int]string{}
	for i, there := range in {
		if there {
			names[i] = pseudonym(p.Secret, line, who.Texts[i])
			p.rows = append(p.rows, i)
		}
	}
	slices.SortFunc(p.rows, func(a, b int) int { return strings.Compare(names[a], names[b]) })
	for _, row := range p.rows {
		p.names = append(p.names, names[row])
	}
	p.everybody = p.rows
	if len(p.rows) < p.settings.K {
		return Trouble(string(p.profile), fmt.Sprintf("fewer than %d people are in the released waves", p.settings.K), "release other waves, or wait for more answers")
	}
	return nil
}

// picked is the column with the given rows.
func picked(c *dataset.Column, rows []int) *dataset.Column {
	out := dataset.NewColumn(c.Variable, len(rows), dataset.Present)
	for to, from := range rows {
		out.Copy(to, c, from)
	}
	return out
}

// quasi lists the quasi-identifiers of a wave, or of all if it is 0.
func (p *protection) quasi(wave study.WaveID) []*dataset.Column {
	var all []*dataset.Column
	for _, c := range p.Data.Columns {
		if d, ok := p.declared[c]; ok && d.Role == Quasi && (wave == 0 || c.Wave == wave) {
			all = append(all, picked(c, p.rows))
		}
	}
	return all
}

// measure works out the risk of the data as they were collected: in each wave,
// and over the waves together, where people who came back are told apart by
// all that they said each time.
func (p *protection) measure() error {
	for _, w := range p.Study.Waves {
		if !p.releases(w.Number) {
			continue
		}
		columns := p.quasi(w.Number)
		if len(columns) == 0 {
			continue
		}
		var there []int
		for i := range p.rows {
			if slices.ContainsFunc(columns, func(c *dataset.Column) bool { return c.Missing[i] != dataset.NotInWave }) {
				there = append(there, i)
			}
		}
		for i, c := range columns {
			columns[i] = picked(c, there)
		}
		p.out.Waves = append(p.out.Waves, WaveRisk{w.Number, newKey(len(there), columns).risk(p.settings.K, p.plan.Population.Size)})
	}
	p.out.Collected = newKey(len(p.rows), p.quasi(0)).risk(p.settings.K, p.plan.Population.Size)
	return nil
}

// coarsen makes the dataset of the release with every declared change, before
// anything is blanked.
func (p *protection) coarsen() error {
	d := dataset.New(len(p.rows))
	who := dataset.NewColumn(dataset.Variable{Name: clean.PanelistColumn, Kind: dataset.Words, Label: study.Text{"en": "Pseudonym, of this release only", "ru": "Псевдоним, только для этого выпуска"}}, len(p.rows), dataset.Present)
	copy(who.Texts, p.names)
	if err := d.Add(who); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	all := make([]int, len(p.rows))
	for i := range all {
		all[i] = i
	}
	p.coarsened = map[string]*dataset.Column{}
	var ps study.Problems
	for _, c := range p.Data.Columns {
		v, ok := p.declared[c]
		if !ok || v.Role == Direct {
			continue
		}
		out, err := coarsen(picked(c, p.rows), v.Change(p.profile))
		var problem study.Problem
		switch {
		case errors.As(err, &problem):
			ps = append(ps, problem)
		case err != nil:
			return err
		case out != nil:
			p.coarsened[c.Name] = picked(out, all)
			if err := d.Add(out); err != nil {
				return fmt.Errorf("release: %w", err)
			}
		}
	}
	p.out.Data = d
	p.screen()
	return ps.Err()
}

// final is the released column of a name; nil where there is none.
func (p *protection) final(name string) *dataset.Column {
	c, err := p.out.Data.Column(name)
	if err != nil {
		return nil
	}
	return c
}

// finals lists those of the names that are released.
func (p *protection) finals(names []string) []*dataset.Column {
	var all []*dataset.Column
	for _, name := range names {
		if c := p.final(name); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// withhold blanks a cell, unless the person was not in the wave, which the
// other cells of the wave tell anyway.
func withhold(c *dataset.Column, row int) {
	if c.Missing[row] == dataset.NotInWave {
		return
	}
	c.Missing[row] = dataset.Withheld
	switch c.Kind {
	case dataset.Categorical:
		c.Codes[row] = 0
	case dataset.Multiple:
		c.Sets[row] = 0
	case dataset.Numeric:
		c.Numbers[row] = 0
	case dataset.Words:
		c.Texts[row] = ""
	}
}
