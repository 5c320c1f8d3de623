package respond

import (
	"errors"
	"html/template"
	"net/http"

	"sojourn/outreach"
	"sojourn/study"
)

// contactPage is what contact.html shows. It knows the secret to which the
// address belongs and nothing of the response.
type contactPage struct {
	*frame
	Secret  string
	Instead bool // of the address that they left before
	Media   []choice
	Address string
	Fault   template.HTML
}

// askContact serves POST /contact/form, the page on which an address can be
// left. It is a POST so that the secret stands in no address, and changes nothing;
// what was typed before the language was changed stands there again.
func (s *site) askContact(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	if posted.Get("secret") == "" {
		return study.ErrNotFound
	}
	f := s.frame(choose(r, s.languages()))
	return s.contact(w, r, http.StatusOK, contactPage{frame: f, Secret: posted.Get("secret"), Instead: posted.Get("instead") != "",
		Media: f.media(outreach.Medium(posted.Get("medium"))), Address: posted.Get("address")})
}

// keepContact serves POST /contact.
func (s *site) keepContact(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	f := s.frame(choose(r, s.languages()))
	left := outreach.Contact{Medium: outreach.Medium(posted.Get("medium")), Address: posted.Get("address"), Language: f.Lang,
		Consent: s.service.Study().CurrentConsent().Version, Secret: posted.Get("secret"), Instead: posted.Get("instead") != ""}
	err = s.vault.Leave(r.Context(), left)
	if fault := outreach.Fault(""); errors.As(err, &fault) {
		f.Tab = f.Word("tab.check", f.Tab)
		return s.contact(w, r, http.StatusUnprocessableEntity, contactPage{frame: f, Secret: left.Secret, Instead: left.Instead, Media: f.media(left.Medium),
			Address: left.Address, Fault: f.Say("contact." + string(fault))})
	}
	if err != nil {
		return err
	}
	return seeOther(w, "/contact/kept?lang="+string(f.Lang))
}

func (s *site) contact(w http.ResponseWriter, r *http.Request, status int, p contactPage) error {
	p.offer(s.languages(), "")
	for n, t := range p.Languages { // by a form: the secret stands in no address
		p.Languages[n].Action = inLanguage("/contact/form", t.Lang)
	}
	p.Quick = true
	return s.render(w, r, status, "contact", p)
}

// media are the ways to write to somebody.
func (f *frame) media(chosen outreach.Medium) []choice {
	var cs []choice
	for _, m := range outreach.Media() {
		cs = append(cs, choice{ID: "medium-" + string(m), Value: string(m), Label: f.Say("contact." + string(m)), Checked: m == chosen})
	}
	return cs
}

// keptContact serves GET /contact/kept.
func (s *site) keptContact(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), "/contact/kept")
	f.Quick = true
	forget(w.Header())
	return s.render(w, r, http.StatusOK, "kept", f)
}
