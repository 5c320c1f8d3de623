package release

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// A Former is a release that was handed out before, as whoever got it has it.
type Former struct {
	ID        string
	Profile   Profile
	K, L      int
	Joins     string
	Data      *dataset.Dataset
	Keys      []string
	Asked     map[string][]string
	Times     map[string][][]string
	Sensitive map[string][]string
}

// What to do where a release and former ones together single people out.
const (
	RefuseFormer = "refuse"
	WarnOfFormer = "warn"
)

// An Overlap is what several releases of the same people tell together, counted
// and without a name. It assumes the worst: that rows of the same person can be
// joined, because the answers that nobody protects are the same in both (the
// composition attack of Ganta, Kasiviswanathan and Smith 2008).
type Overlap struct {
	Releases int     `json:"releases"` // former ones
	Profile  Profile `json:"profile"`  // whose readers have them all
	K        int     `json:"k"`        // the least that any of them promises
	Came     int     `json:"came"`     // people in this release alone, and among fewer than K such
	Gone     int     `json:"gone"`     // people in former ones alone, and among fewer than K such
	Apart    int     `json:"apart"`    // people in both whom the difference tells from all but fewer than K
	Told     int     `json:"told"`     // people whose sensitive answer would follow
	Lost     int     `json:"lost"`     // releases in which nobody of the cut is found
}

// Singled is the number of people whom the releases together do not protect.
func (o Overlap) Singled() int { return o.Came + o.Gone + o.Apart + o.Told }

// MayLeave is an error where the release and former ones together would single
// people out, unless release.yaml says to warn only.
func (o *Outcome) MayLeave() error {
	if o.Settings.Former == WarnOfFormer {
		return nil
	}
	for _, one := range o.Overlaps {
		if p := one.problem(); p.Code != "" {
			p.Severity = study.Error
			return p
		}
	}
	return nil
}

// problem words an overlap that protects too little; the zero Problem if it
// protects enough.
func (o Overlap) problem() study.Problem {
	p := study.Problem{Severity: study.Warning, Code: "release-overlap", Where: "former releases",
		Do: "release the same people and the same variables, as coarse as before; or make the new release coarser; or write former: warn under the profile in " + File + " if the team has decided to live with it"}
	switch {
	case o.Lost > 0:
		p.What = fmt.Sprintf("in %d of them nobody of this cut is found, so nothing can be compared", o.Lost)
		p.Do = "bring .sojourn/release.key back from a backup; what was never handed out can be removed from .sojourn/releases"
	case o.Singled() > 0:
		p.What = fmt.Sprintf("whoever has %d former and this one finds people among fewer than %d: %d who are new in it, %d who are no longer in it, %d by what differs; and learns a sensitive answer of %d",
			o.Releases, o.K, o.Came, o.Gone, o.Apart, o.Told)
	default:
		return study.Problem{}
	}
	return p
}

// compare lays the release beside the former ones: those for everybody, if it is
// for everybody too, and all, which the readers of the scientific profile have.
func (p *protection) compare() error {
	others := slices.DeleteFunc(slices.Clone(p.Former), func(f Former) bool { return f.ID == p.out.ID })
	public := slices.DeleteFunc(slices.Clone(others), func(f Former) bool { return f.Profile != Public })
	if p.profile == Public && len(public) > 0 {
		if err := p.overlap(public, Public); err != nil {
			return err
		}
	}
	if len(others) > 0 && (p.profile != Public || len(public) < len(others)) {
		if err := p.overlap(others, Scientific); err != nil {
			return err
		}
	}
	for _, o := range p.out.Overlaps {
		if problem := o.problem(); problem.Code != "" {
			p.out.Warnings = append(p.out.Warnings, problem)
		}
	}
	return nil
}

// A side is one release in the comparison: where each person stands in it.
type side struct {
	data      *dataset.Dataset
	sensitive map[string][]string
	rows      []int // by person: the row, or -1
	class     []int // by row
}

