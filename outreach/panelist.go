package outreach

import (
	"cmp"
	"encoding/hex"
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
	At         string        // tells their addresses apart; nobody without the secret can try an address on it
	Others     []Contact     // further addresses that they left, written to if this one does not work
	Dropped    []Contact     // addresses that they put this one in the place of
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

// Panelists makes of contacts, in the order in which they were taken in, the
// people of a wave, in the order of their marks, which is nobody's order of
// arrival. Somebody who left several addresses is written to at the first that
// works, since whoever answered by a forwarded link may have left the others;
// unless they put one in its place. An address that lies there more than once,
// because somebody came by the open link too, is one person, who is written to
// under what was left first: more counts the others, and further addresses.
// Contacts that cannot be read are counted as broken.
func Panelists(id study.ID, wave study.WaveID, contacts []Contact) (people []Panelist, more, broken int) {
	var all []Panelist
	place := map[handover.Mark]int{}
	for _, c := range contacts {
		secret, err := seal.ParseSecret(c.Secret)
		c, fault := c.Check()
		if err != nil || fault != nil {
			broken++
			continue
		}
		ever := handover.MarkOf(id, 0, panel.ID(secret.Panelist(id)))
		if at, again := place[ever]; again {
			more++
			all[at] = all[at].with(c)
			continue
		}
		place[ever] = len(all)
		all = append(all, Panelist{Contact: c, Wave: wave, Mark: handover.MarkOf(id, wave, panel.ID(secret.Panelist(id))), Ever: ever,
			Invitation: secret.Invitation(id, wave), Alias: alias(id, secret), At: c.tag()})
	}
	first := map[string]int{}
	for _, p := range all {
		at, again := first[p.Contact.SameAddress()]
		if !again {
			first[p.Contact.SameAddress()] = len(people)
			people = append(people, p)
			continue
		}
		more++
		people[at].Also = append(people[at].Also, p)
	}
	slices.SortFunc(people, func(a, b Panelist) int { return cmp.Compare(a.Mark, b.Mark) })
	return people, more, broken
}

// with is the panelist who left a further contact.
func (p Panelist) with(c Contact) Panelist {
	same := func(other Contact) bool { return other.SameAddress() == c.SameAddress() }
	switch known := same(p.Contact) || slices.ContainsFunc(p.Others, same); {
	case c.Instead:
		p.Dropped = slices.DeleteFunc(slices.Concat(p.Dropped, []Contact{p.Contact}, p.Others), same)
		p.Others = nil
		return p.by(c)
	case !known:
		p.Others = append(slices.Clip(p.Others), c)
	}
	return p
}

// by is the panelist at one of their addresses.
func (p Panelist) by(c Contact) Panelist {
	p.Contact, p.At = c, c.tag()
	return p
}

// Everywhere is the panelist at each address that they may be written to, in
// that order.
func (p Panelist) Everywhere() []Panelist {
	all := []Panelist{p}
	for _, c := range p.Others {
		all = append(all, p.by(c))
	}
	return all
}

// AtAnyTime is the panelist at each address that they left at any time.
func (p Panelist) AtAnyTime() []Panelist {
	all := p.Everywhere()
	for _, c := range p.Dropped {
		all = append(all, p.by(c))
	}
	return all
}

// tag names an address of a person in the journal, which holds none. It comes
// from the secret too: of an address alone it could be guessed.
func (c Contact) tag() string {
	sum := seal.HashOf([]byte("address " + c.Secret + " " + c.SameAddress()))
	return hex.EncodeToString(sum[:8])
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
