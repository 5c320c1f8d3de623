package workspace

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"sojourn/clean"
	"sojourn/handover"
	"sojourn/panel"
)

// people says of pseudonyms under which somebody answered besides, by which
// one they are counted. Who came by a personal link and by the open link has
// two: the secret behind the open link is another one, and only the mailroom
// can know that both lie beside one address.
type people map[string]string

// of is the pseudonym by which a person is counted.
func (same people) of(id string) string {
	if to, ok := same[id]; ok {
		return to
	}
	return id
}

// others are the pseudonyms by which nobody is counted.
func (same people) others() []string { return slices.Sorted(maps.Keys(same)) }

// write adds what identifies the joining to the content of a cut.
func (same people) write(content *bytes.Buffer) {
	for _, id := range same.others() {
		fmt.Fprintln(content, id, same[id])
	}
}

// join has the tables of all waves call a person by one pseudonym, by the
// pairs of marks that the mailroom gave: the first in the alphabet, so that it
// does not depend on who came when. Which of two responses of a wave stands is
// for the rules to say.
func (p *Project) join(waves []clean.Wave) (people, error) {
	pairs, err := p.pairs()
	if err != nil || len(pairs) == 0 {
		return nil, err
	}
	ids, err := everybody(waves)
	if err != nil {
		return nil, err
	}
	of := map[handover.Mark]string{}
	for _, id := range ids {
		of[handover.MarkOf(p.Study.ID, 0, panel.ID(id))] = id
	}
	same := joined(pairs, of)
	for _, w := range waves {
		who, err := w.Table.Column(clean.PanelistColumn)
		if err != nil {
			return nil, err
		}
		for row, id := range who.Texts {
			who.Texts[row] = same.of(id)
		}
	}
	return same, nil
}

// pairs are all that the mailroom said.
func (p *Project) pairs() ([]handover.Pair, error) {
	var pairs []handover.Pair
	for _, w := range p.Study.Waves {
		back, err := p.Outcomes(w.Number)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, back.Same...)
	}
	return pairs, nil
}

// joined follows the pairs of known people to the first pseudonym of each.
func joined(pairs []handover.Pair, of map[handover.Mark]string) people {
	same := people{}
	for again := true; again; { // a person may stand in several pairs
		again = false
		for _, p := range pairs {
			a, b := of[p[0]], of[p[1]]
			if a == "" || b == "" || same.of(a) == same.of(b) {
				continue
			}
			first, second := min(same.of(a), same.of(b)), max(same.of(a), same.of(b))
			for id, to := range same {
				if to == second {
					same[id] = first
				}
			}
			same[second], again = first, true
		}
	}
	return same
}
