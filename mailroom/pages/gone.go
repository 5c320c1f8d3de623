package pages

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/study"
)

// gonePage is everything gone.html may show.
type gonePage struct {
	*frame
	Told             bool
	Noted, Strangers int
}

// gone serves GET /gone: the field for addresses that do not work and for
// people who asked to be left alone.
func (s *Site) gone(w http.ResponseWriter, r *http.Request) error {
	p := gonePage{frame: s.frame(r, "gone.title"), Told: r.URL.Query().Has("noted")}
	p.Noted, _ = strconv.Atoi(r.URL.Query().Get("noted"))
	p.Strangers, _ = strconv.Atoi(r.URL.Query().Get("strangers"))
	return s.render(w, http.StatusOK, "gone", p)
}

// noteGone serves POST /gone.
func (s *Site) noteGone(w http.ResponseWriter, r *http.Request) error {
	if err := s.free(); err != nil {
		return err
	}
	state := outreach.State(r.PostFormValue("as"))
	if state != outreach.Undelivered && state != outreach.Refused {
		return study.Problem{Severity: study.Error, Code: "gone", Where: "mailroom", What: "it is not said what these addresses are", Do: "choose one of the two"}
	}
	people, err := s.crew(s.Room.Study().Waves[0]) // in which wave makes no difference: it holds for good
	if err != nil {
		return err
	}
	found, strangers := people.round.Find(r.PostFormValue("addresses"))
	var entries []outreach.Entry
	for _, x := range found {
		entries = append(entries, outreach.Entry{Mark: x.Ever, State: state, Day: study.DayOf(s.now())})
	}
	if len(entries) > 0 {
		if err := s.Room.Record(entries...); err != nil {
			return err
		}
		s.forget()
	}
	return seeOther(w, fmt.Sprintf("/gone?noted=%d&strangers=%d", len(found), strangers))
}

// historyPage is everything history.html may show.
type historyPage struct {
	*frame
	Lines []historyLine
}

// A historyLine is how often something befell a letter on a day.
type historyLine struct {
	Day, Wave, Letter, State string
	N                        int
}

// event is what lines of the history are counted by.
type event struct {
	day    study.Day
	wave   study.WaveID
	letter outreach.LetterKind
	state  outreach.State
}

// history serves GET /history: what the journal holds, by day.
func (s *Site) history(w http.ResponseWriter, r *http.Request) error {
	entries, err := s.Room.History()
	if err != nil {
		return err
	}
	tally := tallied(entries)
	p := historyPage{frame: s.frame(r, "history.title")}
	for _, e := range slices.SortedFunc(maps.Keys(tally), latestFirst) {
		line := historyLine{Day: p.Day(e.day), State: p.Say("state." + string(e.state)), N: tally[e]}
		if e.day == "" {
			line.Day = p.Say("history.told")
		}
		if e.wave != 0 {
			wave, err := s.Room.Study().Wave(e.wave)
			if err != nil {
				wave.Number = e.wave
			}
			line.Wave, line.Letter = p.Wave(wave), p.Say("letter."+string(e.letter))
		}
		if line.N > 0 {
			p.Lines = append(p.Lines, line)
		}
	}
	return s.render(w, http.StatusOK, "history", p)
}

// tallied counts the entries. A try that has an answer counts by it alone.
func tallied(entries []outreach.Entry) map[event]int {
	type letter struct {
		mark   handover.Mark
		wave   study.WaveID
		letter outreach.LetterKind
	}
	tally, open := map[event]int{}, map[letter]event{}
	for _, e := range entries {
		at, of := event{e.Day, e.Wave, e.Letter, e.State}, letter{e.Mark, e.Wave, e.Letter}
		if try, ok := open[of]; ok {
			tally[try]--
			delete(open, of)
		}
		tally[at]++
		if e.State == outreach.Trying {
			open[of] = at
		}
	}
	return tally
}

func latestFirst(a, b event) int {
	return cmp.Or(cmp.Compare(b.day, a.day), cmp.Compare(a.wave, b.wave), cmp.Compare(a.letter, b.letter), cmp.Compare(a.state, b.state))
}
