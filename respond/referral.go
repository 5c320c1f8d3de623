package respond

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"sojourn/fieldwork"
	"sojourn/qr"
)

// referralPage is what referral.html shows: the links that a person may pass on.
type referralPage struct {
	*frame
	Until string
	Limit int
	Links []referralLink
	Back  string
}

// A referralLink is one of them, as text and as a code for a camera.
type referralLink struct {
	Number  int
	Address string
	Code    template.HTML
}

// homeReferred serves GET /r/{coupon}, a link that somebody passed on. Every
// link that lets nobody in is answered alike, whatever the cause.
func (s *site) homeReferred(w http.ResponseWriter, r *http.Request) error {
	entry, err := s.service.EnterReferred(r.Context(), r.PathValue("coupon"))
	if errors.Is(err, fieldwork.ErrReferral) {
		return s.spent(w, r)
	}
	if err != nil {
		return err
	}
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), r.URL.Path)
	f.Quick = true
	return s.enter(w, r, f, entry)
}

// spent answers a referral link that lets nobody in. It says what to do for
// whoever began with it before, and for whoever got it from somebody else.
func (s *site) spent(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.Quick = true
	return s.render(w, r, http.StatusNotFound, "spent", f)
}

// referrals serves GET /m/{token}/links. The links follow from the token, so
// showing them changes nothing, and that they were shown is not kept.
func (s *site) referrals(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	links, err := s.service.Referrals(r.Context(), token)
	if err != nil {
		return err
	}
	f := s.frameFor(r, links.Language)
	f.offer(s.languages(), ownPath(token, "links"))
	f.Quick = true
	p := referralPage{frame: f, Until: unbroken(string(links.Until)), Limit: links.Limit, Back: inLanguage(responsePath(token, "done")+"?"+askedMark, f.Lang)}
	for n, coupon := range links.Tokens {
		address := strings.TrimRight(s.service.Study().Field, "/") + "/r/" + coupon
		code, err := qr.SVG(address, f.Word("referral.code", n+1))
		if err != nil {
			return err
		}
		p.Links = append(p.Links, referralLink{Number: n + 1, Address: address, Code: template.HTML(code)})
	}
	return s.render(w, r, http.StatusOK, "referral", p)
}

// unbroken keeps a day in one line and together in a line of another direction.
func unbroken(day string) string { return isolate(strings.ReplaceAll(day, "-", "\u2011")) }
