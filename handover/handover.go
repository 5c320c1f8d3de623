// Package handover is what desk and mailroom give each other: files carried by
// hand or by mail.
//
// From the desk go the contacts, still sealed to the contact key and shuffled,
// and the marks of those who took part in a wave, so that nobody who answered
// is reminded, and of those who withdrew, so that their contacts are destroyed. From the mailroom comes, under the same marks, what became of
// each invitation. A [Mark] is another one in every wave and leads to a person
// only for those who know their pseudonym already: the desk, and the mailroom
// once it has opened the contact. The desk may also give a [Selection]: the marks
// of those who are to be asked for an interview, and nothing of why. No file
// holds an address or an answer.
package handover

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// A Mark is what both sides call a panelist of a wave in these files.
type Mark string

// MarkOf is the mark of a person in a wave.
func MarkOf(id study.ID, wave study.WaveID, person panel.ID) Mark {
	return Mark(seal.Mark(id, wave, string(person)))
}

// ToMailroom is what the desk gives to the mailroom.
type ToMailroom struct {
	Study    study.ID
	Wave     study.WaveID
	Contacts [][]byte // sealed to the contact key
	Done     []Mark   // of those who finished a response of the wave
	Gone     []Mark   // in wave 0, of those who withdrew: their contacts are to be destroyed

	// Day is when the file was made, and Agreed are the marks in wave 0 of those
	// whose last word on a purpose of the consent is yes, by the purpose; nil where
	// the study does not ask.
	Day    study.Day
	Agreed map[string][]Mark
}

// ToDesk is what the mailroom gives back.
type ToDesk struct {
	Study    study.ID
	Wave     study.WaveID
	Outcomes []Outcome
	Refused  []Mark // in wave 0, of those who asked to be left alone
	Same     []Pair // in wave 0, of people who left the same address twice
}

// A Pair is two marks of one person, in wave 0: somebody who came by a personal
// link in one wave and by the open link in another, or by both in one.
type Pair [2]Mark

// An Outcome is what became of one invitation, as far as the mailroom knows:
// [panel.NonContact] for one that was sent, whatever came of it at the field,
// [panel.Undelivered] or [panel.Refusal].
type Outcome struct {
	Mark        Mark
	Disposition panel.Disposition
}

// A Selection is whom the desk wants to be asked for an interview: marks in
// wave 0, which hold for good.
type Selection struct {
	Study study.ID
	Marks []Mark
}

// The first line of each file says which it is.
const (
	toMailroom = "sojourn handover to the mailroom 1"
	toDesk     = "sojourn handover to the desk 1"
	selection  = "sojourn selection for interviews 1"
)

// line is one line of either file.
type line struct {
	File    string       `json:"file,omitempty"`
	Study   study.ID     `json:"study,omitempty"`
	Wave    study.WaveID `json:"wave,omitempty"`
	Contact []byte       `json:"contact,omitempty"`
	Done    Mark         `json:"done,omitempty"`
	Gone    Mark         `json:"gone,omitempty"`
	Mark    Mark         `json:"mark,omitempty"`
	Outcome string       `json:"outcome,omitempty"`
	Same    Mark         `json:"same,omitempty"` // beside a mark: of the same person
	Day     study.Day    `json:"day,omitempty"`
	Agreed  string       `json:"agreed,omitempty"` // a purpose; without a mark: it was asked
}

// Write writes the file, one JSON document a line. Contacts and marks are
// sorted by their bytes, which no arrival order has any part in: the contacts
// are ciphertext and the marks are hashes.
func (h ToMailroom) Write(w io.Writer) error {
	lines := []line{{File: toMailroom, Study: h.Study, Wave: h.Wave, Day: h.Day}}
	contacts := slices.Clone(h.Contacts)
	slices.SortFunc(contacts, func(a, b []byte) int { return compareHashes(a, b) })
	for _, c := range contacts {
		lines = append(lines, line{Contact: c})
	}
	for _, m := range slices.Sorted(slices.Values(h.Done)) {
		lines = append(lines, line{Done: m})
	}
	for _, m := range slices.Sorted(slices.Values(h.Gone)) {
		lines = append(lines, line{Gone: m})
	}
	for _, purpose := range slices.Sorted(maps.Keys(h.Agreed)) {
		lines = append(lines, line{Agreed: purpose})
		for _, m := range slices.Sorted(slices.Values(h.Agreed[purpose])) {
			lines = append(lines, line{Agreed: purpose, Mark: m})
		}
	}
	return write(w, lines)
}

// compareHashes orders by hash: an age file begins with a header that is the
// same for all.
func compareHashes(a, b []byte) int {
	x, y := seal.HashOf(a), seal.HashOf(b)
	return slices.Compare(x[:], y[:])
}

// Write writes the file, one JSON document a line, sorted by mark.
func (h ToDesk) Write(w io.Writer) error {
	lines := []line{{File: toDesk, Study: h.Study, Wave: h.Wave}}
	for _, o := range h.Outcomes {
		lines = append(lines, line{Mark: o.Mark, Outcome: o.Disposition.String()})
	}
	slices.SortFunc(lines[1:], func(a, b line) int { return cmp.Compare(a.Mark, b.Mark) })
	for _, m := range slices.Sorted(slices.Values(h.Refused)) {
		lines = append(lines, line{Gone: m})
	}
	for _, p := range h.sortedPairs() {
		lines = append(lines, line{Mark: p[0], Same: p[1]})
	}
	return write(w, lines)
}

