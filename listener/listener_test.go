package listener

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestEveryAnswerIsClosedToOthers(t *testing.T) {
	w := httptest.NewRecorder()
	Secure(w.Header(), Policy("'sha256-x'", "img-src 'self'"))
	SeeOther(w, "/next")
	for header, want := range map[string]string{
		"Content-Security-Policy": "script-src 'none'", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Location": "/next",
	} {
		if got := w.Header().Get(header); !strings.Contains(got, want) {
			t.Errorf("%s is %q, want %q in it", header, got, want)
		}
	}
	if w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
}

func TestAServerLogsNothingAndWaitsForNobody(t *testing.T) {
	s := Server(http.NotFoundHandler(), time.Second)
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes > 16<<10 || s.WriteTimeout != time.Second {
		t.Errorf("the limits are %+v", s)
	}
	if s.ErrorLog == nil {
		t.Error("net/http would log to the standard log")
	}
}

func TestAPanicBecomesAnErrorThatSaysNothingOfIt(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	err := Caught(func(http.ResponseWriter, *http.Request) error { panic("an answer of somebody") }, httptest.NewRecorder(), r)
	if !errors.Is(err, ErrPanic) || strings.Contains(err.Error(), "answer") {
		t.Errorf("it says %v", err)
	}
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("a connection that is to be cut is not")
		}
	}()
	_ = Caught(func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) }, httptest.NewRecorder(), r)
}
