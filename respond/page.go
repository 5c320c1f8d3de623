package respond

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/study"
)

// questions is what page.html shows: one page of the questionnaire.
type questions struct {
	*frame
	Action string
	Title  template.HTML
	Number int
	Total  int
	First  bool
	Blocks []block
	Faults []asked // the items with a fault, for the list at the top
	Soft   bool    // the faults are reminders only; going on is possible
	Open   []asked // the items that an answer on this page has brought up
	Time   int     // which time of a repeat; 0: none
	Times  int     // of how many, where this one can be taken out; else 0
	Help   []refuge
	Opened int64 // when the page was shown, for the time spent on it
	view   fieldwork.View
	given  map[string][]string // what stands in the controls, by field
	summed map[string]string   // by item, the id of the line about its sum
	faults map[string]template.HTML
	year   int
}

// responsePath is the address of a response, or of what follows under it.
func responsePath(token string, rest ...string) string {
	p := "/c/" + url.PathEscape(token)
	for _, part := range rest {
		p += "/" + url.PathEscape(part)
	}
	return p
}

// toResponse sends the browser to the first page without answers, or to the
// end where there is none.
func (s *site) toResponse(w http.ResponseWriter, r *http.Request, token string) error {
	view, err := s.service.Show(r.Context(), token, "")
	if err != nil {
		return err
	}
	return seeOther(w, responsePath(token, placeOf(view)))
}

// placeOf is the last part of the address of what the view shows.
func placeOf(v fieldwork.View) string {
	if v.Done {
		return "done"
	}
	return v.Step.Page.Name
}

// resume serves GET /c/{token}, the link of "continue later".
func (s *site) resume(w http.ResponseWriter, r *http.Request) error {
	return s.toResponse(w, r, r.PathValue("token"))
}

// show serves GET /c/{token}/{page}.
func (s *site) show(w http.ResponseWriter, r *http.Request) error {
	token, page := r.PathValue("token"), r.PathValue("page")
	view, err := s.service.Show(r.Context(), token, page)
	if errors.Is(err, study.ErrNotFound) { // perhaps an earlier answer has put the page aside
		return s.toResponse(w, r, token)
	}
	if err != nil {
		return err
	}
	if view.Done {
		return seeOther(w, responsePath(token, "done"))
	}
	p := s.questions(token, view)
	p.given = givenBy(view.Answers)
	if err := errors.Join(p.suggest(view.Step), p.lay(r.URL.Query().Has(moreMark))); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, "page", p)
}

// questions begins the page of a view.
func (s *site) questions(token string, v fieldwork.View) *questions {
	f := s.frame(v.Language)
	f.offer(s.languages(), "")
	f.Quick, f.fallback = true, v.Instrument.Languages
	f.Tab = f.Word("tab.page", v.Number)
	page := v.Step.Page
	p := &questions{frame: f, Action: responsePath(token, page.Name), Number: v.Number, Total: v.Total, First: v.First, Time: page.Time, Times: v.Times,
		view: v, year: s.Clock().Year(), Opened: s.Clock().Unix()}
	p.Help = f.refuges(s.service.Study(), v.Step.Items)
	p.Title = f.Say("page.untitled", v.Number)
	if title := p.filled(page.Title); len(title) > 0 {
		p.Title = title[0]
	}
	return p
}

// moreMark in the address says that the page was sent and is shown once more,
// because an answer on it has brought up a further question.
const moreMark = "more"

// lay prepares the items, once it is known what stands in them.
func (p *questions) lay(more bool) (err error) {
	if p.Blocks, err = p.blocks(p.view.Step); err != nil {
		return err
	}
	n := 0
	for _, b := range p.Blocks {
		p.Wide = p.Wide || len(b.Heads) > 0
		for _, a := range b.Items {
			p.Wide = p.Wide || a.Long()
			if a.Fault != "" {
				p.Faults = append(p.Faults, a)
			}
			i := p.view.Step.Items[n]
			if _, put := p.view.Counted[i.Name]; more && i.Asks() && !put {
				p.Open = append(p.Open, a)
			}
			n++
		}
	}
	return nil
}

// mind marks what was not taken, and puts back what was typed.
func (p *questions) mind(faults []instrument.Fault, posted url.Values) {
	p.given, p.faults, p.Soft = posted, map[string]template.HTML{}, true
	for _, f := range faults {
		p.Soft = p.Soft && f.Code == instrument.RequiredFault
		p.faults[f.Item.Name] = p.faultOf(f)
	}
	p.Tab = p.Word("tab.check", p.Tab)
}

func (p *questions) faultOf(f instrument.Fault) template.HTML {
	own := map[instrument.FaultCode]study.Text{instrument.ConstraintFault: f.Item.ConstraintMessage, instrument.RequiredFault: f.Item.RequiredMessage}
	if words := p.filled(own[f.Code]); len(words) > 0 {
		return words[0]
	}
	return p.Say("fault." + string(f.Code))
}

// filled gives a wording of the instrument, paragraph by paragraph, with the
// respondent's earlier answers in their places.
func (p *questions) filled(t study.Text) []template.HTML {
	_, lang := p.wording(t)
	return p.paragraphs(p.view.Instrument.Fill(t, p.Lang, p.view.Counted), lang)
}

// secondsSince is the time from the showing of a page to its sending, as far
// as the page can be believed about it.
func secondsSince(opened string, now time.Time) int {
	at, err := strconv.ParseInt(opened, 10, 64)
	if err != nil {
		return 0
	}
	return int(min(max(now.Unix()-at, 0), 24*60*60))
}
