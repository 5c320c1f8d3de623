package outreach

import (
	"cmp"
	"slices"
	"strings"

	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// A Panelist is somebody who left a contact, as the mailroom sees them in a
// wave.
type Panelist struct {
	Contact    Contact
	Wave       study.WaveID
	Mark       handover.Mark // in the wave
	Ever       handover.Mark // in wave 0, for what holds for good
	Invitation string        // what the field learns of the personal link
	Alias      string        // what an interviewer calls them
	Also       []Panelist    // the same address, left again by whoever came by the open link
}

func (p Panelist) at(letter LetterKind) letterOf { return letterOf{p.Mark, p.Wave, letter} }

// Names are the panelist as each of the secrets has them under which the
// address was left; the first is the one that is written to.
func (p Panelist) Names() []Panelist { return append([]Panelist{p}, p.Also...) }

// Any reports whether one of the marks, in the wave, is the panelist's.
func (p Panelist) Any(marks map[handover.Mark]bool) bool {
	return marks[p.Mark] || slices.ContainsFunc(p.Also, func(n Panelist) bool { return marks[n.Mark] })
}

// SameAddress is what two contacts have in common that are of one person: the
// medium and the address, as far as capitals do not matter.
func (c Contact) SameAddress() string {
	return string(c.Medium) + " " + strings.ToLower(strings.TrimSpace(c.Address))
}

// Panelists makes of contacts the people of a wave, in the order of their
// marks, which is nobody's order of arrival. An address that lies there more
// than once, because somebody came by the open link too, is one person, who is
// written to under what was left first: more counts the others. Contacts that
// cannot be read are counted as broken.
func Panelists(id study.ID, wave study.WaveID, contacts []Contact) (people []Panelist, more, broken int) {
	first := map[string]int{}
	for _, c := range contacts {
		secret, err := seal.ParseSecret(c.Secret)
		c, fault := c.Check()
		if err != nil || fault != nil {
			broken++
			continue
		}
		person := panel.ID(secret.Panelist(id))
		p := Panelist{Contact: c, Wave: wave, Mark: handover.MarkOf(id, wave, person), Ever: handover.MarkOf(id, 0, person),
			Invitation: secret.Invitation(id, wave), Alias: alias(id, secret)}
		at, again := first[c.SameAddress()]
		if !again {
			first[c.SameAddress()] = len(people)
			people = append(people, p)
			continue
		}
		more++
		if !slices.ContainsFunc(people[at].Names(), func(n Panelist) bool { return n.Ever == p.Ever }) {
			people[at].Also = append(people[at].Also, p)
		}
	}
	slices.SortFunc(people, func(a, b Panelist) int { return cmp.Compare(a.Mark, b.Mark) })
	return people, more, broken
}

// alias is a name that can be said aloud, such as "badoki-mure". It comes from
// the secret and not from the pseudonym, so that the desk, which knows who was
// selected, cannot tell whom an interviewer speaks of.
func alias(id study.ID, secret seal.Secret) string {
	const consonants, vowels = "bdfghklmnprstvyz", "aeiou"
	sum := seal.HashOf([]byte("alias " + secret.Invitation(id, 0))) // of wave 0, which no field ever learns
	var name strings.Builder
	for i := range 5 {
		if i == 3 {
			name.WriteByte('-')
		}
		name.WriteByte(consonants[sum[2*i]%16])
		name.WriteByte(vowels[sum[2*i+1]%5])
	}
	return name.String()
}
