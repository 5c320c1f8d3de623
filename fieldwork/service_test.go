package fieldwork_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

var ctx = context.Background()

// a stage is a small study with a running service, its storage and its key.
type stage struct {
	*fieldwork.Service
	*memory
	t     *testing.T
	key   custody.Identity
	study *study.Study
	now   time.Time

	pauses  atomic.Int64
	pausing func() // while it lasts; nil: it does not
}

func (s *stage) paused(context.Context) {
	s.pauses.Add(1)
	if s.pausing != nil {
		s.pausing()
	}
}

func newStage(t *testing.T) *stage {
	t.Helper()
	return stageOf(t, small(t))
}

// stageOf fields the versions of an instrument, the current one last.
func stageOf(t *testing.T, versions ...*instrument.Instrument) *stage {
	t.Helper()
	key, err := custody.NewIdentity(custody.Answers, "2022-03-01")
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{memory: newMemory(), t: t, key: key, now: time.Date(2022, 3, 28, 12, 0, 0, 0, time.UTC)}
	s.study = &study.Study{ID: "exile", Languages: []study.Lang{"en", "ru"}, Title: study.Text{"en": "Exile"},
		Waves: []study.Wave{
			{Number: 1, Doors: []study.Door{{Kind: study.OpenDoor, Opens: "2022-03-27", Closes: "2022-04-04"}}},
			{Number: 2, Doors: []study.Door{{Kind: study.PanelDoor, Opens: "2022-08-23", Closes: "2022-09-25"}, {Kind: study.OpenDoor, Opens: "2022-09-05", Closes: "2022-09-25"}}}},
		Channels: []study.Channel{{Name: "group"}},
		Keys:     study.Keys{Answers: []string{key.Public()}}, Consent: []study.Consent{{Version: 1, Text: study.Text{"en": "Yes?"}}}}
	s.field(versions...)
	return s
}

// field begins the service anew on the same storage, as after a restart.
func (s *stage) field(versions ...*instrument.Instrument) {
	s.t.Helper()
	var err error
	s.Service, err = fieldwork.New(fieldwork.Config{Study: s.study, Storage: s.memory, Coupons: s.memory, Rand: rand.Reader, Now: func() time.Time { return s.now }, Pause: s.paused,
		Instruments: map[study.WaveID][]*instrument.Instrument{1: versions, 2: versions}})
	if err != nil {
		s.t.Fatal(err)
	}
}

// small is an instrument of three pages, the second for those who work.
func small(t *testing.T) *instrument.Instrument {
	t.Helper()
	works, err := expr.Parse("${work} = 'yes'")
	if err != nil {
		t.Fatal(err)
	}
	yesno := &dataset.CodeList{Name: "yesno", Categories: []dataset.Category{{Code: "yes"}, {Code: "no"}}}
	return &instrument.Instrument{Form: "small", Version: "1", Languages: []study.Lang{"en", "ru"}, Pages: []*instrument.Page{
		{Name: "work", Items: []*instrument.Item{{Name: "work", Type: instrument.SelectOne, Codes: yesno}}},
		{Name: "job", Relevance: works, Items: []*instrument.Item{{Name: "hours", Type: instrument.Integer}}},
		{Name: "end", Items: []*instrument.Item{{Name: "comment", Type: instrument.Text}}}}}
}

func (s *stage) start() string {
	s.t.Helper()
	e, err := s.Enter(ctx, "group", "")
	if err != nil {
		s.t.Fatal(err)
	}
	token, err := s.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Channel: e.Channel, Language: "ru", Consent: 1})
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

func (s *stage) save(token, page, item, value string) string {
	s.t.Helper()
	next, faults, err := s.Save(ctx, fieldwork.SaveRequest{Token: token, Page: page, Seconds: 7, Form: map[string][]string{item: {value}}})
	if err != nil || len(faults) > 0 {
		s.t.Fatalf("saving page %s: %v, %d faults", page, err, len(faults))
	}
	return next
}

