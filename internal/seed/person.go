package seed

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"runtime"
	"sync"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// A Fault is what was done to a response on purpose, so that the cleaning
// rules have something to find. It is the truth that tests compare with and
// stands in no response.
type Fault string

// The faults; empty is none.
const (
	Copied   Fault = "copied"   // every answer equal to those of an earlier response
	Hurried  Fault = "hurried"  // far too fast
	Underage Fault = "underage" // aged 1 to 17
	Straight Fault = "straight" // the same place on every scale
	BrokeOff Fault = "brokeoff" // less than half answered
)

// A Person is somebody made up, with their responses.
type Person struct {
	Secret   seal.Secret
	Analysed bool // of the analysed population, and without fault
	Visits   []Visit
}

// A Visit is a person's response in one wave.
type Visit struct {
	Wave     study.WaveID
	Day      study.Day
	Language study.Lang
	Channel  string // empty for whoever came by a personal link
	Answers  instrument.Answers
	Finished bool
	Reached  string         // the last page saved
	Seconds  map[string]int // by page
	Fault    Fault
}

// Visit returns the response of a wave, or nil.
func (p *Person) Visit(wave study.WaveID) *Visit {
	for i := range p.Visits {
		if p.Visits[i].Wave == wave {
			return &p.Visits[i]
		}
	}
	return nil
}

// Response is the visit as it stands inside a sealed envelope.
func (p *Person) Response(v *Visit, in *instrument.Instrument) fieldwork.Response {
	return fieldwork.Response{
		Study: Study, Wave: v.Wave, Form: in.Form, Version: in.Version, Panelist: panel.ID(p.Secret.Panelist(Study)),
		Language: v.Language, Channel: v.Channel, Consent: 1, Day: v.Day, Finished: v.Finished, Reached: v.Reached,
		Answers: v.Answers, Paradata: fieldwork.Paradata{Seconds: v.Seconds}, Synthetic: true,
	}
}

// secret derives a person's secret from the seed number and a count. Nobody's
// safety rests on it: the people are made up.
func secret(number uint64, n int) seal.Secret {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], number)
	binary.BigEndian.PutUint64(b[8:], uint64(n))
	return seal.Secret(sha256.Sum256(append([]byte("made-up person "), b[:]...)))
}

// People makes the people of the synthetic study. The same number gives the
// same people.
func People(number uint64) ([]Person, error) {
	w, err := build(number)
	if err != nil {
		return nil, err
	}
	people := make([]Person, len(w.members))
	errs := make([]error, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for k := range errs {
		// Everybody has a stream of chance of their own, so that it does not
		// matter who makes whom.
		all.Go(func() {
			for m := k; m < len(people) && errs[k] == nil; m += len(errs) {
				people[m], errs[k] = w.person(m)
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return w.spoil(people)
}
