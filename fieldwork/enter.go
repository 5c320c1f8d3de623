package fieldwork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// An Entry is what the first page shows.
type Entry struct {
	Study   *study.Study
	Wave    study.Wave
	Open    bool  // a door stands open to this person
	Shut    error // why not: [ErrClosed], [ErrPaused] or [ErrFull]; nil where one does
	Consent study.Consent
	Secret  string // the person's; goes into a hidden field and comes back with the consent
	Draft   string // token of the draft key to be; likewise
	Channel string
	Phrase  string // of somebody who came by phrase; likewise
	Coupon  string // token of the referral link by which somebody came; likewise
}

// Enter prepares the first page and stores nothing. A link is what stands in a
// personal invitation; while a door is open, one that was never given out, is of
// another wave, or is of somebody who took everything back is
// [study.ErrNotFound], and nothing tells which. The keys of the response to be
// are drawn here, so that sending the consent twice starts one response and not
// two.
func (s *Service) Enter(ctx context.Context, channel, link string) (Entry, error) {
	return s.enter(ctx, channel, link, false)
}

func (s *Service) enter(ctx context.Context, channel, link string, referred bool) (Entry, error) {
	doors, err := s.doors(ctx)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Study: s.study, Consent: s.study.CurrentConsent(), Channel: s.channel(channel)}
	if e.Wave, e.Shut = doors.current(s.study); e.Shut != nil {
		return e, nil
	}
	secret, key, err := s.keysOf(link)
	if err != nil {
		return Entry{}, err
	}
	if link != "" {
		if known, err := s.invited(ctx, e.Wave, secret); err != nil || !known {
			return Entry{}, cmp.Or(err, study.ErrNotFound)
		}
	}
	e.Secret, e.Draft = secret.Token(), key.Token()
	e.Shut = s.admits(ctx, doors, e.Wave, comer{secret: secret, referred: referred, channel: e.Channel})
	if e.Shut != nil && !errors.Is(e.Shut, ErrClosed) {
		return Entry{}, e.Shut
	}
	e.Open = e.Shut == nil
	return e, nil
}

// keysOf reads the secret in a personal link, or draws one where there is no
// link, and draws a draft key. What is no link is taken for one that was never
// given out, so that it is looked up as long.
func (s *Service) keysOf(link string) (seal.Secret, seal.DraftKey, error) {
	secret, errS := seal.NewSecret(s.rand)
	key, errK := seal.NewDraftKey(s.rand)
	if err := errors.Join(errS, errK); err != nil {
		return secret, key, fmt.Errorf("fieldwork: drawing keys: %w", err)
	}
	if link == "" {
		return secret, key, nil
	}
	if read, err := seal.ParseSecret(link); err == nil {
		secret = read
	}
	return secret, key, nil
}

// invited reports whether the mailroom invited the person to the wave and they
// did not take everything back since. Both questions are asked of everybody, so
// that no answer comes sooner than another.
func (s *Service) invited(ctx context.Context, w study.Wave, secret seal.Secret) (bool, error) {
	invited, errI := s.storage.Invited(ctx, w.Number, secret.Invitation(s.study.ID, w.Number))
	withdrawn, errW := s.storage.Withdrawn(ctx, s.markOf(secret))
	return invited && !withdrawn, errors.Join(errI, errW)
}

// A comer is somebody at a door.
type comer struct {
	secret   seal.Secret
	phrase   bool // has a return phrase
	referred bool // has a referral link
	channel  string
	lang     study.Lang // empty where it is not known yet
}

// admits says why a person may not come in now; nil where they may. Anybody may
// while the open door stands open, else, while the panel door does, those who
// were invited, have a return phrase or were sent by a respondent, and nobody
// whose quota is full.
func (s *Service) admits(ctx context.Context, d doors, w study.Wave, c comer) error {
	if !d.open(w, study.OpenDoor) {
		if !d.open(w, study.PanelDoor) {
			return ErrClosed
		}
		invited, err := c.phrase || c.referred, error(nil)
		if !invited {
			invited, err = s.invited(ctx, w, c.secret)
		}
		if err != nil {
			return err
		}
		if !invited {
			return ErrClosed
		}
	}
	return s.room(ctx, w, c.channel, c.lang)
}

// channel keeps a name that the study lists; everything else is no channel, so
// that nobody can write into the clear headers by way of a link.
func (s *Service) channel(name string) string {
	alike := ""
	for _, c := range s.study.Channels {
		switch {
		case c.Name == name:
			return name
		case seal.Look(c.Name) != seal.Look(name):
		case alike != "":
			return "" // of two that look so nobody knows which was meant
		default:
			alike = c.Name
		}
	}
	return alike
}

// A StartRequest is a person's consent.
type StartRequest struct {
	Secret   string // of the first page's hidden fields
	Draft    string
	Channel  string
	Language study.Lang
	Consent  int      // version agreed to
	Purposes []string // of the consent, agreed to besides
	Phrase   string   // of somebody who came by it
	Coupon   string   // token of the referral link by which somebody came
	Width    Width
	Asked    Asked
	Trap     bool // see [Signals]
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
	doors, err := s.doors(ctx)
	if err != nil {
		return "", err
	}
	wave, err := doors.current(s.study)
	if err != nil {
		return "", err
	}
	if secret, err = s.renewed(ctx, secret); err != nil {
		return "", err
	}
	who := comer{secret: secret, phrase: r.Phrase != "", referred: r.Coupon != "",
		channel: s.channel(r.Channel), lang: s.language(r.Language)} // whether phrase and link are good is seen below
	if err := s.admits(ctx, doors, wave, who); err != nil {
		return "", err
	}
	if r.Consent != s.study.CurrentConsent().Version {
		return "", study.ErrConflict
	}
	coupon, err := s.redeem(ctx, wave, key, r.Coupon)
	if err != nil {
		return "", err
	}
	return s.begin(ctx, wave, secret, key, r, coupon)
}

// renewed is the secret, or a fresh one in place of that of somebody who took
// everything back. Agreeing anew makes them somebody new, of whom nothing was
// there before: under the former pseudonym the desk would erase what they say.
func (s *Service) renewed(ctx context.Context, secret seal.Secret) (seal.Secret, error) {
	withdrawn, err := s.storage.Withdrawn(ctx, s.markOf(secret))
	if err != nil || !withdrawn {
		return secret, err
	}
	return seal.NewSecret(s.rand)
}

// begin stores an empty draft unless there is one.
func (s *Service) begin(ctx context.Context, w study.Wave, secret seal.Secret, key seal.DraftKey, r StartRequest, coupon string) (string, error) {
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
	in := s.version(w.Number, "")
	d := &opened{
		Response: Response{Study: s.study.ID, Wave: w.Number, Form: in.Form, Version: in.Version,
			Panelist: panel.ID(secret.Panelist(s.study.ID)), Language: s.language(r.Language),
			Channel: s.channel(r.Channel), Consent: r.Consent, Seed: seedOf(key), Day: s.today(), Paradata: s.begun(r), Synthetic: s.study.Synthetic, Coupon: coupon},
		Secret: secret.Token(), key: key, row: Draft{ID: key.ID(), Wave: w.Number, Key: key.ResponseKey()},
	}
	if err := s.remember(ctx, d, secret, r.Phrase); err != nil {
		return "", err
	}
	s.agree(&d.Response, d.Response.Language, r.Purposes)
	leave, err := s.attention.attend(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
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
