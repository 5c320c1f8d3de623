package desk

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"sojourn/listener"
	"sojourn/study"
)

// maxForm is what one form may weigh; none of ours holds more than a reason.
const maxForm = 16 << 10

// loads is what a page may load: our own pictures.
const loads = "img-src 'self'"

var (
	errMisdirected = errors.New("the request names another host")
	errOutside     = errors.New("the browser was not let in")
	errForeign     = errors.New("the form comes from elsewhere")
)

// guard stands before every route.
func (s *site) guard(mux http.Handler) http.Handler {
	refuse := func(err error) http.Handler {
		return s.answer(func(http.ResponseWriter, *http.Request) error { return err })
	}
	misdirected, outside := refuse(errMisdirected), refuse(errOutside)
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(refuse(errForeign))
	inner := own.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		listener.Secure(w.Header(), s.policy)
		r.Body = http.MaxBytesReader(w, r.Body, mostFor(r.URL.Path))
		switch {
		case !s.door.Names(r.Host):
			misdirected.ServeHTTP(w, r)
		case listener.Asks(r):
			s.answer(s.enter).ServeHTTP(w, r)
		case !s.door.Inside(r):
			outside.ServeHTTP(w, r)
		default:
			s.keepLanguage(w, r)
			inner.ServeHTTP(w, r)
		}
	})
}

// mostFor is what a form sent to the path may weigh.
func mostFor(path string) int64 {
	switch {
	case strings.HasPrefix(path, "/library/attach/"):
		return maxCopy
	case strings.HasPrefix(path, "/library/"):
		return maxWork
	case strings.HasPrefix(path, questionnaires):
		return maxQuestionnaire
	}
	return maxForm
}

// enter serves GET /?token=…: it lets a browser in and leads to an address
// without the token. Whoever is inside already is led there too.
func (s *site) enter(w http.ResponseWriter, r *http.Request) error {
	if session, ok := s.door.Enter(r.URL.Query().Get("token")); ok {
		http.SetCookie(w, listener.Keep(s.door.Cookie(), session))
	} else if !s.door.Inside(r) {
		return errOutside
	}
	return seeOther(w, "/")
}

// A serve serves one route and leaves errors to answer.
type serve func(http.ResponseWriter, *http.Request) error

// answer is the one place where an error becomes a page. What befell is logged
// by the route's pattern; the text of a panic, which may hold anything, is not.
func (s *site) answer(serve serve) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := listener.Caught(serve, w, r); err != nil {
			s.trouble(w, r, err)
		}
	})
}

// missing serves every address that there is not.
func (s *site) missing(http.ResponseWriter, *http.Request) error { return study.ErrNotFound }

// seeOther leads the browser to another of our pages.
func seeOther(w http.ResponseWriter, address string) error {
	listener.SeeOther(w, address)
	return nil
}

// icon serves GET /icon.svg, by which the tab is found among others.
func (s *site) icon(w http.ResponseWriter, _ *http.Request) error {
	picture, err := files.ReadFile("icon.svg")
	if err != nil {
		return fmt.Errorf("desk: icon: %w", err)
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(picture) // a browser that went away is no failure of ours
	return nil
}
