package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sojourn/handover"
	"sojourn/listener"
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
	Reference          string // looked for; empty: none
	Earlier, Later     string // addresses of the neighbouring pages
}

// A handLine is somebody to write to by messenger, and what.
type handLine struct {
	Mark            handover.Mark
	Reference       string // the beginning of the mark, to find the person by
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
	for _, x := range p.some(people, r.URL.Query()) {
		lang := s.Room.Language(x)
		p.People = append(p.People, handLine{x.Mark, string(x.Mark[:referenceLength]), f.Say("medium." + string(x.Contact.Medium)), x.Contact.Address, lang, lang.Dir(), s.Room.Text(at.Round, x)})
	}
	return s.pages.Show(w, http.StatusOK, "hand", p)
}

// referenceLength is how many letters of a mark tell one of a list.
const referenceLength = 8

// some gives the people of one page: those whose mark begins with the
// reference asked for, or the next atOnce from a place on. No address is
// searched for, so that none stands in the browser's history.
func (p *handPage) some(people []outreach.Panelist, query url.Values) []outreach.Panelist {
	if p.Reference = strings.ToLower(strings.TrimSpace(query.Get("reference"))); p.Reference != "" {
		people = slices.DeleteFunc(people, func(x outreach.Panelist) bool { return !strings.HasPrefix(string(x.Mark), p.Reference) })
	}
	from, _ := strconv.Atoi(query.Get("from"))
	if from < 0 || from >= len(people) {
		from = 0
	}
	at := func(n int) string {
		return p.Path + "/hand?" + url.Values{"from": {strconv.Itoa(n)}, "reference": {p.Reference}}.Encode()
	}
	if from > 0 {
		p.Earlier = at(max(from-atOnce, 0))
	}
	if from+atOnce < len(people) {
		p.Later = at(from + atOnce)
	}
	return people[from:min(len(people), from+atOnce)]
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
	return listener.SeeOther(w, path(at.Round)+"/hand")
}
