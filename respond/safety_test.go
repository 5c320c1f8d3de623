package respond

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"sojourn/study"
)

func TestAGetChangesNothing(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		for _, address := range []string{"/", "/o/telegram", "/i/" + secret, "/start", "/declined", "/return", "/c/" + token, page("about"), page("work"),
			page("pause"), page("done"), "/contact/form", "/contact", "/contact/kept", "/withdraw", "/withdrawn", "/mine", "/r/" + sent, "/r/nothing", ownPath(token, "links"), ownPath(token, "code"),
			ownPath(token), ownPath(token, "copy"), ownPath(token, "erase"), "/i/" + invited + "/erase", page("about") + "/others", "/out/0", "/genuine", "/genuine.txt", "/leave", "/blank"} {
			b.send(httptest.NewRequest(method, address+"?secret="+secret+"&do=next&phrase=river&lang=fa", nil))
		}
	}
	if f.changes != 0 || f.lang != "en" {
		t.Errorf("GETs changed something %d times", f.changes)
	}
}

func TestAllAddressesWithoutAPageLookTheSame(t *testing.T) {
	b := visit(t, newFake(t))
	dump := func(w *httptest.ResponseRecorder) string {
		var all bytes.Buffer
		_ = w.Result().Header.Write(&all)
		return http.StatusText(w.Code) + "\n" + all.String() + w.Body.String()
	}
	want := dump(b.get("/nothing"))
	if !strings.Contains(want, "Not Found") {
		t.Fatal("an unknown address is found")
	}
	for _, address := range []string{"/c/unknown", "/c/unknown/about", "/c/unknown/done", "/m/unknown", "/m/unknown/copy", "/m/unknown/erase", "/m/" + token + "/nothing", "/i/unknown/erase", "/mine", "/c/tTtTt%54", "/c//about", "/c/" + token + "/../about",
		"/%63/" + token + "/about", "/c/" + token + "/about/", "/c/" + token + "%2fabout", "//admin", "/admin", "/s/%2569ndex", "/..%2fetc", "/i/unknown", "/index.html",
		"/favicon.ico", "/robots.txt", "/c", "/o/", "/;a=b", "/C/" + token + "/about", "/nothing?lang=fa", "/%00", "/.git/config", "/contact/form", "/start"} {
		if got := dump(b.get(address)); got != want {
			t.Errorf("GET %s can be told from an unknown address", address)
		}
	}
	for _, method := range []string{"PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"} {
		if got := dump(b.send(httptest.NewRequest(method, page("about"), nil))); got != want {
			t.Errorf("%s can be told from an unknown address", method)
		}
	}
	if got := dump(b.post("/c/unknown/about", asForm("do", "next"))); got != want {
		t.Error("a form sent to an unknown response can be told from an unknown address")
	}
	for _, address := range []string{"/m/unknown", "/m/unknown/erase"} {
		if got := dump(b.post(address, asForm("sure", "yes", "purpose", "archive"))); got != want {
			t.Errorf("a form sent to %s can be told from an unknown address", address)
		}
	}
	if got := dump(b.post("/start", asForm("secret", "guess", "consent", "3"))); got != want {
		t.Error("a guessed secret can be told from an unknown address")
	}
}

