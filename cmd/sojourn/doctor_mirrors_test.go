package main

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
	"sojourn/workspace"
)

// a mirror of a test answers under TLS with what it is given.
func mirror(t *testing.T, pool *x509.CertPool, standing string) *httptest.Server {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != standingFile {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(standing))
	}))
	t.Cleanup(server.Close)
	pool.AddCert(server.Certificate())
	return server
}

func TestTheDoctorHoldsMirrorsAgainstTheField(t *testing.T) {
	key, err := custody.NewIdentity(custody.Answers, "2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	words, err := seal.Fingerprint(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	own := "key: " + words + "\nwave 1: 2\n"
	field := mirror(t, pool, own)
	same, foreign, stale := mirror(t, pool, own), mirror(t, pool, "key: other words\nwave 1: 2\n"), mirror(t, pool, "key: "+words+"\nwave 1: 1\n")
	gone := httptest.NewTLSServer(nil)
	gone.Close()

	client := field.Client()
	client.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
	look := func(now time.Time, ownAddress string, mirrors ...string) (string, string) {
		s := &study.Study{Field: ownAddress, Mirrors: mirrors, Keys: study.Keys{Answers: []string{key.Public()}}}
		said, problems := lookAtMirrors(t.Context(), examination{project: &workspace.Project{Study: s}, now: now, client: client})
		return said, problems.Error()
	}
	now := time.Now()
	for _, tt := range []struct {
		name, field, mirror, want string
		now                       time.Time
	}{
		{"the same field", field.URL, same.URL, "", now},
		{"another key", field.URL, foreign.URL, "other keys", now},
		{"an old version", field.URL, stale.URL, "another version", now},
		{"an old version, and the field is not reached", gone.URL, stale.URL, "", now},
		{"nobody answers", field.URL, gone.URL, "cannot be reached", now},
		{"the certificate ends soon", field.URL, same.URL, "its certificate ends on", same.Certificate().NotAfter.Add(-24 * time.Hour)},
		{"an onion service without Tor", field.URL, "http://abcdefghij234567.onion", "with HTTP_PROXY=socks5", now},
		{"an onion service with TLS without Tor", field.URL, "https://abcdefghij234567.onion", "with HTTPS_PROXY=socks5", now},
	} {
		said, got := look(tt.now, tt.field, tt.mirror)
		if tt.want == "" && got != "" && tt.now == now || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, %q", tt.name, said, got)
		}
	}
	if said, _ := look(now, field.URL, same.URL, gone.URL); said != "1 of 2 reached" {
		t.Errorf("it says %q", said)
	}
}
