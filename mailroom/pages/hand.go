package pages

import (
	"net/http"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/study"
)

// atOnce is how many people written to by hand one page lists.
const atOnce = 25

// handPage is everything hand.html may show.
type handPage struct {
	*frame
	Path, Wave, Letter string
	All                int
	People             []handLine
}

// A handLine is somebody to write to by messenger, and what.
type handLine struct {
	Mark            handover.Mark
	Medium, Address string
	Lang            study.Lang
	Dir, Text       string
}

// hand serves GET /waves/{wave}/{letter}/hand.
func (s *Site) hand(w http.ResponseWriter, r *http.Request) error {
	at, err := s.asked(r)
	if err != nil {
		return err
	}
	if err := s.ready(at.Round); err != nil {
		return err
	}
	people := at.ByHand(at.Journal)
	f := s.frame(r, "hand.title")
	p := handPage{frame: f, Path: path(at.Round), Wave: f.Wave(at.Wave), Letter: f.Say("letter." + string(at.Letter)), All: len(people)}
	for _, x := range people[:min(len(people), atOnce)] {
		lang := s.Room.Language(x)
		p.People = append(p.People, handLine{x.Mark, f.Say("medium." + string(x.Contact.Medium)), x.Contact.Address, lang, lang.Dir(), s.Room.Text(at.Round, x)})
	}
	return s.render(w, http.StatusOK, "hand", p)
}

// noteByHand serves POST /waves/{wave}/{letter}/hand: somebody was written to.
func (s *Site) noteByHand(w http.ResponseWriter, r *http.Request) error {
	if err := s.free(); err != nil {
		return err
	}
	at, err := s.asked(r)
	if err != nil {
		return err
	}
	for _, x := range at.ByHand(at.Journal) { // who is not on the list, or no more, is not noted
		if string(x.Mark) == r.PostFormValue("mark") {
			entry := outreach.Entry{Mark: x.Mark, Wave: x.Wave, Letter: at.Letter, State: outreach.Sent, Day: study.DayOf(s.now())}
			if err := s.Room.Record(entry); err != nil {
				return err
			}
		}
	}
	return seeOther(w, path(at.Round)+"/hand")
}
