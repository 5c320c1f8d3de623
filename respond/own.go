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

// ownPage is what own.html shows: what a person agreed to, what is theirs, and
// how to take it back.
type ownPage struct {
	*frame
	At       string // address of this page
	Response string // and of the response
	Finished bool
	Receipt  string
	Phrase   string
	Day      string // of that, kept together in a line of another direction
	Version  int
	Consent  []template.HTML // the text of the version agreed to
	Purposes []choice
	Saved    bool // a change was just taken
}

// ownPath is the address of the page with what is a person's, or of what
// follows under it. Under that of the response a page of the questionnaire
// could have the same name.
func ownPath(token string, rest ...string) string {
	return "/m" + strings.TrimPrefix(responsePath(token, rest...), "/c")
}

// own serves GET /m/{token}.
func (s *site) own(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	own, err := s.service.Own(r.Context(), token)
	if err != nil {
		return err
	}
	f := s.frameFor(r, own.Language)
	f.offer(s.languages(), ownPath(token))
	f.Quick = true
	p := ownPage{frame: f, At: ownPath(token), Response: responsePath(token), Finished: own.Finished, Receipt: own.Receipt, Phrase: own.Phrase,
		Purposes: f.purposes(s.service.Study().CurrentConsent(), own.Consents), Saved: r.URL.Query().Has(savedMark)}
	for _, a := range own.Consents {
		if a.Purpose == "" {
			p.Day, p.Version = isolate(string(a.Day)), a.Version
		}
	}
	if c, err := s.service.Study().ConsentOf(p.Version); err == nil {
		p.Consent = f.Paragraphs(c.Text)
	}
	return s.render(w, r, http.StatusOK, "own", p)
}

// savedMark in the address says that a change was taken.
const savedMark = "saved"

// purposes are the boxes to tick besides taking part. None is ticked but those
// that the person agreed to before.
func (f *frame) purposes(c study.Consent, ledger []fieldwork.ConsentLine) []choice {
	var cs []choice
	for _, p := range c.Purposes {
		given, _ := fieldwork.Given(ledger, p.Name)
		cs = append(cs, choice{ID: "purpose-" + p.Name, Value: p.Name, Label: f.Text(p.Text), Checked: given})
	}
	return cs
}

// agree serves POST /m/{token}.
func (s *site) agree(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	token, lang := r.PathValue("token"), choose(r, s.languages())
	if err := s.service.Agree(r.Context(), token, lang, posted["purpose"]); err != nil {
		return err
	}
	return seeOther(w, ownPath(token)+"?lang="+string(lang)+"&"+savedMark)
}

// find serves POST /mine, the way to the same page by the six words. Where
// nothing is left that could be shown, everything can still be taken back.
func (s *site) find(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	f, phrase := s.frame(choose(r, s.languages())), posted.Get("phrase")
	token, err := s.service.Find(r.Context(), phrase)
	switch fault := (*seal.PhraseFault)(nil); {
	case errors.As(err, &fault):
		return s.askPhrase(w, r, f, phraseFault(f, fault))
	case errors.Is(err, study.ErrNotFound):
		return s.askPhrase(w, r, f, f.Say("return.fault"))
	case err != nil:
		return err
	case token == "":
		return s.sure(w, r, surePage{frame: f, Action: "/withdraw", Phrase: phrase, Back: "/return", Faded: true})
	}
	return seeOther(w, ownPath(token)+"?lang="+string(f.Lang))
}
