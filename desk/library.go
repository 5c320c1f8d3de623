package desk

import (
	"html/template"
	"net/http"
	"strings"

	"sojourn/look"
	"sojourn/study"
)

// maxWork is what the file of a work may weigh that is sent from its form.
const maxWork = 1 << 20

// maxCopy is what a file may weigh, with its form, that becomes a saved copy.
const maxCopy = 201 << 20

// Library gives the pages of the study's library. They stand in the frame of the
// desk and behind its door.
type Library interface {
	// Style is the style sheet of the pages beyond the desk's own.
	Style() string
	// Serve answers a request under /library/: it hands a page to frame, or
	// answers by itself.
	Serve(w http.ResponseWriter, r *http.Request, lang study.Lang, frame func(title string, main template.HTML) error) error
}

// libraryPage is everything library.html may show.
type libraryPage struct {
	*frame
	Main template.HTML
}

// library serves everything under /library/.
func (s *site) library(w http.ResponseWriter, r *http.Request) error {
	if s.Library == nil {
		return study.ErrNotFound
	}
	return s.Library.Serve(w, r, s.guard.Language(r), func(title string, main template.HTML) error {
		f := s.frame(r, "nav.library")
		f.Title, f.Tab = plain(title), title
		f.dress(w, s.Library.Style())
		return s.pages.Show(w, http.StatusOK, "library", libraryPage{f, main})
	})
}

// dress adds to the style of a page what its matter wants beyond the desk's own,
// and lets the policy admit it, which else stays as the matter has made it. Other
// pages do not get it: their tables and forms would look as it says.
func (f *frame) dress(w http.ResponseWriter, more string) {
	const policy = "Content-Security-Policy"
	before := look.StyleHash(string(f.Style))
	f.Style += template.CSS(more)
	w.Header().Set(policy, strings.Replace(w.Header().Get(policy), before, look.StyleHash(string(f.Style)), 1))
}
