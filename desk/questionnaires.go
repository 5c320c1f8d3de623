package desk

import (
	"html/template"
	"net/http"
	"strings"

	"sojourn/listener"
	"sojourn/study"
)

// questionnaires is where the pages of the questionnaires stand.
const questionnaires = "/questionnaire/"

// maxQuestionnaire is what a form of these pages may weigh: a long list of choices
// in many languages, or a whole file as a text.
const maxQuestionnaire = 16 << 20

// Questionnaires gives the pages on which questionnaires are written. They stand
// in the frame of the desk and behind its door.
type Questionnaires interface {
	// Style is the style sheet of the pages beyond the desk's own.
	Style() string
	// Serve answers a request under /questionnaire/: it hands a page with its
	// status to frame, or answers by itself.
	Serve(w http.ResponseWriter, r *http.Request, lang study.Lang, frame func(status int, title string, main template.HTML) error) error
}

// questionnaire serves everything under /questionnaire/.
func (s *site) questionnaire(w http.ResponseWriter, r *http.Request) error {
	if s.Questionnaires == nil {
		return study.ErrNotFound
	}
	return s.Questionnaires.Serve(w, r, s.guard.Language(r), func(status int, title string, main template.HTML) error {
		f := s.frame(r, "nav.questionnaires")
		f.Title, f.Tab = plain(title), title
		f.dress(w, s.Questionnaires.Style())
		return s.pages.Show(w, status, "library", libraryPage{f, main})
	})
}

// mending keeps the pages that need a whole study folder closed as long as it has
// to be mended. Where that can be done stays open.
func (s *site) mending(serve listener.Serve) listener.Serve {
	if len(s.Mend) == 0 {
		return serve
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.URL.Path == "/icon.svg" || strings.HasPrefix(r.URL.Path, questionnaires) || strings.HasPrefix(r.URL.Path, "/library/") {
			return serve(w, r)
		}
		return s.Mend
	}
}
