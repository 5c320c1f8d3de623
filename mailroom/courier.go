package mailroom

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"sojourn/outreach"
	"sojourn/study"
)

// An Errand is one letter on its way from the mailroom to its courier. It
// crosses a pipe and is never written down.
type Errand struct {
	Entry    outreach.Entry `json:"entry"`
	To       string         `json:"to"`
	FromName string         `json:"from_name"`
	From     string         `json:"from"`
	Subject  string         `json:"subject"`
	Text     string         `json:"text"`
	Language study.Lang     `json:"language"`
}

// A Delivery is the courier's answer.
type Delivery struct {
	State outreach.State `json:"state"`
	// Trouble says why the mail server could not be reached or does not take
	// the login; then nothing was tried.
	Trouble string `json:"trouble,omitempty"`
}

// A Carrier hands a letter to a mail server.
type Carrier interface {
	// Reach makes sure that there is a connection. Its error ends the round.
	Reach() error
	// Carry hands over one letter and says what became of it.
	Carry(Errand) outreach.State
}

// patience is how long to wait for a courier that finishes its letter, and for
// a mail server to answer.
const patience = 90 * time.Second

// Courier reads a [Login], then delivers the errands that come in, one after
// the other, and writes each step into the journal before it answers. It ends
// when no more come: also when whoever sends them was killed, and then the
// letter in hand is finished first. Today gives the day for the journal.
func (r *Room) Courier(in io.Reader, out io.Writer, open func(Login) (Carrier, error), today func() study.Day) error {
	unlock, err := r.lock()
	if err != nil {
		return err
	}
	defer unlock()
	errands, answers := json.NewDecoder(bufio.NewReader(in)), json.NewEncoder(out)
	var l Login
	if err := errands.Decode(&l); err != nil {
		return errors.New("mailroom: the courier was sent no login")
	}
	by, err := open(l)
	if err != nil {
		return err
	}
	if err := answers.Encode(Delivery{}); err != nil { // the lock is ours: begin
		return nil
	}
	for {
		var e Errand
		if err := errands.Decode(&e); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			return errors.New("mailroom: the courier was sent something that is no errand")
		}
		d, err := r.deliver(e, by, today())
		if err != nil {
			return err
		}
		if err := answers.Encode(d); err != nil {
			return nil // nobody listens any more; the journal knows
		}
	}
}

func (r *Room) deliver(e Errand, by Carrier, day study.Day) (Delivery, error) {
	if err := by.Reach(); err != nil {
		return Delivery{State: outreach.PutOff, Trouble: err.Error()}, nil
	}
	entry := e.Entry
	entry.State, entry.Day = outreach.Trying, day
	if err := r.record(entry); err != nil {
		return Delivery{}, err
	}
	state := by.Carry(e)
	if state == outreach.Trying {
		return Delivery{State: state}, nil // the connection broke when the letter may have gone
	}
	entry.State = state
	if err := r.record(entry); err != nil {
		return Delivery{}, fmt.Errorf("after a letter was handed over: %w", err)
	}
	return Delivery{State: state}, nil
}
