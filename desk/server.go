package desk

import (
	"io"
	"log"
	"net/http"
	"time"
)

// Server returns a server for the pages. A page may take a while to compute,
// so writing has no short limit; net/http's own log, which holds texts of
// panics, is thrown away.
func Server(pages http.Handler) *http.Server {
	return &http.Server{
		Handler:           pages,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}
