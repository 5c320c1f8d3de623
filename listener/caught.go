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
func Caught(serve func(http.ResponseWriter, *http.Request) error, w http.ResponseWriter, r *http.Request) (err error) {
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
