package control

import (
	"errors"
	"html/template"
	"net/http"

	"sojourn/listener"
	"sojourn/qr"
	"sojourn/team"
)

// loginPage is what login.html and enrol.html show. Passwords are never shown
// again.
type loginPage struct {
	*frame
	Name  string
	Code  string      // of the enrolment
	Fault string      // key
	Ask   *invitation // for a passkey; nil where none is asked for
}

// askLogin serves GET /login.
func (s *site) askLogin(w http.ResponseWriter, r *http.Request) error {
	return s.showLogin(w, r, http.StatusOK, loginPage{frame: s.frame(r, "login")})
}

// login serves POST /login.
func (s *site) login(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	name := r.PostForm.Get("name")
	cookie, err := s.Door.Login(r.Context(), name, r.PostForm.Get("password"), r.PostForm.Get("code"))
	if status, fault := faultOf(err); fault != "" {
		return s.showLogin(w, r, status, loginPage{frame: s.frame(r, "login"), Name: name, Fault: fault})
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, keep(sessionCookie, cookie))
	return listener.SeeOther(w, "/")
}

// smallForm reads the form of somebody who is not let in.
func smallForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return errForm
	}
	return nil
}

// faultOf is what the page says of a try that went wrong; empty for any other
// error and for none.
func faultOf(err error) (status int, key string) {
	switch {
	case errors.Is(err, team.ErrWait):
		return http.StatusTooManyRequests, "fault.wait"
	case errors.Is(err, team.ErrRefused):
		return http.StatusUnauthorized, "fault.refused"
	case errors.Is(err, team.ErrPassword):
		return http.StatusUnprocessableEntity, "fault.password"
	}
	return 0, ""
}

// logout serves POST /logout.
func (s *site) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.Door.Leave(r.Context(), who(r).Name, cookieOf(r)); err != nil {
		return err
	}
	gone := keep(sessionCookie, "")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return listener.SeeOther(w, "/login")
}

// askEnrol serves GET /enrol.
func (s *site) askEnrol(w http.ResponseWriter, r *http.Request) error {
	return s.pages.Show(w, http.StatusOK, "enrol", loginPage{frame: s.frame(r, "enrol")})
}

// appPage is what app.html shows: the secret for the authenticator app. It is
// shown once, by the POST itself, and has no address.
type appPage struct {
	*frame
	Name, Code string
	Secret     string
	Picture    template.HTML
	Fault      string
}

// enrol serves POST /enrol.
func (s *site) enrol(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	name, code := r.PostForm.Get("name"), r.PostForm.Get("code")
	secret, err := s.Door.Enrol(r.Context(), name, code, r.PostForm.Get("password"))
	if status, fault := faultOf(err); fault != "" {
		if fault == "fault.refused" {
			fault = "fault.enrol"
		}
		return s.pages.Show(w, status, "enrol", loginPage{frame: s.frame(r, "enrol"), Name: name, Code: code, Fault: fault})
	}
	if err != nil {
		return err
	}
	f := s.frame(r, "app")
	picture, err := qr.SVG(secret.URI(string(s.Study.ID), name), f.Say("app.picture"))
	if err != nil {
		return err
	}
	return s.pages.Show(w, http.StatusOK, "app", appPage{frame: f, Name: name, Code: code, Secret: spaced(secret.Text()), Picture: template.HTML(picture)})
}

// spaced sets a secret in groups of four, as people read it out.
func spaced(text string) string {
	var out []byte
	for i := range len(text) {
		if i > 0 && i%4 == 0 {
			out = append(out, ' ')
		}
		out = append(out, text[i])
	}
	return string(out)
}

// confirm serves POST /enrol/confirm. The secret is not shown again: whoever
// lost it on the way begins anew with the same code.
func (s *site) confirm(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	name, code := r.PostForm.Get("name"), r.PostForm.Get("enrolment")
	err := s.Door.Confirm(r.Context(), name, code, r.PostForm.Get("password"), r.PostForm.Get("code"))
	if status, fault := faultOf(err); fault != "" {
		return s.pages.Show(w, status, "app", appPage{frame: s.frame(r, "app"), Name: name, Code: code, Fault: fault})
	}
	if err != nil {
		return err
	}
	return s.pages.Show(w, http.StatusOK, "enrolled", s.frame(r, "enrolled"))
}
