package fieldwork

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"sojourn/seal"
	"sojourn/study"
)

// A ConsentLine is what a person said to one text: a line of the ledger that
// stands inside the sealed body. Lines are added and never changed; the last
// one about a purpose counts.
type ConsentLine struct {
	Purpose  string     `json:"purpose,omitempty"` // empty: to take part
	Given    bool       `json:"given"`
	Version  int        `json:"version"`
	Language study.Lang `json:"language"` // of the page on which it was said
	Text     string     `json:"text"`     // SHA-256 of the wording as it stood there
	Day      study.Day  `json:"day"`
}

// Given reports what the ledger says to a purpose; asked is false where it
// says nothing.
func Given(ledger []ConsentLine, purpose string) (given, asked bool) {
	for _, a := range ledger {
		if a.Purpose == purpose {
			given, asked = a.Given, true
		}
	}
	return given, asked
}

// agree adds lines to the ledger: one for each purpose to which the person now
// says something else than before, or for the first time in this version.
func (s *Service) agree(r *Response, lang study.Lang, purposes []string) {
	c := s.study.CurrentConsent()
	line := func(purpose string, given bool, text study.Text) {
		for _, before := range slices.Backward(r.Consents) {
			if before.Purpose == purpose {
				if before.Given == given && before.Version == c.Version {
					return
				}
				break
			}
		}
		wording := text.In(lang, s.study.Default())
		r.Consents = append(r.Consents, ConsentLine{Purpose: purpose, Given: given, Version: c.Version, Language: lang,
			Text: seal.HashOf([]byte(wording)).String(), Day: s.today()})
	}
	if len(r.Consents) == 0 {
		line("", true, c.Text)
	}
	for _, p := range c.Purposes {
		line(p.Name, slices.Contains(purposes, p.Name), p.Text)
	}
}

// Agree takes what a person now says to the purposes of the consent: those
// named, and no other. After the end it is sealed as a revision that holds the
// ledger alone, for nothing else is left to be opened here.
func (s *Service) Agree(ctx context.Context, token string, lang study.Lang, purposes []string) error {
	turn := s.turn(token)
	turn.Lock()
	defer turn.Unlock()
	var err error
	for range tries {
		if err = s.agreeOnce(ctx, token, lang, purposes); !errors.Is(err, study.ErrConflict) {
			break
		}
	}
	return err
}

func (s *Service) agreeOnce(ctx context.Context, token string, lang study.Lang, purposes []string) error {
	d, err := s.open(ctx, token)
	if err != nil {
		return err
	}
	before := len(d.Response.Consents)
	s.agree(&d.Response, s.language(lang), purposes)
	switch {
	case len(d.Response.Consents) == before:
		return nil
	case d.Closing == nil:
		return s.save(ctx, d)
	}
	ledger, err := json.Marshal(d.Response.Consents)
	if err != nil {
		return errors.New("fieldwork: a ledger of consents cannot be written down")
	}
	return s.revise(ctx, d, ledger)
}

// revise seals what a finished response has come to hold besides the answers,
// which are sealed away by now. By content two such changes are told apart.
func (s *Service) revise(ctx context.Context, d *opened, content []byte) error {
	d.Response.Day = s.today()
	e, err := s.seal(d, seal.Revision)
	if err != nil {
		return err
	}
	e.Digest = d.key.Digest(content)
	stub, err := s.close(d)
	if err != nil {
		return err
	}
	_, err = s.storage.Finish(ctx, stub, e)
	return err
}

// consented gives the rows of responses without those of people who were led
// out, and without those that only change a consent or add a code; what these
// say is put into the rows that they are about. A ledger only grows, so the
// longest is the latest.
func consented(rows []Row) []Row {
	ledgers, codes := map[string][]ConsentLine{}, map[string][]string{}
	for _, r := range rows {
		if len(r.Response.Recognition) > 0 {
			codes[r.Key] = r.Response.Recognition
		}
		if len(r.Response.Consents) > len(ledgers[r.Key]) {
			ledgers[r.Key] = r.Response.Consents
		}
	}
	var kept []Row
	for _, r := range rows {
		if !r.Response.onlyConsents() && r.Response.Out == "" {
			r.Response.Consents, r.Response.Recognition = ledgers[r.Key], codes[r.Key]
			kept = append(kept, r)
		}
	}
	return kept
}

// onlyConsents reports whether a response is a change after the end, of
// consents or by a code: it is finished and has no answers because they were sealed before.
func (r *Response) onlyConsents() bool { return r.Finished && r.Answers == nil && len(r.Consents) > 0 }
