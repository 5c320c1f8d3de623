package control

import (
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"sojourn/team"
)

func TestStolenStoredValuesLetNobodyIn(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Admin)
	w.login(t, "nino")
	if _, err := w.door.Add(t.Context(), team.Account{Name: "levan", Role: team.Field}); err != nil {
		t.Fatal(err)
	}
	stolen := storedValues(t, filepath.Join(w.dir, "staff.db"))
	if len(stolen) < 10 {
		t.Fatalf("only %d values are stored: %q", len(stolen), stolen)
	}
	for _, value := range stolen {
		if got := w.ask(t, value, http.MethodGet, "/audit", nil); got.status != http.StatusSeeOther {
			t.Errorf("as a cookie: status %d", got.status)
		}
		w.now = w.now.Add(20 * time.Minute) // past the wait after tries that went wrong, so that it is not that which refuses
		if got := w.ask(t, "", http.MethodPost, "/enrol", url.Values{"name": {"levan"}, "code": {value}, "password": {password}}); got.status != http.StatusUnauthorized {
			t.Errorf("as the code of an enrolment: status %d", got.status)
		}
		form := url.Values{"name": {"nino"}, "password": {value}, "code": {w.code("nino")}}
		if got := w.ask(t, "", http.MethodPost, "/login", form); got.status != http.StatusUnauthorized {
			t.Errorf("as a password: status %d", got.status)
		}
		if strings.Contains(value, w.secrets["nino"].Text()) || strings.Contains(value, password) {
			t.Error("a secret is stored in the open")
		}
	}
}

// storedValues are all values of a database, as they are and in the forms in
// which they could be typed.
func storedValues(t *testing.T, name string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+name+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all []string
	for table, columns := range map[string][]string{"account": {"enrolment", "salt", "box"}, "session": {"hash"}} {
		for _, column := range columns {
			rows, err := db.QueryContext(t.Context(), `SELECT DISTINCT `+column+` FROM `+table)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var value []byte
				if err := rows.Scan(&value); err != nil {
					t.Fatal(err)
				}
				if printable := strings.Trim(string(value), "0123456789abcdefghijklmnopqrstuvwxyz") == ""; printable {
					all = append(all, string(value))
				}
				all = append(all, hex.EncodeToString(value), base64.RawURLEncoding.EncodeToString(value))
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			rows.Close()
		}
	}
	return all
}

func TestASessionEndsByItself(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Admin)
	inside := func(cookie string) bool {
		return w.ask(t, cookie, http.MethodGet, "/audit", nil).status == http.StatusOK
	}
	cookie := w.login(t, "nino")
	for range 20 { // in use all the time
		w.now = w.now.Add(29 * time.Minute)
		if !inside(cookie) {
			t.Fatal("a session in use ended")
		}
	}
	w.now = w.now.Add(31 * time.Minute)
	if inside(cookie) {
		t.Error("a session goes on after half an hour without a request")
	}
	cookie = w.login(t, "nino")
	for began := w.now; w.now.Sub(began) < 12*time.Hour; w.now = w.now.Add(20 * time.Minute) {
		inside(cookie)
	}
	if inside(cookie) {
		t.Error("a session goes on after twelve hours")
	}
}

func TestASessionEndsWithItsAccount(t *testing.T) {
	for name, end := range map[string]func(w *world, cookie string){
		"logged out": func(w *world, cookie string) { w.ask(t, cookie, http.MethodPost, "/logout", nil) },
		"ended":      func(w *world, _ string) { w.door.End(t.Context(), "", "nino") },
		"renewed":    func(w *world, _ string) { w.door.Renew(t.Context(), "nino") },
	} {
		w := newWorld(t)
		w.hire(t, "nino", team.Admin)
		cookie := w.login(t, "nino")
		if w.ask(t, cookie, http.MethodGet, "/audit", nil).status != http.StatusOK {
			t.Fatal("not let in")
		}
		end(w, cookie)
		if got := w.ask(t, cookie, http.MethodGet, "/audit", nil); got.status != http.StatusSeeOther {
			t.Errorf("%s: the session goes on", name)
		}
		if name == "logged out" {
			continue
		}
		if got := w.ask(t, "", http.MethodPost, "/login", url.Values{"name": {"nino"}, "password": {password}, "code": {w.code("nino")}}); got.status != http.StatusUnauthorized {
			t.Errorf("%s: the old password and app still work", name)
		}
	}
}

func TestALoginNeedsBothFactorsAndTellsNotWhichIsWrong(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Admin)
	used := w.code("nino")
	right := url.Values{"name": {"nino"}, "password": {password}, "code": {used}}
	if got := w.ask(t, "", http.MethodPost, "/login", right); got.status != http.StatusSeeOther {
		t.Fatalf("both factors: status %d", got.status)
	}
	bodies := map[string]bool{}
	for name, form := range map[string]url.Values{
		"the same digits again": right,
		"another password":      {"name": {"nino"}, "password": {password + "x"}, "code": {w.code("nino")}},
		"other digits":          {"name": {"nino"}, "password": {password}, "code": {"000000"}},
		"no digits":             {"name": {"nino"}, "password": {password}},
		"nobody":                {"name": {"nobody"}, "password": {password}, "code": {"000000"}},
	} {
		got := w.ask(t, "", http.MethodPost, "/login", form)
		if got.status != http.StatusUnauthorized || got.cookie != "" {
			t.Errorf("%s: status %d", name, got.status)
		}
		bodies[askedFor.ReplaceAllString(strings.ReplaceAll(got.body, "nobody", "nino"), "")] = true
	}
	if len(bodies) != 1 {
		t.Errorf("what is wrong can be told from %d different pages", len(bodies))
	}
}

