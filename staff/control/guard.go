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

var errForm = errors.New("control: the form cannot be read")

// guard stands before every route.
func (s *site) guard(mux http.Handler) http.Handler {
	inner := listener.OwnForms(mux, s.trouble)
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
		return listener.Answer(to.serve, s.trouble)
	}
	return listener.Answer(func(w http.ResponseWriter, r *http.Request) error {
		cookie := cookieOf(r)
		account, err := s.Door.Inside(r.Context(), cookie)
		if errors.Is(err, team.ErrRefused) {
			return listener.SeeOther(w, "/login")
		}
		if err != nil {
			return err
		}
		in := inside{account, team.FormToken(cookie)}
		r = r.WithContext(context.WithValue(r.Context(), insideKey{}, in))
		if err = to.refuses(in, r); err == nil {
			err = to.serve(w, r)
		}
		if err != nil {
			s.trouble(w, r, err) // here, where the page knows who asks
		}
		return nil
	}, s.trouble)
}

// refuses says what keeps somebody who is inside from the route.
func (to route) refuses(in inside, r *http.Request) error {
	if !slices.Contains(to.roles, in.Role) {
		return study.ErrForbidden
	}
	if r.Method != http.MethodPost {
		return nil
	}
	if err := readForm(r); err != nil {
		return err
	}
	if !team.Same(r.PostForm.Get("token"), in.token) {
		return listener.ErrForeign
	}
	return nil
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

// missing serves every address that there is not.
func (s *site) missing(http.ResponseWriter, *http.Request) error { return study.ErrNotFound }

// entry is a line of the audit log about what the asker does.
func (s *site) entry(r *http.Request, what, of string) team.Entry {
	return team.Entry{At: s.Clock(), Who: who(r).Name, What: what, Of: of}
}
