package desk

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"sync"
)

// A door lets in the one browser that brings the token of the address printed
// in the terminal. From then on a cookie opens it, and the token is worth
// nothing: it may well stand in a browser's history or a list of processes.
type door struct {
	hosts  []string
	cookie string
	token  [sha256.Size]byte

	mu      sync.Mutex
	shut    bool   // no token, or it was used
	session string // of the browser inside
}

// newDoor makes the door of pages served at host. Without a port there is no
// name by which a request could call this computer, and nobody gets in.
func newDoor(host, token string) *door {
	d := &door{token: sha256.Sum256([]byte(token)), shut: token == ""}
	if _, port, err := net.SplitHostPort(host); err == nil {
		d.hosts = []string{"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port}
		// Browsers do not keep the cookies of two ports apart.
		d.cookie = "sojourn-desk-" + port
	}
	return d
}

// names reports whether a request's host is this computer. A web page whose
// own name was made to lead here comes with its own name.
func (d *door) names(host string) bool {
	for _, h := range d.hosts {
		if h == host {
			return true
		}
	}
	return false
}

// enter takes the token for a session. It does so once.
func (d *door) enter(token string) (session string, ok bool) {
	sum := sha256.Sum256([]byte(token))
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shut || subtle.ConstantTimeCompare(sum[:], d.token[:]) != 1 {
		return "", false
	}
	d.shut, d.session = true, rand.Text()
	return d.session, true
}

// inside reports whether a request comes from the browser that was let in.
func (d *door) inside(r *http.Request) bool {
	d.mu.Lock()
	session := d.session
	d.mu.Unlock()
	for _, c := range r.CookiesNamed(d.cookie) {
		if session != "" && subtle.ConstantTimeCompare([]byte(c.Value), []byte(session)) == 1 {
			return true
		}
	}
	return false
}

// keep is a cookie that only these pages get back and no script can read. It
// is not marked Secure: on the loopback address there is no TLS.
func keep(name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// asks reports whether somebody opens the address of the terminal. What a
// browser fetches ahead, before anybody wanted to see it, must not use the
// token up.
func asks(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && r.URL.Query().Has("token") && r.Header.Get("Sec-Purpose") == ""
}
