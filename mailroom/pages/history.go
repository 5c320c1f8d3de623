package pages

import (
	"cmp"
	"maps"
	"net/http"
	"slices"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/study"
)

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
	return s.pages.Show(w, http.StatusOK, "history", p)
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
