package respond

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"sojourn/study"
)

// recognisePage is what recognise.html shows: the questions of the code by
// which the desk recognises somebody who came back without a link or phrase.
type recognisePage struct {
	*frame
	At      string // address of this page
	Without string // where to go without an answer
	Ask     []element
	Lacking int
}

// An element is one question of the code.
type element struct {
	ID       string
	Name     string
	Label    template.HTML
	Choices  []choice
	Value    string
	From, To int
	Faulty   bool
}

// askedMark in the address of the last page says that the code was asked for.
const askedMark = "asked"

// askRecognition serves GET /m/{token}/code.
func (s *site) askRecognition(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	thanks, err := s.service.Thanks(r.Context(), token)
	if err != nil {
		return err
	}
	if !thanks.Recognise {
		return seeOther(w, responsePath(token, "done")+"?"+askedMark)
	}
	return s.recognition(w, r, http.StatusOK, s.frameFor(r, thanks.Language), nil, nil)
}

// recognise serves POST /m/{token}/code.
func (s *site) recognise(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	token, answers := r.PathValue("token"), map[string]string{}
	for _, e := range s.service.Study().Recognition.Questions {
		answers[e.Name] = posted.Get(e.Name)
	}
	lacking, err := s.service.Recognise(r.Context(), token, answers)
	if err != nil {
		return err
	}
	if len(lacking) > 0 {
		return s.recognition(w, r, http.StatusUnprocessableEntity, s.frame(choose(r, s.languages())), posted, lacking)
	}
	return seeOther(w, inLanguage(responsePath(token, "done")+"?"+askedMark, choose(r, s.languages())))
}

func (s *site) recognition(w http.ResponseWriter, r *http.Request, status int, f *frame, given url.Values, lacking []string) error {
	token := r.PathValue("token")
	f.offer(s.languages(), ownPath(token, "code"))
	f.Quick = true
	if len(lacking) > 0 {
		f.Tab = f.Word("tab.check", f.Tab)
	}
	p := recognisePage{frame: f, At: ownPath(token, "code"), Without: inLanguage(responsePath(token, "done")+"?"+askedMark, f.Lang), Lacking: len(lacking)}
	for _, q := range s.service.Study().Recognition.Questions {
		p.Ask = append(p.Ask, f.element(q, given.Get(q.Name), slices.Contains(lacking, q.Name)))
	}
	return s.render(w, r, status, "recognise", p)
}

func (f *frame) element(q study.Element, given string, faulty bool) element {
	e := element{ID: "q-" + q.Name, Name: q.Name, Label: f.Text(q.Label), Value: given, From: q.From, To: q.To, Faulty: faulty}
	for _, c := range q.Choices {
		e.Choices = append(e.Choices, choice{ID: e.ID + "-" + c.Name, Value: c.Name, Label: f.Text(c.Label), Checked: c.Name == given})
	}
	return e
}
