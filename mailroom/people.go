package mailroom

import (
	"fmt"
	"os"
	"strings"

	"sojourn/outreach"
)

// Find gives the people whose addresses stand in a text, one a line, each at the
// address that stands there, be it one that they had before; and says how many
// lines are nobody's address here.
func (r Round) Find(text string) (found []outreach.Panelist, strangers int) {
	listed := map[string]bool{}
	for line := range strings.Lines(text) {
		if address := strings.ToLower(strings.TrimSpace(line)); address != "" {
			listed[address] = true
		}
	}
	known := map[string]bool{}
	for _, p := range r.People {
		for _, at := range p.AtAnyTime() {
			if address := strings.ToLower(at.Contact.Address); listed[address] {
				known[address] = true
				found = append(found, at)
			}
		}
	}
	return found, len(listed) - len(known)
}

// Stamp changes when the contacts in the folder change.
func (r *Room) Stamp() string { return r.stamp(contactsFile) }

// JournalStamp changes when something is entered in the journal, which only grows.
func (r *Room) JournalStamp() string { return r.stamp(journalFile) }

func (r *Room) stamp(name string) string {
	info, err := os.Stat(r.path(name))
	if err != nil {
		return "none"
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano())
}