func TestGuessingIsMadeToWait(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Admin)
	try := func(form url.Values) int { return w.ask(t, "", http.MethodPost, "/login", form).status }
	for i := range 6 {
		try(url.Values{"name": {"nino"}, "password": {fmt.Sprint("guess ", i)}, "code": {"000000"}})
	}
	right := url.Values{"name": {"nino"}, "password": {password}, "code": {w.secrets["nino"].Code(w.now.Unix()/30 + 1)}}
	if got := try(right); got != http.StatusTooManyRequests {
		t.Errorf("right after six wrong tries: status %d", got)
	}
	w.now = w.now.Add(10 * time.Second)
	if got := try(right); got != http.StatusSeeOther {
		t.Errorf("after a wait: status %d", got)
	}
}

func TestFormsFromElsewhereChangeNothing(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Field)
	w.hire(t, "levan", team.Field)
	cookie, other := w.login(t, "nino"), w.login(t, "levan")
	before := w.lines(t)
	with := func(token string) string {
		form := url.Values{"door": {"open"}, "do": {"close"}, "token": {token}}
		return form.Encode()
	}
	for name, send := range map[string]func() reply{
		"of another site": func() reply {
			return w.send(t, cookie, http.MethodPost, "/waves/1/doors", "application/x-www-form-urlencoded", "cross-site", strings.NewReader(with(team.FormToken(cookie))))
		},
		"of another page of the same host": func() reply {
			return w.send(t, cookie, http.MethodPost, "/waves/1/doors", "application/x-www-form-urlencoded", "same-site", strings.NewReader(with(team.FormToken(cookie))))
		},
		"without a token": func() reply {
			return w.send(t, cookie, http.MethodPost, "/waves/1/doors", "application/x-www-form-urlencoded", "", strings.NewReader(with("")))
		},
		"with the token of another session": func() reply {
			return w.send(t, cookie, http.MethodPost, "/waves/1/doors", "application/x-www-form-urlencoded", "", strings.NewReader(with(team.FormToken(other))))
		},
	} {
		if got := send(); got.status != http.StatusForbidden {
			t.Errorf("a form %s: status %d", name, got.status)
		}
	}
	if doors, _ := w.Doors(t.Context()); len(doors) != 0 || w.lines(t) != before {
		t.Errorf("something was changed: %v", doors)
	}
}

func TestAnEnrolmentWorksOnceForThreeDays(t *testing.T) {
	w := newWorld(t)
	code, err := w.door.Add(t.Context(), team.Account{Name: "nino", Role: team.Field})
	if err != nil {
		t.Fatal(err)
	}
	enrol := func(code, password string) int {
		return w.ask(t, "", http.MethodPost, "/enrol", url.Values{"name": {"nino"}, "code": {code}, "password": {password}}).status
	}
	if got := enrol(code, "short"); got != http.StatusUnprocessableEntity {
		t.Errorf("a short password: status %d", got)
	}
	if got := enrol(code, "nino-nino-nino"); got != http.StatusUnprocessableEntity {
		t.Errorf("a password that is the name: status %d", got)
	}
	if got := enrol(code, "password123456"); got != http.StatusUnprocessableEntity {
		t.Errorf("a password that everybody tries: status %d", got)
	}
	if got := enrol(strings.ToUpper(strings.ReplaceAll(code, "-", " ")), password); got != http.StatusOK {
		t.Errorf("a code typed in its own way: status %d", got)
	}
	if got := w.ask(t, "", http.MethodPost, "/login", url.Values{"name": {"nino"}, "password": {password}, "code": {"000000"}}); got.status != http.StatusUnauthorized {
		t.Errorf("an account that was not confirmed lets in: status %d", got.status)
	}
	w.now = w.now.Add(73 * time.Hour)
	if got := enrol(code, password); got != http.StatusUnauthorized {
		t.Errorf("after three days: status %d", got)
	}
	w.hire(t, "levan", team.Field) // confirmed
	if got := w.ask(t, "", http.MethodPost, "/enrol", url.Values{"name": {"levan"}, "code": {code}, "password": {password}}); got.status != http.StatusUnauthorized {
		t.Errorf("a second time: status %d", got.status)
	}
}

func TestTheCookieOfASessionIsOnlyOurs(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Admin)
	got := w.ask(t, "", http.MethodPost, "/login", url.Values{"name": {"nino"}, "password": {password}, "code": {w.code("nino")}})
	set := got.header.Get("Set-Cookie")
	for _, part := range []string{"__Host-sid=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(set, part) {
			t.Errorf("the cookie lacks %s: %s", part, set)
		}
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q", name, got.header.Get(name))
		}
	}
}
