package respond

import (
	"net/http"
	"net/url"

	"sojourn/seal"
	"sojourn/study"
)

// surePage is what sure.html shows before everything is erased: what goes at
// once, what later, and what cannot go.
type surePage struct {
	*frame
	Action  string // where "yes" is posted
	Phrase  string // posted with it, where the words lead there
	Back    string // where "no" leads
	Invited bool   // by a personal link, which leads to no response
	Faded   bool   // of what the words lead to nothing can be shown any more
}

func (s *site) sure(w http.ResponseWriter, r *http.Request, p surePage) error {
	p.Quick = true
	return s.render(w, r, http.StatusOK, "sure", p)
}

// askErasure serves GET /m/{token}/erase.
func (s *site) askErasure(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	own, err := s.service.Own(r.Context(), token)
	if err != nil {
		return err
	}
	return s.sure(w, r, surePage{frame: s.frame(own.Language), Action: ownPath(token, "erase"), Back: ownPath(token)})
}

// erase serves POST /m/{token}/erase.
func (s *site) erase(w http.ResponseWriter, r *http.Request) error {
	return s.erased(w, r, s.service.Withdraw(r.Context(), r.PathValue("token")))
}

// askErasureByLink serves GET /i/{link}/erase. What looks like a personal link
// is treated as one, so that nobody learns here who was invited.
func (s *site) askErasureByLink(w http.ResponseWriter, r *http.Request) error {
	link := r.PathValue("link")
	if _, err := seal.ParseSecret(link); err != nil {
		return study.ErrNotFound
	}
	f, at := s.frame(choose(r, s.languages())), "/i/"+url.PathEscape(link)
	f.offer(s.languages(), at+"/erase")
	return s.sure(w, r, surePage{frame: f, Action: at + "/erase", Back: at, Invited: true})
}

// eraseByLink serves POST /i/{link}/erase.
func (s *site) eraseByLink(w http.ResponseWriter, r *http.Request) error {
	return s.erased(w, r, s.service.WithdrawInvited(r.Context(), r.PathValue("link")))
}

// erased leads away from what is no more.
func (s *site) erased(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	return seeOther(w, "/withdrawn?lang="+string(choose(r, s.languages())))
}
