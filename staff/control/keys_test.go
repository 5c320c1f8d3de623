package control

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sojourn/team"
	"sojourn/team/passkey"
	"sojourn/team/passkey/passkeytest"
)

var teamSite = passkey.Site{Origin: teamAddress, ID: "localhost"}

var askedFor = regexp.MustCompile(`data-challenge="([A-Za-z0-9_-]+)"`)

// challengeIn is what a page asks a passkey to sign.
func challengeIn(t *testing.T, page string) []byte {
	t.Helper()
	m := askedFor.FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page asks for no passkey")
	}
	challenge, err := wire.DecodeString(m[1])
	if err != nil || len(challenge) != 32 {
		t.Fatalf("the challenge is %d bytes, %v", len(challenge), err)
	}
	return challenge
}

// created is the form of a new passkey.
func (w *world) created(name string, made passkey.Created) url.Values {
	return url.Values{"name": {"telephone"}, "password": {password}, "code": {w.code(name)},
		"client": {wire.EncodeToString(made.ClientData)}, "attestation": {wire.EncodeToString(made.Attestation)}}
}

// signed is the form of a login.
func signed(said passkey.Signed) url.Values {
	return url.Values{"id": {wire.EncodeToString(said.ID)}, "client": {wire.EncodeToString(said.ClientData)},
		"authenticator": {wire.EncodeToString(said.Authenticator)}, "signature": {wire.EncodeToString(said.Signature)}, "user": {wire.EncodeToString(said.User)}}
}

// keyed hires somebody and gives them a passkey.
func (w *world) keyed(t *testing.T, name string, role team.Role, alg int) *passkeytest.Authenticator {
	t.Helper()
	w.hire(t, name, role)
	return w.addKey(t, w.login(t, name), name, alg)
}

func (w *world) addKey(t *testing.T, cookie, name string, alg int) *passkeytest.Authenticator {
	t.Helper()
	a := passkeytest.New(alg, teamSite)
	a.User = team.Handle(name)
	challenge := challengeIn(t, w.ask(t, cookie, http.MethodGet, "/keys", nil).body)
	if got := w.ask(t, cookie, http.MethodPost, "/keys", w.created(name, a.Create(challenge))); got.status != http.StatusSeeOther {
		t.Fatalf("adding a passkey of %s: status %d\n%s", name, got.status, got.body)
	}
	return a
}

// keyLogin comes in by a passkey as a browser would.
func (w *world) keyLogin(t *testing.T, a *passkeytest.Authenticator) reply {
	t.Helper()
	page := w.ask(t, "", http.MethodGet, "/login", nil)
	return w.ask(t, waitingCookie+"="+page.waiting, http.MethodPost, "/login/key", signed(a.Sign(challengeIn(t, page.body))))
}

func TestAPasskeyLetsItsHolderIn(t *testing.T) {
	for _, alg := range []int{passkey.ES256, passkey.Ed25519} {
		w := newWorld(t)
		a := w.keyed(t, "nino", team.Field, alg)
		for range 2 {
			got := w.keyLogin(t, a)
			if got.status != http.StatusSeeOther || got.cookie == "" {
				t.Fatalf("algorithm %d: status %d\n%s", alg, got.status, got.body)
			}
			if page := w.ask(t, got.cookie, http.MethodGet, "/keys", nil); !strings.Contains(page.body, "telephone</th><td>2022-03-28</td><td>2022-03-28</td>") {
				t.Error("the key has no name, or not the days of adding and of use")
			}
		}
	}
}

func TestAPasskeyOfSomebodyElseOrOfAnotherTimeIsRefusedAlike(t *testing.T) {
	w := newWorld(t)
	a := w.keyed(t, "nino", team.Field, passkey.ES256)
	w.hire(t, "levan", team.Designer)
	var bodies []string
	try := func(name string, form func(challenge []byte) url.Values, cookie func(reply) string) {
		page := w.ask(t, "", http.MethodGet, "/login", nil)
		got := w.ask(t, cookie(page), http.MethodPost, "/login/key", form(challengeIn(t, page.body)))
		if got.status != http.StatusUnauthorized || got.cookie != "" {
			t.Errorf("%s: status %d", name, got.status)
		}
		bodies = append(bodies, askedFor.ReplaceAllString(got.body, ""))
	}
	own := func(page reply) string { return waitingCookie + "=" + page.waiting }
	ask := func(change func(b *passkeytest.Authenticator)) func([]byte) url.Values {
		return func(challenge []byte) url.Values {
			b := *a
			change(&b)
			return signed(b.Sign(challenge))
		}
	}
	foreign := passkeytest.New(passkey.ES256, teamSite)
	first := w.ask(t, "", http.MethodGet, "/login", nil)
	old := signed(a.Sign(challengeIn(t, first.body)))
	try("another browser's challenge", func([]byte) url.Values { return old }, own)
	try("no cookie", ask(func(*passkeytest.Authenticator) {}), func(reply) string { return "" })
	try("a key of nobody", ask(func(b *passkeytest.Authenticator) { *b = *foreign; b.User = team.Handle("nino") }), own)
	try("a foreign key under a known id", ask(func(b *passkeytest.Authenticator) { *b = *foreign; b.ID, b.User = a.ID, team.Handle("nino") }), own)
	try("another account's handle", ask(func(b *passkeytest.Authenticator) { b.User = team.Handle("levan") }), own)
	try("another origin", ask(func(b *passkeytest.Authenticator) { b.Origin = "http://localhost:9999" }), own)
	try("another site", ask(func(b *passkeytest.Authenticator) { b.Site = "127.0.0.1" }), own)
	try("nobody verified", ask(func(b *passkeytest.Authenticator) { b.Flags = 1 }), own)
	try("nothing", func([]byte) url.Values { return url.Values{} }, own)
	for i, body := range bodies {
		if body != bodies[0] {
			t.Errorf("refusal %d differs from the first", i+1)
		}
	}
}