func TestFormsOfOtherSitesAndOfOtherKindsAreNotTaken(t *testing.T) {
	for name, change := range map[string]func(http.Header){
		"from another site": func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
		"as plain text":     func(h http.Header) { h.Set("Content-Type", "text/plain") },
		"in parts":          func(h http.Header) { h.Set("Content-Type", "multipart/form-data; boundary=x") },
		"of no kind":        func(h http.Header) { h.Del("Content-Type") },
	} {
		f := newFake(t)
		r := httptest.NewRequest(http.MethodPost, page("work"), strings.NewReader("do=next&work=free"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		change(r.Header)
		if w := visit(t, f).send(r); w.Code != http.StatusNotFound || f.changes != 0 {
			t.Errorf("a form %s is answered %d", name, w.Code)
		}
	}
}

func TestTooMuchIsRefusedWithAPage(t *testing.T) {
	for name, body := range map[string]string{
		"a large page":    "comment=" + strings.Repeat("a", maxPage),
		"too many fields": strings.Repeat("worry=money&", maxParts+1),
	} {
		f := newFake(t)
		w := visit(t, f).post(page("worries"), body)
		if w.Code != http.StatusRequestEntityTooLarge || f.changes != 0 || len(parsed(t, w).named("h1")) != 1 {
			t.Errorf("%s is answered %d", name, w.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	b := visit(t, newFake(t))
	for address, w := range map[string]*httptest.ResponseRecorder{
		"/": b.get("/"), "a page": b.get(page("about")), "missing": b.get("/nothing"), "a redirection": b.get("/c/" + token),
	} {
		for name, want := range map[string]string{
			"Cache-Control":                "no-store",
			"Referrer-Policy":              "no-referrer",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"X-Robots-Tag":                 "noindex, noarchive",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Strict-Transport-Security":    "max-age=31536000",
			"Permissions-Policy":           permissions,
			"Set-Cookie":                   "",
			"Server":                       "",
			"Etag":                         "",
			"Last-Modified":                "",
			"Access-Control-Allow-Origin":  "",
			"Clear-Site-Data":              "",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", address, name, got, want)
			}
		}
		for _, part := range []string{"default-src 'none'", "script-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'"} {
			if !strings.Contains(w.Header().Get("Content-Security-Policy"), part) {
				t.Errorf("%s: the policy lacks %s", address, part)
			}
		}
	}
}

func TestLeavingMakesTheBrowserForget(t *testing.T) {
	f := newFake(t)
	w := visit(t, f).get("/leave")
	leads(t, w, "/blank")
	if w.Header().Get("Clear-Site-Data") != `"*"` {
		t.Error("the browser is not told to forget")
	}
	if text := parsed(t, visit(t, f).get("/blank")).named("body")[0].text(); strings.TrimSpace(text) != "" {
		t.Errorf("the blank page says %q", text)
	}
	elsewhere := New(f, f, Options{Clock: clock, Log: slog.New(slog.DiscardHandler), Neutral: "https://weather.example/"})
	leads(t, browser{t, elsewhere, "en"}.get("/leave"), "https://weather.example/")
	f.done = true
	if visit(t, f).get(page("done")).Header().Get("Clear-Site-Data") != `"*"` {
		t.Error("the browser is not told to forget after the end")
	}
}

func TestFailuresAreLoggedByRouteAndKindOnly(t *testing.T) {
	const marker = "canary4711"
	for name, fail := range map[string]func(*fake){
		"a panic":  func(f *fake) { f.explode = "index out of range in " + marker },
		"an error": func(f *fake) { f.fail = errors.New("cannot keep " + marker) },
	} {
		var log bytes.Buffer
		f := newFake(t)
		fail(f)
		b := browser{t, New(f, f, Options{Clock: clock, Log: slog.New(slog.NewTextHandler(&log, nil))}), "en"}
		w := b.post(page("work")+"?q="+marker, asForm("do", "next", "occupation", marker))
		if w.Code < 500 || strings.Contains(w.Body.String(), marker) {
			t.Errorf("%s is answered %d", name, w.Code)
		}
		if !strings.Contains(log.String(), `route="POST /c/{token}/{page}"`) {
			t.Errorf("%s: the log does not name the route: %s", name, log.String())
		}
		for _, secret := range []string{marker, token, "192.0.2.1"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("%s: the log holds %q", name, secret)
			}
		}
		if name == "a panic" && !strings.Contains(log.String(), "panic recovered") {
			t.Errorf("the log does not tell of the panic: %s", log.String())
		}
	}
}

func TestAStorageThatFailsAsksToTryAgain(t *testing.T) {
	f := newFake(t)
	f.fail = errors.New("disk full")
	w := visit(t, f).post(page("work"), asForm("do", "next"))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("answered %d, to be repeated after %q", w.Code, w.Header().Get("Retry-After"))
	}
}

func TestWhoFindsNoPlaceIsToldToWait(t *testing.T) {
	f := newFake(t)
	f.wait = make(chan struct{})
	b := visit(t, f)
	var inside sync.WaitGroup
	places := placesPerProcessor * runtime.GOMAXPROCS(0)
	f.arrived = make(chan struct{}, places)
	for range places {
		inside.Go(func() { b.get(page("work")) })
	}
	for range places {
		<-f.arrived
	}
	answered := make(chan *httptest.ResponseRecorder, 1)
	go func() { answered <- b.get(page("work")) }()
	select {
	case w := <-answered:
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("one more than there are places is answered %d", w.Code)
		}
	case <-f.arrived:
		t.Error("one more than there are places is let in")
	}
	close(f.wait)
	inside.Wait()
	if w := b.get(page("work")); w.Code != http.StatusOK {
		t.Errorf("the places are not given free: %d", w.Code)
	}
}

func TestTheFirstPageIsOneSmallRequest(t *testing.T) {
	f := newFake(t)
	for _, lang := range f.study.Languages {
		r := httptest.NewRequest(http.MethodGet, "/?lang="+string(lang), nil)
		w := visit(t, f).send(r)
		raw := w.Body.Len()
		if raw > 20<<10 {
			t.Errorf("%s: the first page has %d bytes", lang, raw)
		}
		r.Header.Set("Accept-Encoding", "gzip, br")
		z := visit(t, f).send(r)
		zipped := z.Body.Len()
		if zipped > 14<<10 || z.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: the first page travels in %d bytes, %q", lang, zipped, z.Header().Get("Content-Encoding"))
		}
		plain, err := gzip.NewReader(z.Body)
		if err != nil {
			t.Fatal(err)
		}
		if content, err := io.ReadAll(plain); err != nil || len(content) != raw {
			t.Errorf("%s: unzipped, the page has %d bytes of %d: %v", lang, len(content), raw, err)
		}
		for _, n := range parsed(t, visit(t, f).get("/?lang="+string(lang))).find(func(n node) bool { return n.attr("src") != "" || n.Data == "link" && n.attr("href") != "data:," }) {
			t.Errorf("%s: <%s> makes a second request", lang, n.Data)
		}
		t.Logf("%s: %d bytes, %d as they travel", lang, raw, zipped)
	}
}