// overlap compares the release with former ones.
func (p *protection) overlap(formers []Former, readers Profile) error {
	o := Overlap{Releases: len(formers), Profile: readers, K: p.settings.K}
	least := p.settings.L
	sides := []side{p.own()}
	people := p.Data.Rows
	for _, f := range formers {
		o.K, least = min(o.K, f.K), min(least, f.L)
		s, found, strangers, err := p.former(f, people)
		if err != nil {
			return err
		}
		if found == 0 {
			o.Lost++
		}
		people += strangers
		sides = append(sides, s)
	}
	for i := range sides {
		for len(sides[i].rows) < people {
			sides[i].rows = append(sides[i].rows, -1)
		}
	}
	of, sizes := together(sides, people)
	before, beforeSizes := together(sides[1:], people)
	for person, class := range of {
		here, there := sides[0].rows[person] >= 0, before[person] >= 0
		switch {
		case class < 0 || sizes[class] >= o.K:
		case there && beforeSizes[before[person]] < o.K: // the former releases tell as much by themselves
		case here && there:
			o.Apart++
		case here:
			o.Came++
		default:
			o.Gone++
		}
	}
	if least > 1 {
		o.Told = told(sides, of, sizes, o.K, least)
	}
	p.out.Overlaps = append(p.out.Overlaps, o)
	return nil
}

// own is the release under way.
func (p *protection) own() side {
	s := side{data: p.out.Data, sensitive: p.out.Sensitive, rows: make([]int, p.Data.Rows)}
	s.class, _ = p.keyOf().classes()
	for person := range s.rows {
		s.rows[person] = -1
	}
	for i, person := range p.rows {
		s.rows[person] = i
	}
	return s
}

// former finds the people of the cut in a former release. Its people who are
// not in the cut any more are numbered from people on.
func (p *protection) former(f Former, people int) (s side, found, strangers int, err error) {
	who, err := p.Data.Column(clean.PanelistColumn)
	if err != nil {
		return s, 0, 0, err
	}
	theirs, err := f.Data.Column(clean.PanelistColumn)
	if err != nil {
		return s, 0, 0, Trouble("former releases", "one of them has no pseudonyms", "remove it from .sojourn/releases if it was never handed out")
	}
	at := map[string]int{}
	for row, name := range theirs.Texts {
		at[name] = row
	}
	s = side{data: f.Data, sensitive: f.Sensitive, rows: make([]int, people)}
	s.class, _ = knownOf(f.Data, f.Keys, slices.Sorted(maps.Keys(f.Asked)), f.Asked, f.Times).classes()
	for person := range s.rows {
		s.rows[person] = -1
		if person >= p.Data.Rows {
			continue
		}
		name := pseudonym(p.Secret, lineOf(f.Joins, f.ID), who.Texts[person])
		if row, there := at[name]; there {
			s.rows[person] = row
			delete(at, name)
			found++
		}
	}
	for _, row := range slices.Sorted(maps.Values(at)) {
		s.rows = append(s.rows, row)
		strangers++
	}
	return s, found, strangers, nil
}

// together gives each person the number of the class of people who stand alike
// in all of the releases, or are alike not in them; -1 for those who are in none.
func together(sides []side, people int) (of, sizes []int) {
	of = make([]int, people)
	seen := map[string]int{}
	for person := range of {
		var place []byte
		in := false
		for _, s := range sides {
			class := -1
			if row := s.rows[person]; row >= 0 {
				class, in = s.class[row], true
			}
			place = binary.AppendVarint(place, int64(class))
		}
		of[person] = -1
		if !in {
			continue
		}
		at, known := seen[string(place)]
		if !known {
			at = len(sizes)
			seen[string(place)] = at
			sizes = append(sizes, 0)
		}
		of[person] = at
		sizes[at]++
	}
	return of, sizes
}

// told counts the people who are protected by their number and of whom a
// sensitive answer follows none the less, because all in their class of all
// releases gave it.
func told(sides []side, of, sizes []int, k, l int) int {
	knows := make([]bool, len(of))
	for _, s := range sides {
		classes := make([]int, s.data.Rows)
		for person, row := range s.rows {
			if row >= 0 {
				classes[row] = of[person]
			}
		}
		for name, harmless := range s.sensitive {
			c, err := s.data.Column(name)
			if err != nil {
				continue
			}
			codes := numbered(c)
			alike := uniform(c, codes, classes, len(sizes), l, harmless)
			for person, row := range s.rows {
				if row >= 0 && sizes[of[person]] >= k && codes[row] >= firstValue && slices.Contains(alike, of[person]) {
					knows[person] = true
				}
			}
		}
	}
	n := 0
	for _, yes := range knows {
		if yes {
			n++
		}
	}
	return n
}
