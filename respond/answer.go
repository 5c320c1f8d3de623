package respond

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// A serve serves one route and leaves errors to [site.answer].
type serve func(http.ResponseWriter, *http.Request) error

// answer is the one place where an error, or a panic, becomes a page. The log
// gets the route's pattern, never the address, for it holds the key to a
// response; and the kind of error, never its text or that of a panic, for
// either may hold an answer.
func (s *site) answer(serve serve) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.guarded(serve, w, r)
		if out := (*fieldwork.Out)(nil); errors.As(err, &out) {
			err = s.leadOut(w, r, out)
		}
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		t := troubleOf(err)
		if t.status >= 500 {
			s.Log.ErrorContext(context.WithoutCancel(r.Context()), "request failed", "route", r.Pattern, "kind", kindOf(err))
		}
		if err := s.trouble(w, r, t); err != nil {
			s.Log.Error("error page failed", "route", r.Pattern, "kind", kindOf(err))
		}
	})
}

// guarded turns a panic into an error without keeping what it said.
func (s *site) guarded(serve serve, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	return serve(w, r)
}

// kindOf names an error by its own words if they are constants of this
// program, else by the types that it is wrapped in.
func kindOf(err error) string {
	if errors.Is(err, errPanic) {
		return errPanic.Error()
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return fmt.Sprintf("%T", err)
		}
		err = inner
	}
}

// A trouble is what a page says instead of what was asked for.
type trouble struct {
	status int
	words  string // first part of the keys in the phrasebook
	home   bool   // offers the first page
}

func troubleOf(err error) trouble {
	switch {
	case errors.Is(err, study.ErrNotFound), errors.Is(err, study.ErrForbidden):
		return trouble{http.StatusNotFound, "missing", true}
	case errors.Is(err, errTooLarge), errors.Is(err, seal.ErrTooLarge):
		return trouble{http.StatusRequestEntityTooLarge, "large", false}
	case errors.Is(err, errTicket):
		return trouble{http.StatusGone, "ticket", true}
	case errors.Is(err, errMalformed):
		return trouble{http.StatusBadRequest, "trouble", false}
	case errors.Is(err, study.ErrConflict):
		return trouble{http.StatusConflict, "conflict", false}
	case errors.Is(err, errPanic), errors.Is(err, errPage):
		return trouble{http.StatusInternalServerError, "trouble", false}
	}
	return trouble{http.StatusServiceUnavailable, "busy", false} // the storage, which may recover
}

// troublePage is what trouble.html shows.
type troublePage struct {
	*frame
	Title, Message string // keys
	Home           bool
}

// trouble writes the page. It depends on the browser's languages alone and on
// nothing of the address, so that all addresses without a page look the same.
func (s *site) trouble(w http.ResponseWriter, r *http.Request, t trouble) error {
	plain := r.Clone(r.Context())
	plain.URL.RawQuery = ""
	f := s.frame(choose(plain, s.languages()))
	if t.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(s.wait()))
	}
	return s.render(w, r, t.status, "trouble", troublePage{f, t.words + ".title", t.words + ".text", t.home})
}

// wait is for how many seconds a browser should stay away: from 5 to 30, and
// not the same for all, or they would all come back at once.
func (s *site) wait() int { return 5 + s.Clock().Nanosecond()/1000%26 }

// missing answers every address that is none of ours.
func (s *site) missing(http.ResponseWriter, *http.Request) error { return study.ErrNotFound }
