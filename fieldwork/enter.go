package fieldwork

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// An Entry is what the first page shows.
type Entry struct {
	Study   *study.Study
	Wave    study.Wave
	Open    bool // a door stands open to this person
	Consent study.Consent
	Secret  string // the person's; goes into a hidden field and comes back with the consent
	Draft   string // token of the draft key to be; likewise
	Channel string
}

// Enter prepares the first page and stores nothing. A link is what stands in a
// personal invitation, or what [Service.Return] gave. The keys of the response
// to be are drawn here, so that sending the consent twice starts one response
// and not two.
func (s *Service) Enter(ctx context.Context, channel, link string) (Entry, error) {
	wave, open := s.study.CurrentWave(s.now())
	e := Entry{Study: s.study, Wave: wave, Consent: s.study.CurrentConsent(), Channel: s.channel(channel)}
	if !open {
		return e, nil
	}
	secret, key, err := s.keysOf(link)
	if err != nil {
		return Entry{}, err
	}
	e.Secret, e.Draft = secret.Token(), key.Token()
	e.Open, err = s.admits(ctx, wave, secret)
	return e, err
}

// linkMark stands between secret and draft key in a link of [Service.Return].
const linkMark = "."

// keysOf reads the keys of a link and draws those that it does not hold.
func (s *Service) keysOf(link string) (seal.Secret, seal.DraftKey, error) {
	person, draft, _ := strings.Cut(link, linkMark)
	secret, errS := seal.NewSecret(s.rand)
	key, errK := seal.NewDraftKey(s.rand)
	if err := errors.Join(errS, errK); err != nil {
		return secret, key, fmt.Errorf("fieldwork: drawing keys: %w", err)
	}
	var err error
	if person != "" {
		if secret, err = seal.ParseSecret(person); err != nil {
			return secret, key, study.ErrNotFound
		}
	}
	if draft != "" {
		if key, err = seal.ParseDraftKey(draft); err != nil {
			return secret, key, study.ErrNotFound
		}
	}
	return secret, key, nil
}

func (s *Service) openAt(w study.Wave, kind study.DoorKind) bool {
	return w.OpenAt(kind, s.now().In(s.study.Location()))
}

// admits reports whether a person may come in now: anybody while the open
// door stands open, else those who were invited while the panel door does.
func (s *Service) admits(ctx context.Context, w study.Wave, secret seal.Secret) (bool, error) {
	if s.openAt(w, study.OpenDoor) {
		return true, nil
	}
	if !s.openAt(w, study.PanelDoor) {
		return false, nil
	}
	return s.storage.Invited(ctx, w.Number, secret.Invitation(s.study.ID, w.Number))
}

// channel keeps a name that the study lists; everything else is no channel, so
// that nobody can write into the clear headers by way of a link.
func (s *Service) channel(name string) string {
	if slices.ContainsFunc(s.study.Channels, func(c study.Channel) bool { return c.Name == name }) {
		return name
	}
	return ""
}

// A StartRequest is a person's consent.
type StartRequest struct {
	Secret   string // of the first page's hidden fields
	Draft    string
	Channel  string
	Language study.Lang
	Consent  int // version agreed to
}

// Start begins a response, or finds the one that the same page began before,
// and returns the token of its resume link. Consent to a text other than the
// current one is [study.ErrConflict].
func (s *Service) Start(ctx context.Context, r StartRequest) (string, error) {
	secret, errS := seal.ParseSecret(r.Secret)
	key, errK := seal.ParseDraftKey(r.Draft)
	if errors.Join(errS, errK) != nil {
		return "", study.ErrNotFound
	}
	wave, open := s.study.CurrentWave(s.now())
	if !open {
		return "", ErrClosed
	}
	switch admitted, err := s.admits(ctx, wave, secret); {
	case err != nil:
		return "", err
	case !admitted:
		return "", ErrClosed
	}
	if r.Consent != s.study.CurrentConsent().Version {
		return "", study.ErrConflict
	}
	return s.begin(ctx, wave, secret, key, r)
}

// begin stores an empty draft unless there is one.
func (s *Service) begin(ctx context.Context, w study.Wave, secret seal.Secret, key seal.DraftKey, r StartRequest) (string, error) {
	_, err := s.storage.Draft(ctx, key.ID())
	if err == nil {
		return key.Token(), nil
	}
	if !errors.Is(err, study.ErrNotFound) {
		return "", err
	}
	switch _, err := s.storage.Finished(ctx, w.Number, key.ResponseKey()); {
	case err == nil:
		return "", ErrFinished
	case !errors.Is(err, study.ErrNotFound):
		return "", err
	}
	phrase, err := seal.NewPhrase(s.language(r.Language), s.rand)
	if err != nil {
		return "", fmt.Errorf("fieldwork: drawing a phrase: %w", err)
	}
	in := s.version(w.Number, "")
	d := &opened{
		Response: Response{Study: s.study.ID, Wave: w.Number, Form: in.Form, Version: in.Version,
			Panelist: panel.ID(secret.Panelist(s.study.ID)), Language: s.language(r.Language),
			Channel: s.channel(r.Channel), Consent: r.Consent, Seed: seedOf(key), Day: s.today(), Synthetic: s.study.Synthetic},
		Secret: secret.Token(), Phrase: phrase.String(),
		key: key, row: Draft{ID: key.ID(), Wave: w.Number, Key: key.ResponseKey()},
	}
	err = s.save(ctx, d)
	if errors.Is(err, study.ErrConflict) { // the same consent came twice at once
		err = nil
	}
	return key.Token(), err
}

// seedOf derives from a response's key what decides its lots, so that they are
// the same whenever it is opened, and nobody without the key can foretell them.
func seedOf(key seal.DraftKey) uint64 {
	seed, err := strconv.ParseUint(key.Digest([]byte("lots"))[:16], 16, 64)
	if err != nil || seed == 0 { // a digest is hexadecimal; zero means "no lots"
		return 1
	}
	return seed
}

// language keeps a language of the study; everything else becomes its default.
func (s *Service) language(l study.Lang) study.Lang {
	if slices.Contains(s.study.Languages, l) {
		return l
	}
	return s.study.Default()
}
