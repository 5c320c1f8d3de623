package preview

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/instrument/rehearsal"
	"sojourn/outreach"
	"sojourn/respond"
	"sojourn/study"
)

// A stage is the respondents' pages of one version of the questionnaire.
type stage struct {
	instrument *instrument.Instrument
	exits      []instrument.Exit
	service    *fieldwork.Service
	pages      http.Handler
	clock      func() time.Time
}

func (s *site) newStage(form Form, exits []study.Exit) (*stage, error) {
	in := form.Instrument
	made := s.madeUp(in)
	made.Exits = exits
	if form.Study != nil {
		made.Help = form.Study.Help
	}
	ready, err := instrument.ReadExits(exits)
	if err != nil {
		return nil, err
	}
	service, err := fieldwork.New(fieldwork.Config{Study: made, Storage: s.Storage, Now: s.Clock, Rand: s.Rand,
		Instruments: map[study.WaveID][]*instrument.Instrument{1: {in}}})
	if err != nil {
		return nil, err
	}
	vault, err := outreach.NewVault(made, s.Storage, s.Rand)
	if err != nil {
		return nil, err
	}
	return &stage{instrument: in, exits: ready, service: service, clock: s.Clock,
		pages: respond.New(service, vault, respond.Options{Clock: s.Clock, Log: s.Log})}, nil
}

// madeUp is a study around the questionnaire, whose door is always open.
func (s *site) madeUp(in *instrument.Instrument) *study.Study {
	title, consent := study.Text{}, study.Text{}
	for _, lang := range in.Languages {
		if title[lang] = in.Title[lang]; title[lang] == "" {
			title[lang] = s.Name
		}
		consent[lang] = s.agree.In(lang).Say("consent")
	}
	now := s.Clock()
	return &study.Study{ID: "preview", Title: title, Languages: in.Languages, Synthetic: true, Field: "http://" + s.Host, Keys: s.Keys,
		Waves: []study.Wave{{Number: 1, Doors: []study.Door{{Kind: study.OpenDoor,
			Opens: study.DayOf(now.AddDate(0, 0, -2)), Closes: study.DayOf(now.AddDate(1, 0, 0))}}}},
		Consent: []study.Consent{{Version: 1, Text: consent}}}
}

// attempts is how many made-up respondents look for a page; few, where nobody
// asked for it by a button.
const (
	attempts = 60
	few      = 12
)

// reach has made-up respondents answer until one comes to the page, and gives
// the address at which the way can be gone on from there. It is false where
// nobody came.
func (st *stage) reach(ctx context.Context, page string, lang study.Lang, attempts int) (string, bool, error) {
	lots := rand.New(rand.NewPCG(1, 1))
	for range attempts {
		entry, err := st.service.Enter(ctx, "", "")
		if err != nil {
			return "", false, err
		}
		token, err := st.service.Start(ctx, fieldwork.StartRequest{Secret: entry.Secret, Draft: entry.Draft, Language: lang, Consent: entry.Consent.Version})
		if err != nil {
			return "", false, err
		}
		if there, err := st.walk(ctx, token, page, rehearsal.NewGuest(st.instrument, st.clock(), lots, st.exits...)); there || err != nil {
			return "/c/" + token + "/" + page, there, err
		}
	}
	return "", false, nil
}

// walk answers page by page until the one that is looked for.
func (st *stage) walk(ctx context.Context, token, page string, guest *rehearsal.Guest) (bool, error) {
	at := ""
	for range 4 * (len(st.instrument.Pages) + 1) {
		view, err := st.service.Show(ctx, token, at)
		if err != nil || view.Done {
			return false, unlessOut(err)
		}
		if view.Step.Page.Name == page {
			return true, nil
		}
		var failed error
		passed := guest.Answer(view.Step, func(form map[string][]string, insist bool) []instrument.Fault {
			next, faults, err := st.service.Save(ctx, fieldwork.SaveRequest{Token: token, Page: view.Step.Page.Name, Form: form, Insist: insist})
			at, failed = next, err
			return faults
		})
		if failed != nil || !passed || at == "" {
			return false, unlessOut(failed)
		}
	}
	return false, nil
}

// unlessOut is the error, but none of somebody who was led out: they come to no
// further page.
func unlessOut(err error) error {
	if out := (*fieldwork.Out)(nil); errors.As(err, &out) {
		return nil
	}
	return err
}

// pageOf names the page on which a problem stands: that of the nearest item at
// or above its row. It is empty for problems outside the sheet survey.
func pageOf(in *instrument.Instrument, row int, sheet string) string {
	if in == nil || row == 0 {
		return ""
	}
	best, found := 0, ""
	consider := func(at instrument.Place, page string) {
		if at.Sheet == sheet && at.Row <= row && at.Row > best {
			best, found = at.Row, page
		}
	}
	for _, p := range in.Pages {
		consider(p.Source, p.Name)
		for _, i := range p.Items {
			consider(i.Source, p.Name)
		}
	}
	return found
}

// spoken is the language of the form's pages: the one asked for, or its first.
func spoken(in *instrument.Instrument, lang study.Lang) study.Lang {
	if in == nil || len(in.Languages) == 0 {
		return "en"
	}
	if slices.Contains(in.Languages, lang) {
		return lang
	}
	return in.Languages[0]
}