func TestTheLanguageIsTheOneAskedForAndNeverARelative(t *testing.T) {
	for _, tt := range []struct {
		query, header string
		want          study.Lang
	}{
		{"", "", "en"},
		{"ru", "fa", "ru"},
		{"xx", "fa-IR,fa;q=0.9", "fa"},
		{"", "RU-ru", "ru"},
		{"", "uk", "en"},
		{"", "kk-KZ,kk;q=0.9", "en"},
		{"", "be,uz;q=0.8,tg;q=0.7", "en"},
		{"", "uk,ru;q=0.5", "ru"}, // lists Russian itself
		{"", "ru;q=0,fa", "fa"},
		{"", "ru;q=0.5", "ru"},
		{"", "*", "en"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/?lang="+tt.query, nil)
		r.Header.Set("Accept-Language", tt.header)
		if got := choose(r, []study.Lang{"en", "ru", "fa"}); got != tt.want {
			t.Errorf("?lang=%s, Accept-Language %q: %s, want %s", tt.query, tt.header, got, tt.want)
		}
	}
}

func TestServerLimits(t *testing.T) {
	s := Server(http.NotFoundHandler())
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes != 16<<10 {
		t.Error("a limit is missing")
	}
	if s.ConnState == nil {
		t.Error("nothing bounds the connections")
	}
	if s.ErrorLog == nil || s.ErrorLog.Writer() != io.Discard {
		t.Error("net/http may write addresses of clients to the log")
	}
}
