package respond

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestNewPeopleAreTurnedAwayBeforeThoseWhoHaveBegun takes so many places that
// nobody new comes in, and finds that those who have begun do.
func TestNewPeopleAreTurnedAwayBeforeThoseWhoHaveBegun(t *testing.T) {
	f := newFake(t)
	f.wait = make(chan struct{})
	b := visit(t, f)
	taken := calmPerProcessor*runtime.GOMAXPROCS(0) + 1
	f.arrived = make(chan struct{}, taken+1)
	var inside sync.WaitGroup
	for range taken {
		inside.Go(func() { b.get(page("work")) })
	}
	for range taken {
		<-f.arrived
	}
	var outside sync.WaitGroup
	for _, address := range []string{"/", "/o/telegram", "/i/" + secret} {
		outside.Go(func() {
			w := b.get(address)
			if n, err := strconv.Atoi(w.Header().Get("Retry-After")); w.Code != http.StatusServiceUnavailable || err != nil || n < 5 || n > 30 {
				t.Errorf("%s is answered %d, to be repeated after %q", address, w.Code, w.Header().Get("Retry-After"))
			}
		})
	}
	outside.Wait()
	inside.Go(func() {
		if w := b.get(page("work")); w.Code != http.StatusOK {
			t.Errorf("somebody who has begun is answered %d", w.Code)
		}
	})
	<-f.arrived
	for _, address := range []string{"/return", "/withdraw", "/i/" + invited + "/erase"} {
		if w := b.get(address); w.Code != http.StatusOK {
			t.Errorf("%s is answered %d", address, w.Code)
		}
	}
	close(f.wait)
	inside.Wait()
	if w := b.get("/"); w.Code != http.StatusOK {
		t.Errorf("when the places are free again, the first page is answered %d", w.Code)
	}
}

// TestTurningAwayCostsNextToNothing finds the page of the right language each
// time, whole, and one line in the log.
func TestTurningAwayCostsNextToNothing(t *testing.T) {
	var log bytes.Buffer
	f := newFake(t)
	s := New(f, f, Options{Clock: clock, Log: slog.New(slog.NewTextHandler(&log, nil))})
	f.wait = make(chan struct{})
	f.arrived = make(chan struct{}, 1000)
	b := browser{t, s, "en"}
	var inside sync.WaitGroup
	places := placesPerProcessor * runtime.GOMAXPROCS(0)
	for range places {
		inside.Go(func() { b.get(page("work")) })
	}
	for range places {
		<-f.arrived
	}
	for range 3 {
		for lang, words := range map[string]string{"en": "Please try again", "ru": "Попробуйте", "fa": "لطفاً"} {
			for _, encoding := range []string{"", "gzip"} {
				r := httptest.NewRequest(http.MethodGet, page("work"), nil)
				r.Header.Set("Accept-Encoding", encoding)
				w := (browser{t, s, lang}).send(r)
				if w.Code != http.StatusServiceUnavailable || w.Header().Get("Content-Encoding") != encoding || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
					t.Errorf("%s %s: answered %d", lang, encoding, w.Code)
				}
				if encoding == "" && !strings.Contains(w.Body.String(), words) {
					t.Errorf("%s: the page is in another language", lang)
				}
			}
		}
	}
	close(f.wait)
	inside.Wait()
	if n := strings.Count(log.String(), "\n"); n != 1 || strings.Contains(log.String(), token) {
		t.Errorf("the log has %d lines:\n%s", n, log.String())
	}
}

// A drip is a form of which the rest never comes, until it is stopped.
type drip struct{ stop chan struct{} }

func (d drip) Read([]byte) (int, error) {
	<-d.stop
	return 0, io.ErrUnexpectedEOF
}

// TestWhoSendsDropByDropTakesNobodysPlace has more slow clients than there are
// places for anybody, and finds that others are served and half a page is none.
func TestWhoSendsDropByDropTakesNobodysPlace(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	d := drip{make(chan struct{})}
	var slow sync.WaitGroup
	var refused atomic.Int64
	for n := range 2 * placesPerProcessor * runtime.GOMAXPROCS(0) {
		address, size := page("work"), int64(100)
		if n%2 == 0 {
			address = "/start"
		}
		if n%5 == 0 {
			size = -1 // it does not say
		}
		slow.Go(func() {
			r := httptest.NewRequest(http.MethodPost, address, io.MultiReader(strings.NewReader("do=next&work=free"), d))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.ContentLength = size
			if w := b.send(r); w.Code == http.StatusServiceUnavailable {
				refused.Add(1)
			} else if w.Code != http.StatusBadRequest {
				t.Errorf("half a form is answered %d", w.Code)
			}
		})
	}
	time.Sleep(200 * time.Millisecond)
	for _, address := range []string{"/", page("work")} {
		if w := b.get(address); w.Code != http.StatusOK {
			t.Errorf("%s is answered %d beside them", address, w.Code)
		}
	}
	close(d.stop)
	slow.Wait()
	if f.changes != 0 {
		t.Error("half a page was taken for a whole one")
	}
	if refused.Load() == 0 {
		t.Error("forms of unknown size are read however many there are")
	}
}