// open is the stored draft behind a token.
func (s *stage) open(token string) (fieldwork.Draft, error) {
	key, err := seal.ParseDraftKey(token)
	if err != nil {
		return fieldwork.Draft{}, err
	}
	return s.memory.Draft(ctx, key.ID())
}

// opened opens the envelope at a place of the chain.
func (s *stage) opened(i int) fieldwork.Response {
	s.t.Helper()
	_, plain, err := custody.Open(s.envelopes[i], s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	var r fieldwork.Response
	if err := json.Unmarshal(plain, &r); err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestAnInterviewEndsInAnEnvelopeThatOnlyTheKeyOpens(t *testing.T) {
	s := newStage(t)
	token := s.start()
	if next := s.save(token, "work", "work", "yes"); next != "job" {
		t.Fatalf("after the first page comes %q", next)
	}
	if next := s.save(token, "job", "hours", "40"); next != "end" {
		t.Fatalf("after the second page comes %q", next)
	}
	if next := s.save(token, "end", "comment", "so it goes"); next != "" {
		t.Fatalf("after the last page comes %q", next)
	}
	r := s.opened(0)
	if r.Answers["hours"].Value() != "40" || !r.Finished || r.Language != "ru" || r.Channel != "group" || r.Day != "2022-03-28" {
		t.Errorf("the envelope holds %+v", r)
	}
	if got := r.Paradata.Total(); got != 21 {
		t.Errorf("the time is %d s, want 21", got)
	}
	if e := s.envelopes[0]; bytes.Contains(e.Body, []byte("so it goes")) || bytes.Contains(e.Header, []byte("yes")) {
		t.Error("an answer lies open in the envelope")
	}
	thanks, err := s.Thanks(ctx, token)
	if err != nil || thanks.Receipt != string(seal.ReceiptOf(s.envelopes[0].Body)) {
		t.Errorf("the receipt is %q, %v", thanks.Receipt, err)
	}
}

func TestShowingAPageChangesNothing(t *testing.T) {
	s := newStage(t)
	token := s.start()
	before := s.changes
	for range 3 {
		if _, err := s.Show(ctx, token, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Enter(ctx, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	if s.changes != before {
		t.Errorf("showing pages made %d changes", s.changes-before)
	}
}

func TestConsentSentTwiceStartsOneResponse(t *testing.T) {
	s := newStage(t)
	e, err := s.Enter(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	r := fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Language: "en", Consent: 1}
	first, err := s.Start(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.Start(ctx, r)
	if err != nil || first != second || len(s.drafts) != 1 {
		t.Errorf("two consents give %d responses, %v", len(s.drafts), err)
	}
}

func TestTheLastPageSentTwiceGivesOneEnvelopeAndOneReceipt(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	s.save(token, "end", "comment", "bye")
	first, _ := s.Thanks(ctx, token)
	s.save(token, "end", "comment", "bye")
	second, _ := s.Thanks(ctx, token)
	if len(s.envelopes) != 1 || first.Receipt != second.Receipt {
		t.Errorf("%d envelopes, receipts %q and %q", len(s.envelopes), first.Receipt, second.Receipt)
	}
}

func TestAPageChangedAfterTheEndIsKeptBesideTheResponse(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	s.save(token, "end", "comment", "bye")
	s.save(token, "end", "comment", "wait, one more thing")
	if len(s.envelopes) != 2 || s.envelopes[1].Kind != seal.Revision {
		t.Fatalf("%d envelopes", len(s.envelopes))
	}
	if got := s.opened(0).Answers["comment"].Value(); got != "bye" {
		t.Errorf("the finished response says %q", got)
	}
	if got := s.opened(1).Answers["comment"].Value(); got != "wait, one more thing" {
		t.Errorf("the revision says %q", got)
	}
}

func TestAFasterTabMakesTheSavingBeginAnew(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.conflicts = 2
	if next := s.save(token, "work", "work", "yes"); next != "job" {
		t.Errorf("next is %q", next)
	}
}

func TestWhoComesBackByPhraseFindsTheAnswers(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "yes")
	words, err := s.Service.Phrase(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	back, err := s.Return(ctx, words)
	if err != nil || back.Token != token {
		t.Fatalf("the phrase leads to %v, %v", back.Token == token, err)
	}
	view, err := s.Show(ctx, back.Token, "")
	if err != nil || view.Step.Page.Name != "job" || view.Answers["work"].Value() != "yes" {
		t.Errorf("shown is %+v, %v", view.Step.Page, err)
	}
}

func TestAPhraseOpensThePanelDoorOfTheNextWave(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	s.save(token, "end", "comment", "bye")
	words, _ := s.Service.Phrase(ctx, token)
	s.now = time.Date(2022, 8, 24, 12, 0, 0, 0, time.UTC)

	stranger, err := s.Enter(ctx, "", "")
	if err != nil || stranger.Open {
		t.Fatalf("the open door stands open to a stranger: %v, %v", stranger.Open, err)
	}
	if _, err := s.Start(ctx, fieldwork.StartRequest{Secret: stranger.Secret, Draft: stranger.Draft, Language: "en", Consent: 1}); !errors.Is(err, fieldwork.ErrClosed) {
		t.Errorf("a stranger starts: %v", err)
	}
	back, err := s.Return(ctx, words)
	if err != nil || back.Token != "" {
		t.Fatalf("%+v, %v", back.Token, err)
	}
	entry := back.Entry
	if !entry.Open {
		t.Fatal("the panel door stays shut to a panelist")
	}
	again, err := s.Start(ctx, fieldwork.StartRequest{Secret: entry.Secret, Draft: entry.Draft, Phrase: entry.Phrase, Language: "en", Consent: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.save(again, "work", "work", "no")
	s.save(again, "end", "comment", "hello again")
	if a, b := s.opened(0), s.opened(1); a.Panelist != b.Panelist || b.Wave != 2 {
		t.Errorf("the same person is %s and %s", a.Panelist, b.Panelist)
	}
	if s.envelopes[0].Key == s.envelopes[1].Key {
		t.Error("the server sees the same key in both waves")
	}
}

// TestTheContactsSecretLeadsToNothingInTheStorage plays whoever holds the
// contact key and a copy of the field's storage: with the secret out of a
// contact, no draft, envelope or locker can be found.
func TestTheContactsSecretLeadsToNothingInTheStorage(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	view, err := s.open(token)
	if err != nil {
		t.Fatal(err)
	}
	s.save(token, "end", "comment", "bye")
	thanks, err := s.Thanks(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := seal.ParseSecret(thanks.Secret)
	if err != nil {
		t.Fatal(err)
	}
	asDraft := seal.DraftKey(secret)
	tried := map[string]bool{asDraft.ID(): true, asDraft.ResponseKey(): true, secret.Token(): true, secret.Panelist("exile"): true}
	for w := study.WaveID(0); w < 20; w++ {
		tried[secret.Invitation("exile", w)] = true
	}
	for id, d := range s.drafts {
		if tried[id] || tried[d.Key] {
			t.Error("a draft is found")
		}
		if _, err := asDraft.Open(d.Body); err == nil {
			t.Error("a draft is opened")
		}
	}
	if tried[s.envelopes[0].Key] || bytes.Contains(s.envelopes[0].Header, []byte(secret.Panelist("exile"))) {
		t.Error("the envelope is found")
	}
	for lookup := range s.phrases {
		if tried[lookup] {
			t.Error("a locker is found")
		}
	}
	if view.ID == "" {
		t.Error("there was no draft to look for")
	}
}

func TestAPhraseFindsTheResponseBegunWithIt(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	s.save(token, "end", "comment", "bye")
	words, _ := s.Service.Phrase(ctx, token)
	s.now = time.Date(2022, 9, 6, 12, 0, 0, 0, time.UTC)
	back, err := s.Return(ctx, words)
	if err != nil {
		t.Fatal(err)
	}
	entry := back.Entry
	begun, err := s.Start(ctx, fieldwork.StartRequest{Secret: entry.Secret, Draft: entry.Draft, Phrase: entry.Phrase, Language: "en", Consent: 1})
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Return(ctx, words)
	if err != nil || again.Token != begun {
		t.Errorf("the same words lead elsewhere: %v", err)
	}
}

func TestTokensThatWereNeverGivenOutAreAllAlike(t *testing.T) {
	s := newStage(t)
	s.start()
	guess, _ := seal.NewDraftKey(rand.Reader)
	for name, token := range map[string]string{"nothing": "", "nonsense": "x y z", "a well-formed guess": guess.Token()} {
		if _, err := s.Show(ctx, token, ""); !errors.Is(err, study.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnUnknownChannelDoesNotReachTheHeader(t *testing.T) {
	s := newStage(t)
	if e, _ := s.Enter(ctx, "alexei-in-tbilisi", ""); e.Channel != "" {
		t.Errorf("the channel is %q", e.Channel)
	}
}

// TestAPartnersCodeIsReadWithLettersThatLookAlike types codes of partners from
// paper: in capitals, and with letters of the other alphabet.
func TestAPartnersCodeIsReadWithLettersThatLookAlike(t *testing.T) {
	s := newStage(t)
	s.study.Channels = []study.Channel{{Name: "tbilisi"}, {Name: "apec"}, {Name: "mоck"}, {Name: "mock"}} // the third with a Cyrillic о
	for typed, want := range map[string]string{
		"tbilisi": "tbilisi", "Tbilisi": "tbilisi", "TВILISI": "tbilisi", "арес": "apec", "АРЕС": "apec", "mock": "mock", "mоck": "mоck",
		"MOCK": "", "tbilisi ": "", "tbi1isi": "", "tbilisi\r\nx": "", "": "",
	} {
		if e, _ := s.Enter(ctx, typed, ""); e.Channel != want {
			t.Errorf("%q is read as %q, want %q", typed, e.Channel, want)
		}
	}
}

func TestAWaveTellsWhyACellIsEmpty(t *testing.T) {
	in := small(t)
	rows := []fieldwork.Row{
		{Key: "a", Response: fieldwork.Response{Day: "2022-03-28", Finished: true, Answers: instrument.Answers{"work": {Values: []string{"no"}}, "comment": {Missing: dataset.Skipped}}}},
		{Key: "b", Response: fieldwork.Response{Day: "2022-03-28", Answers: instrument.Answers{"work": {Values: []string{"yes"}}}}},
		{Key: "c", Response: fieldwork.Response{Day: "2022-03-28", Finished: true, Answers: instrument.Answers{"work": {Values: []string{"yes"}}, "hours": {Values: []string{"40"}}, "comment": {Values: []string{"x"}}}}},
	}
	d, err := fieldwork.Tabulate(in, rows)
	if err != nil {
		t.Fatal(err)
	}
	hours, err := d.Column("hours")
	if err != nil {
		t.Fatal(err)
	}
	want := []dataset.Missing{dataset.NotAsked, dataset.BrokeOff, dataset.Present}
	for i := range want {
		if hours.Missing[i] != want[i] {
			t.Errorf("row %d is %q, want %q", i, hours.Missing[i], want[i])
		}
	}
	share, _ := d.Column("answered")
	if share.Numbers[1] > 0.34 || share.Numbers[2] != 1 {
		t.Errorf("shares answered are %v", share.Numbers)
	}
}

func TestTheWordingOfAnOtherAnswerIsItsOwnColumn(t *testing.T) {
	in := small(t)
	in.Pages[0].Items[0].Codes = &dataset.CodeList{Name: "work", Categories: []dataset.Category{{Code: "yes"}, {Code: "other"}}}
	in.Pages[0].Items[0].Other = "other"
	d, err := fieldwork.Tabulate(in, []fieldwork.Row{{Key: "a", Response: fieldwork.Response{Day: "2022-03-28", Finished: true,
		Answers: instrument.Answers{"work": {Values: []string{"other"}}, "work_other": {Values: []string{"seasonal"}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Column("work_other")
	if err != nil || c.Missing[0] != dataset.Present || c.Texts[0] != "seasonal" {
		t.Errorf("the wording is %q, %v", c.Texts, err)
	}
}
