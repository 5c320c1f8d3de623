package listener

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// hold opens a connection and leaves it open.
func hold(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(10 * time.Second))
	return c
}

// ask makes a request on a connection that stays open.
func ask(c net.Conn) error {
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return err
	}
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r.Body)
	return err
}

func bounded(t *testing.T, most int) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "yes") }))
	Bound(s.Config, most)
	s.Start()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func TestOneConnectionMoreTakesThePlaceOfOneThatIdles(t *testing.T) {
	address := bounded(t, 3)
	var conns []net.Conn
	for range 6 {
		c := hold(t, address)
		if err := ask(c); err != nil {
			t.Fatalf("connection %d gets no answer: %v", len(conns)+1, err)
		}
		time.Sleep(50 * time.Millisecond) // until the server has seen that it idles
		conns = append(conns, c)
	}
	open := 0
	for _, c := range conns {
		c.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		if _, err := c.Read(make([]byte, 1)); err != io.EOF {
			open++
		}
	}
	if open != 3 {
		t.Errorf("%d of 6 connections stay open, want 3", open)
	}
}

func TestWhoSendsNothingTakesNoMoreThanThePlacesThereAre(t *testing.T) {
	address := bounded(t, 3)
	for range 3 {
		hold(t, address)
	}
	time.Sleep(50 * time.Millisecond)
	if err := ask(hold(t, address)); err == nil {
		t.Error("a fourth connection is served while three wait for nothing")
	}
}
