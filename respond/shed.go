package respond

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// shed tells people to come back when there is no place for them. It has to
// cost next to nothing, or turning people away would itself be the load: the
// page is made once in each language, and the log gets a line a minute.
type shed struct {
	pages sync.Map // by language and encoding
	count atomic.Int64
	told  atomic.Int64 // minute of the last line in the log
}

// A reply is a page that was made before.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header gives the headers to be filled in.
func (p *reply) Header() http.Header { return p.header }

// Write takes a part of the page.
func (p *reply) Write(b []byte) (int, error) { return p.body.Write(b) }

// WriteHeader takes the status.
func (p *reply) WriteHeader(status int) { p.status = status }

// busy answers what comes while all places are taken.
func (s *site) busy(w http.ResponseWriter, r *http.Request) error {
	s.shed.note(s)
	plain := r.Clone(r.Context())
	plain.URL.RawQuery = ""
	key := string(choose(plain, s.languages())) + " " + strconv.FormatBool(strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"))
	made, ok := s.shed.pages.Load(key)
	if !ok {
		page := &reply{header: http.Header{}}
		if err := s.trouble(page, r, troubleOf(errBusy)); err != nil {
			return err
		}
		made, _ = s.shed.pages.LoadOrStore(key, page)
	}
	page := made.(*reply)
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Length", "Vary"} {
		if value := page.header.Get(name); value != "" {
			w.Header().Set(name, value)
		}
	}
	w.Header().Set("Retry-After", strconv.Itoa(s.wait()))
	w.WriteHeader(page.status)
	// A client that went away is no failure of ours.
	_, _ = w.Write(page.body.Bytes())
	return nil
}

// note counts, and writes the count down once a minute.
func (d *shed) note(s *site) {
	n, minute := d.count.Add(1), s.Clock().Unix()/int64(time.Minute/time.Second)
	if before := d.told.Load(); before != minute && d.told.CompareAndSwap(before, minute) {
		s.Log.Warn("there was no place for some requests, which were told to come back", "requests", n)
	}
}
