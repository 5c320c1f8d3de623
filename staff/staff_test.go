package staff

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/fieldwork"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/study"
)

const token = "a token of the desk"

var tokens = Tokens{Desk: token, Mailroom: "a token of the mailroom"}

// A field is a source with a chain of n envelopes in wave 1 and as many
// partial ones; from place breaks on it fails.
type field struct {
	n, breaks int
	panics    bool
	changes   *[]string // what was asked to be changed
}

func (f field) envelope(i int) seal.Envelope {
	return seal.Envelope{
		Wave: 1, Seq: int64(i), Key: fmt.Sprintf("key%04d", i), Kind: seal.Final, Digest: "digest",
		Header: []byte(`{"v":1}`), Body: []byte{0xff, 0, byte(i)}, Link: seal.HashOf([]byte{byte(i)}),
	}
}

func (f field) Envelopes(_ context.Context, wave study.WaveID, after int64, limit int) ([]seal.Envelope, error) {
	if f.panics {
		panic("an answer about Tbilisi")
	}
	var page []seal.Envelope
	for i := int(after) + 1; i <= f.n && len(page) < limit && wave == 1; i++ {
		if i == f.breaks {
			return nil, errors.New("store: the disk is gone")
		}
		page = append(page, f.envelope(i))
	}
	return page, nil
}

func (f field) Partials(_ context.Context, wave study.WaveID, after string, limit int) ([]seal.Envelope, error) {
	var page []seal.Envelope
	for i := 1; i <= f.n && len(page) < limit && wave == 1; i++ {
		e := f.envelope(i)
		if e.Seq, e.Kind, e.Link = 0, seal.Partial, (seal.Hash{}); e.Key > after {
			page = append(page, e)
		}
	}
	return page, nil
}

func (f field) Heads(context.Context) ([]seal.Chain, error) {
	return []seal.Chain{{Wave: 1, Seq: int64(f.n), Head: f.envelope(f.n).Link}}, nil
}

func (f field) Counts(context.Context) (started, finished map[seal.Header]int, err error) {
	ru := seal.Header{Wave: 1, Channel: "friends", Lang: "ru", Day: "2022-03-28"}
	en := seal.Header{Wave: 1, Channel: "friends", Lang: "en", Day: "2022-03-28"}
	return map[seal.Header]int{ru: 5, en: 2}, map[seal.Header]int{ru: 3}, nil
}

func (field) Contacts(_ context.Context, after string, limit int) ([]outreach.Sealed, error) {
	var page []outreach.Sealed
	for i := 1; i <= 120 && len(page) < limit; i++ {
		if id := fmt.Sprintf("contact%03d", i); id > after {
			page = append(page, outreach.Sealed{ID: id, Sealed: []byte{byte(i)}})
		}
	}
	return page, nil
}

func (f field) Tombstones(_ context.Context, wave study.WaveID) ([]seal.Envelope, error) {
	return []seal.Envelope{{Wave: wave, Seq: 2, Key: "key0002", Kind: seal.Withdrawn, Body: make([]byte, 32)}}, nil
}

func (f field) Withdrawals(context.Context) ([]string, error) { return []string{"a", "b"}, nil }

func (f field) Withdraw(_ context.Context, w fieldwork.Withdrawal) error {
	for _, r := range w.Responses {
		f.changed(fmt.Sprintf("erased of %d", r.Wave), []string{r.Key})
	}
	return nil
}

func (f field) TakeContacts(_ context.Context, ids []string) error {
	f.changed("taken", ids)
	return nil
}

func (f field) SealAnew(_ context.Context, all []seal.Envelope) (int, error) {
	for _, e := range all {
		f.changed(fmt.Sprintf("%s of %d sealed anew", e.Kind, e.Wave), []string{e.Key})
	}
	return len(all), nil
}

func (f field) SealContactsAnew(_ context.Context, all []outreach.SealedAnew) (int, error) {
	for _, c := range all {
		f.changed("contact sealed anew", []string{c.ID})
	}
	return len(all), nil
}

func (f field) Invite(_ context.Context, wave study.WaveID, hashes []string) error {
	f.changed(fmt.Sprintf("invited to %d", wave), hashes)
	return nil
}

func (f field) changed(what string, names []string) {
	if f.changes != nil {
		*f.changes = append(*f.changes, what+" "+strings.Join(names, " "))
	}
}

