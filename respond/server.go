package respond

import (
	"net/http"
	"time"

	"sojourn/listener"
)

// What one request may weigh.
const (
	maxPage  = 256 << 10
	maxParts = 300
)

// Server returns a server for the pages.
func Server(pages http.Handler) *http.Server { return listener.Server(pages, 30*time.Second) }
