package desk

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestOnlyThisComputerIsAHost(t *testing.T) {
	for host, want := range map[string]int{
		"127.0.0.1:8090": http.StatusOK, "localhost:8090": http.StatusOK, "[::1]:8090": http.StatusOK,
		"127.0.0.1": http.StatusMisdirectedRequest, "127.0.0.1:8091": http.StatusMisdirectedRequest, "localhost": http.StatusMisdirectedRequest,
		"evil.example:8090": http.StatusMisdirectedRequest, "localhost.evil.example:8090": http.StatusMisdirectedRequest, "127.0.0.1:8090.evil.example": http.StatusMisdirectedRequest,
		"127.0.0.1:8090@evil.example": http.StatusMisdirectedRequest, "127.1:8090": http.StatusMisdirectedRequest, "0.0.0.0:8090": http.StatusMisdirectedRequest, "LOCALHOST:8090": http.StatusMisdirectedRequest,
		"": http.StatusMisdirectedRequest,
	} {
		b := visit(t, newFake(t))
		r := httptest.NewRequest(http.MethodGet, "/data", nil)
		r.Host = host
		w := b.send(r)
		if w.Code != want {
			t.Errorf("a request to %q is answered %d, want %d", host, w.Code, want)
		}
		if want != http.StatusOK && strings.Contains(w.Body.String(), "Exile") {
			t.Errorf("a request to %q is told of the study", host)
		}
	}
}

func TestAForeignHostDoesNotUseTheTokenUp(t *testing.T) {
	pages := pagesOf(newFake(t))
	stranger := httptest.NewRequest(http.MethodGet, "/?token="+token, nil)
	stranger.Host = "evil.example:8090"
	(browser{t, pages, map[string]string{}}).send(stranger)
	if w := (browser{t, pages, map[string]string{}}).get("/?token=" + token); w.Code != http.StatusSeeOther {
		t.Errorf("afterwards the token is answered %d", w.Code)
	}
}

func TestTheTokenWorksOnceAndInOneBrowser(t *testing.T) {
	f := newFake(t)
	pages := pagesOf(f)
	mine, other := browser{t, pages, map[string]string{}}, browser{t, pages, map[string]string{}}
	for _, wrong := range []string{"/", "/data", "/?token=", "/?token=wrong", "/?token=" + token + "x", "/data?token=" + token, "/reports/memo/en.html", "/icon.svg", "/nothing"} {
		w := mine.get(wrong)
		if w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) != 0 || strings.Contains(w.Body.String(), "exile") || strings.Contains(w.Body.String(), "Exile") {
			t.Errorf("GET %s from outside is answered %d", wrong, w.Code)
		}
	}
	ahead := httptest.NewRequest(http.MethodGet, "/?token="+token, nil)
	ahead.Header.Set("Sec-Purpose", "prefetch;prerender")
	other.send(ahead)
	other.send(httptest.NewRequest(http.MethodHead, "/?token="+token, nil))
	w := mine.get("/?token=" + token)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
		t.Fatalf("the token is answered %d to %q", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	if c.Name != "sojourn-desk-8090" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || len(c.Value) < 26 || strings.Contains(c.Value, token) {
		t.Errorf("the session is kept as %+v", c)
	}
	if w := mine.get("/data"); w.Code != http.StatusOK {
		t.Errorf("inside, a page is answered %d", w.Code)
	}
	if w := mine.get("/?token=" + token); w.Code != http.StatusSeeOther {
		t.Errorf("inside, the old address is answered %d", w.Code)
	}
	if w := other.get("/?token=" + token); w.Code != http.StatusUnauthorized {
		t.Errorf("a second browser is let in: %d", w.Code)
	}
	other.jar["sojourn-desk-8090"] = "guess"
	if w := other.get("/data"); w.Code != http.StatusUnauthorized {
		t.Errorf("a guessed session is let in: %d", w.Code)
	}
	stale := browser{t, pagesOf(f), mine.jar}
	if w := stale.get("/data"); w.Code != http.StatusUnauthorized {
		t.Errorf("the session of an earlier run is let in: %d", w.Code)
	}
}

