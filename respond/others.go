package respond

import (
	"errors"
	"html/template"
	"net/http"

	"sojourn/fieldwork"
	"sojourn/study"
)

// othersPart is the last part of the address of what others answered.
const othersPart = "others"

// othersPage is what others.html shows between two pages of the questionnaire:
// how others answered an item of the page before.
type othersPage struct {
	*frame
	Question template.HTML
	Text     []template.HTML
	Answers  []othersLine
	Base     template.HTML
	Hidden   bool // some are
	Back     string
	Next     string
}

// An othersLine is one answer and how many gave it.
type othersLine struct {
	Label   template.HTML
	Percent int
	Share   template.HTML // in the words of the page
	Hidden  bool
}

// showsOthers reports whether somebody who goes on from a page is to be shown
// what others answered there. Whatever goes wrong with that, the questionnaire
// goes on.
func (s *site) showsOthers(r *http.Request, token, page string) bool {
	if len(s.service.Study().Live) == 0 {
		return false
	}
	_, err := s.service.Others(r.Context(), token, page)
	return err == nil
}

// others serves GET /c/{token}/{page}/others.
func (s *site) others(w http.ResponseWriter, r *http.Request) error {
	token, page := r.PathValue("token"), r.PathValue("page")
	o, err := s.service.Others(r.Context(), token, page)
	if errors.Is(err, study.ErrNotFound) { // not theirs, or not any more
		return s.toResponse(w, r, token)
	}
	if err != nil {
		return err
	}
	p := s.questions(token, o.View)
	f := p.frame
	f.Languages = nil // another language is chosen where answers are saved first
	lines := othersPage{frame: f, Text: f.Paragraphs(o.Text), Back: responsePath(token, page), Next: responsePath(token)}
	if to := r.URL.Query().Get("to"); to != "" {
		lines.Next = responsePath(token, to)
	}
	if label := p.filled(o.Item.Label); len(label) > 0 {
		lines.Question = label[0]
	}
	for _, a := range o.Answers {
		lines.Answers = append(lines.Answers, f.othersLine(a))
		lines.Hidden = lines.Hidden || a.Hidden
	}
	lines.Base = f.Say("others.base", f.voice.Count(o.Base), o.Sample.In(f.Lang, f.fallback...))
	return s.render(w, r, http.StatusOK, "others", lines)
}

func (f *frame) othersLine(a fieldwork.OthersAnswer) othersLine {
	line := othersLine{Label: f.Text(a.Category.Label), Percent: a.Percent, Hidden: a.Hidden, Share: f.Say("others.percent", f.voice.Count(a.Percent))}
	if a.Hidden {
		line.Percent, line.Share = 0, f.Say("others.hidden")
	}
	return line
}
