package respond

import (
	"net/http"
	"strings"
)

// pausePage is what pause.html shows: the two ways back.
type pausePage struct {
	*frame
	Phrase  string
	Link    string // in full, to be kept; empty where the field has no address yet
	Address string // the same on this site
	Mine    string // where to see what is theirs
}

// pause answers the button "continue later", after the page was saved, with
// the link and the six words. It is shown by the POST itself and has no address
// of its own, because a GET must not be what makes the words work.
func (s *site) pause(w http.ResponseWriter, r *http.Request, token string) error {
	view, err := s.service.Show(r.Context(), token, "")
	if err != nil {
		return err
	}
	phrase, err := s.service.Phrase(r.Context(), token)
	if err != nil {
		return err
	}
	f := s.frame(view.Language)
	f.Quick = true
	p := pausePage{frame: f, Phrase: phrase, Address: responsePath(token), Mine: ownPath(token)}
	// The address comes from the study's settings. That of the request is
	// whatever the client says, and would end up in a link that people keep.
	if field := s.service.Study().Field; field != "" {
		p.Link = strings.TrimRight(field, "/") + p.Address
	}
	return s.render(w, r, http.StatusOK, "pause", p)
}
