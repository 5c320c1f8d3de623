// Package listener is what all listeners of the program have in common: headers
// that give nothing away and let nothing in, limits on what a client may draw
// out, and an error log that is thrown away.
//
// For pages on a person's own computer it has the door by which one browser
// gets in, and the guard before their routes. It shows the pages that others
// wrote, has none of its own and knows no route. What a page may load beyond the
// common policy is said by the package whose page it is.
package listener

import (
	"io"
	"log"
	"net/http"
	"strings"
	"time"
)

// Policy is the Content-Security-Policy of a page that runs no script, loads
// nothing but what the sources say (such as "img-src 'self'"), and has the one
// style whose hash is given, in the page itself.
func Policy(styleHash, sources string) string {
	return "default-src 'none'; script-src 'none'; style-src " + styleHash + "; " + sources + "; form-action 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

// Scripted is the policy with one script in the page itself, whose hash is given.
func Scripted(policy, scriptHash string) string {
	return strings.Replace(policy, "script-src 'none'", "script-src "+scriptHash, 1)
}

// Secure sets the headers that every answer has, errors included, so that they
// tell nothing about what was found.
func Secure(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
}

// Server returns a server with the limits that keep a slow or greedy client
// from taking the place of others. Writing an answer may take as long as
// patience says; 0 is no limit. What net/http itself would log is thrown away:
// it writes addresses of clients and texts of panics.
func Server(h http.Handler, patience time.Duration) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      patience,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}
