package panel

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"sojourn/study"
)

// QuotaFile is the file of a study folder from which the desk's page draws.
const QuotaFile = "quota.yaml"

// A Quota says how many people of each kind are to be asked for an interview.
type Quota struct {
	Consent string  `yaml:"consent"` // expression: who agreed to be asked; empty where the study's consent asks for that
	Groups  []Group `yaml:"groups"`
}

// A Group is one kind of people. Whoever fits several is drawn for the first.
type Group struct {
	Name   string `yaml:"name"`
	Where  string `yaml:"where"` // expression over the cut
	People int    `yaml:"people"`
}

// ParseQuota reads the text of a file of quotas.
func ParseQuota(file string, data []byte) (Quota, error) {
	var q Quota
	if err := study.Decode(file, data, &q); err != nil {
		return q, err
	}
	var ps study.Problems
	object := func(column, what, do string) {
		ps = append(ps, study.Problem{Severity: study.Error, Code: "quota", Where: file, Column: column, What: what, Do: do})
	}
	if len(q.Groups) == 0 {
		object("groups", "no group is listed", "list at least one with name, where and people")
	}
	seen := map[string]bool{}
	for i, g := range q.Groups {
		at := fmt.Sprintf("groups %d", i+1)
		if g.Name == "" || seen[g.Name] {
			object(at, fmt.Sprintf("the group has no name, or %q stands twice", g.Name), "give each a name of its own")
		}
		if g.Where == "" || g.People < 1 {
			object(at, fmt.Sprintf("the group %q has no condition or nobody to ask", g.Name), "fill in where, and people as a number such as 5")
		}
		seen[g.Name] = true
	}
	return q, ps.Err()
}

// A Drawing is what came of one group.
type Drawing struct {
	Group
	Eligible int // who agreed, fit, and were not drawn for a group before
	Drawn    []ID
}

// An Account is what a drawing leaves behind: numbers, and nobody.
type Account struct {
	Name     string `json:"name"`
	Where    string `json:"where"`
	People   int    `json:"people"` // wanted
	Eligible int    `json:"eligible"`
	Drawn    int    `json:"drawn"`
}

// Account counts the drawing.
func (d Drawing) Account() Account {
	return Account{Name: d.Name, Where: d.Where, People: d.People, Eligible: d.Eligible, Drawn: len(d.Drawn)}
}

// Draw draws at random from those who fit each group, whom fit gives by the
// number of the group. The same people and the same seed give the same drawing,
// in whatever order the people are listed.
func (q Quota) Draw(fit [][]ID, seed uint64) []Drawing {
	taken := map[ID]bool{}
	var all []Drawing
	for i, g := range q.Groups {
		eligible := slices.DeleteFunc(slices.Clone(fit[i]), func(id ID) bool { return taken[id] })
		slices.Sort(eligible)
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		random.Shuffle(len(eligible), func(a, b int) { eligible[a], eligible[b] = eligible[b], eligible[a] })
		d := Drawing{Group: g, Eligible: len(eligible), Drawn: eligible[:min(g.People, len(eligible))]}
		for _, id := range d.Drawn {
			taken[id] = true
		}
		all = append(all, d)
	}
	return all
}
