package control

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"sojourn/listener"
	"sojourn/study"
	"sojourn/team"
)

// What one form may weigh; that of a questionnaire's file more.
const (
	maxForm = 64 << 10
	maxFile = 8 << 20
)

// sessionCookie is the cookie of a session. Browsers take the prefix only with
// Secure, the whole site's path and no domain, so that no other host sets it.
const sessionCookie = "__Host-sid"

var (
	errForeign = errors.New("control: the form comes from elsewhere")
	errForm    = errors.New("control: the form cannot be read")
)

// guard stands before every route.
func (s *site) guard(mux http.Handler) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(s.answer(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	inner := own.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		listener.Secure(w.Header(), s.policy)
		r.Body = http.MaxBytesReader(w, r.Body, maxFile)
		s.keepLanguage(w, r)
		inner.ServeHTTP(w, r)
	})
}

// inside is who asks, in the context of a request.
type inside struct {
	team.Account
	token string // of the forms
}

type insideKey struct{}

// who gives whoever asks. On a route that is open to all it is nobody.
func who(r *http.Request) inside {
	in, _ := r.Context().Value(insideKey{}).(inside)
	return in
}

// admitted serves a route to those whom it names.
func (s *site) admitted(to route) http.Handler {
	if len(to.roles) == 0 {
		return s.answer(to.serve)
	}
	return s.answer(func(w http.ResponseWriter, r *http.Request) error {
		cookie := cookieOf(r)
		account, err := s.Door.Inside(r.Context(), cookie)
		if errors.Is(err, team.ErrRefused) {
			return seeOther(w, "/login")
		}
		if err != nil {
			return err
		}
		in := inside{account, team.FormToken(cookie)}
		r = r.WithContext(context.WithValue(r.Context(), insideKey{}, in))
		if !slices.Contains(to.roles, account.Role) {
			return s.trouble(w, r, study.ErrForbidden)
		}
		if r.Method == http.MethodPost {
			if err := readForm(r); err != nil {
				return s.trouble(w, r, err)
			}
			if !team.Same(r.PostForm.Get("token"), in.token) {
				return s.trouble(w, r, errForeign)
			}
		}
		if err := to.serve(w, r); err != nil {
			return s.trouble(w, r, err)
		}
		return nil
	})
}

// readForm reads a posted form, with a file in it or without.
func readForm(r *http.Request) error {
	if err := r.ParseMultipartForm(maxFile); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return errForm
	}
	return nil
}

func cookieOf(r *http.Request) string {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// keep is a cookie that no script reads and no other site sends.
func keep(name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// A serve serves one route and leaves errors to answer.
type serve func(http.ResponseWriter, *http.Request) error

// answer is the one place where an error, or a panic, becomes a page.
func (s *site) answer(serve serve) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := listener.Caught(serve, w, r); err != nil {
			if err := s.trouble(w, r, err); err != nil {
				s.Log.Error("the page about an error could not be made", "route", r.Pattern, "error", err)
				w.WriteHeader(http.StatusInternalServerError)
			}
		}
	})
}

// missing serves every address that there is not.
func (s *site) missing(http.ResponseWriter, *http.Request) error { return study.ErrNotFound }

func seeOther(w http.ResponseWriter, address string) error {
	listener.SeeOther(w, address)
	return nil
}

// entry is a line of the audit log about what the asker does.
func (s *site) entry(r *http.Request, what, of string) team.Entry {
	return team.Entry{At: s.Clock(), Who: who(r).Name, What: what, Of: of}
}
