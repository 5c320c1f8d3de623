package listener

import (
	"errors"
	"net/http"
)

// ErrPanic says that serving a route ended in a panic. What the panic said is
// lost on purpose: it may hold anything.
var ErrPanic = errors.New("panic recovered")

// Caught serves a route and makes an error of a panic, except of the one by
// which net/http is told to cut a connection.
func Caught(serve Serve, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch fault := recover(); fault {
		case nil:
		case http.ErrAbortHandler:
			panic(fault)
		default:
			err = ErrPanic
		}
	}()
	return serve(w, r)
}

// A Serve serves one route and leaves errors to whoever called it.
type Serve func(http.ResponseWriter, *http.Request) error

// Answer is the one place where an error, or a panic, becomes a page.
func Answer(serve Serve, trouble func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := Caught(serve, w, r); err != nil {
			trouble(w, r, err)
		}
	})
}