func TestTheDeskFetchesEnvelopes(t *testing.T) {
	from := field{n: 130} // more than two pages
	tests := []struct {
		name        string
		path        string
		first, last int
	}{
		{"the whole wave", "/sync/waves/1/envelopes", 1, 130},
		{"behind the last place verified", "/sync/waves/1/envelopes?after=128", 129, 130},
		{"no more than asked for", "/sync/waves/1/envelopes?after=10&limit=70", 11, 80},
		{"exactly a page", "/sync/waves/1/envelopes?limit=50", 1, 50},
		{"nothing new", "/sync/waves/1/envelopes?after=130", 1, 0},
		{"a wave without responses", "/sync/waves/2/envelopes", 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want []seal.Envelope
			for i := tt.first; i <= tt.last; i++ {
				want = append(want, from.envelope(i))
			}
			if diff := cmp.Diff(want, lines[seal.Envelope](t, fetch(t, from, tt.path))); diff != "" {
				t.Errorf("envelopes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheDeskFetchesPartialsBehindAKey(t *testing.T) {
	got := lines[seal.Envelope](t, fetch(t, field{n: 130}, "/sync/waves/1/partials?after=key0060&limit=60"))
	if len(got) != 60 || got[0].Key != "key0061" || got[59].Key != "key0120" || got[0].Kind != seal.Partial {
		t.Errorf("%d partials, from %v", len(got), got[0])
	}
}

func TestTheDeskLearnsHeadsAndCounts(t *testing.T) {
	from := field{n: 3}
	heads := lines[seal.Chain](t, fetch(t, from, "/sync/head"))
	if diff := cmp.Diff([]seal.Chain{{Wave: 1, Seq: 3, Head: from.envelope(3).Link}}, heads); diff != "" {
		t.Errorf("heads (-want +got):\n%s", diff)
	}
	want := `{"wave":1,"channel":"friends","lang":"en","day":"2022-03-28","started":2,"finished":0}
{"wave":1,"channel":"friends","lang":"ru","day":"2022-03-28","started":5,"finished":3}
`
	if got := fetch(t, from, "/sync/counts"); got != want {
		t.Errorf("counts:\n%swant:\n%s", got, want)
	}
}

func TestWithoutTheTokenEverythingAnswersTheSame(t *testing.T) {
	const path = "/sync/waves/1/envelopes"
	reference := ask(t, New(field{n: 1}, tokens, nil), http.MethodGet, path, "")
	if reference.status != http.StatusUnauthorized {
		t.Fatalf("status %d, want 401", reference.status)
	}
	for _, auth := range []string{"", "Bearer", "Bearer ", "Bearer wrong", "bearer " + token, "Basic " + token, token, "Bearer " + token + "x"} {
		for _, path := range []string{path, "/sync/head", "/sync/counts", "/sync/waves/x/partials", "/", "/admin", "/sync//head", "/%2e%2e/",
			"/sync/contacts", "/sync/erase", "/sync/withdrawals", "/sync/contacts/taken", "/sync/anew", "/sync/contacts/anew",
			"/sync/waves/1/bodies", "/mailroom/waves/1/invitations", "/mailroom/", "/mailroom"} {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
				got := ask(t, New(field{n: 1}, tokens, nil), method, path, auth)
				if diff := cmp.Diff(reference, got, cmp.AllowUnexported(reply{})); diff != "" {
					t.Errorf("%s %s with %q (-want +got):\n%s", method, path, auth, diff)
				}
			}
		}
	}
}

func TestAnEmptyTokenLetsNobodyIn(t *testing.T) {
	for _, auth := range []string{"", "Bearer", "Bearer "} {
		r := httptest.NewRequest(http.MethodGet, "/sync/head", nil)
		r.Header.Set("Authorization", auth)
		w := httptest.NewRecorder()
		New(field{n: 1}, Tokens{}, nil).ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("with %q: status %d", auth, w.Code)
		}
	}
}

func TestAnUnreadableRequestIsNamed(t *testing.T) {
	for path, want := range map[string]int{
		"/sync/waves/one/envelopes":           http.StatusBadRequest,
		"/sync/waves/-1/envelopes":            http.StatusBadRequest,
		"/sync/waves/1/envelopes?after=x":     http.StatusBadRequest,
		"/sync/waves/1/envelopes?after=-1":    http.StatusBadRequest,
		"/sync/waves/1/envelopes?limit=0":     http.StatusBadRequest,
		"/sync/waves/1/partials?limit=999e99": http.StatusBadRequest,
		"/sync/waves/1":                       http.StatusNotFound,
		"/sync/":                              http.StatusNotFound,
	} {
		if got := ask(t, New(field{n: 1}, tokens, nil), http.MethodGet, path, "Bearer "+token); got.status != want {
			t.Errorf("%s: status %d, want %d", path, got.status, want)
		}
	}
}

func TestNothingIsChangedThroughSync(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if got := ask(t, New(field{n: 1}, tokens, nil), method, "/sync/head", "Bearer "+token); got.status != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d", method, got.status)
		}
	}
}

