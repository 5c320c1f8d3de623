package control

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/team"
)

// A line of the table says what everybody gets who asks a route for an object.
// The columns are a stranger, admin, designer, field manager, contact custodian
// and partner, whose channel is "friends".
type line struct {
	pattern, object, path string
	form                  url.Values
	want                  [6]int
}

// The answers: here is the page, done and go on, not for your role, there is
// no such thing, and this is to be mended first.
const (
	yes  = http.StatusOK
	done = http.StatusSeeOther
	no   = http.StatusForbidden
	none = http.StatusNotFound
	mend = http.StatusUnprocessableEntity
	bad  = http.StatusBadRequest
	out  = http.StatusSeeOther // a stranger is led to the login
)

var (
	pause = url.Values{"door": {"open"}, "do": {"pause"}}
	sure  = url.Values{"sure": {"yes"}}
	quota = url.Values{"channel": {"friends"}, "soft": {"10"}, "hard": {"20"}}
	file  = url.Values{"file": {"a questionnaire"}}
	note  = url.Values{"day": {"2022-03-28"}, "place": {"pinned in the group"}}
)

var table = []line{
	{"GET /login", "", "/login", nil, [6]int{yes, yes, yes, yes, yes, yes}},
	{"POST /login", "nobody's", "/login", url.Values{"name": {"x"}}, [6]int{401, 401, 401, 401, 401, 429}}, // five tries cost nothing, the sixth must wait
	{"POST /login/key", "nobody's", "/login/key", url.Values{"id": {"eA"}}, [6]int{401, 401, 401, 401, 401, 401}},
	{"GET /keys", "own", "/keys", nil, [6]int{out, yes, yes, yes, yes, yes}},
	{"POST /keys", "without password and digits", "/keys", nil, [6]int{out, 401, 401, 401, 401, 401}},
	{"POST /keys", "no form of ours", "/keys", url.Values{"client": {"%"}}, [6]int{out, bad, bad, bad, bad, bad}},
	{"POST /keys/remove", "no key", "/keys/remove", url.Values{"id": {"eA"}}, [6]int{out, none, none, none, none, none}},
	{"GET /enrol", "", "/enrol", nil, [6]int{yes, yes, yes, yes, yes, yes}},
	{"POST /enrol", "nobody's", "/enrol", url.Values{"name": {"y"}}, [6]int{401, 401, 401, 401, 401, 429}},
	{"POST /enrol/confirm", "nobody's", "/enrol/confirm", url.Values{"name": {"z"}}, [6]int{401, 401, 401, 401, 401, 429}},
	{"GET /{$}", "", "/", nil, [6]int{out, done, done, done, done, done}},
	{"/", "no page", "/nothing", nil, [6]int{out, none, none, none, none, none}},
	{"/", "an interface of the desk", "/admin", nil, [6]int{out, none, none, none, none, none}},
	{"GET /progress", "", "/progress", nil, [6]int{out, yes, yes, yes, no, yes}},
	{"GET /progress", "a wave", "/progress?wave=1", nil, [6]int{out, yes, yes, yes, no, yes}},
	{"GET /progress", "a wave from elsewhere", "/progress?wave=2", nil, [6]int{out, none, none, none, no, none}},
	{"GET /progress", "no wave", "/progress?wave=x", nil, [6]int{out, none, none, none, no, none}},
	{"GET /waves", "", "/waves", nil, [6]int{out, yes, yes, yes, yes, no}},
	{"POST /waves/{wave}/doors", "a wave", "/waves/1/doors", pause, [6]int{out, no, no, done, no, no}},
	{"POST /waves/{wave}/doors", "no wave", "/waves/9/doors", pause, [6]int{out, no, no, none, no, no}},
	{"POST /waves/{wave}/doors", "no door", "/waves/1/doors", url.Values{"door": {"back"}, "do": {"pause"}}, [6]int{out, no, no, bad, no, no}},
	{"POST /waves/{wave}/quotas", "a wave", "/waves/1/quotas", quota, [6]int{out, no, no, done, no, no}},
	{"POST /waves/{wave}/quotas", "a wave from elsewhere", "/waves/2/quotas", quota, [6]int{out, no, no, none, no, no}},
	{"POST /waves/{wave}/quotas", "no channel", "/waves/1/quotas", url.Values{"channel": {"x"}, "hard": {"1"}}, [6]int{out, no, no, bad, no, no}},
	{"POST /waves/{wave}/close", "not confirmed", "/waves/1/close", nil, [6]int{out, no, no, mend, no, no}},
	{"POST /waves/{wave}/close", "a wave", "/waves/1/close", sure, [6]int{out, no, no, done, no, no}},
	{"POST /waves/{wave}/close", "no wave", "/waves/9/close", sure, [6]int{out, no, no, none, no, no}},
	{"POST /versions/{wave}", "no file", "/versions/1", nil, [6]int{out, no, mend, no, no, no}},
	{"POST /versions/{wave}", "a wave", "/versions/1", file, [6]int{out, no, done, no, no, no}},
	{"POST /versions/{wave}", "no wave", "/versions/9", file, [6]int{out, no, none, no, no, no}},
	{"GET /versions", "", "/versions", nil, [6]int{out, yes, yes, yes, no, no}},
	{"GET /versions/{wave}/{place}", "a version", "/versions/1/1", nil, [6]int{out, yes, yes, yes, no, no}},
	{"GET /versions/{wave}/{place}", "no version", "/versions/1/9", nil, [6]int{out, none, none, none, no, no}},
	{"GET /channels", "", "/channels", nil, [6]int{out, yes, no, yes, no, yes}},
	{"GET /channels/{channel}/qr.svg", "own", "/channels/friends/qr.svg", nil, [6]int{out, yes, no, yes, no, yes}},
	{"GET /channels/{channel}/qr.svg", "another's", "/channels/chat/qr.svg", nil, [6]int{out, yes, no, yes, no, none}},
	{"GET /channels/{channel}/qr.svg", "none", "/channels/x/qr.svg", nil, [6]int{out, none, no, none, no, none}},
	{"GET /channels/{channel}/qr.png", "own", "/channels/friends/qr.png", nil, [6]int{out, yes, no, yes, no, yes}},
	{"GET /channels/{channel}/qr.png", "another's", "/channels/chat/qr.png", nil, [6]int{out, yes, no, yes, no, none}},
	{"POST /channels/{channel}/postings", "own", "/channels/friends/postings", note, [6]int{out, no, no, done, no, done}},
	{"POST /channels/{channel}/postings", "another's", "/channels/chat/postings", note, [6]int{out, no, no, done, no, none}},
	{"POST /channels/{channel}/postings", "empty", "/channels/friends/postings", nil, [6]int{out, no, no, mend, no, mend}},
	{"GET /audit", "", "/audit", nil, [6]int{out, yes, no, no, no, no}},
	{"GET /accounts", "", "/accounts", nil, [6]int{out, yes, no, no, no, no}},
	{"POST /accounts/{name}/end", "their own", "/accounts/admin/end", nil, [6]int{out, 409, no, no, no, no}},
	{"POST /accounts/{name}/end", "no account", "/accounts/x/end", nil, [6]int{out, none, no, no, no, no}},
	{"POST /accounts/{name}/end", "an account", "/accounts/former/end", nil, [6]int{out, done, no, no, no, no}},
	{"POST /logout", "", "/logout", nil, [6]int{out, done, done, done, done, done}},
}

