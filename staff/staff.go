// Package staff is the field's side that faces the team: the addresses by
// which the desk fetches sealed envelopes, sealed contacts and counts, and by
// which the mailroom says whom it invited.
//
// It listens apart from the respondents' pages, asks for a bearer token before
// it looks at anything else, and answers without it the same whatever was
// asked. Desk and mailroom are different people with a token each, and neither
// token opens the other's addresses. It hands out ciphertext, clear headers
// and counts; it cannot open an envelope. It keeps no log of requests, and
// what it logs of errors names routes, never addresses.
package staff

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"sojourn/listener"
)

// Tokens are what desk and mailroom prove themselves with. An empty one lets
// nobody in.
type Tokens struct {
	Desk     string
	Mailroom string
}

// New returns the handler of both interfaces, and of the pages for everything
// that is theirs. Every request to an interface must carry "Authorization:
// Bearer" and the token of the one it is for. Without pages every other address
// asks for the desk's token.
func New(from source, t Tokens, pages http.Handler) http.Handler {
	desk := http.NewServeMux()
	desk.Handle("GET /sync/waves/{wave}/envelopes", envelopes(from))
	desk.Handle("GET /sync/waves/{wave}/partials", partials(from))
	desk.Handle("GET /sync/head", head(from))
	desk.Handle("GET /sync/counts", counts(from))
	desk.Handle("GET /sync/waves/{wave}/tombstones", tombstones(from))
	desk.Handle("GET /sync/withdrawals", withdrawals(from))
	desk.Handle("POST /sync/erase", erase(from))
	desk.Handle("GET /sync/contacts", contacts(from))
	desk.Handle("POST /sync/contacts/taken", taken(from))
	desk.Handle("GET /sync/waves/{wave}/bodies", bodies(from))
	desk.Handle("POST /sync/anew", anew(from))
	desk.Handle("POST /sync/contacts/anew", contactsAnew(from))

	mailroom := http.NewServeMux()
	mailroom.Handle("POST /mailroom/waves/{wave}/invitations", invitations(from))

	toMailroom, toDesk := guarded(mailroom, t.Mailroom), guarded(desk, t.Desk)
	// A mux would answer an untidy path by a redirection before it asks for a token.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/mailroom/") {
			toMailroom.ServeHTTP(w, r)
			return
		}
		if pages != nil && !strings.HasPrefix(r.URL.Path, "/sync/") {
			pages.ServeHTTP(w, r)
			return
		}
		toDesk.ServeHTTP(w, r)
	})
}

// Server returns a server for the handler.
func Server(h http.Handler) *http.Server { return listener.Server(h, patience) }

// patience is how long a reader may take over one page of a stream.
const patience = 60 * time.Second

// guarded lets only those with the token through to h.
func guarded(h http.Handler, token string) http.Handler {
	want := sha256.Sum256([]byte("Bearer " + token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Hashes have the same length, so that the comparison does not tell
		// that of the token.
		got := sha256.Sum256([]byte(r.Header.Get("Authorization")))
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 || token == "" {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "This address needs a token of the field.", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// errRequest says that a part of the address cannot be read.
var errRequest = errors.New("wave, after or limit is not a number in its range, or the list sent is not one")

// errGone says that the reader went away. What the system says about it names
// the reader's address, so it is not passed on.
var errGone = errors.New("the reader went away")

// A handler serves one route and leaves errors to ServeHTTP.
type handler func(http.ResponseWriter, *http.Request) error

// ServeHTTP is the one place where an error becomes a status code.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := &answer{ResponseWriter: w}
	defer out.recover(r)
	switch err := h(out, r); {
	case err == nil:
	case errors.Is(err, errGone), r.Context().Err() != nil:
		panic(http.ErrAbortHandler)
	case errors.Is(err, errRequest):
		out.fail(http.StatusBadRequest, errRequest.Error())
	default:
		slog.ErrorContext(r.Context(), "request failed", "pattern", r.Pattern, "err", err)
		out.fail(http.StatusInternalServerError, wentWrong)
	}
}

const wentWrong = "Something went wrong on our side."

// An answer knows whether its first byte is on the way.
type answer struct {
	http.ResponseWriter
	begun bool
}

// Write passes data on.
func (a *answer) Write(data []byte) (int, error) {
	a.begun = true
	return a.ResponseWriter.Write(data)
}

// Unwrap lets [http.ResponseController] reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// fail sends the status, unless an answer has begun to stream: then the
// connection is cut, so that the desk never takes a part for the whole.
func (a *answer) fail(status int, text string) {
	if a.begun {
		panic(http.ErrAbortHandler) // net/http's way to cut a connection
	}
	http.Error(a.ResponseWriter, text, status)
}

// recover turns a panic into a plain answer. net/http would log the reader's
// address and the panic's text, which could quote anything.
func (a *answer) recover(r *http.Request) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		slog.ErrorContext(r.Context(), "panic recovered", "pattern", r.Pattern)
		a.fail(http.StatusInternalServerError, wentWrong)
	}
}
