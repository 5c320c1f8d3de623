package fieldwork

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"sync"
	"time"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// ErrClosed says that no door of the study is open to the person who knocked.
var ErrClosed = errors.New("fieldwork: no door is open")

// ErrFinished says that the person's response of this wave is complete and the
// time to look at it again is over.
var ErrFinished = errors.New("fieldwork: the response is already complete")

// A Service runs the waves of one study. It is safe for concurrent use and
// keeps nothing of a response between requests.
type Service struct {
	study       *study.Study
	instruments map[study.WaveID][]*instrument.Instrument
	answers     seal.Recipients
	storage     Storage
	now         func() time.Time
	rand        io.Reader
	pause       func(context.Context)
	control     Control
	coupons     Coupons
	couponKey   seal.CouponKey
	counted     counter
	arrivals    *tally
	publishing  sync.RWMutex
	published   map[study.WaveID][]*instrument.Instrument
	seekers     chan struct{} // those who typed words, while their locker is being sought
	makers      chan struct{} // those for whom words are being made
	attention   attention
	ready       ready
	exits       []instrument.Exit
	numbers     func() *Numbers
	turns       [1024]sync.Mutex
}

// turn is what savings of the same response wait for, so that impatient clicks
// follow each other and none of them is told to try again. Others share it by
// chance, which costs them a moment now and then.
func (s *Service) turn(token string) *sync.Mutex {
	h := fnv.New32a()
	_, _ = io.WriteString(h, token) // never fails
	return &s.turns[h.Sum32()%uint32(len(s.turns))]
}

// Config is what a [Service] needs.
type Config struct {
	Study *study.Study
	// Instruments are the versions of each wave's instrument, the current one last.
	Instruments map[study.WaveID][]*instrument.Instrument
	Storage     Storage
	Control     Control         // what the team sets during a wave; nil: nothing
	Coupons     Coupons         // nil where the study has no snowball
	Numbers     func() *Numbers // what is published of others' answers; nil, or giving nil: nothing
	Now         func() time.Time
	Rand        io.Reader
	// Pause is waited out after words that are nobody's, so that trying is slow
	// for each who tries; nil: no time at all.
	Pause func(context.Context)
}

// New returns a service for the study. Without an answers key or an instrument
// for every wave there is nothing to seal to or to ask, and that is an error.
func New(c Config) (*Service, error) {
	to, err := Recipients(c.Study)
	if err != nil {
		return nil, err
	}
	links, err := couponKey(c)
	if err != nil {
		return nil, err
	}
	for _, w := range c.Study.Waves {
		if len(c.Instruments[w.Number]) == 0 {
			return nil, fmt.Errorf("fieldwork: wave %d has no instrument", w.Number)
		}
	}
	exits, err := readExits(c.Study, c.Instruments)
	if err != nil {
		return nil, err
	}
	if c.Pause == nil {
		c.Pause = func(context.Context) {}
	}
	return &Service{study: c.Study, instruments: c.Instruments, answers: to, storage: c.Storage, now: c.Now, rand: c.Rand, pause: c.Pause, exits: exits, numbers: c.Numbers,
		control: c.Control, coupons: c.Coupons, couponKey: links, arrivals: newTally(c.Study.Crowd.Limit()), published: map[study.WaveID][]*instrument.Instrument{},
		seekers: newSeekers(), makers: newSeekers(), attention: newAttention(), ready: newReady(c.Study.Languages)}, nil
}

// Recipients are those who can open the study's answers: the answers keys and
// the recovery keys.
func Recipients(s *study.Study) (seal.Recipients, error) {
	if err := s.KeysFor("answers", s.Keys.Answers); err != nil {
		return seal.Recipients{}, err
	}
	to, err := seal.ParseRecipients(slices.Concat(s.Keys.Answers, s.Keys.Recovery))
	if err != nil {
		return to, fmt.Errorf("%s keys answers: %w", study.File, err)
	}
	return to, nil
}

// today is the day in the study's own time zone: the finest moment that is kept.
func (s *Service) today() study.Day { return study.DayOf(s.now().In(s.study.Location())) }

// Study returns the study that the service runs.
func (s *Service) Study() *study.Study { return s.study }

// version returns the instrument of a wave in the version of the given name.
// A version that is gone is answered by the current one.
func (s *Service) version(w study.WaveID, name string) *instrument.Instrument {
	versions := s.versions(w)
	for _, in := range versions {
		if in.Version == name {
			return in
		}
	}
	return versions[len(versions)-1]
}

