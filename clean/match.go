package clean

import (
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/panel"
	"sojourn/study"
)

// MatchesFile is the name of the file in the study folder in which people
// decide whether two responses of different waves are the same person's,
// though no link and no phrase says so.
const MatchesFile = "matches.yaml"

// A MatchVerdict is what was decided about two responses.
type MatchVerdict string

// The verdicts.
const (
	Same      MatchVerdict = "same"
	Different MatchVerdict = "different" // it is not suggested again
	Undecided MatchVerdict = "undecided" // takes earlier decisions back
)

// A Match is one entry of matches.yaml. As with decisions the last one about
// the same two responses holds, and none is ever taken out.
type Match struct {
	Waves     [2]study.WaveID `yaml:"waves,flow" json:"waves"` // the earlier first
	Responses [2]Handle       `yaml:"responses,flow" json:"responses"`
	Verdict   MatchVerdict    `yaml:"verdict" json:"verdict"`
	By        string          `yaml:"by" json:"by"`
	On        study.Day       `yaml:"on" json:"on"`
	Why       string          `yaml:"why" json:"why"`
}

// ParseMatches reads and checks the text of a matches.yaml.
func ParseMatches(data []byte) ([]Match, error) {
	var file struct {
		Matches []Match `yaml:"matches"`
	}
	if err := study.Decode(MatchesFile, data, &file); err != nil {
		return nil, err
	}
	var ps study.Problems
	for i, m := range file.Matches {
		if what := m.fault(); what != "" {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "match", Where: MatchesFile, Row: i + 1,
				What: what, Do: "see docs/snowball.md; a decision is taken back by another entry"})
		}
	}
	return file.Matches, ps.Err()
}

func (m Match) fault() string {
	switch {
	case m.Waves[0] < 1 || m.Waves[0] >= m.Waves[1] || m.Responses[0] == "" || m.Responses[1] == "":
		return "waves and responses name two of each, the earlier first"
	case !slices.Contains([]MatchVerdict{Same, Different, Undecided}, m.Verdict):
		return "verdict is same, different or undecided"
	case m.By == "" || m.Why == "":
		return "by says who decided and why says why"
	case m.On.Time().IsZero():
		return "on is the day of the decision, such as 2022-04-30"
	}
	return ""
}

// Decided gives the matches that hold, in a fixed order.
func Decided(all []Match) []Match {
	var hold []Match
	for i, m := range all {
		later := func(x Match) bool { return x.Waves == m.Waves && x.Responses == m.Responses }
		if m.Verdict != Undecided && !slices.ContainsFunc(all[i+1:], later) {
			hold = append(hold, m)
		}
	}
	return hold
}

// Joined counts the pairs of responses that a recipe takes for one person's.
func (r Recipe) Joined() int {
	n := 0
	for _, m := range Decided(r.Matches) {
		if m.Verdict == Same {
			n++
		}
	}
	return n
}

// A joining puts one pseudonym in the place of several.
type joining map[string]string

// person is the pseudonym under which somebody stands now.
func (j joining) person(id string) string {
	for {
		other, joined := j[id]
		if !joined {
			return id
		}
		id = other
	}
}

// join gives the people of pairs that were decided to be one the pseudonym of
// the earlier wave. A response that is not there, because it was withdrawn,
// joins nobody. Two people who both answered a wave are not one.
func join(waves []Flagged, matches []Match) ([]Flagged, error) {
	j := joining{}
	who := map[study.WaveID]map[Handle]string{}
	for _, w := range waves {
		handles, err := w.pseudonyms()
		if err != nil {
			return nil, err
		}
		who[w.Number] = handles
	}
	for _, m := range Decided(matches) {
		first, here := who[m.Waves[0]][m.Responses[0]]
		second, there := who[m.Waves[1]][m.Responses[1]]
		if a, b := j.person(first), j.person(second); m.Verdict == Same && here && there && a != b {
			j[b] = a
		}
	}
	if len(j) == 0 {
		return waves, nil
	}
	joined := make([]Flagged, len(waves))
	for i, w := range waves {
		var err error
		if joined[i], err = w.under(j); err != nil {
			return nil, err
		}
	}
	return joined, nil
}

// pseudonyms gives who is behind each handle of the wave.
func (w Flagged) pseudonyms() (map[Handle]string, error) {
	who, errW := w.Table.Column(PanelistColumn)
	key, errK := w.Table.Column(ResponseColumn)
	if errW != nil || errK != nil {
		return nil, fmt.Errorf("clean: wave %d has no pseudonyms or no responses", w.Number)
	}
	handles := map[Handle]string{}
	for row, id := range who.Texts {
		handles[HandleOf(w.Number, id, key.Texts[row])] = id
	}
	return handles, nil
}

// recruiterColumn holds pseudonyms too, where people came by each other.
const recruiterColumn = "recruiter"

// under is the wave with the pseudonyms that people have after joining.
func (w Flagged) under(j joining) (Flagged, error) {
	if err := j.suits(w); err != nil {
		return w, err
	}
	table := dataset.New(w.Table.Rows)
	for _, c := range w.Table.Columns {
		if c.Name == PanelistColumn || c.Name == recruiterColumn {
			renamed := *c
			renamed.Texts = slices.Clone(c.Texts)
			for row, id := range c.Texts {
				renamed.Texts[row] = j.person(id)
			}
			c = &renamed
		}
		if err := table.Add(c); err != nil {
			return w, err
		}
	}
	w.Table = table
	if len(w.Invitations) == 0 {
		return w, nil
	}
	invitations := map[string]panel.Disposition{}
	for id, d := range w.Invitations {
		invitations[j.person(id)] = d
	}
	w.Invitations = invitations
	return w, nil
}

// suits objects where two people who both answered a wave would become one.
func (j joining) suits(w Flagged) error {
	who, err := w.Table.Column(PanelistColumn)
	if err != nil {
		return err
	}
	before := map[string]string{} // who each person was
	for _, id := range who.Texts {
		now := j.person(id)
		if was, known := before[now]; known && was != id {
			return study.Problem{Severity: study.Error, Code: "match", Where: MatchesFile,
				What: fmt.Sprintf("two people are taken for one who both answered wave %d", w.Number),
				Do:   "take one of the decisions about them back, with the verdict undecided"}
		}
		before[now] = id
	}
	return nil
}
