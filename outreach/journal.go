package outreach

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// A State is how far a letter has come.
type State string

// The states. What stands last in the journal counts.
const (
	Trying      State = "trying"      // handed to the server; without a later state nobody knows whether it went
	Sent        State = "sent"        // the server took it, or a person sent it by hand
	PutOff      State = "put-off"     // the server asked to try again later, or could not be reached
	Undelivered State = "undelivered" // the address does not work
	Refused     State = "refused"     // the person asked to be left alone; holds for all letters and waves
)

// An Entry is one line of the journal of a mailroom. It holds marks and no
// address.
type Entry struct {
	Mark   handover.Mark `json:"mark"` // of the panelist in the wave; in wave 0, of the panelist for good
	Wave   study.WaveID  `json:"wave"`
	Letter LetterKind    `json:"letter,omitempty"`
	State  State         `json:"state"`
	Day    study.Day     `json:"day"`
	At     string        `json:"at,omitempty"` // which address of theirs, see [Panelist]; what lacks it holds for all
}

// A Journal is what happened to every letter so far.
type Journal struct {
	last  map[letterOf]State
	tries map[letterOf]int
	gone  map[handover.Mark]State // of wave 0: refused or undelivered for good
	dead  map[addressOf]bool      // addresses of people that do not work
	where map[letterOf]string     // at which address the last was that is known of a letter
}

type addressOf struct {
	mark handover.Mark // in a wave, or of wave 0
	at   string
}

// NewJournal is a journal in which nothing stands.
func NewJournal() Journal {
	return Journal{last: map[letterOf]State{}, tries: map[letterOf]int{}, gone: map[handover.Mark]State{}, dead: map[addressOf]bool{}, where: map[letterOf]string{}}
}

type letterOf struct {
	mark   handover.Mark
	wave   study.WaveID
	letter LetterKind
}

// ReadJournal reads the lines of a journal and returns the length of the part
// that consists of whole lines: a crash may have cut the last one short.
func ReadJournal(r io.Reader) (Journal, int64, error) {
	j := NewJournal()
	whole, err := ReadEntries(r, j.Add)
	return j, whole, err
}

// ReadEntries hands the lines of a journal, in their order, to take and
// returns the length of the part that consists of whole lines.
func ReadEntries(r io.Reader, take func(Entry)) (whole int64, err error) {
	lines := bufio.NewReader(r)
	for row := 1; ; row++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return whole, fmt.Errorf("outreach: reading the journal: %w", err)
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return whole, study.Problem{Severity: study.Error, Code: "journal", Where: "journal", Row: row, What: "this line cannot be read",
				Do: "restore the file from a copy; without it nobody knows who was written to"}
		}
		take(e)
		whole += int64(len(line))
	}
}

// Add takes an entry in.
func (j Journal) Add(e Entry) {
	if e.At != "" && e.State == Undelivered {
		j.dead[addressOf{e.Mark, e.At}] = true
		if e.Wave == 0 {
			return
		}
	}
	if e.Wave == 0 {
		j.gone[e.Mark] = e.State
		return
	}
	at := letterOf{e.Mark, e.Wave, e.Letter}
	j.last[at], j.where[at] = e.State, e.At
	if e.State == Trying {
		j.tries[at]++
	}
}

// Note takes in what became of one letter to a person.
func (j Journal) Note(p Panelist, letter LetterKind, state State) {
	j.Add(Entry{Mark: p.Mark, Wave: p.Wave, Letter: letter, State: state, At: p.At})
	if state != Trying { // which counts by itself
		j.tries[p.at(letter)]++
	}
}

// weight orders what may be said of one letter under several names of one
// person: what went out under any of them went out.
var weight = map[State]int{PutOff: 1, Undelivered: 2, Trying: 3, Sent: 4}

// State is what the journal says last of a letter, under whichever of the
// panelist's names; empty if it was never tried.
func (j Journal) State(p Panelist, letter LetterKind) State {
	state := j.came(p, letter)
	for _, n := range p.Also {
		if s := j.came(n, letter); weight[s] > weight[state] {
			state = s
		}
	}
	return state
}

