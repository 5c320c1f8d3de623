package desk

import (
	"errors"
	"html/template"
	"net/http"
	"time"

	"sojourn/clean"
	"sojourn/study"
)

// A step is what to do next: a command to copy, or a page to go to.
type step struct {
	Text    template.HTML
	Command string
	Href    string
	Link    template.HTML
}

// next says what is to be done before there is anything to look at.
func (f *frame) next(received []Received, cut bool) []step {
	here, open := 0, 0
	for _, r := range received {
		here += r.Finished + r.Partial
		open += r.Opened
	}
	const sync = "sojourn sync FOLDER --field ADDRESS --token FILE --key FILE"
	switch {
	case cut:
		return nil
	case here == 0:
		return []step{{Text: f.Say("next.sync"), Command: sync}}
	case open == 0:
		return []step{{Text: f.Say("next.open"), Command: sync}}
	}
	return []step{{Text: f.Say("next.cut"), Href: "/cleaning", Link: f.Say("nav.cleaning")}}
}

// nothingPage is what nothing.html shows in place of a page that needs a cut.
type nothingPage struct {
	*frame
	Steps []step
}

// latest gives the latest cut. Where there is none, a page that says what to
// do first is shown, and cut is nil.
func (s *site) latest(w http.ResponseWriter, f *frame) (cut *clean.Cut, made time.Time, err error) {
	cut, made, err = s.project.Cut()
	if !errors.Is(err, study.ErrNotFound) {
		return cut, made, err
	}
	received, err := s.project.Received()
	if err != nil {
		return nil, made, err
	}
	return nil, made, s.pages.Show(w, http.StatusOK, "nothing", nothingPage{f, f.next(received, false)})
}
