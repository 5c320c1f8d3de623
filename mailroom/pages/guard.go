package pages

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"sojourn/listener"
	"sojourn/study"
)

// maxForm is what one form may weigh: a long list of bounced addresses.
const maxForm = 1 << 20

var (
	errMisdirected = errors.New("the request names another host")
	errOutside     = errors.New("the browser was not let in")
	errForeign     = errors.New("the form comes from elsewhere")
)

// guard stands before every route.
func (s *Site) guard(mux http.Handler) http.Handler {
	refuse := func(err error) http.Handler {
		return s.answer(func(http.ResponseWriter, *http.Request) error { return err })
	}
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(refuse(errForeign))
	inner := own.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		listener.Secure(w.Header(), s.policy)
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		switch {
		case !s.door.Names(r.Host):
			refuse(errMisdirected).ServeHTTP(w, r)
		case listener.Asks(r):
			s.answer(s.enter).ServeHTTP(w, r)
		case !s.door.Inside(r):
			refuse(errOutside).ServeHTTP(w, r)
		default:
			s.keepLanguage(w, r)
			inner.ServeHTTP(w, r)
		}
	})
}

// enter serves GET /?token=…: it lets a browser in and leads to an address
// without the token.
func (s *Site) enter(w http.ResponseWriter, r *http.Request) error {
	if session, ok := s.door.Enter(r.URL.Query().Get("token")); ok {
		http.SetCookie(w, listener.Keep(s.door.Cookie(), session))
	} else if !s.door.Inside(r) {
		return errOutside
	}
	return seeOther(w, "/")
}

// A serve serves one route and leaves errors to answer.
type serve func(http.ResponseWriter, *http.Request) error

// answer is the one place where an error becomes a page. Logged is the route's
// pattern; the text of a panic, which may hold an address, is not.
func (s *Site) answer(serve serve) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := listener.Caught(serve, w, r); err != nil {
			s.trouble(w, r, err)
		}
	})
}

// troublePage is what trouble.html shows.
type troublePage struct {
	*frame
	Message  string
	Problems study.Problems
}

// trouble shows a page for an error.
func (s *Site) trouble(w http.ResponseWriter, r *http.Request, err error) {
	status, message := http.StatusInternalServerError, "fault"
	problems := study.ProblemsOf(err)
	switch {
	case errors.Is(err, errMisdirected):
		status, message = http.StatusMisdirectedRequest, "misdirected"
	case errors.Is(err, errOutside):
		status, message = http.StatusUnauthorized, "outside"
	case errors.Is(err, errForeign):
		status, message = http.StatusForbidden, "foreign"
	case len(problems) > 0:
		status, message = http.StatusConflict, "mend"
	case errors.Is(err, study.ErrNotFound):
		status, message = http.StatusNotFound, "missing"
	default:
		s.Log.Error("a page could not be made", "route", r.Pattern, "error", err)
	}
	f := s.frame(r, "trouble."+message)
	if status == http.StatusUnauthorized || status == http.StatusMisdirectedRequest {
		f.outside() // nothing of the study is shown
	}
	if err := s.render(w, status, "trouble", troublePage{f, "trouble." + message + ".text", problems}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// render executes a page into memory first, so that a failing template never
// sends half a page with status 200.
func (s *Site) render(w http.ResponseWriter, status int, name string, data any) error {
	var page bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&page, "frame", data); err != nil {
		return fmt.Errorf("mailroom: page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // a browser that went away is no failure of ours
	return nil
}

// missing serves every address that there is not.
func (s *Site) missing(http.ResponseWriter, *http.Request) error { return study.ErrNotFound }

// seeOther leads the browser to another of our pages.
func seeOther(w http.ResponseWriter, address string) error {
	listener.SeeOther(w, address)
	return nil
}

// icon serves GET /icon.svg, by which the tab is found among others.
func (s *Site) icon(w http.ResponseWriter, _ *http.Request) error {
	picture, err := files.ReadFile("icon.svg")
	if err != nil {
		return fmt.Errorf("mailroom: icon: %w", err)
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(picture)
	return nil
}
