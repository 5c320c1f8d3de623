package desk

import (
	"net/http"

	"sojourn/listener"
)

// Server returns a server for the pages. A page may take a while to compute,
// so writing has no limit.
func Server(pages http.Handler) *http.Server { return listener.Server(pages, 0) }
