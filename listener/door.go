package listener

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"sync"
)

// A Door of pages on this computer lets in the one browser that brings the token
// of the address printed in the terminal. From then on a cookie opens it, and
// the token is worth nothing: it may well stand in a browser's history or a
// list of processes.
type Door struct {
	hosts  []string
	cookie string
	token  [sha256.Size]byte

	mu      sync.Mutex
	shut    bool   // no token, or it was used
	session string // of the browser inside
}

// NewDoor makes the door of the named pages served at host. Without a port
// there is no name by which a request could call this computer, and nobody
// gets in.
func NewDoor(name, host, token string) *Door {
	d := &Door{token: sha256.Sum256([]byte(token)), shut: token == ""}
	if _, port, err := net.SplitHostPort(host); err == nil {
		d.hosts = []string{"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port}
		// Browsers do not keep the cookies of two ports apart.
		d.cookie = "sojourn-" + name + "-" + port
	}
	return d
}

// Names reports whether a request's host is this computer. A web page whose
// own name was made to lead here comes with its own name.
func (d *Door) Names(host string) bool {
	for _, h := range d.hosts {
		if h == host {
			return true
		}
	}
	return false
}

// Enter takes the token for a session. It does so once.
func (d *Door) Enter(token string) (session string, ok bool) {
	sum := sha256.Sum256([]byte(token))
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shut || subtle.ConstantTimeCompare(sum[:], d.token[:]) != 1 {
		return "", false
	}
	d.shut, d.session = true, rand.Text()
	return d.session, true
}

// Inside reports whether a request comes from the browser that was let in.
func (d *Door) Inside(r *http.Request) bool {
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

// Cookie is the name of the cookie that opens the door. Names that begin with
// it are the pages' own.
func (d *Door) Cookie() string { return d.cookie }

func (d *Door) languageCookie() string { return d.cookie + "-language" }

// Keep is a cookie that only these pages get back and no script can read. It
// is not marked Secure: on the loopback address there is no TLS.
func Keep(name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// Asks reports whether somebody opens the address of the terminal. What a
// browser fetches ahead, before anybody wanted to see it, must not use the
// token up.
func Asks(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && r.URL.Query().Has("token") && r.Header.Get("Sec-Purpose") == ""
}
