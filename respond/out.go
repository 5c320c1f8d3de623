package respond

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"sojourn/fieldwork"
	"sojourn/study"
)

// outPage is what out.html shows somebody for whom there are no questions:
// thanks, why, what stays of them, where help is, and the way out.
type outPage struct {
	*frame
	Why    []template.HTML
	Kept   template.HTML // what stays of them
	Traces bool          // says how to clear the browser
	Help   []refuge
	Return bool   // leads those who began back to their answers
	Erase  string // where somebody with a personal link can take everything back
}

// leadOut sends the browser from an answer to the page that explains. Its
// address has a number and nothing of the answer.
func (s *site) leadOut(w http.ResponseWriter, r *http.Request, out *fieldwork.Out) error {
	lang := out.Language
	if lang == "" {
		lang = choose(r, s.languages())
	}
	return seeOther(w, "/out/"+strconv.Itoa(out.Place)+"?lang="+url.QueryEscape(string(lang)))
}

// out serves GET /out/{place}. Everybody who opens the address sees the same.
func (s *site) out(w http.ResponseWriter, r *http.Request) error {
	st := s.service.Study()
	place, err := strconv.Atoi(r.PathValue("place"))
	if err != nil || place < 0 || place > len(st.Exits) {
		return study.ErrNotFound
	}
	exit := study.Exit{Kind: study.Ineligible} // one that the study has no more
	if place > 0 {
		exit = st.Exits[place-1]
	}
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), r.URL.Path)
	page := outPage{frame: f, Why: f.Paragraphs(exit.Text), Kept: f.Say("out.kept." + string(exit.Kind)), Traces: exit.Kind == study.Unsafe, Help: f.help(st)}
	if len(page.Why) == 0 {
		page.Why = []template.HTML{f.Say("out." + string(exit.Kind))}
	}
	return s.led(w, r, page)
}

// full says that enough people have answered.
func (s *site) full(w http.ResponseWriter, r *http.Request, f *frame) error {
	page := outPage{frame: f, Why: []template.HTML{f.Say("full.text")}, Help: f.help(s.service.Study()), Return: true}
	if link := r.PathValue("link"); link != "" {
		page.Erase = "/i/" + url.PathEscape(link) + "/erase"
	}
	return s.led(w, r, page)
}

func (s *site) led(w http.ResponseWriter, r *http.Request, page outPage) error {
	page.Quick = true
	forget(w.Header())
	return s.render(w, r, http.StatusOK, "out", page)
}