func TestEveryRoleGetsOfEveryRouteWhatTheTableSays(t *testing.T) {
	w := newWorld(t)
	w.everybody(t)
	w.hire(t, "former", team.Designer)
	who := []string{""}
	for _, role := range team.Roles() {
		w.login(t, string(role))
		who = append(who, string(role))
	}
	for _, l := range table {
		method, _, ok := strings.Cut(l.pattern, " ")
		if !ok {
			method = http.MethodGet
		}
		for i, name := range who {
			before := w.lines(t)
			got := w.ask(t, w.sealed[name], method, l.path, l.form)
			if got.status != l.want[i] {
				t.Errorf("%s for %q (%s): status %d, want %d", l.pattern, name, l.object, got.status, l.want[i])
			}
			if name == "" && l.want[i] == out && got.location != "/login" {
				t.Errorf("%s leads a stranger to %q", l.pattern, got.location)
			}
			if refused := got.status >= 400; refused && w.lines(t) != before {
				t.Errorf("%s for %q (%s): refused, and the log says that something was done", l.pattern, name, l.object)
			}
		}
	}
}

func TestEveryRouteStandsInTheTable(t *testing.T) {
	known := map[string]bool{}
	for _, l := range table {
		known[l.pattern] = true
	}
	for _, r := range (&site{}).routes() {
		if !known[r.pattern] {
			t.Errorf("%s has no line in the table of roles: say who may use it, and for which objects", r.pattern)
		}
	}
}