// opened is a draft in the clear, for the length of a request.
type opened struct {
	Response Response `json:"response"`
	Secret   string   `json:"secret"`            // token of the person's seal.Secret
	Phrase   string   `json:"phrase,omitempty"`  // the six words, once somebody has any
	Locker   string   `json:"locker,omitempty"`  // token of the phrase's [seal.Locker]; drafts of former versions have none
	Closing  *closing `json:"closing,omitempty"` // set once the response is finished

	// Earlier is what the person carries from their earlier waves. It goes when
	// the response is finished.
	Earlier map[study.WaveID]instrument.Answers `json:"earlier,omitempty"`

	key seal.DraftKey
	row Draft
}

// sitting is what surrounds the answers of a draft at the given time.
func (d *opened) sitting(now time.Time) instrument.Sitting {
	sitting := d.Response.sitting(now)
	sitting.Earlier = d.Earlier
	return sitting
}

// closing is what stays of a finished draft until it expires: enough to show
// the last page again and to know the same sending when it is repeated.
type closing struct {
	Receipt string `json:"receipt"`
	Page    string `json:"page"`           // the page whose saving finished the response
	Digest  string `json:"digest"`         // of the form saved with it
	Exit    string `json:"exit,omitempty"` // by which an ineligible person was led out

	Day study.Day `json:"day,omitempty"` // of the end, from which referral links run
}

// open reads the draft behind a token. A token that was never given out and
// one whose draft has expired are both [study.ErrNotFound].
func (s *Service) open(ctx context.Context, token string) (*opened, error) {
	key, wrong := seal.ParseDraftKey(token)
	row, err := s.storage.Draft(ctx, key.ID()) // of what is no token too, so that it takes as long
	if wrong != nil {
		return nil, study.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	plain, err := key.Open(row.Body)
	if err != nil {
		return nil, study.ErrNotFound
	}
	d := &opened{key: key, row: row}
	if err := json.Unmarshal(plain, d); err != nil {
		return nil, errors.New("fieldwork: a draft is not in a form this version reads")
	}
	return d, nil
}

// close gives the row under which the draft is to be stored next.
func (s *Service) close(d *opened) (Draft, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return Draft{}, errors.New("fieldwork: a draft cannot be written down")
	}
	body, err := d.key.Seal(plain, s.rand)
	if err != nil {
		return Draft{}, fmt.Errorf("fieldwork: sealing a draft: %w", err)
	}
	row := d.row
	row.Rev++
	row.Body = body
	row.Day = d.Response.Day
	return row, nil
}

// seal closes the response to the answers key.
func (s *Service) seal(d *opened, kind seal.Kind) (seal.Envelope, error) {
	return SealResponse(d.Response, d.key, kind, s.answers)
}

// SealResponse seals a response to the answers key, under a header that says
// nothing about the answers.
func SealResponse(r Response, key seal.DraftKey, kind seal.Kind, to seal.Recipients) (seal.Envelope, error) {
	plain, err := json.Marshal(r)
	if err != nil {
		return seal.Envelope{}, errors.New("fieldwork: a response cannot be written down")
	}
	e, err := seal.Seal(seal.Header{V: 1, Study: r.Study, Wave: r.Wave, Form: r.Form, Version: r.Version,
		Lang: r.Language, Day: r.Day, Channel: r.Channel, Key: key.ResponseKey(), Out: r.Out != ""}, plain, to)
	if err != nil {
		return seal.Envelope{}, fmt.Errorf("fieldwork: sealing a response: %w", err)
	}
	// The digest is of the answers alone: a second sending of the same page is
	// the same response although a second went by.
	answers, err := json.Marshal(r.Answers)
	if err != nil {
		return seal.Envelope{}, errors.New("fieldwork: answers cannot be written down")
	}
	e.Kind = kind
	e.Digest = key.Digest(answers)
	return e, nil
}

// save stores the draft with its partial envelope.
func (s *Service) save(ctx context.Context, d *opened) error {
	row, err := s.close(d)
	if err != nil {
		return err
	}
	if len(d.Response.Answers) > 0 {
		partial, err := s.seal(d, seal.Partial)
		if err != nil {
			return err
		}
		row.Partial = &partial
	}
	if err := s.storage.SaveDraft(ctx, row); err != nil {
		return err
	}
	d.row = row
	return nil
}
