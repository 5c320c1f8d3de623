package pages

import (
	"net/http"

	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/study"
)

// overviewPage is everything overview.html may show.
type overviewPage struct {
	*frame
	People      int
	Left, More  int
	Waves       []waveLine
	Warnings    study.Problems
	Sending     *progress
	SendingHref string
}

// A waveLine is a wave with its letters.
type waveLine struct {
	Name    string
	Doors   string
	Open    bool
	Letters []letterLine
}

// A letterLine says where everybody stands with one letter.
type letterLine struct {
	Name, Href string
	Standings  []count
}

// A count is so many people and what they have in common.
type count struct {
	Of outreach.Standing
	N  int
}

// standings lists what a person may be in regard of a letter, in the order in
// which people read it.
func standings() []outreach.Standing {
	return []outreach.Standing{outreach.Already, outreach.Due, outreach.ByHand, outreach.NotYet, outreach.Done, outreach.Declined, outreach.Gone, outreach.Exhausted, outreach.Uncertain}
}

func counts(t mailroom.Tally) []count {
	var all []count
	for _, s := range standings() {
		all = append(all, count{s, t[s]})
	}
	return all
}

// Standings are the heads of the table of letters.
func (overviewPage) Standings() []outreach.Standing { return standings() }

// overview serves GET /: where everybody stands by wave and letter.
func (s *Site) overview(w http.ResponseWriter, r *http.Request) error {
	p := overviewPage{frame: s.frame(r, "overview.title")}
	post, problems := s.Post()
	if err := problems.Err(); err != nil {
		return err
	}
	p.Warnings = problems
	j, err := s.journal()
	if err != nil {
		return err
	}
	for _, wave := range s.Room.Study().Waves {
		line := waveLine{Name: p.Wave(wave), Doors: p.Say("overview.doors", p.Day(wave.Opens()), p.Day(wave.Closes()))}
		line.Open = wave.Opens() <= study.DayOf(s.now()) && study.DayOf(s.now()) <= wave.Closes()
		for _, letter := range outreach.Letters() {
			if _, written := post.Letters[letter]; !written {
				continue
			}
			at, err := s.at(wave, letter, post, j)
			if err != nil {
				return err
			}
			line.Letters = append(line.Letters, letterLine{p.Say("letter." + string(letter)), path(at.Round), counts(at.Tally)})
			if letter == outreach.Invitation {
				p.People, p.Left, p.More = len(at.People), at.Left, at.More
			}
		}
		p.Waves = append(p.Waves, line)
	}
	if now := s.post.progress(); now.Running {
		p.Sending, p.SendingHref, p.Again = &now, now.Path, refresh
	}
	return s.pages.Show(w, http.StatusOK, "overview", p)
}
