// Package storetest is the one suite that every storage of the field must
// pass, whatever database stands behind it.
//
// It knows the promises of the field's storage and speaks to it only through
// [Storage]. What depends on the machine, such as power cuts, killed processes
// and bytes left in files, each storage proves beside its own code.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// Storage is the field's storage as the pages, the sync and the demo use it.
type Storage interface {
	fieldwork.Storage
	fieldwork.Coupons
	Invite(ctx context.Context, wave study.WaveID, hashes []string) error
	Add(ctx context.Context, envelopes []seal.Envelope) error
	Envelopes(ctx context.Context, wave study.WaveID, after int64, limit int) ([]seal.Envelope, error)
	Partials(ctx context.Context, wave study.WaveID, after string, limit int) ([]seal.Envelope, error)
	Heads(ctx context.Context) ([]seal.Chain, error)
	Counts(ctx context.Context) (started, finished map[seal.Header]int, err error)
	Tombstones(ctx context.Context, wave study.WaveID) ([]seal.Envelope, error)
	Withdrawals(ctx context.Context) ([]string, error)
	SealAnew(ctx context.Context, envelopes []seal.Envelope) (int, error)
	Expire(ctx context.Context, before study.Day) error
	Close() error
}

// Run holds the storage that open makes, empty each time, to every promise.
func Run(t *testing.T, open func(t *testing.T) Storage) {
	for _, group := range []map[string]func(*testing.T, Storage){drafts, responses, chains, lookups, coupons, withdrawals, anew, callers} {
		for name, promise := range group {
			t.Run(name, func(t *testing.T) {
				s := open(t)
				t.Cleanup(func() {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
				promise(t, s)
			})
		}
	}
}

// Draft makes revision rev of the draft of the person who.
func Draft(who string, rev int) fieldwork.Draft {
	return fieldwork.Draft{
		ID: "draft-of-" + who, Wave: 1, Rev: rev, Key: "key-of-" + who, Day: "2022-03-27",
		Body: fmt.Appendf(nil, "revision %d of %s", rev, who),
	}
}

// Envelope makes what the person who sends in a wave with the given content,
// without what the storage sets.
func Envelope(who string, wave study.WaveID, content string) seal.Envelope {
	key := "key-of-" + who
	header, err := json.Marshal(seal.Header{
		V: 1, Study: "exile-panel", Wave: wave, Form: "wave1", Version: "1",
		Lang: "ru", Day: "2022-03-28", Channel: "friends", Size: 4096, Key: key,
	})
	if err != nil {
		panic(err) // plain strings and numbers always have a JSON form
	}
	return seal.Envelope{
		Wave: wave, Key: key, Header: header, Body: []byte("sealed " + content),
		Digest: seal.HashOf([]byte(who + content)).String(),
	}
}

// Partial is [Draft] with the partial envelope that belongs to it.
func Partial(who string, rev int) fieldwork.Draft {
	d := Draft(who, rev)
	e := Envelope(who, d.Wave, strings.Repeat("partial ", rev))
	e.Kind, e.Digest = seal.Partial, ""
	d.Partial = &e
	return d
}
