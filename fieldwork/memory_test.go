package fieldwork_test

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// memory is a field's storage that forgets everything when the test ends.
type memory struct {
	mu        sync.Mutex
	drafts    map[string]fieldwork.Draft
	envelopes []seal.Envelope
	phrases   map[string][]byte
	invited   map[string]bool
	changes   int
	conflicts int // savings to refuse, as if another tab were faster
	withdrawn []fieldwork.Withdrawal
	couponKey []byte
	uses      map[string][]string // of referral links, by lookup
	questions int                 // about invitations and withdrawals
	reading   func()              // before a draft is read; nil: nothing
	erasing   func()              // before something is withdrawn; likewise
}

func newMemory() *memory {
	return &memory{drafts: map[string]fieldwork.Draft{}, phrases: map[string][]byte{}, invited: map[string]bool{}, uses: map[string][]string{}}
}

func (m *memory) Draft(_ context.Context, id string) (fieldwork.Draft, error) {
	if m.reading != nil {
		m.reading()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.drafts[id]
	if !ok {
		return d, study.ErrNotFound
	}
	return d, nil
}

func (m *memory) SaveDraft(_ context.Context, d fieldwork.Draft) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.conflicts > 0 {
		m.conflicts--
		return study.ErrConflict
	}
	if m.drafts[d.ID].Rev+1 != d.Rev {
		return study.ErrConflict
	}
	m.changes++
	m.drafts[d.ID] = d
	return nil
}

func (m *memory) Finish(_ context.Context, stub fieldwork.Draft, e seal.Envelope, boxes ...fieldwork.Box) (seal.Envelope, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, old := range m.envelopes {
		if old.Key == e.Key && old.Digest == e.Digest {
			return old, nil
		}
		if old.Key == e.Key {
			e.Kind = seal.Revision
		}
	}
	m.changes++
	e.Seq = int64(len(m.envelopes) + 1)
	m.envelopes = append(m.envelopes, e)
	m.drafts[stub.ID] = stub
	for _, b := range boxes {
		if _, ok := m.phrases[b.Lookup]; !ok {
			m.phrases[b.Lookup] = b.Wrapped
		}
	}
	return e, nil
}

func (m *memory) Finished(_ context.Context, w study.WaveID, key string) (seal.Envelope, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.envelopes {
		if e.Wave == w && e.Key == key {
			return e, nil
		}
	}
	return seal.Envelope{}, study.ErrNotFound
}

func (m *memory) SavePhrase(_ context.Context, lookup string, wrapped []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.phrases[lookup]; ok && !bytes.Equal(old, wrapped) {
		return study.ErrConflict
	}
	m.changes++
	m.phrases[lookup] = wrapped
	return nil
}

func (m *memory) Phrase(_ context.Context, lookup string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if w, ok := m.phrases[lookup]; ok {
		return w, nil
	}
	return nil, study.ErrNotFound
}

func (m *memory) Invite(_ context.Context, w study.WaveID, hashes []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes++
	for _, h := range hashes {
		m.invited[h] = true
	}
	return nil
}

func (m *memory) Invited(_ context.Context, w study.WaveID, hash string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.questions++
	return m.invited[hash], nil
}

func (m *memory) Withdraw(_ context.Context, w fieldwork.Withdrawal) error {
	if m.erasing != nil {
		m.erasing()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range w.Responses {
		for id, d := range m.drafts {
			if d.Wave == r.Wave && d.Key == r.Key {
				delete(m.drafts, id)
			}
		}
	}
	for _, id := range w.Lockers {
		delete(m.phrases, id)
	}
	m.withdrawn = append(m.withdrawn, w)
	return nil
}

func (m *memory) Withdrawn(_ context.Context, mark string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.questions++
	return slices.ContainsFunc(m.withdrawn, func(w fieldwork.Withdrawal) bool { return w.Mark == mark }), nil
}

func (m *memory) SaveContact(context.Context, string, []byte) error { return nil }
