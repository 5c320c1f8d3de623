package respond

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// returnPage is what return.html shows.
type returnPage struct {
	*frame
	Fault template.HTML
}

// returning serves GET /return.
func (s *site) returning(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), "/return")
	f.Quick = true
	return s.render(w, r, http.StatusOK, "return", returnPage{frame: f})
}

// returned serves POST /return. The words are not shown again when they are
// not found: they are all but the key to somebody's answers.
func (s *site) returned(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	f := s.frame(choose(r, s.languages()))
	back, err := s.service.Return(r.Context(), posted.Get("phrase"))
	switch fault := (*seal.PhraseFault)(nil); {
	case errors.Is(err, fieldwork.ErrClosed):
		return s.closed(w, r, shut(err))
	case errors.As(err, &fault):
		return s.askPhrase(w, r, f, phraseFault(f, fault))
	case errors.Is(err, study.ErrNotFound):
		return s.askPhrase(w, r, f, f.Say("return.fault"))
	case err != nil:
		return err
	case back.Token == "": // not by a redirection: the words would stand in the address
		f.Quick = true
		return s.enter(w, r, f, back.Entry)
	}
	return s.toResponse(w, r, back.Token)
}

func (s *site) askPhrase(w http.ResponseWriter, r *http.Request, f *frame, fault template.HTML) error {
	f.offer(s.languages(), "/return")
	f.Quick = true
	f.Tab = f.Word("tab.check", f.Tab)
	return s.render(w, r, http.StatusUnprocessableEntity, "return", returnPage{f, fault})
}

// phraseFault says which word cannot be right. The word that was meant comes
// from a public list and tells nothing about anybody's phrase.
func phraseFault(f *frame, fault *seal.PhraseFault) template.HTML {
	switch {
	case fault.Count == 0:
		return f.Say("return.empty")
	case fault.Place == 0:
		return f.Say("return.count", fault.Count)
	case len(fault.Close) == 0:
		return f.Say("return.word", fault.Place)
	}
	return f.Say("return.close", fault.Place, isolate(strings.Join(fault.Close, ", ")))
}

// isolate keeps words of another direction together within a sentence, by the
// Unicode characters for it (first strong isolate, pop directional isolate).
func isolate(s string) string { return "\u2068" + s + "\u2069" }
