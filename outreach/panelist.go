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
}

func (p Panelist) at(letter LetterKind) letterOf { return letterOf{p.Mark, p.Wave, letter} }

// Panelists makes of contacts the people of a wave, in the order of their
// marks, which is nobody's order of arrival. An address that lies there twice,
// because somebody answered twice, gets one letter: more counts the others.
// Contacts that cannot be read are counted as broken.
func Panelists(id study.ID, wave study.WaveID, contacts []Contact) (people []Panelist, more, broken int) {
	for _, c := range contacts {
		secret, err := seal.ParseSecret(c.Secret)
		c, fault := c.Check()
		if err != nil || fault != nil {
			broken++
			continue
		}
		person := panel.ID(secret.Panelist(id))
		people = append(people, Panelist{Contact: c, Wave: wave, Mark: handover.MarkOf(id, wave, person), Ever: handover.MarkOf(id, 0, person),
			Invitation: secret.Invitation(id, wave), Alias: alias(id, secret)})
	}
	// By what holds for good, so that of two the same one is written to in every wave.
	slices.SortFunc(people, func(a, b Panelist) int { return cmp.Compare(a.Ever, b.Ever) })
	seen := map[string]bool{}
	people = slices.DeleteFunc(people, func(p Panelist) bool {
		key := string(p.Contact.Medium) + " " + strings.ToLower(p.Contact.Address)
		again := seen[key]
		seen[key] = true
		if again {
			more++
		}
		return again
	})
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
