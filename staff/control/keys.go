package control

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"sojourn/listener"
	"sojourn/study"
	"sojourn/team"
	"sojourn/team/passkey"
)

// waitingCookie is the cookie of a browser whose passkey is to sign.
const waitingCookie = "__Host-key"

// An invitation is what a page asks a passkey for. All of it is base64url.
type invitation struct {
	Challenge, Site, User, Known string
	Elsewhere                    string // the only address at which passkeys work, if it is not that of the page
}

var wire = base64.RawURLEncoding.Strict()

// keysPage is what keys.html shows.
type keysPage struct {
	*frame
	Keys  []keyLine
	Ask   *invitation // nil where passkeys are asked for nowhere
	Fault string      // key
}

// A keyLine is a passkey of the account.
type keyLine struct {
	ID, Name    string
	Added, Used study.Day
}

// keys serves GET /keys.
func (s *site) keys(w http.ResponseWriter, r *http.Request) error {
	return s.showKeys(w, r, http.StatusOK, "")
}

func (s *site) showKeys(w http.ResponseWriter, r *http.Request, status int, fault string) error {
	all, err := s.Door.Keys(r.Context(), who(r).Name)
	if err != nil {
		return err
	}
	page := keysPage{frame: s.frame(r, "nav.keys"), Fault: fault}
	var known []string
	for _, k := range all {
		id := wire.EncodeToString(k.ID)
		known = append(known, id)
		page.Keys = append(page.Keys, keyLine{id, k.Name, k.Added, k.Used})
	}
	if s.Door.Site() != (passkey.Site{}) {
		challenge, err := s.Door.Challenge(cookieOf(r))
		if err != nil {
			return err
		}
		page.Ask = s.invitation(r, challenge)
		page.Ask.User, page.Ask.Known = wire.EncodeToString(team.Handle(who(r).Name)), strings.Join(known, " ")
		s.allowScript(w)
	}
	return s.pages.Show(w, status, "keys", page)
}

// invitation is what a page asks a passkey for. A browser knows no keys of
// another address than the one that they were made for.
func (s *site) invitation(r *http.Request, challenge []byte) *invitation {
	i := &invitation{Challenge: wire.EncodeToString(challenge), Site: s.Door.Site().ID}
	if u, err := url.Parse(s.Door.Site().Origin); err == nil && r.Host != u.Host {
		i.Elsewhere = s.Door.Site().Origin
	}
	return i
}

// allowScript lets the page run the one script that asks for passkeys.
func (s *site) allowScript(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", s.scripted)
}

// addKey serves POST /keys.
func (s *site) addKey(w http.ResponseWriter, r *http.Request) error {
	client, errC := wire.DecodeString(r.PostForm.Get("client"))
	attestation, errA := wire.DecodeString(r.PostForm.Get("attestation"))
	if errors.Join(errC, errA) != nil {
		return errForm
	}
	err := s.Door.AddKey(r.Context(), cookieOf(r), r.PostForm.Get("name"), r.PostForm.Get("password"), r.PostForm.Get("code"),
		passkey.Created{ClientData: client, Attestation: attestation})
	if errors.Is(err, team.ErrKeys) {
		return s.showKeys(w, r, http.StatusUnprocessableEntity, "fault.keys")
	}
	if status, fault := faultOf(err); fault != "" {
		if fault == "fault.refused" {
			fault = "fault.key"
		}
		return s.showKeys(w, r, status, fault)
	}
	if err != nil {
		return err
	}
	return listener.SeeOther(w, "/keys")
}

// removeKey serves POST /keys/remove. The password and the digits always let
// their holder in, so that the last key may go as well.
func (s *site) removeKey(w http.ResponseWriter, r *http.Request) error {
	id, err := wire.DecodeString(r.PostForm.Get("id"))
	if err != nil {
		return study.ErrNotFound
	}
	if err := s.Door.RemoveKey(r.Context(), who(r).Name, id); err != nil {
		return err
	}
	return listener.SeeOther(w, "/keys")
}

// showLogin shows the login, with a challenge for passkeys where they are asked for.
func (s *site) showLogin(w http.ResponseWriter, r *http.Request, status int, page loginPage) error {
	if s.Door.Site() != (passkey.Site{}) {
		cookie, challenge, err := s.Door.Waiting()
		if err != nil {
			return err
		}
		http.SetCookie(w, keep(waitingCookie, cookie))
		page.Ask = s.invitation(r, challenge)
		s.allowScript(w)
	}
	return s.pages.Show(w, status, "login", page)
}

// loginByKey serves POST /login/key.
func (s *site) loginByKey(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	said, waiting := passkey.Signed{}, ""
	if c, err := r.Cookie(waitingCookie); err == nil {
		waiting = c.Value
	}
	for name, part := range map[string]*[]byte{"id": &said.ID, "client": &said.ClientData, "authenticator": &said.Authenticator, "signature": &said.Signature, "user": &said.User} {
		*part, _ = wire.DecodeString(r.PostForm.Get(name)) // what is left of it is refused
	}
	cookie, err := s.Door.LoginByKey(r.Context(), waiting, said)
	if status, fault := faultOf(err); fault != "" {
		return s.showLogin(w, r, status, loginPage{frame: s.frame(r, "login"), Fault: "fault.key"})
	}
	if err != nil {
		return err
	}
	gone := keep(waitingCookie, "")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	http.SetCookie(w, keep(sessionCookie, cookie))
	return listener.SeeOther(w, "/")
}
