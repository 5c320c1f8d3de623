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
}

// A Journal is what happened to every letter so far.
type Journal struct {
	last  map[letterOf]State
	tries map[letterOf]int
	gone  map[handover.Mark]State // of wave 0: refused or undelivered for good
}

type letterOf struct {
	mark   handover.Mark
	wave   study.WaveID
	letter LetterKind
}

// ReadJournal reads the lines of a journal and returns the length of the part
// that consists of whole lines: a crash may have cut the last one short.
func ReadJournal(r io.Reader) (Journal, int64, error) {
	j := Journal{last: map[letterOf]State{}, tries: map[letterOf]int{}, gone: map[handover.Mark]State{}}
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
	if e.Wave == 0 {
		j.gone[e.Mark] = e.State
		return
	}
	at := letterOf{e.Mark, e.Wave, e.Letter}
	j.last[at] = e.State
	if e.State == Trying {
		j.tries[at]++
	}
}

// Note takes in what became of one letter to a person.
func (j Journal) Note(p Panelist, letter LetterKind, state State) {
	at := p.at(letter)
	j.last[at] = state
	j.tries[at]++
}

// weight orders what may be said of one letter under several names of one
// person: what went out under any of them went out.
var weight = map[State]int{PutOff: 1, Undelivered: 2, Trying: 3, Sent: 4}

// State is what the journal says last of a letter, under whichever of the
// panelist's names; empty if it was never tried.
func (j Journal) State(p Panelist, letter LetterKind) State {
	state := j.last[p.at(letter)]
	for _, n := range p.Also {
		if s := j.last[n.at(letter)]; weight[s] > weight[state] {
			state = s
		}
	}
	return state
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
		all = append(all, Entry{Mark: n.Ever, State: state})
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
	if j.gone[p.Ever] != "" {
		return true
	}
	for _, letter := range letters {
		if j.last[p.at(letter)] == Undelivered {
			return true
		}
	}
	return slices.ContainsFunc(p.Also, j.lost)
}
