package listener

import (
	"net"
	"net/http"
	"sync"
)

// Bound keeps a server from holding more than so many connections, each of
// which costs memory whether anything comes by it or not. One more takes the
// place of one that idles, which its browser does not notice; where none
// idles, it is closed at once.
func Bound(s *http.Server, most int) {
	b := &bound{most: most, idle: map[net.Conn]bool{}}
	s.ConnState = b.change
}

type bound struct {
	most int

	mu   sync.Mutex
	open int
	idle map[net.Conn]bool
}

// change is told by the server what becomes of a connection.
func (b *bound) change(c net.Conn, state http.ConnState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.idle, c)
	switch state {
	case http.StateNew:
		if b.open++; b.open > b.most {
			b.room(c).Close()
		}
	case http.StateIdle:
		b.idle[c] = true
	case http.StateClosed, http.StateHijacked:
		b.open--
	}
}

// room is the connection to be closed for a new one: any that idles, else the
// new one itself.
func (b *bound) room(fresh net.Conn) net.Conn {
	for c := range b.idle {
		delete(b.idle, c)
		return c
	}
	return fresh
}
