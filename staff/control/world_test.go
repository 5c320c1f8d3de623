package control

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/store"
	"sojourn/study"
	"sojourn/team"
)

// teamAddress is where the pages of a test ask for passkeys.
const teamAddress = "http://localhost:8081"

const password = "tea, rain and nine lanterns"

// A world is a field with a person in every role.
type world struct {
	*store.DB
	dir     string
	study   *study.Study
	door    *team.Door
	now     time.Time
	pages   *httptest.Server
	secrets map[string]seal.CodeSecret
	started map[seal.Header]int
	ended   map[seal.Header]int
	publish func(fieldwork.Published) (study.Problems, error)
	sealed  map[string]string // cookies by account
}

// Counts are canned: what envelopes tell is tested in package store.
func (w *world) Counts(context.Context) (started, finished map[seal.Header]int, err error) {
	return w.started, w.ended, nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(dir + "/field")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	doors := []study.Door{{Kind: study.PanelDoor, Opens: "2022-03-20", Closes: "2022-03-26"}, {Kind: study.OpenDoor, Opens: "2022-03-27", Closes: "2022-04-10"}}
	w := &world{DB: db, dir: dir + "/field", now: time.Date(2022, 3, 28, 21, 30, 0, 0, time.UTC), secrets: map[string]seal.CodeSecret{}, sealed: map[string]string{},
		study: &study.Study{ID: "exile-panel", Title: study.Text{"en": "Exile panel", "ru": "Панель"}, Languages: []study.Lang{"ru", "en"}, TimeZone: "Asia/Tbilisi", Field: "https://field.example.org",
			Waves:    []study.Wave{{Number: 1, Title: study.Text{"en": "March 2022"}, Doors: doors}, {Number: 2, Title: study.Text{"en": "Elsewhere"}, Imported: "elsewhere.yaml"}},
			Channels: []study.Channel{{Name: "friends", Title: study.Text{"en": "Friends"}}, {Name: "chat", Title: study.Text{"en": "Chat"}}}}}
	w.door = team.NewDoor(db, w.clock, rand.Reader)
	if err := w.door.At(teamAddress); err != nil {
		t.Fatal(err)
	}
	w.publish = func(fieldwork.Published) (study.Problems, error) { return nil, nil }
	w.pages = httptest.NewServer(New(Config{Study: w.study, Door: w.door, Storage: w, Current: func(study.WaveID) string { return "1" }, First: map[study.WaveID]Version{1: {"1", "instrument/wave1.md"}}, Clock: w.clock,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Publish: func(_ context.Context, p fieldwork.Published, e team.Entry) (study.Problems, error) {
			problems, err := w.publish(p)
			if err != nil {
				return nil, err
			}
			p.Version = "2"
			return problems, db.PublishVersion(t.Context(), p, e)
		}}))
	t.Cleanup(w.pages.Close)
	return w
}

func (w *world) clock() time.Time { return w.now }

// hire enrols somebody as they would do it in a browser.
func (w *world) hire(t *testing.T, name string, role team.Role, channels ...string) {
	t.Helper()
	code, err := w.door.Add(t.Context(), team.Account{Name: name, Role: role, Channels: channels})
	if err != nil {
		t.Fatal(err)
	}
	got := w.ask(t, "", http.MethodPost, "/enrol", url.Values{"name": {name}, "code": {code}, "password": {password}})
	typed := regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`).FindStringSubmatch(got.body)
	if got.status != http.StatusOK || typed == nil {
		t.Fatalf("enrolling %s: status %d\n%s", name, got.status, got.body)
	}
	if w.secrets[name], err = seal.ParseCodeSecret(typed[1]); err != nil {
		t.Fatal(err)
	}
	got = w.ask(t, "", http.MethodPost, "/enrol/confirm", url.Values{"name": {name}, "enrolment": {code}, "password": {password}, "code": {w.code(name)}})
	if got.status != http.StatusOK {
		t.Fatalf("confirming %s: status %d\n%s", name, got.status, got.body)
	}
}

// code waits for the app's next digits and gives them.
func (w *world) code(name string) string {
	w.now = w.now.Add(30 * time.Second)
	return w.secrets[name].Code(w.now.Unix() / 30)
}

// login lets an account in and keeps its cookie.
func (w *world) login(t *testing.T, name string) string {
	t.Helper()
	got := w.ask(t, "", http.MethodPost, "/login", url.Values{"name": {name}, "password": {password}, "code": {w.code(name)}})
	if got.status != http.StatusSeeOther || got.cookie == "" {
		t.Fatalf("%s does not get in: status %d\n%s", name, got.status, got.body)
	}
	w.sealed[name] = got.cookie
	return got.cookie
}

// A reply is what a browser sees.
type reply struct {
	status   int
	location string
	cookie   string // of a session, if one was set
	waiting  string // of a login by passkey, likewise
	body     string
	header   http.Header
}

// ask sends a request with a cookie; the form carries the cookie's token.
func (w *world) ask(t *testing.T, cookie, method, path string, form url.Values) reply {
	t.Helper()
	var body io.Reader
	kind := ""
	if method == http.MethodPost {
		filled := url.Values{}
		for k, v := range form {
			filled[k] = v
		}
		if cookie != "" && !filled.Has("token") {
			filled.Set("token", team.FormToken(cookie))
		}
		body, kind = strings.NewReader(filled.Encode()), "application/x-www-form-urlencoded"
		if filled.Has("file") {
			body, kind = upload(t, filled)
		}
	}
	return w.send(t, cookie, method, path, kind, "same-origin", body)
}

func (w *world) send(t *testing.T, cookie, method, path, kind, site string, body io.Reader) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.pages.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Sec-Fetch-Site", site)
	r.Host = "localhost:8081"
	if strings.HasPrefix(cookie, waitingCookie) {
		r.Header.Set("Cookie", cookie)
	} else if cookie != "" {
		r.Header.Set("Cookie", sessionCookie+"="+cookie)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := reply{status: response.StatusCode, location: response.Header.Get("Location"), body: string(text), header: response.Header}
	for _, c := range response.Cookies() {
		if c.Name == sessionCookie && c.MaxAge >= 0 {
			got.cookie = c.Value
		}
		if c.Name == waitingCookie && c.MaxAge >= 0 {
			got.waiting = c.Value
		}
	}
	return got
}

// upload writes a form with the value "file" as a file of its own.
func upload(t *testing.T, form url.Values) (io.Reader, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k := range form {
		if k != "file" {
			m.WriteField(k, form.Get(k))
			continue
		}
		part, err := m.CreateFormFile("file", "../../wave1.md")
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, form.Get(k))
	}
	m.Close()
	return &b, m.FormDataContentType()
}

// lines is how many lines the audit log has of what was done.
func (w *world) lines(t *testing.T) int {
	t.Helper()
	entries, err := w.Entries(t.Context(), 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return len(slices.DeleteFunc(entries, func(e team.Entry) bool { return strings.HasSuffix(e.What, ".refused") }))
}

// everybody hires one person a role, named after it.
func (w *world) everybody(t *testing.T) {
	t.Helper()
	for _, role := range team.Roles() {
		var channels []string
		if role == team.Partner {
			channels = []string{"friends"}
		}
		w.hire(t, string(role), role, channels...)
	}
}
