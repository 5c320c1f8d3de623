package respond

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"sojourn/respond/turnstile"
)

const (
	// placesPerProcessor is how many requests are served at once. The next one is
	// better told to wait than made to wait with all the others.
	placesPerProcessor = 256
	// newPerProcessor is how many of them may be of people who have not begun.
	newPerProcessor = 8
	// calmPerProcessor is how many requests of people who have begun there may be
	// for anybody new to come in. By Little's law as many requests take a twentieth
	// of a second each where a processor serves some three hundred a second.
	calmPerProcessor = 16
	// queuePerProcessor is how many new people may stand in line, and queueTime
	// for how long.
	queuePerProcessor = 64
	queueTime         = 2 * time.Second
)

// places keeps the machine for those who have begun. New people come in while
// there is room beside them, else stand in line for a moment, and where the line
// is full or the moment over they are told to come back.
type places struct {
	processors int64
	begun      atomic.Int64 // requests being served
	waiting    atomic.Int64
	fresh      chan struct{}
	large      chan struct{} // large forms being read
}

func newPlaces() *places {
	n := runtime.GOMAXPROCS(0)
	return &places{processors: int64(n), fresh: make(chan struct{}, newPerProcessor*n), large: make(chan struct{}, largeForms)}
}

// newcomers' addresses are those by which somebody begins.
func newcomer(r *http.Request) bool {
	switch first, _, _ := strings.Cut(r.URL.Path[1:], "/"); first {
	case "", "o", "i", "start", "wait":
		return !strings.HasSuffix(r.URL.Path, "/erase") // who takes everything back has been here
	}
	return false
}

// enter takes a place and gives what leaves it again; nil where there is none.
func (p *places) enter(r *http.Request) (leave func()) {
	if newcomer(r) {
		return p.begin(r.Context())
	}
	if p.begun.Add(1) > placesPerProcessor*p.processors {
		p.begun.Add(-1)
		return nil
	}
	return func() { p.begun.Add(-1) }
}

// begin is enter for somebody new.
func (p *places) begin(ctx context.Context) (leave func()) {
	if p.waiting.Add(1) > queuePerProcessor*p.processors {
		p.waiting.Add(-1)
		return nil
	}
	defer p.waiting.Add(-1)
	ctx, over := context.WithTimeout(ctx, queueTime)
	defer over()
	select {
	case p.fresh <- struct{}{}:
	case <-ctx.Done():
		return nil
	}
	leave = func() { <-p.fresh }
	for p.begun.Load() > calmPerProcessor*p.processors {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			leave()
			return nil
		}
	}
	return leave
}

// load is the crowd as the machine feels it: 0 while nobody stands in line, and
// up to [turnstile.MaxLevel] where the line is full.
func (p *places) load() int {
	return int(min(p.waiting.Load()*turnstile.MaxLevel/(queuePerProcessor*p.processors), turnstile.MaxLevel))
}
