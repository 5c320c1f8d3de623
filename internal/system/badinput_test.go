package system

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// An endless body has as many bytes as it is asked for, and counts them.
type endless struct{ left, read int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	for i := range p[:n] {
		p[i] = 'a'
	}
	e.left, e.read = e.left-n, e.read+n
	return int(n), nil
}

// TestAGigabyteIsNotReadToItsEnd sends one to a page and finds that next to
// nothing of it was taken, and that the field goes on.
func TestAGigabyteIsNotReadToItsEnd(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	body := &endless{left: 1 << 30}
	req, err := http.NewRequest(http.MethodPost, h.address+p.page("two"), io.MultiReader(strings.NewReader("do=next&story="), body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	resp, err := plain.Do(req)
	runtime.ReadMemStats(&after)
	if err == nil { // else the connection was cut, which is a refusal too
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("a gigabyte is answered with %d", resp.StatusCode)
		}
	}
	if body.read > 32<<20 {
		t.Errorf("%d MB of it were taken", body.read>>20)
	}
	if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 64<<20 {
		t.Errorf("it cost %d MB of memory", grown>>20)
	}
	p.next("two", "story", "so")
	p.next("three", "last", "bye")
	h.one("7, so, bye")
}

func TestAHundredThousandFieldsAreRefused(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	for name, body := range map[string]string{
		"of different names": manyFields(100_000, "f%d=1&"), "of one name": manyFields(100_000, "number=%d&"), "that just fit in": manyFields(20_000, "f%d=1&"),
	} {
		resp, err := plain.Post(h.address+p.page("one"), "application/x-www-form-urlencoded", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge && resp.StatusCode != http.StatusBadRequest {
			t.Errorf("many fields %s are answered with %d", name, resp.StatusCode)
		}
	}
	p.next("one", "number", "7")
	p.next("two", "story", "so")
	p.next("three", "last", "bye")
	h.one("7, so, bye")
}

func manyFields(n int, format string) string {
	var b strings.Builder
	for k := range n {
		fmt.Fprintf(&b, format, k)
	}
	return b.String()
}

// TestInvalidUTF8IsMendedOrRefused sends bytes that are no text in every place
// where there can be any.
func TestInvalidUTF8IsMendedOrRefused(t *testing.T) {
	h := newHouse(t)
	p := h.consent()
	p.next("one", "number", "7")
	if status, _ := p.get("/c/" + p.token + "/%ff%fe"); status != http.StatusNotFound && status != http.StatusSeeOther {
		t.Errorf("an address of no text is answered with %d", status)
	}
	if status, _ := p.post(p.page("one"), url.Values{"do": {"next"}, "number": {"\xff7"}, "\xc3\x28": {"\xa0\xa1"}}); status != http.StatusSeeOther && status != http.StatusUnprocessableEntity {
		t.Errorf("a number of no text is answered with %d", status)
	}
	if at := p.next("two", "story", "so\xff\xfe it \xc3\x28goes\x00\u202e"); at != "three" {
		t.Errorf("a text with bytes that are none leads to %q", at)
	}
	p.next("three", "last", "bye")
	all := h.finished()
	if len(all) != 1 {
		t.Fatalf("%d responses arrived", len(all))
	}
	if got := all[0].Answers["story"].Value(); !utf8.ValidString(got) || strings.Contains(got, "\x00") || !strings.Contains(got, "goes") {
		t.Errorf("kept is %q", got)
	}
	for name, body := range map[string]string{"broken escapes": "do=next&story=%zz", "an escape cut off": "do=next&story=%f"} {
		q := h.consent()
		resp, err := plain.Post(h.address+q.page("one"), "application/x-www-form-urlencoded", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s are answered with %d", name, resp.StatusCode)
		}
	}
}

// TestASlowClientHoldsNothingUp sends half a page and then nothing. The limit is
// made short, so that the test need not wait for the real one.
func TestASlowClientHoldsNothingUp(t *testing.T) {
	h := newHouse(t)
	h.pages.ReadTimeout, h.pages.ReadHeaderTimeout = 300*time.Millisecond, 300*time.Millisecond
	p := h.consent()
	for name, sent := range map[string]string{
		"in the middle of a page":    "POST " + p.page("one") + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ndo=next&number=99",
		"in the middle of a heading": "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, sent); err != nil {
			t.Fatal(err)
		}
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		answer, err := io.ReadAll(conn)
		if err != nil {
			t.Errorf("a client that stops %s is still held: %v", name, err)
		}
		if strings.Contains(string(answer), "303 See Other") {
			t.Errorf("half a page was taken for a whole one, %s", name)
		}
	}
	if _, shown := p.get(p.page("one")); strings.Contains(shown, `value="99"`) {
		t.Error("half a page was kept")
	}
}
