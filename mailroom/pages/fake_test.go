package pages

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sojourn/handover"
	"sojourn/mailroom"
	"sojourn/mailroom/posttest"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

const (
	host  = "127.0.0.1:8091"
	token = "tTtTtT"
	mails = 40 // people who left an e-mail address; three more left a messenger's
)

func made() *study.Study {
	wave := func(n study.WaveID, en, ru string, opens, closes study.Day) study.Wave {
		return study.Wave{Number: n, Title: study.Text{"en": en, "ru": ru}, Doors: []study.Door{{Kind: study.PanelDoor, Opens: opens, Closes: closes}}}
	}
	return &study.Study{ID: "exile", Title: study.Text{"en": "Exile panel", "ru": "Панель"}, Synthetic: true, Languages: []study.Lang{"en", "ru"}, Field: "https://field.example",
		TimeZone: "Europe/Berlin", Waves: []study.Wave{wave(1, "March 2022", "Март 2022 года", "2022-03-27", "2022-04-04"), wave(2, "September 2022", "Сентябрь 2022 года", "2022-09-01", "2022-09-30")}}
}

// A fake is a mailroom with contacts, a mail server and a clock of its own.
type fake struct {
	room    *mailroom.Room
	dir     string
	server  *posttest.Server
	port    int
	now     time.Time
	site    *Site
	options Options
}

func contactOf(i int) outreach.Contact {
	var s seal.Secret
	binary.BigEndian.PutUint64(s[:], uint64(i)+1)
	c := outreach.Contact{Medium: outreach.Email, Address: fmt.Sprintf("person%d@example.org", i), Language: []study.Lang{"ru", "en"}[i%2], Consent: 1, Secret: s.Token()}
	if i >= mails {
		c.Medium, c.Address = outreach.Telegram, fmt.Sprintf("@person%d", i)
	}
	return c
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{dir: filepath.Join(t.TempDir(), "room"), server: &posttest.Server{}, now: time.Date(2022, 9, 5, 10, 0, 0, 0, time.UTC)}
	f.port = f.server.Serve(t)
	key, err := custody.NewIdentity(custody.Contact, "2022-03-01")
	if err != nil {
		t.Fatal(err)
	}
	to, err := seal.ParseRecipients([]string{key.Public()})
	if err != nil {
		t.Fatal(err)
	}
	var h handover.ToMailroom
	for i := range mails + 3 {
		plain, _ := json.Marshal(contactOf(i))
		sealed, err := seal.Close(plain, to)
		if err != nil {
			t.Fatal(err)
		}
		h.Contacts = append(h.Contacts, sealed)
	}
	if f.room, err = mailroom.Open(f.dir, made()); err != nil {
		t.Fatal(err)
	}
	h.Study, h.Wave = "exile", 1
	if _, err := f.room.Take(h); err != nil {
		t.Fatal(err)
	}
	f.tell(t, h.Contacts, key)
	f.options = Options{Room: f.room, Token: token, Host: host, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Post: f.post, Hire: f.hire,
		Contacts: func() ([]outreach.Contact, int, error) { return f.room.Contacts(key) },
		Clock:    mailroom.Clock{Now: func() time.Time { return f.now }, Wait: mailroom.Wait}}
	f.open(t)
	return f
}

// tell lets the mailroom note that the field knows the links of all.
func (f *fake) tell(t *testing.T, sealed [][]byte, key custody.Identity) {
	t.Helper()
	contacts, _, err := f.room.Contacts(key)
	if err != nil || len(contacts) != len(sealed) {
		t.Fatalf("%d contacts, %v", len(contacts), err)
	}
	post, _ := f.post()
	round, _, _, err := f.room.Round(made().Waves[1], outreach.Invitation, post, contacts)
	if err == nil {
		err = f.room.Opened(round)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// open starts the pages, anew if they are open already.
func (f *fake) open(t *testing.T) {
	if f.site != nil {
		f.site.Close()
	}
	f.site = New(f.options)
	t.Cleanup(f.site.Close)
}

const postText = `
from: {name: {en: Researchers, ru: Исследователи}, address: team@example.org}
server: {host: 127.0.0.1, port: %d, tls: none}
per_hour: 3600000
quiet: {from: "22:00", to: "09:00"}
letters:
  invitation:
    subject: {en: A question for you, ru: Вопрос к вам}
    text: {en: "Hello <b>you</b>\n{link}\n{closes}", ru: "Здравствуйте\n{link}\n{closes}"}
  reminder:
    subject: {en: A question for you, ru: Вопрос к вам}
    text: {en: "Again\n{link}", ru: "Ещё раз\n{link}"}
  interview:
    subject: {en: A talk, ru: Разговор}
    text: {en: "May we talk? Answer this letter.", ru: "Можно поговорить? Ответьте на это письмо."}
`

func (f *fake) post() (outreach.Post, study.Problems) {
	return outreach.ParsePost(fmt.Appendf(nil, postText, f.port), made())
}

// hire runs the mailroom's courier in this process, over pipes.
func (f *fake) hire(post outreach.Post) (Courier, error) {
	errands, send := io.Pipe()
	answers, reply := io.Pipe()
	c := &piped{out: json.NewEncoder(send), in: json.NewDecoder(answers), end: send, over: make(chan error, 1)}
	go func() {
		office := func(l mailroom.Login) (mailroom.Carrier, error) { return mailroom.PostOffice(l, time.Now) }
		err := f.room.Courier(errands, reply, office, func() study.Day { return study.DayOf(f.now) })
		reply.Close()
		c.over <- err
	}()
	var ready mailroom.Delivery
	return c, errors.Join(c.out.Encode(mailroom.Login{Server: post.Server, From: post.From.Address}), c.in.Decode(&ready))
}

// piped is a courier at the other end of two pipes.
type piped struct {
	out  *json.Encoder
	in   *json.Decoder
	end  io.Closer
	over chan error
}

func (c *piped) Deliver(e mailroom.Errand) (mailroom.Delivery, error) {
	var d mailroom.Delivery
	return d, errors.Join(c.out.Encode(e), c.in.Decode(&d))
}

func (c *piped) Dismiss() error {
	c.end.Close()
	return <-c.over
}

// A browser is one that was let in, or not.
type browser struct {
	pages   http.Handler
	cookies []*http.Cookie
}

func (f *fake) enter() *browser {
	b := &browser{pages: f.site.Handler()}
	b.cookies = b.get("/?token=" + token).Result().Cookies()
	return b
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	r.Host = host
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, r)
	return w
}

func (b *browser) get(address string) *httptest.ResponseRecorder {
	return b.send(httptest.NewRequest(http.MethodGet, address, nil))
}

// do sends a form of our own pages and follows where it leads.
func (b *browser) do(address string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := b.send(r)
	if w.Code == http.StatusSeeOther {
		return b.get(w.Header().Get("Location"))
	}
	return w
}

// people are those of a round, in the order of their marks.
func (f *fake) people(t *testing.T, wave study.WaveID) []outreach.Panelist {
	t.Helper()
	var all []outreach.Contact
	for i := range mails + 3 {
		all = append(all, contactOf(i))
	}
	people, _, _ := outreach.Panelists("exile", wave, all)
	return people
}

// onDisk is everything in the folder of the mailroom but the lock.
func (f *fake) onDisk(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(f.dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&all, e.Name(), base64.StdEncoding.EncodeToString(data))
	}
	return all.String()
}
