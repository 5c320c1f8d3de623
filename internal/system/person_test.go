package system

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/outreach"
	"sojourn/respond"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/store"
	"sojourn/study"
)

// sittingForm has three pages, so that there is one to go back from.
const sittingForm = `
## survey
| type | name | label::English (en) | label::Русский (ru) | hint::English (en) | hint::Русский (ru) |
| --- | --- | --- | --- | --- | --- |
| begin_group | one | One | Один | | |
| integer | number | A number | Число | | |
| end_group | | | | | |
| begin_group | two | Two | Два | | |
| text | story | Your story | Ваша история | Name nobody. | Не называйте имён. |
| end_group | | | | | |
| begin_group | three | Three | Три | | |
| text | last | Last words | Напоследок | Name nobody. | Не называйте имён. |
| end_group | | | | | |

## settings
| form_id | version | default_language |
| --- | --- | --- |
| sitting | 1 | en |
`

// A house is a field with its real storage and pages in this process, whose
// clock and disk a test can change.
type house struct {
	t       testing.TB
	db      *store.DB
	disk    *disk
	key     custody.Identity
	study   *study.Study
	clock   time.Time
	pages   *http.Server
	address string
	data    string // folder of the storage
	form    *instrument.Instrument
}

// A disk passes everything on to the storage until it is full.
type disk struct {
	*store.DB
	full atomic.Bool
}

var errFull = errors.New("no space left on device")

func (d *disk) SaveDraft(ctx context.Context, draft fieldwork.Draft) error {
	if d.full.Load() {
		return errFull
	}
	return d.DB.SaveDraft(ctx, draft)
}

func (d *disk) Finish(ctx context.Context, stub fieldwork.Draft, e seal.Envelope, boxes ...fieldwork.Box) (seal.Envelope, error) {
	if d.full.Load() {
		return e, errFull
	}
	return d.DB.Finish(ctx, stub, e, boxes...)
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, clock: time.Date(2024, 7, 16, 12, 0, 0, 0, time.UTC)}
	var keys [2]custody.Identity
	for i, role := range []custody.Role{custody.Answers, custody.Contact} {
		var err error
		if keys[i], err = custody.NewIdentity(role, "2024-07-01"); err != nil {
			t.Fatal(err)
		}
	}
	h.key = keys[0]
	h.study = &study.Study{ID: "sitting", Languages: []study.Lang{"en", "ru"}, Title: study.Text{"en": "Sitting"},
		Waves:   []study.Wave{{Number: 1, Doors: []study.Door{{Kind: study.OpenDoor, Opens: "2024-07-01", Closes: "2024-12-31"}}}},
		Keys:    study.Keys{Answers: []string{keys[0].Public()}, Contact: []string{keys[1].Public()}},
		Consent: []study.Consent{{Version: 1, Text: study.Text{"en": "Do you agree?"}}}}
	h.data = filepath.Join(t.TempDir(), "data")
	db, err := store.Open(h.data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h.db, h.disk = db, &disk{DB: db}
	h.open(sittingForm)
	return h
}

// open serves the pages, in place of those served before.
func (h *house) open(form string) {
	h.t.Helper()
	wb, problems := xlsform.ReadMarkdown("form.md", []byte(form))
	in, more := xlsform.Instrument(wb)
	if err := append(problems, more...).Err(); err != nil {
		h.t.Fatal(err)
	}
	h.form = in
	now := func() time.Time { return h.clock }
	versions := map[study.WaveID][]*instrument.Instrument{}
	for _, w := range h.study.Waves {
		versions[w.Number] = []*instrument.Instrument{in}
	}
	service, err := fieldwork.New(fieldwork.Config{Study: h.study, Storage: h.disk, Coupons: h.db, Now: now, Rand: rand.Reader, Instruments: versions})
	if err != nil {
		h.t.Fatal(err)
	}
	vault, err := outreach.NewVault(h.study, h.db, rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	h.pages = respond.Server(respond.New(service, vault, respond.Options{Clock: now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}))
	server := httptest.NewUnstartedServer(nil)
	server.Config = h.pages
	server.Start()
	h.t.Cleanup(server.Close)
	h.address = server.URL
}

// finished opens the envelopes of all finished responses.
func (h *house) finished() []fieldwork.Response {
	h.t.Helper()
	envelopes, err := h.db.Envelopes(h.t.Context(), 1, 0, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	var all []fieldwork.Response
	for _, e := range envelopes {
		_, plain, err := custody.Open(e, h.key)
		if err != nil {
			h.t.Fatal(err)
		}
		var r fieldwork.Response
		if err := json.Unmarshal(plain, &r); err != nil {
			h.t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// A person has a browser window, or several, on one response.
type person struct {
	*house
	token string
}

var (
	hiddenFields = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)
	plain        = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
)

// consent begins a response.
func (h *house) consent() *person {
	h.t.Helper()
	p := &person{house: h}
	_, home := p.get("/")
	form := url.Values{}
	for _, field := range hiddenFields.FindAllStringSubmatch(home, -1) {
		form.Set(field[1], field[2])
	}
	status, at := p.post("/start", form)
	parts := strings.Split(at, "/")
	if status != http.StatusSeeOther || len(parts) != 4 {
		h.t.Fatalf("the consent is answered with %d and leads to %q", status, at)
	}
	p.token = parts[2]
	return p
}

func (p *person) page(name string) string { return "/c/" + p.token + "/" + name }

// get returns the status and the page.
func (p *person) get(address string) (int, string) {
	p.t.Helper()
	resp, err := plain.Get(p.address + address)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, string(content)
}

// post returns the status and where it leads, without the person's token.
func (p *person) post(address string, form url.Values) (int, string) {
	p.t.Helper()
	resp, err := plain.PostForm(p.address+address, form)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Location")
}

// next sends a page with one answer and says where it leads.
func (p *person) next(page, item, answer string) string {
	p.t.Helper()
	status, at := p.post(p.page(page), url.Values{"do": {"next"}, item: {answer}})
	if status != http.StatusSeeOther {
		p.t.Fatalf("page %s is answered with %d", page, status)
	}
	return at[strings.LastIndex(at, "/")+1:]
}
