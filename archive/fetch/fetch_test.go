package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// fetcher allows private addresses, for the servers of the tests are such, and
// does not really wait.
func fetcher(t *testing.T, private bool) (*Fetcher, *[]time.Duration) {
	t.Helper()
	var waits []time.Duration
	limits := Limits{Bytes: 1 << 20, Time: 5 * time.Second, Redirects: 5, Tries: 3, Pause: time.Millisecond}
	return New(Options{Limits: limits, Private: private, Agent: "test", Now: time.Now, Sleep: func(_ context.Context, d time.Duration) error {
		waits = append(waits, d)
		return nil
	}}), &waits
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func kind(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestAddressesOfOwnNetworksAreClosed(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "fd00:ec2::254": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::127.0.0.1": false,
		"198.18.0.1": false, "192.0.0.192": false, "93.184.216.34": true, "2606:4700::1": true, "172.32.0.1": true,
	} {
		if got := open(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is open: %t", address, got)
		}
	}
}

func TestAPrivateAddressIsRefusedByNameAndNumber(t *testing.T) {
	asked := false
	s := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	f, _ := fetcher(t, false)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1"} {
		if _, err := f.Get(context.Background(), "http://"+host+port+"/"); err == nil {
			t.Errorf("%s was fetched", host)
		}
	}
	if asked {
		t.Error("the server on this computer was asked")
	}
}

// TestARedirectDoesNotLeadIntoTheOwnNetwork stands for names that change their
// address as well: the check is made on the address that is dialled, each time.
func TestARedirectDoesNotLeadIntoTheOwnNetwork(t *testing.T) {
	f, _ := fetcher(t, false)
	dialled := 0
	real := f.client.Transport
	secret := serve(t, func(http.ResponseWriter, *http.Request) { dialled++ })
	f.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "open.example" {
			w := httptest.NewRecorder()
			http.Redirect(w, r, secret.URL+"/latest/meta-data", http.StatusFound)
			return w.Result(), nil
		}
		return real.RoundTrip(r)
	})
	_, err := f.Get(context.Background(), "http://open.example/")
	if kind(err) != Forbidden || dialled > 0 {
		t.Errorf("%v, the server was asked %d times", err, dialled)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRedirectsAreFollowedAndRecorded(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
			return
		}
		fmt.Fprint(w, "here")
	})
	f, _ := fetcher(t, true)
	a, err := f.Get(context.Background(), s.URL+"/old")
	if err != nil || string(a.Body) != "here" || a.URL != s.URL+"/new" || len(a.Hops) != 1 || a.Hops[0].Status != 301 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestAnAddressIsAskedAsBrowsersWriteIt(t *testing.T) {
	for typed, want := range map[string]string{
		"HTTPS://Пример.РФ:443/путь?q=дом два#глава": "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C?q=%D0%B4%D0%BE%D0%BC%20%D0%B4%D0%B2%D0%B0",
		"http://example.org:80":                 "http://example.org/",
		"http://example.org:8080/a%2Fb?x=%41&y": "http://example.org:8080/a%2Fb?x=%41&y",
		"https://[::1]:9/q":                     "https://[::1]:9/q",
		"not an address":                        "not an address",
	} {
		if got := written(typed); got != want {
			t.Errorf("%s is asked as %s, want %s", typed, got, want)
		}
	}
	var asked string
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { asked = r.RequestURI })
	f, _ := fetcher(t, true)
	if a, err := f.Get(t.Context(), s.URL+"/поиск?q=дом два"); err != nil || asked != "/%D0%BF%D0%BE%D0%B8%D1%81%D0%BA?q=%D0%B4%D0%BE%D0%BC%20%D0%B4%D0%B2%D0%B0" || a.URL != s.URL+asked {
		t.Errorf("the server was asked for %s, %v", asked, err)
	}
}

func TestHostileServersAreLeft(t *testing.T) {
	tests := []struct {
		name  string
		serve http.HandlerFunc
		want  Kind
	}{
		{"endless redirects", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, Endless},
		{"a circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, Endless},
		{"a redirect to a file", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		}, Unusable},
		{"a declared 10 GB", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10737418240")
			w.WriteHeader(200)
		}, TooLarge},
		{"a stream without end", func(w http.ResponseWriter, r *http.Request) {
			block := make([]byte, 64<<10)
			for r.Context().Err() == nil {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}, TooLarge},
		{"nothing there", http.NotFound, Dead},
		{"not for us", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, Away},
		{"always busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, Away},
	}
	for _, tt := range tests {
		s := serve(t, tt.serve)
		f, _ := fetcher(t, true)
		if _, err := f.Get(context.Background(), s.URL+"/"); kind(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestAServerThatSendsNothingIsLeftInTime(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(200)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	f, _ := fetcher(t, true)
	f.Time = 200 * time.Millisecond
	if _, err := f.Get(context.Background(), s.URL+"/"); kind(err) != Away {
		t.Error(err)
	}
}

func TestABusyServerIsAskedAgainWhenItSays(t *testing.T) {
	asked := 0
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, "now")
	})
	f, waits := fetcher(t, true)
	f.Pause = 0
	a, err := f.Get(context.Background(), s.URL+"/")
	if err != nil || string(a.Body) != "now" || len(*waits) != 2 || (*waits)[0] != time.Minute {
		t.Errorf("%v after %v", err, *waits)
	}
}

// TestTheAddressOfAMachinesSecretsIsRefusedAlways is asked with leave for the own network.
func TestTheAddressOfAMachinesSecretsIsRefusedAlways(t *testing.T) {
	f, _ := fetcher(t, true)
	for _, host := range []string{"169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "100.100.100.200"} {
		if _, err := f.Get(context.Background(), "http://"+host+"/latest/meta-data"); kind(err) != Forbidden {
			t.Errorf("%s: %v", host, err)
		}
	}
}