// came is the state of a letter under one name. What was sent to an address that
// turned out to be dead did not arrive.
func (j Journal) came(p Panelist, letter LetterKind) State {
	at := p.at(letter)
	if where := j.where[at]; j.last[at] == Sent && where != "" && (j.dead[addressOf{p.Ever, where}] || j.dead[addressOf{p.Mark, where}]) {
		return Undelivered
	}
	return j.last[at]
}

// tried is how often a letter was tried.
func (j Journal) tried(p Panelist, letter LetterKind) int {
	n := j.tries[p.at(letter)]
	for _, name := range p.Also {
		n += j.tries[name.at(letter)]
	}
	return n
}

// ForGood are the entries that say something of a panelist that holds in all
// waves, under each of their names: who asked to be left alone is not written
// to because they left the address twice.
func ForGood(p Panelist, state State) []Entry {
	var all []Entry
	for _, n := range p.Names() {
		e := Entry{Mark: n.Ever, State: state}
		if state == Undelivered && n.Contact.SameAddress() == p.Contact.SameAddress() {
			e.At = n.At // another address of theirs may work
		} else if state == Undelivered {
			continue
		}
		all = append(all, e)
	}
	return all
}

// A Standing says what is to be done about a panelist and a letter.
type Standing string

// The standings.
const (
	Due       Standing = "due"
	ByHand    Standing = "by hand"   // due, to a messenger, by a person
	Already   Standing = "sent"      // has the letter
	Done      Standing = "done"      // finished the wave
	NotYet    Standing = "not yet"   // a reminder to somebody without the letter before it
	Declined  Standing = "declined"  // does not agree, as the desk said last, to be asked for this
	Gone      Standing = "gone"      // asked to be left alone, or the address does not work
	Exhausted Standing = "exhausted" // put off too often
	Uncertain Standing = "uncertain" // the last try broke off when nobody could see whether it went
)

// before is the letter that a letter reminds of.
var before = map[LetterKind]LetterKind{Reminder: Invitation, Reminder2: Reminder}

// Stand is what is to be done about the panelist and the letter, of which
// finished says that they need no invitation any more.
func (j Journal) Stand(p Panelist, letter LetterKind, finished bool, tries int) Standing {
	state, previous := j.State(p, letter), before[letter]
	switch {
	case j.lost(p):
		return Gone
	case finished:
		return Done
	case state == Sent:
		return Already
	case state == Trying:
		return Uncertain
	case previous != "" && j.State(p, previous) != Sent:
		return NotYet
	case state == PutOff && j.tried(p, letter) >= tries:
		return Exhausted
	case p.Contact.Medium != Email:
		return ByHand
	}
	return Due
}

// Left reports whether the contact is of somebody who withdrew or asked to be
// left alone.
func (j Journal) Left(id study.ID, c Contact) bool {
	secret, err := seal.ParseSecret(c.Secret)
	return err == nil && j.gone[handover.MarkOf(id, 0, panel.ID(secret.Panelist(id)))] == Refused
}

// Refusals are the marks, in wave 0, of those who withdrew or asked to be left
// alone. Their contacts are destroyed, so that only the marks are left.
func (j Journal) Refusals() []handover.Mark {
	var marks []handover.Mark
	for m, state := range j.gone {
		if state == Refused {
			marks = append(marks, m)
		}
	}
	slices.Sort(marks)
	return marks
}

// lost reports whether the panelist asked to be left alone, or the address does
// not work, under whichever name it was said.
func (j Journal) lost(p Panelist) bool {
	return slices.ContainsFunc(p.Names(), func(n Panelist) bool {
		return j.gone[n.Ever] == Refused || n.Contact.SameAddress() == p.Contact.SameAddress() && j.unreachable(n)
	})
}

// unreachable reports whether an address of somebody does not work. What an
// older program noted of them names no address and holds for all.
func (j Journal) unreachable(p Panelist) bool {
	if j.gone[p.Ever] != "" || j.dead[addressOf{p.Ever, p.At}] || j.dead[addressOf{p.Mark, p.At}] {
		return true
	}
	for _, letter := range letters {
		if at := p.at(letter); j.last[at] == Undelivered && j.where[at] == "" {
			return true
		}
	}
	return false
}

// Reach is the panelist at the first of their addresses that is not known to be
// dead, or as they are.
func (j Journal) Reach(p Panelist) Panelist {
	for _, at := range p.Everywhere() {
		if !j.unreachable(at) {
			return at
		}
	}
	return p
}
