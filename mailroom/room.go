// Package mailroom runs on the contact custodian's own computer. It is the only
// place where a contact is readable, and it has no answers: it opens contacts,
// works out who is to be written to, sends letters one recipient at a time,
// and tells the field and the desk what they need under hashes and marks.
//
// On its disk addresses lie only sealed, as the desk handed them over; they
// are opened in memory while a command runs. The journal of what was sent
// holds marks and no address.
//
// # Sent once
//
// Whether a letter went out is decided in the moment between the mail server's
// answer and the line in the journal. That moment belongs to a process of its
// own, the courier, which finishes the letter it has in hand when the program
// that feeds it is killed. If the computer itself dies in that moment, the
// letter is listed as uncertain and not sent again unless a person says so.
package mailroom

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

// A Room is the folder of a mailroom.
type Room struct {
	dir   string
	study *study.Study
}

// The files of the folder.
const (
	contactsFile = "contacts" // sealed contacts, base64, one a line
	journalFile  = "journal.jsonl"
	anewFile     = "sealed-anew" // sums of contacts that were replaced, one a line
	lockFile     = "lock"
)

// Open opens the folder of a mailroom, which is made if it is not there. One
// that others can look into is refused.
func Open(dir string, s *study.Study) (*Room, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, study.Problem{Where: dir, What: "the folder of the mailroom cannot be made", Do: "choose another with --room or change its permissions"}
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, study.Problem{Where: dir, What: "other users of this computer can look into the folder of the mailroom", Do: "run: chmod 700 " + dir}
	}
	return &Room{dir: dir, study: s}, nil
}

// Study is the study whose mailroom this is.
func (r *Room) Study() *study.Study { return r.study }

func (r *Room) path(name string) string { return filepath.Join(r.dir, name) }

// Take keeps what the desk handed over and says how many contacts are new.
// Taking the same file again changes nothing.
func (r *Room) Take(h handover.ToMailroom) (fresh int, err error) {
	unlock, err := r.lock()
	if err != nil {
		return 0, err
	}
	defer unlock()
	kept, err := r.sealed()
	if err != nil {
		return 0, err
	}
	here, err := r.replaced()
	if err != nil {
		return 0, err
	}
	for _, c := range kept {
		here[seal.HashOf(c)] = true
	}
	var lines bytes.Buffer
	for _, c := range h.Contacts {
		if !here[seal.HashOf(c)] {
			here[seal.HashOf(c)] = true
			lines.WriteString(base64.StdEncoding.EncodeToString(c) + "\n")
			fresh++
		}
	}
	if err := r.append(contactsFile, lines.Bytes()); err != nil {
		return 0, err
	}
	var gone []outreach.Entry
	for _, m := range h.Gone {
		gone = append(gone, outreach.Entry{Mark: m, State: outreach.Refused})
	}
	if err := r.record(gone...); err != nil {
		return fresh, err
	}
	return fresh, errors.Join(r.keepDone(h), r.keepAgreed(h))
}

func doneFile(w study.WaveID) string { return fmt.Sprintf("done-wave%d", w) }

// keepDone puts the marks of those who finished a wave in the place of the
// earlier ones: the desk always hands over all of them.
func (r *Room) keepDone(h handover.ToMailroom) error {
	var lines strings.Builder
	for _, m := range h.Done {
		lines.WriteString(string(m) + "\n")
	}
	return r.replace(doneFile(h.Wave), []byte(lines.String()))
}

// Done are the marks of those who finished the wave, as the desk said last.
func (r *Room) Done(w study.WaveID) (map[handover.Mark]bool, error) {
	data, err := os.ReadFile(r.path(doneFile(w)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	done := map[handover.Mark]bool{}
	for m := range strings.FieldsSeq(string(data)) {
		done[handover.Mark(m)] = true
	}
	return done, nil
}

// sealed are the contacts as they lie here. A last line that a crash cut short
// is left out; the file that it came from is taken again.
func (r *Room) sealed() ([][]byte, error) {
	data, err := os.ReadFile(r.path(contactsFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	var all [][]byte
	lines := bufio.NewReader(bytes.NewReader(data))
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return all, nil
		}
		if c, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line)); err == nil {
			all = append(all, c)
		}
	}
}

// Contacts opens the contacts with the contact key. Those that it does not
// open are counted; if it opens none, it is the wrong key. The contacts of
// those who withdrew or asked to be left alone are destroyed.
func (r *Room) Contacts(key custody.Identity) (open []outreach.Contact, refused int, err error) {
	kept, err := r.sealed()
	if err != nil {
		return nil, 0, err
	}
	j, err := r.Journal()
	if err != nil {
		return nil, 0, err
	}
	all := make([]*outreach.Contact, len(kept)) // nil: it did not open
	left := map[string]bool{}                   // addresses, whatever the secret beside them
	for i, c := range kept {
		contact, err := openContact(c, key)
		if err != nil {
			refused++
			continue
		}
		if all[i] = &contact; j.Left(r.study.ID, contact) {
			left[contact.SameAddress()] = true
		}
	}
	var stay [][]byte
	for i, contact := range all {
		if contact != nil && left[contact.SameAddress()] {
			continue
		}
		if contact != nil {
			open = append(open, *contact)
		}
		stay = append(stay, kept[i])
	}
	if len(stay) < len(kept) {
		if err := r.keepOnly(stay); err != nil {
			return nil, refused, err
		}
	}
	if len(open) == 0 && refused > 0 {
		return nil, refused, study.Problem{Severity: study.Error, Code: "contact-key", Where: "mailroom",
			What: fmt.Sprintf("the key opens none of the contacts (%d)", refused), Do: "use the contact key of this study; the contacts are unharmed"}
	}
	return open, refused, nil
}

func openContact(sealed []byte, key custody.Identity) (outreach.Contact, error) {
	plain, err := custody.OpenClosed(sealed, key)
	if err != nil {
		return outreach.Contact{}, err
	}
	return outreach.ReadContact(plain)
}

// keepOnly leaves no other contacts than these.
func (r *Room) keepOnly(contacts [][]byte) error {
	var lines strings.Builder
	for _, c := range contacts {
		lines.WriteString(base64.StdEncoding.EncodeToString(c) + "\n")
	}
	return r.replace(contactsFile, []byte(lines.String()))
}

// Forget removes every contact and what tells who was written to: the end of
// the vault. The journal's marks lead to nobody without the contacts.
func (r *Room) Forget() error {
	unlock, err := r.lock()
	if err != nil {
		return err
	}
	defer unlock()
	err = os.Remove(r.path(contactsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// append adds lines to a file and has them on the disk when it returns.
func (r *Room) append(name string, lines []byte) error {
	f, err := os.OpenFile(r.path(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("mailroom: %w", err)
	}
	_, err = f.Write(lines)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("mailroom: writing %s: %w", name, err)
	}
	return nil
}

// replace puts data in the place of a file; a reader sees the old or the new.
func (r *Room) replace(name string, data []byte) error {
	f, err := os.CreateTemp(r.dir, ".new-*")
	if err != nil {
		return fmt.Errorf("mailroom: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), r.path(name))
	}
	if err != nil {
		return fmt.Errorf("mailroom: writing %s: %w", name, err)
	}
	return nil
}