func TestAChallengeIsAnsweredOnceAndNotForLong(t *testing.T) {
	w := newWorld(t)
	a := w.keyed(t, "nino", team.Field, passkey.ES256)
	page := w.ask(t, "", http.MethodGet, "/login", nil)
	challenge, cookie := challengeIn(t, page.body), waitingCookie+"="+page.waiting
	form := signed(a.Sign(challenge))
	if got := w.ask(t, cookie, http.MethodPost, "/login/key", form); got.status != http.StatusSeeOther {
		t.Fatalf("status %d", got.status)
	}
	for name, again := range map[string]url.Values{"the same once more": form, "the same challenge signed anew": signed(a.Sign(challenge))} {
		if got := w.ask(t, cookie, http.MethodPost, "/login/key", again); got.status != http.StatusUnauthorized {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
	page = w.ask(t, "", http.MethodGet, "/login", nil)
	w.now = w.now.Add(6 * 60e9)
	if got := w.ask(t, waitingCookie+"="+page.waiting, http.MethodPost, "/login/key", signed(a.Sign(challengeIn(t, page.body)))); got.status != http.StatusUnauthorized {
		t.Errorf("six minutes later: status %d", got.status)
	}
}

func TestAnOpenSessionAloneAddsNoPasskey(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Field)
	cookie := w.login(t, "nino")
	for name, change := range map[string]func(url.Values){
		"without the password": func(f url.Values) { f.Del("password") },
		"with old digits":      func(f url.Values) { f.Set("code", w.secrets["nino"].Code(w.now.Unix()/30-40)) },
	} {
		a := passkeytest.New(passkey.ES256, teamSite)
		form := w.created("nino", a.Create(challengeIn(t, w.ask(t, cookie, http.MethodGet, "/keys", nil).body)))
		change(form)
		if got := w.ask(t, cookie, http.MethodPost, "/keys", form); got.status != http.StatusUnauthorized {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
	a := passkeytest.New(passkey.ES256, teamSite)
	if got := w.ask(t, cookie, http.MethodPost, "/keys", w.created("nino", a.Create([]byte("a challenge of nobody's")))); got.status != http.StatusUnauthorized {
		t.Errorf("with a challenge that was never given: status %d", got.status)
	}
	if keys, err := w.Passkeys(t.Context(), "nino"); err != nil || len(keys) != 0 {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

func TestAKeyThatIsRemovedOrOfAnAccountThatEndedLetsNobodyIn(t *testing.T) {
	w := newWorld(t)
	a := w.keyed(t, "nino", team.Field, passkey.ES256)
	second := w.addKey(t, w.sealed["nino"], "nino", passkey.Ed25519)
	other := w.keyed(t, "levan", team.Designer, passkey.ES256)
	if got := w.ask(t, w.sealed["levan"], http.MethodPost, "/keys/remove", url.Values{"id": {wire.EncodeToString(a.ID)}}); got.status != http.StatusNotFound {
		t.Errorf("somebody else's key: status %d", got.status)
	}
	if got := w.ask(t, w.sealed["nino"], http.MethodPost, "/keys/remove", url.Values{"id": {wire.EncodeToString(a.ID)}}); got.status != http.StatusSeeOther {
		t.Fatalf("status %d", got.status)
	}
	if got := w.keyLogin(t, a); got.status != http.StatusUnauthorized {
		t.Errorf("a removed key: status %d", got.status)
	}
	if got := w.keyLogin(t, second); got.status != http.StatusSeeOther {
		t.Errorf("the other key: status %d", got.status)
	}
	if _, err := w.door.Renew(t.Context(), "nino"); err != nil {
		t.Fatal(err)
	}
	if err := w.door.End(t.Context(), "admin", "levan"); err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]*passkeytest.Authenticator{"to be enrolled anew": second, "ended": other} {
		if got := w.keyLogin(t, key); got.status != http.StatusUnauthorized {
			t.Errorf("an account that is %s: status %d", name, got.status)
		}
	}
	if keys, _ := w.Passkeys(t.Context(), "nino"); len(keys) != 0 {
		t.Error("who lost a telephone keeps its keys")
	}
}

func TestOnlyPagesThatAskForPasskeysRunAScript(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Field)
	cookie := w.login(t, "nino")
	for path, runs := range map[string]bool{"/keys": true, "/progress": false, "/waves": false} {
		policy := w.ask(t, cookie, http.MethodGet, path, nil).header.Get("Content-Security-Policy")
		if scripted := !strings.Contains(policy, "script-src 'none'"); scripted != runs {
			t.Errorf("%s: %s", path, policy)
		}
	}
}

func TestAnAddressToWhichNoKeyCanBeBoundIsRefused(t *testing.T) {
	d := team.NewDoor(nil, nil, nil)
	for _, address := range []string{"", "http://127.0.0.1:8081", "https://127.0.0.1", "http://team.example.org", "https://team.example.org/keys", "team.example.org"} {
		if d.At(address) == nil {
			t.Errorf("%q is taken", address)
		}
	}
	for _, address := range []string{"https://team.example.org", "http://localhost:8081"} {
		if err := d.At(address); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}
