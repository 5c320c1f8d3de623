package respond

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/outreach"
	"sojourn/study"
)

var noon = time.Date(2022, time.September, 6, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// A fake runs one response in memory and counts what changes it.
type fake struct {
	study    *study.Study
	in       *instrument.Instrument
	answers  instrument.Answers
	lang     study.Lang
	done     bool
	closed   bool
	full     bool // the quota is
	others   *fieldwork.Others
	seed     uint64
	times    int // of a repeat that the page shown is one of
	changes  int
	paradata fieldwork.Paradata
	crowd    int    // how many want to begin
	came     int    // how often somebody did
	invited  string // a personal link that opens the panel door
	stranger bool   // nobody was invited
	saved    fieldwork.SaveRequest
	contact  outreach.Contact
	began    fieldwork.StartRequest
	ledger   []fieldwork.ConsentLine
	code     map[string]string // by which somebody is recognised, once given
	fail     error             // returned by Show and Save
	explode  string            // panic of Save
	arrived  chan struct{}     // told when Show is entered, if not nil
	wait     chan struct{}     // what Show waits for, if not nil
}

const (
	token  = "tTtTtT"
	secret = "sSsSsS"
	sent   = "rRrRrR" // token of a referral link
	words  = "river lamp orange window music bread"
)

func newFake(t testing.TB) *fake {
	t.Helper()
	return newFakeOf(t, "testdata/controls.md")
}

// newFakeOf asks the questions of a file.
func newFakeOf(t testing.TB, file string) *fake {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wb, problems := xlsform.ReadMarkdown(file, data)
	in, more := xlsform.Instrument(wb)
	if err := append(problems, more...).Err(); err != nil {
		t.Fatal(err)
	}
	return &fake{in: in, lang: "en", answers: instrument.Answers{}, study: &study.Study{
		ID: "exile", Title: study.Text{"en": "Life after moving", "ru": "Жизнь после переезда", "fa": "زندگی پس از مهاجرت"},
		Languages: []study.Lang{"en", "ru", "fa"}, Synthetic: true, Field: "https://field.example",
		Consent: []study.Consent{{Version: 3, Text: study.Text{
			"en": "We are a group of researchers who study how people live after moving to another country.\n\nAnswering takes about twelve minutes. You may leave out any question and stop at any time. We keep no name, no address of your computer and nothing about your device.\n\nYour answers are closed with a key that is not on this server.",
			"ru": "Мы, группа исследователей, изучаем, как живут люди после переезда в другую страну.\n\nОпрос займёт около двенадцати минут. Любой вопрос можно пропустить, и в любой момент можно остановиться. Мы не храним ни имени, ни адреса вашего компьютера, ни сведений о вашем устройстве.\n\nОтветы закрываются ключом, которого на этом сервере нет.",
			"fa": "ما گروهی پژوهشگر هستیم و زندگی مردم را پس از رفتن به کشوری دیگر بررسی می‌کنیم.\n\nپاسخ دادن حدود دوازده دقیقه طول می‌کشد. می‌توانید هر پرسشی را بی‌پاسخ بگذارید و هر زمان دست بکشید. ما نام، نشانی رایانه و چیزی دربارهٔ دستگاه شما نگه نمی‌داریم.\n\nپاسخ‌ها با کلیدی بسته می‌شوند که روی این سرور نیست.",
		}, Purposes: []study.Purpose{
			{Name: "interview", Text: study.Text{"en": "You may ask me to talk with you.", "ru": "Можно пригласить меня на разговор.", "fa": "می‌توانید مرا به گفت‌وگو دعوت کنید."}},
			{Name: "archive", Text: study.Text{"en": "Other researchers may study my answers without names.", "ru": "Другие исследователи могут изучать мои ответы без имён.", "fa": "پژوهشگران دیگر می‌توانند پاسخ‌های من را بدون نام بررسی کنند."}}}}},
		Help: []study.Help{{Title: study.Text{"en": "Someone to talk to", "ru": "С кем поговорить", "fa": "کسی برای گفت‌وگو"}, Country: study.Text{"en": "Georgia", "ru": "Грузия", "fa": "گرجستان"}, Address: "tel:+995320000000"},
			{Title: study.Text{"en": "Advice by letter", "ru": "Совет по почте", "fa": "راهنمایی با نامه"}, Languages: []study.Lang{"ru"}, Address: "https://help.example/"}},
	}}
}

func (f *fake) Study() *study.Study { return f.study }

func (f *fake) Enter(_ context.Context, channel, link string) (fieldwork.Entry, error) {
	if link != "" && (link != secret || f.stranger) {
		return fieldwork.Entry{}, study.ErrNotFound
	}
	if f.full {
		return fieldwork.Entry{Study: f.study, Shut: fieldwork.ErrFull}, nil
	}
	return fieldwork.Entry{Study: f.study, Open: !f.closed, Consent: f.study.CurrentConsent(), Secret: secret, Draft: "dDdDdD", Channel: channel}, nil
}

func (f *fake) Crowd(string) int { return f.crowd }

func (f *fake) Arrive(_ context.Context, r fieldwork.StartRequest) (bool, error) {
	f.came++
	return r.Phrase != "" || f.invited != "" && r.Secret == f.invited, nil
}

func (f *fake) Start(_ context.Context, r fieldwork.StartRequest) (string, error) {
	switch {
	case f.full:
		return "", fieldwork.ErrFull
	case f.closed:
		return "", fieldwork.ErrClosed
	case r.Secret != secret && (f.invited == "" || r.Secret != f.invited):
		return "", study.ErrNotFound
	case r.Consent != f.study.CurrentConsent().Version:
		return "", study.ErrConflict
	}
	f.changes++
	f.lang = r.Language
	f.began = r
	return token, nil
}

func (f *fake) Return(_ context.Context, phrase string) (fieldwork.Returned, error) {
	if phrase != words {
		return fieldwork.Returned{}, study.ErrNotFound
	}
	f.changes++
	return fieldwork.Returned{Token: token}, nil
}

func (f *fake) Show(_ context.Context, tok, page string) (fieldwork.View, error) {
	if f.wait != nil {
		f.arrived <- struct{}{}
		<-f.wait
	}
	if f.fail != nil || tok != token {
		return fieldwork.View{}, orNotFound(f.fail)
	}
	if f.done {
		return fieldwork.View{Done: true, Language: f.lang}, nil
	}
	route, err := f.in.RouteIn(instrument.Sitting{Now: noon, Seed: f.seed}, f.answers)
	if err != nil {
		return fieldwork.View{}, err
	}
	step, ok := route.Step(page)
	if page == "" {
		step, ok = route.Resume()
	}
	if !ok {
		return fieldwork.View{}, study.ErrNotFound
	}
	at := slices.IndexFunc(route.Steps, func(s instrument.Step) bool { return s.Page == step.Page })
	return fieldwork.View{Instrument: f.in, Step: step, Answers: f.answers, Counted: route.Answers, Language: f.lang,
		Number: at + 1, Total: len(route.Steps), First: at == 0, Times: f.times}, nil
}

func orNotFound(err error) error {
	if err == nil {
		return study.ErrNotFound
	}
	return err
}

func (f *fake) Save(_ context.Context, r fieldwork.SaveRequest) (string, []instrument.Fault, error) {
	if f.explode != "" {
		panic(f.explode)
	}
	if f.fail != nil || r.Token != token {
		return "", nil, orNotFound(f.fail)
	}
	f.changes++
	f.saved = r
	if r.Language != "" {
		f.lang = r.Language
	}
	at := slices.IndexFunc(f.in.Pages, func(p *instrument.Page) bool { return p.Name == r.Page })
	if at < 0 {
		return "", nil, study.ErrNotFound
	}
	answers, faults, err := f.in.Accept(f.in.Pages[at], r.Form, f.answers, noon, r.Insist)
	if err != nil {
		return "", nil, err
	}
	f.answers = answers
	route, err := f.in.Route(answers, noon)
	if err != nil {
		return "", nil, err
	}
	prev, _ := route.Prev(r.Page)
	next, more := route.Next(r.Page)
	switch {
	case r.Back:
		return prev.Page.Name, nil, nil
	case r.Stay, len(faults) > 0:
		return r.Page, faults, nil
	case more:
		return next.Page.Name, nil, nil
	}
	f.done = true
	return "", nil, nil
}

func (f *fake) WithdrawByPhrase(_ context.Context, phrase string) error {
	if phrase != words {
		return study.ErrNotFound
	}
	f.changes++
	return nil
}

func (f *fake) Withdraw(_ context.Context, tok string) error {
	if tok != token {
		return study.ErrNotFound
	}
	f.changes++
	return nil
}

func (f *fake) WithdrawInvited(context.Context, string) error {
	f.changes++
	return nil
}

func (f *fake) Find(_ context.Context, phrase string) (string, error) {
	if phrase != words {
		return "", study.ErrNotFound
	}
	return token, nil
}

func (f *fake) Own(_ context.Context, tok string) (fieldwork.Own, error) {
	if tok != token {
		return fieldwork.Own{}, study.ErrNotFound
	}
	route, err := f.in.Route(f.answers, noon)
	return fieldwork.Own{Language: f.lang, Day: "2022-09-06", Finished: f.done, Receipt: "8ZK0M-4T2QX-1A9CF-7HJ3P-5WN6R", Consents: f.ledger, Paradata: f.paradata,
		Instrument: f.in, Steps: route.Steps, Answers: route.Answers}, err
}

func (f *fake) Agree(_ context.Context, tok string, lang study.Lang, purposes []string) error {
	if tok != token {
		return study.ErrNotFound
	}
	f.changes++
	f.ledger = []fieldwork.ConsentLine{{Given: true, Version: 3, Language: "en", Day: "2022-09-06", Text: "c0ffee"}}
	for _, p := range f.study.CurrentConsent().Purposes {
		f.ledger = append(f.ledger, fieldwork.ConsentLine{Purpose: p.Name, Given: slices.Contains(purposes, p.Name), Version: 3, Language: lang, Day: "2022-09-06", Text: "facade"})
	}
	return nil
}

func (f *fake) CurrentVersion(study.WaveID) string { return f.in.Version }

func (f *fake) Others(_ context.Context, tok, page string) (fieldwork.Others, error) {
	if tok != token || f.others == nil || f.others.Step.Page.Name != page {
		return fieldwork.Others{}, study.ErrNotFound
	}
	return *f.others, nil
}

func (f *fake) Phrase(context.Context, string) (string, error) {
	f.changes++
	return words, nil
}

func (f *fake) Thanks(_ context.Context, tok string) (fieldwork.Thanks, error) {
	switch {
	case tok != token:
		return fieldwork.Thanks{}, study.ErrNotFound
	case !f.done:
		return fieldwork.Thanks{}, study.ErrConflict
	}
	return fieldwork.Thanks{Receipt: "8ZK0M-4T2QX-1A9CF-7HJ3P-5WN6R", Phrase: words, Secret: secret, Language: f.lang,
		Referrals: f.study.Snowball.On, Recognise: f.study.Recognition.On && f.code == nil}, nil
}

func (f *fake) EnterReferred(_ context.Context, coupon string) (fieldwork.Entry, error) {
	if coupon != sent {
		return fieldwork.Entry{}, fieldwork.ErrReferral
	}
	return fieldwork.Entry{Study: f.study, Open: !f.closed, Consent: f.study.CurrentConsent(), Secret: secret, Coupon: coupon}, nil
}

func (f *fake) Referrals(_ context.Context, tok string) (fieldwork.Referrals, error) {
	if tok != token || !f.done {
		return fieldwork.Referrals{}, study.ErrNotFound
	}
	return fieldwork.Referrals{Language: f.lang, Tokens: []string{sent, "second"}, Until: "2022-09-20", Limit: 1}, nil
}

func (f *fake) Recognise(_ context.Context, tok string, answers map[string]string) (lacking []string, err error) {
	if tok != token {
		return nil, study.ErrNotFound
	}
	for _, e := range f.study.Recognition.Questions {
		if !e.Takes(answers[e.Name]) {
			lacking = append(lacking, e.Name)
		}
	}
	if len(lacking) == 0 {
		f.changes++
		f.code = answers
	}
	return lacking, nil
}

func (f *fake) Leave(_ context.Context, c outreach.Contact) error {
	c, err := c.Check()
	if err == nil {
		f.contact = c
		f.changes++
	}
	return err
}

// A browser asks the pages for one thing after another.
type browser struct {
	t     testing.TB
	pages http.Handler
	lang  string // Accept-Language
}

func visit(t testing.TB, f *fake) browser {
	return browser{t, New(f, f, Options{Clock: clock, Log: slog.New(slog.DiscardHandler)}), "en"}
}

func (b browser) send(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	r.Header.Set("Accept-Language", b.lang)
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, r)
	return w
}

func (b browser) get(address string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.send(httptest.NewRequest(http.MethodGet, address, nil))
}

// post sends a form given as "name=value&…".
func (b browser) post(address, body string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// leads asserts that the answer sends the browser on to the address.
func leads(t testing.TB, w *httptest.ResponseRecorder, address string) {
	t.Helper()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != address {
		t.Fatalf("answered %d to %q, want 303 to %q", w.Code, got, address)
	}
}

// asForm writes fields as a browser would send them.
func asForm(fields ...string) string {
	v := url.Values{}
	for n := 0; n+1 < len(fields); n += 2 {
		v.Add(fields[n], fields[n+1])
	}
	return v.Encode()
}

func page(name string) string { return fmt.Sprintf("/c/%s/%s", token, name) }
