package respond

import (
	"io"
	"log"
	"net/http"
	"time"
)

// What one request may weigh.
const (
	maxHeader = 16 << 10
	maxPage   = 256 << 10
	maxParts  = 300
)

// Server returns a server for the pages with the limits that keep a slow or
// greedy client from taking the place of others. Its error log is thrown away:
// net/http writes addresses of clients and texts of panics into it.
func Server(pages http.Handler) *http.Server {
	return &http.Server{
		Handler:           pages,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}
