// Package fetch brings single pages and papers from the web, from strangers'
// servers and under limits: of size, of time, of redirects and of where a
// connection may lead.
//
// A name is resolved by the dialer and the address it gave is checked before the
// connection is made, so that neither a redirect nor a name that changes its
// address between two look-ups leads into the team's own network. No cookie is
// kept, no proxy is asked and nothing but the address is told.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sojourn/library"
)

// Limits say how much is taken and how long is waited.
type Limits struct {
	Bytes     int64         // of one answer
	Time      time.Duration // of one answer, redirects included
	Redirects int
	Tries     int
	Pause     time.Duration // between two requests to one host
}

// Usual are the limits of the installed program.
var Usual = Limits{Bytes: 100 << 20, Time: 2 * time.Minute, Redirects: 10, Tries: 3, Pause: time.Second}

// Options are what a fetcher is made of beyond its limits.
type Options struct {
	Limits
	Private bool   // also connect to private addresses: for a library within an own network
	Agent   string // by which the program names itself
	Now     func() time.Time
	Sleep   func(context.Context, time.Duration) error
}

// A Fetcher fetches. It is used by one goroutine.
type Fetcher struct {
	Options
	client *http.Client
	last   map[string]time.Time // when a host was asked last
}

// An Answer is what came back.
type Answer struct {
	Hops   []Hop // the redirects that were followed, oldest first
	URL    string
	Status int
	Proto  string
	Header http.Header
	Body   []byte
	Got    time.Time
}

// A Hop is a redirect.
type Hop struct {
	URL, To string
	Status  int
	Header  http.Header
}

// A Kind says why nothing was fetched.
type Kind string

// The kinds of failure.
const (
	Dead      Kind = "dead"      // the server says that there is nothing, or there is no such server
	Away      Kind = "away"      // no answer, or one that it is busy; another day may help
	Forbidden Kind = "forbidden" // the address leads into a private network
	Endless   Kind = "endless"   // too many redirects, or in a circle
	TooLarge  Kind = "too-large"
	Unusable  Kind = "unusable" // neither a page nor a PDF, or no address of the web
)

// An Error says why nothing was fetched.
type Error struct {
	Kind Kind
	What string
}

// Error says it.
func (e *Error) Error() string { return e.What }

// New returns a fetcher.
func New(o Options) *Fetcher {
	f := &Fetcher{Options: o, last: map[string]time.Time{}}
	dialer := &net.Dialer{Timeout: 15 * time.Second, Control: f.allow}
	f.client = &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    15 * time.Second,
			ResponseHeaderTimeout:  30 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // a small answer that unpacks to a huge one is no answer
			DisableKeepAlives:      true,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return f
}

// allow refuses a connection to an address that is not of the open net.
func (f *Fetcher) allow(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return &Error{Forbidden, "the address of the server is not understood"}
	}
	if metadata(at.Addr()) {
		return &Error{Forbidden, "the address is that of a machine's own description, which is no page of anybody"}
	}
	if !f.Private && !open(at.Addr()) {
		return &Error{Forbidden, "the address leads into a private network"}
	}
	return nil
}

// closed are the ranges that are no part of the open net and that the tests of
// netip do not name (IANA special-purpose registries), and those in which another
// address is wrapped that could be one of them.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("::/96"), netip.MustParsePrefix("fec0::/10"),
}

// metadata reports whether an address is one at which clouds tell a machine its
// own secrets: link-local ones and their kin. They are refused always.
func metadata(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLinkLocalUnicast() || a == netip.MustParseAddr("fd00:ec2::254") || a == netip.MustParseAddr("100.100.100.200") || a == netip.MustParseAddr("168.63.129.16")
}