func TestNoRoleMayDoEverything(t *testing.T) {
	for _, role := range team.Roles() {
		all := true
		for _, r := range (&site{}).routes() {
			all = all && (len(r.roles) == 0 || (&site{}).allows(role, r.pattern))
		}
		if all {
			t.Errorf("%s may use every route", role)
		}
	}
}

func TestStrangersGetTheSameFromEveryAddress(t *testing.T) {
	w := newWorld(t)
	want := w.ask(t, "", http.MethodGet, "/progress", nil)
	for _, path := range []string{"/", "/audit", "/nothing", "/channels/friends/qr.svg", "/versions/1/1", "/accounts/admin/end"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			for _, cookie := range []string{"", "x", strings.Repeat("a", 43)} {
				got := w.ask(t, cookie, method, path, nil)
				if got.status != want.status || got.location != want.location || got.body != want.body {
					t.Errorf("%s %s with cookie %q: status %d to %q", method, path, cookie, got.status, got.location)
				}
			}
		}
	}
}

func TestWhatTheFieldManagerSetsIsKept(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Field)
	cookie := w.login(t, "nino")
	w.ask(t, cookie, http.MethodPost, "/waves/1/doors", pause)
	doors, err := w.Doors(t.Context())
	if err != nil || len(doors) != 1 || doors[0] != (fieldwork.DoorSetting{Wave: 1, Kind: "open", State: fieldwork.Paused}) {
		t.Errorf("after a pause: %v, %v", doors, err)
	}
	page := w.ask(t, cookie, http.MethodGet, "/waves", nil).body
	for _, want := range []string{"Asia/Tbilisi", "2022-03-29 01:3", "paused", "closed since 2022-03-26"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of doors does not say %q", want)
		}
	}
	w.ask(t, cookie, http.MethodPost, "/waves/1/doors", url.Values{"door": {"open"}, "do": {"plan"}})
	if doors, _ := w.Doors(t.Context()); len(doors) != 0 {
		t.Errorf("following the dates again: %v", doors)
	}
	w.ask(t, cookie, http.MethodPost, "/waves/1/close", sure)
	if doors, _ := w.Doors(t.Context()); len(doors) != 2 || doors[0].State != fieldwork.Shut || doors[1].State != fieldwork.Shut {
		t.Errorf("after closing the wave: %v", doors)
	}
	w.ask(t, cookie, http.MethodPost, "/waves/1/quotas", quota)
	quotas, err := w.Quotas(t.Context())
	if err != nil || len(quotas) != 1 || quotas[0] != (fieldwork.Quota{Wave: 1, Channel: "friends", Soft: 10, Hard: 20}) {
		t.Errorf("quota: %v, %v", quotas, err)
	}
	for name, form := range map[string]url.Values{
		"a word":           {"hard": {"many"}},
		"nobody":           {"hard": {"0"}},
		"soft behind hard": {"soft": {"30"}, "hard": {"20"}},
	} {
		if got := w.ask(t, cookie, http.MethodPost, "/waves/1/quotas", form); got.status != mend {
			t.Errorf("a quota of %s: status %d", name, got.status)
		}
	}
}
