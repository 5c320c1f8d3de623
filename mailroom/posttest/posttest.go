// Package posttest is a mail server for tests. It takes letters over real SMTP
// on this computer alone, keeps them for the test to look at, and can be slow,
// refuse a recipient and put others off.
package posttest

import (
	"io"
	"maps"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// A Server keeps what it took for whom.
type Server struct {
	Slow    time.Duration // between the end of a letter and the answer
	Refuse  string        // a recipient who does not exist
	PutsOff bool          // asks every tenth recipient or so to come again, once

	mu     sync.Mutex
	got    map[string][]string
	putOff map[string]bool
}

// Serve listens until the test ends and returns the port.
func (s *Server) Serve(t *testing.T) (port int) {
	t.Helper()
	s.got, s.putOff = map[string][]string{}, map[string]bool{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(s)
	server.Domain = "localhost"
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// Letters are the letters taken so far, by recipient. One that came for
// several at once stands under "several at once".
func (s *Server) Letters() map[string][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.got)
}

// PutOffs is how many recipients were told to come again.
func (s *Server) PutOffs() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.putOff)
}

// NewSession begins a connection.
func (s *Server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }

// session is one connection.
type session struct {
	server *Server
	to     []string
}

// Mail takes any sender.
func (*session) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt takes a recipient, refuses the one who does not exist, and puts off
// once, if it is to, those whose address has "7@" in it.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if to == s.server.Refuse {
		return &smtp.SMTPError{Code: 550, Message: "no such user"}
	}
	if s.server.PutsOff && strings.Contains(to, "7@") && !s.server.putOff[to] {
		s.server.putOff[to] = true
		return &smtp.SMTPError{Code: 451, Message: "come again"}
	}
	s.to = append(s.to, to)
	return nil
}

// Data takes a letter and answers after the time that the server is slow.
func (s *session) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	for _, to := range s.to {
		s.server.got[to] = append(s.server.got[to], string(letter))
	}
	if len(s.to) != 1 {
		s.server.got["several at once"] = s.to
	}
	s.server.mu.Unlock()
	time.Sleep(s.server.Slow)
	return nil
}

// Reset forgets the recipients.
func (s *session) Reset() { s.to = nil }

// Logout ends the connection.
func (*session) Logout() error { return nil }
