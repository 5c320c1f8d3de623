package fieldwork

import (
	"context"

	"sojourn/seal"
	"sojourn/study"
)

// A Draft is a response under way as the field stores it: closed to everybody
// but the holder of the respondent's own secret.
type Draft struct {
	ID      string // hash of the draft key
	Wave    study.WaveID
	Rev     int            // counts savings from 1
	Key     string         // response key of the envelope this draft will become
	Body    []byte         // sealed to the draft key
	Partial *seal.Envelope // the same answers sealed to the answers key; nil before the first answer
	Day     study.Day      // of the last saving
}

// A Box is what lies in a locker: a key, closed, under the locker's lookup.
type Box struct {
	Lookup  string
	Wrapped []byte
}

// Storage is what a running wave needs of the field's storage. Every method
// that changes something returns only after the change is durable.
type Storage interface {
	// Draft returns the draft of the given id, or [study.ErrNotFound].
	Draft(ctx context.Context, id string) (Draft, error)

	// SaveDraft stores d if d.Rev is one more than the stored revision, 0
	// where there is none; otherwise it returns [study.ErrConflict]. The
	// partial envelope goes into the same transaction.
	SaveDraft(ctx context.Context, d Draft) error

	// Finish appends e to its wave's chain and puts stub in the place of the
	// draft, in one transaction, and returns the envelope as stored. The same
	// key and digest again change nothing and return the first envelope. The
	// same key with another digest is kept as a further envelope of kind
	// revision. The boxes are kept in the same transaction; of those whose lookup
	// is known, the first stays.
	Finish(ctx context.Context, stub Draft, e seal.Envelope, boxes ...Box) (seal.Envelope, error)

	// Finished returns the first final envelope under a response key, or
	// [study.ErrNotFound].
	Finished(ctx context.Context, wave study.WaveID, key string) (seal.Envelope, error)

	// SavePhrase keeps a wrapped secret under the lookup of a return phrase.
	// Other bytes under a known lookup are [study.ErrConflict].
	SavePhrase(ctx context.Context, lookup string, wrapped []byte) error

	// Phrase returns the wrapped secret of a lookup, or [study.ErrNotFound].
	Phrase(ctx context.Context, lookup string) ([]byte, error)

	// Invited reports whether the hash is of somebody whom the mailroom invited to
	// the wave.
	Invited(ctx context.Context, wave study.WaveID, hash string) (bool, error)

	// Withdrawn reports whether the mark is of somebody who withdrew altogether.
	Withdrawn(ctx context.Context, mark string) (bool, error)

	// Withdraw erases the responses named, with their drafts and partial
	// envelopes, and the lockers, and keeps the mark. Once more changes nothing.
	Withdraw(ctx context.Context, w Withdrawal) error

	// SaveContact keeps a sealed contact under a random id; the same id again
	// changes nothing.
	SaveContact(ctx context.Context, id string, sealed []byte) error
}
