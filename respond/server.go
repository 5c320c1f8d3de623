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

// maxConnections is how many browsers and machines may be connected. Each costs
// some 15 kB while it lasts.
const maxConnections = 4096

// Server returns a server for the pages.
func Server(pages http.Handler) *http.Server {
	s := listener.Server(pages, 30*time.Second)
	listener.Bound(s, maxConnections)
	return s
}