// sortedPairs sorts pairs, and the marks in each, so that neither tells which
// came first.
func (h ToDesk) sortedPairs() []Pair {
	var pairs []Pair
	for _, p := range h.Same {
		pairs = append(pairs, Pair{min(p[0], p[1]), max(p[0], p[1])})
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(pairs)
}

func write(w io.Writer, lines []line) error {
	to := bufio.NewWriter(w)
	enc := json.NewEncoder(to)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return fmt.Errorf("writing the handover: %w", err)
		}
	}
	if err := to.Flush(); err != nil {
		return fmt.Errorf("writing the handover: %w", err)
	}
	return nil
}

// Write writes the selection, one JSON document a line, sorted by mark: in
// which order and for which quota people were drawn is not told.
func (s Selection) Write(w io.Writer) error {
	lines := []line{{File: selection, Study: s.Study}}
	for _, m := range slices.Sorted(slices.Values(s.Marks)) {
		lines = append(lines, line{Mark: m})
	}
	return write(w, lines)
}

// ReadSelection reads what [Selection.Write] wrote for the study.
func ReadSelection(r io.Reader, id study.ID) (Selection, error) {
	s := Selection{}
	err := read(r, id, selection, func(l line) error {
		if l.Mark == "" {
			return errors.New("no mark")
		}
		s.Marks = append(s.Marks, l.Mark)
		return nil
	}, func(l line) { s.Study = l.Study })
	return s, err
}

// ReadToMailroom reads what [ToMailroom.Write] wrote for the study.
func ReadToMailroom(r io.Reader, id study.ID) (ToMailroom, error) {
	h := ToMailroom{}
	err := read(r, id, toMailroom, func(l line) error {
		switch {
		case len(l.Contact) > 0:
			h.Contacts = append(h.Contacts, l.Contact)
		case l.Done != "":
			h.Done = append(h.Done, l.Done)
		case l.Gone != "":
			h.Gone = append(h.Gone, l.Gone)
		case l.Agreed != "":
			h.agree(l.Agreed, l.Mark)
		default:
			return errors.New("neither a contact nor a mark")
		}
		return nil
	}, func(l line) { h.Study, h.Wave, h.Day = l.Study, l.Wave, l.Day })
	return h, err
}

// agree takes in that a purpose was asked and, with a mark, who agreed.
func (h *ToMailroom) agree(purpose string, m Mark) {
	if h.Agreed == nil {
		h.Agreed = map[string][]Mark{}
	}
	all := h.Agreed[purpose] // there from now on, be it empty
	if m != "" {
		all = append(all, m)
	}
	h.Agreed[purpose] = all
}

// ReadToDesk reads what [ToDesk.Write] wrote for the study.
func ReadToDesk(r io.Reader, id study.ID) (ToDesk, error) {
	h := ToDesk{}
	err := read(r, id, toDesk, func(l line) error {
		if l.Gone != "" {
			h.Refused = append(h.Refused, l.Gone)
			return nil
		}
		if l.Same != "" && l.Mark != "" {
			h.Same = append(h.Same, Pair{l.Mark, l.Same})
			return nil
		}
		d, err := panel.ParseDisposition(l.Outcome)
		if err != nil || l.Mark == "" {
			return errors.New("no outcome of an invitation")
		}
		h.Outcomes = append(h.Outcomes, Outcome{l.Mark, d})
		return nil
	}, func(l line) { h.Study, h.Wave = l.Study, l.Wave })
	return h, err
}

// read takes the lines of a file of the given kind; begin gets the first.
func read(r io.Reader, id study.ID, kind string, take func(line) error, begin func(line)) error {
	dec := json.NewDecoder(bufio.NewReader(r))
	for row := 1; ; row++ {
		var l line
		err := dec.Decode(&l)
		if errors.Is(err, io.EOF) && row > 1 {
			return nil
		}
		if row == 1 {
			if err := head(l, err, id, kind); err != nil {
				return err
			}
			begin(l)
			continue
		}
		if err == nil {
			err = take(l)
		}
		if err != nil {
			return study.Problem{Severity: study.Error, Code: "handover", Where: "handover", Row: row, What: "this line cannot be read",
				Do: "fetch the file again from whoever made it; it may have been cut short on the way"}
		}
	}
}

// head judges the first line.
func head(l line, err error, id study.ID, kind string) error {
	switch {
	case err != nil || l.File != kind:
		return study.Problem{Severity: study.Error, Code: "handover", Where: "handover", What: fmt.Sprintf("this file is not a %q", kind),
			Do: "name the file that \"sojourn handover\", \"sojourn mailroom back\" or \"sojourn select\" wrote"}
	case l.Study != id:
		return study.Problem{Severity: study.Error, Code: "handover", Where: "handover", What: fmt.Sprintf("this file is of the study %q and not of %q", l.Study, id),
			Do: "name the file of this study"}
	}
	return nil
}