func TestAStreamThatFailsIsCutAndNotEnded(t *testing.T) {
	logged := captureLog(t)
	server := httptest.NewUnstartedServer(nil)
	server.Config = Server(New(field{n: 130, breaks: 101}, tokens, nil))
	server.Start()
	defer server.Close()
	response := request(t, server.URL+"/sync/waves/1/envelopes")
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err == nil {
		t.Errorf("the desk read %d lines and took them for the whole", bytes.Count(got, []byte("\n")))
	}
	if n := bytes.Count(got, []byte("\n")); n != 100 {
		t.Errorf("%d lines came before the cut, want 100", n)
	}
	server.Close() // waits for the handler, and its log
	wantLog(t, logged, "request failed", "GET /sync/waves/{wave}/envelopes", "the disk is gone")
}

func TestAnErrorBeforeTheFirstLineHasAStatus(t *testing.T) {
	captureLog(t)
	got := ask(t, New(field{n: 130, breaks: 1}, tokens, nil), http.MethodGet, "/sync/waves/1/envelopes", "Bearer "+token)
	if got.status != http.StatusInternalServerError || strings.Contains(got.body, "disk") {
		t.Errorf("status %d, body %q", got.status, got.body)
	}
}

func TestAPanicLeavesNothingInTheLogButItsRoute(t *testing.T) {
	logged := captureLog(t)
	server := httptest.NewServer(New(field{n: 1, panics: true}, tokens, nil))
	defer server.Close()
	response := request(t, server.URL+"/sync/waves/1/envelopes?after=777")
	response.Body.Close()
	if response.StatusCode != http.StatusInternalServerError {
		t.Errorf("status %d", response.StatusCode)
	}
	server.Close()
	wantLog(t, logged, "panic recovered", "GET /sync/waves/{wave}/envelopes")
}

// captureLog collects what is logged while the test runs.
func captureLog(t *testing.T) *bytes.Buffer {
	var b bytes.Buffer
	former := slog.Default()
	untimed := func(_ []string, a slog.Attr) slog.Attr { // a time may have the digits that a log must not tell
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: untimed})))
	t.Cleanup(func() { slog.SetDefault(former) })
	return &b
}

// wantLog asks for the parts in the log, and for nothing that could lead to
// somebody: no address, no query, no text of a panic.
func wantLog(t *testing.T, logged *bytes.Buffer, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(logged.String(), part) {
			t.Errorf("the log lacks %q: %s", part, logged)
		}
	}
	for _, telling := range []string{"127.0.0.1", "777", "Tbilisi", token} {
		if strings.Contains(logged.String(), telling) {
			t.Errorf("the log tells %q: %s", telling, logged)
		}
	}
}

// A reply is what a stranger can tell answers apart by.
type reply struct {
	status int
	header http.Header
	body   string
}

func ask(t *testing.T, h http.Handler, method, path, auth string) reply {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	response, err := http.DefaultTransport.RoundTrip(req) // follows nothing
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	response.Header.Del("Date")
	return reply{response.StatusCode, response.Header, string(body)}
}

func request(t *testing.T, url string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func fetch(t *testing.T, from source, path string) string {
	t.Helper()
	got := ask(t, New(from, tokens, nil), http.MethodGet, path, "Bearer "+token)
	if got.status != http.StatusOK {
		t.Fatalf("status %d: %s", got.status, got.body)
	}
	return got.body
}

// lines reads one JSON value a line.
func lines[T any](t *testing.T, body string) []T {
	t.Helper()
	var all []T
	for dec := json.NewDecoder(strings.NewReader(body)); dec.More(); {
		var one T
		if err := dec.Decode(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}
