package workspace

import (
	"fmt"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/format/rds"
	"sojourn/instrument"
	"sojourn/panel/snowball"
	"sojourn/study"
)

// A Recruitment is who came by whom in a wave of a cut.
type Recruitment struct {
	People  []snowball.Person
	rows    []int // of the cut, by person
	cut     *clean.Cut
	wave    study.WaveID
	network string
}

// Recruitment reads who came by whom, of those whose response of the wave
// stands. With an item people have its answers as their groups.
func (p *Project) Recruitment(cut *clean.Cut, w study.WaveID, item string) (*Recruitment, error) {
	if !p.Study.Snowball.On {
		return nil, study.Problem{Severity: study.Error, Code: "no-snowball", Where: study.File, Column: "snowball",
			What: "the study has no referral links", Do: "see docs/snowball.md"}
	}
	who, err := cut.Data.Column(clean.PanelistColumn)
	if err != nil {
		return nil, err
	}
	by, referred, err := recruitmentOf(cut, w)
	if err != nil {
		return nil, err
	}
	group := func(int) string { return "" }
	if item != "" {
		c, err := choiceInWave(cut.Data, item, w)
		if err != nil {
			return nil, err
		}
		group = func(row int) string { return codeIn(c, row) }
	}
	channel := func(int) string { return "" }
	if c, err := cut.Data.Column(dataset.InWave(clean.ChannelColumn, w)); err == nil {
		channel = func(row int) string { return c.Texts[row] }
	}
	r := &Recruitment{cut: cut, wave: w, network: p.Study.Snowball.Network}
	for row := range cut.Data.Rows {
		if referred.Missing[row] != dataset.Present {
			continue
		}
		person := snowball.Person{ID: who.Texts[row], Group: group(row), Channel: channel(row)}
		switch {
		case by.Missing[row] == dataset.Present:
			person.Recruiter = by.Texts[row]
		case referred.CodeAt(row) == "yes":
			person.Recruiter = "?" // somebody whose response is not here
		}
		r.People, r.rows = append(r.People, person), append(r.rows, row)
	}
	return r, nil
}

// recruitmentOf finds the columns that say who came by whom.
func recruitmentOf(cut *clean.Cut, w study.WaveID) (by, referred *dataset.Column, err error) {
	by, errBy := cut.Data.Column(dataset.InWave(fieldwork.RecruiterItem, w))
	referred, errReferred := cut.Data.Column(dataset.InWave(fieldwork.ReferredItem, w))
	if errBy != nil || errReferred != nil {
		return nil, nil, study.Problem{Severity: study.Error, Code: "no-recruiter", Where: fmt.Sprintf("wave %d", w),
			What: "the cut does not say who came by whom", Do: "name a wave of the field, and cut anew: sojourn cut"}
	}
	return by, referred, nil
}

// codeIn is the code of a row; empty where there is none.
func codeIn(c *dataset.Column, row int) string {
	if c.Missing[row] != dataset.Present {
		return ""
	}
	return c.CodeAt(row)
}

// choiceInWave finds an item of which people choose one category.
func choiceInWave(d *dataset.Dataset, item string, w study.WaveID) (*dataset.Column, error) {
	c, err := d.Column(dataset.InWave(item, w))
	if err == nil && c.Kind == dataset.Categorical {
		return c, nil
	}
	return nil, study.Problem{Severity: study.Error, Code: "no-item", Where: fmt.Sprintf("wave %d", w), Column: item,
		What: "the cut has no such item that takes one category", Do: "name an item as the questionnaire does"}
}

// Sample is the sample for the R package RDS with the items named as its
// variables. People are numbered anew; those who do not say how many people
// they know are left out and counted, and whom they recruited begin a chain.
func (r *Recruitment) Sample(items []string, coupons int) (s rds.Sample, left int, err error) {
	s = rds.Sample{Variables: items, Coupons: coupons}
	network, err := r.cut.Data.Column(dataset.InWave(r.network, r.wave))
	if err != nil || network.Kind != dataset.Numeric {
		return s, 0, study.Problem{Severity: study.Error, Code: "no-network", Where: study.File, Column: "snowball.network",
			What: fmt.Sprintf("wave %d does not ask how many people somebody knows", r.wave), Do: "name an item of the questionnaire that takes a number"}
	}
	var columns []*dataset.Column
	for _, item := range items {
		c, err := choiceInWave(r.cut.Data, item, r.wave)
		if err != nil {
			return s, 0, err
		}
		columns = append(columns, c)
	}
	number := map[string]int{}
	for i, row := range r.rows {
		if network.Missing[row] == dataset.Present && network.Numbers[row] >= 1 {
			number[r.People[i].ID] = len(number) + 1
		}
	}
	for i, row := range r.rows {
		if number[r.People[i].ID] == 0 {
			left++
			continue
		}
		person := rds.Person{Recruiter: number[r.People[i].Recruiter], Network: network.Numbers[row]}
		for _, c := range columns {
			person.Values = append(person.Values, codeIn(c, row))
		}
		s.People = append(s.People, person)
	}
	return s, left, nil
}

// addRecruitment adds to the table of a wave by whom people came, where the
// study has referral links.
func (p *Project) addRecruitment(table *dataset.Dataset, rows []fieldwork.Row) (*dataset.Dataset, error) {
	if !p.Study.Snowball.On {
		return table, nil
	}
	return table, fieldwork.AddRecruitment(table, rows)
}

// networkProblems warns where chains could not be counted right: a wave of the
// field that does not ask how many people somebody knows.
func networkProblems(s *study.Study, instruments map[study.WaveID]*instrument.Instrument) study.Problems {
	if !s.Snowball.On {
		return nil
	}
	warn := func(what, do string) study.Problem {
		return study.Problem{Severity: study.Warning, Code: "no-network", Where: study.File, Column: "snowball.network", What: what, Do: do}
	}
	if s.Snowball.Network == "" {
		return study.Problems{warn("the question how many people somebody knows is not named, so that nobody can be counted by it", "ask it, and name its item here")}
	}
	var ps study.Problems
	for _, w := range s.Waves {
		if w.Imported != "" || len(w.Doors) == 0 {
			continue
		}
		item, _ := instruments[w.Number].Item(s.Snowball.Network)
		if item == nil || item.Type != instrument.Integer && item.Type != instrument.Decimal {
			ps = append(ps, warn(fmt.Sprintf("wave %d has no item %q that takes a number", w.Number, s.Snowball.Network), "add it to the questionnaire, or correct the name"))
		}
	}
	return ps
}