func TestWithoutATokenOrAPortNobodyGetsIn(t *testing.T) {
	for _, o := range []Options{{Host: host}, {Token: token, Host: "127.0.0.1"}, {Token: token}} {
		o.Log, o.Clock = slog.New(slog.DiscardHandler), time.Now
		for _, address := range []string{"/?token=" + o.Token, "/?token=", "/"} {
			if w := (browser{t, New(newFake(t), o), map[string]string{"": ""}}).get(address); w.Code < 400 {
				t.Errorf("with %q at %q, GET %s is answered %d", o.Token, o.Host, address, w.Code)
			}
		}
	}
}

func TestFormsOfOthersAreNotTaken(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*http.Request)
		inside bool
		want   int
	}{
		"our own":                         {func(*http.Request) {}, true, http.StatusSeeOther},
		"of another site":                 {func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, true, http.StatusForbidden},
		"of another port of this machine": {func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }, true, http.StatusForbidden},
		"of another origin, told the old way": {func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "http://127.0.0.1:3000")
		}, true, http.StatusForbidden},
		"of nowhere":               {func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "null") }, true, http.StatusForbidden},
		"from outside":             {func(*http.Request) {}, false, http.StatusUnauthorized},
		"to another name, rebound": {func(r *http.Request) { r.Host = "evil.example:8090" }, true, http.StatusMisdirectedRequest},
	} {
		f := newFake(t)
		b := visit(t, f)
		if !tt.inside {
			clear(b.jar)
		}
		r := ours(httptest.NewRequest(http.MethodPost, "/cleaning/cut", strings.NewReader("")))
		tt.change(r)
		w := b.send(r)
		changed := tt.want == http.StatusSeeOther
		if w.Code != tt.want || (f.recuts == 1) != changed {
			t.Errorf("a form %s is answered %d and makes %d cuts", name, w.Code, f.recuts)
		}
	}
}

func TestAGetChangesNothing(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		for _, address := range append(addresses, "/cleaning/cut", "/cleaning/cut?anew", "/reports/memo/en.html", "/icon.svg") {
			b.send(httptest.NewRequest(method, address, nil))
		}
	}
	if f.recuts != 0 {
		t.Errorf("GETs made %d cuts", f.recuts)
	}
}

func TestHeaders(t *testing.T) {
	b := visit(t, newFake(t))
	outside := browser{t, b.pages, map[string]string{}}
	for name, w := range map[string]*httptest.ResponseRecorder{
		"a page": b.get("/"), "missing": b.get("/nothing"), "an edition": b.get("/reports/memo/en.html"), "the icon": b.get("/icon.svg"), "outside": outside.get("/"),
		"a redirection": b.get("/?token=" + token), "a cut": b.send(ours(httptest.NewRequest(http.MethodPost, "/cleaning/cut", nil))),
	} {
		for header, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "", "Etag": "", "Last-Modified": "", "Server": "",
		} {
			if got := w.Header().Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		for _, part := range []string{"default-src 'none'", "script-src 'none'", "img-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(w.Header().Get("Content-Security-Policy"), part) {
				t.Errorf("%s: the policy lacks %s", name, part)
			}
		}
		if strings.Contains(w.Header().Get("Content-Security-Policy"), "unsafe") || strings.Contains(w.Header().Get("Content-Security-Policy"), "http") {
			t.Errorf("%s: the policy admits too much", name)
		}
	}
}

func TestAPanicTellsNothing(t *testing.T) {
	const marker = "canary4711"
	var log bytes.Buffer
	f := newFake(t)
	b := browser{t, New(f, Options{Token: token, Host: host, Clock: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil))}), map[string]string{}}
	b.get("/?token=" + token)
	f.explode = "index out of range in " + marker
	w := b.get("/?q=" + marker + "&lang=en")
	if w.Code != http.StatusInternalServerError || strings.Contains(parsed(t, w).all("main")[0].text(), marker) {
		t.Errorf("a panic is answered %d", w.Code)
	}
	if strings.Contains(log.String(), marker) || !strings.Contains(log.String(), "panic recovered") || !strings.Contains(log.String(), `route="GET /{$}"`) {
		t.Errorf("the log says %s", log.String())
	}
}