func open(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.Zone() != "" {
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Get fetches an address. It tries again, after a pause, where the server was
// busy or silent, and follows redirects within the limits.
func (f *Fetcher) Get(ctx context.Context, address string) (*Answer, error) {
	var failed error
	for try := range f.Tries {
		if try > 0 {
			if err := f.Sleep(ctx, f.wait(failed, try)); err != nil {
				return nil, err
			}
		}
		answer, err := f.once(ctx, address)
		var e *busy
		if err == nil || !errors.As(err, &e) {
			return answer, err
		}
		failed = err
	}
	return nil, &Error{Away, fmt.Sprintf("after %d tries: %v", f.Tries, failed)}
}

// busy is a failure that may pass.
type busy struct {
	what  string
	after time.Duration // as the server asks
}

func (b *busy) Error() string { return b.what }

// wait is how long to wait before another try: as the server asks, up to a
// minute, else a little longer each time.
func (f *Fetcher) wait(failed error, try int) time.Duration {
	var b *busy
	if errors.As(failed, &b) && b.after > 0 {
		return min(b.after, time.Minute)
	}
	return f.Pause << try
}

// once follows the redirects of one try.
func (f *Fetcher) once(ctx context.Context, address string) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, f.Time)
	defer cancel()
	answer := &Answer{URL: written(address)}
	seen := map[string]bool{}
	for {
		if !library.WebAddress(answer.URL) {
			return nil, &Error{Unusable, "the address, or where it leads, is none of the web"}
		}
		if seen[answer.URL] || len(answer.Hops) > f.Redirects {
			return nil, &Error{Endless, fmt.Sprintf("it leads on %d times and comes to no end", len(answer.Hops))}
		}
		seen[answer.URL] = true
		next, err := f.step(ctx, answer)
		if err != nil || next == "" {
			return answer, err
		}
		answer.URL = next
	}
}

// step asks one address. It gives the next address where there is a redirect and
// fills the answer where there is none.
func (f *Fetcher) step(ctx context.Context, answer *Answer) (next string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, answer.URL, nil)
	if err != nil {
		return "", &Error{Unusable, "the address is not understood"}
	}
	request.Header.Set("User-Agent", f.Agent)
	request.Header.Set("Accept", "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5")
	request.Header.Set("Accept-Encoding", "identity")
	if err := f.polite(ctx, request.URL.Host); err != nil {
		return "", err
	}
	response, err := f.client.Do(request)
	if err != nil {
		return "", failure(err)
	}
	defer response.Body.Close()
	if location := response.Header.Get("Location"); response.StatusCode/100 == 3 && location != "" {
		target, err := request.URL.Parse(location)
		if err != nil {
			return "", &Error{Unusable, "the server leads on to something that is no address"}
		}
		next = written(target.String())
		answer.Hops = append(answer.Hops, Hop{answer.URL, next, response.StatusCode, response.Header})
		return next, nil
	}
	answer.Status, answer.Proto, answer.Header, answer.Got = response.StatusCode, response.Proto, response.Header, f.Now()
	if err := refusal(response); err != nil {
		return "", err
	}
	return "", f.read(answer, response)
}

func (f *Fetcher) read(answer *Answer, response *http.Response) (err error) {
	tooLarge := &Error{TooLarge, fmt.Sprintf("it is larger than %d MB", f.Bytes>>20)}
	if response.ContentLength > f.Bytes {
		return tooLarge
	}
	answer.Body, err = io.ReadAll(io.LimitReader(response.Body, f.Bytes+1))
	switch {
	case err != nil:
		return failure(err)
	case int64(len(answer.Body)) > f.Bytes:
		return tooLarge
	}
	return nil
}

// refusal reads a status that is no answer.
func refusal(r *http.Response) error {
	switch code := r.StatusCode; {
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable || code == http.StatusBadGateway || code == http.StatusGatewayTimeout:
		seconds, _ := strconv.Atoi(r.Header.Get("Retry-After"))
		return &busy{fmt.Sprintf("the server answers %d", code), time.Duration(max(seconds, 0)) * time.Second}
	case code == http.StatusNotFound || code == http.StatusGone:
		return &Error{Dead, fmt.Sprintf("the server answers %d: it is not there", code)}
	case code != http.StatusOK:
		return &Error{Away, fmt.Sprintf("the server answers %d", code)}
	}
	return nil
}

// failure tells failures that may pass from those that stay.
func failure(err error) error {
	var own *Error
	var name *net.DNSError
	var cause *url.Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &name) && name.IsNotFound:
		return &Error{Dead, "there is no server of that name"}
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Away, "it took too long"}
	case errors.As(err, &cause):
		err = cause.Err // without the address, which the caller knows
	}
	return &busy{strings.TrimPrefix(err.Error(), "net/http: "), 0}
}

// polite waits until the host was left alone for the pause.
func (f *Fetcher) polite(ctx context.Context, host string) error {
	if last, ok := f.last[host]; ok {
		if rest := f.Pause - f.Now().Sub(last); rest > 0 {
			if err := f.Sleep(ctx, rest); err != nil {
				return err
			}
		}
	}
	f.last[host] = f.Now()
	return nil
}

// Sleep waits as long as it is told or until the context ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
