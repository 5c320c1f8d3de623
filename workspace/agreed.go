package workspace

import (
	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/study"
)

// heeded are the purposes of a consent that the mailroom heeds.
func heeded() []string { return []string{study.NextWave, study.Interview} }

// A word is what somebody said last to a purpose in one response.
type word struct {
	given bool
	day   study.Day
}

// lastWord finds it in the ledger of the response.
func lastWord(ledger []fieldwork.ConsentLine, purpose string) (w word, asked bool) {
	for _, l := range ledger {
		if l.Purpose == purpose {
			w, asked = word{l.Given, l.Day}, true
		}
	}
	return w, asked
}

// after is the later of two words. Of one day no stands before yes, for nothing
// finer than days is known.
func (w word) after(other word) word {
	switch {
	case w.day > other.day:
		return w
	case w.day < other.day:
		return other
	}
	return word{w.given && other.given, w.day}
}

// Agreed tells who agreed to a purpose as of the last sync, by pseudonym; nil
// where the study never asked for it. The last word counts, in whichever wave
// and under whichever pseudonym it was said; who was never asked did not agree.
func (p *Project) Agreed(purpose string) (map[panel.ID]bool, error) {
	if !p.Study.Asks(purpose) {
		return nil, nil
	}
	words, err := p.words(purpose)
	if err != nil {
		return nil, err
	}
	same, err := p.samePeople(words)
	if err != nil {
		return nil, err
	}
	last := map[string]word{}
	for id, w := range words {
		one := same.of(string(id))
		if before, spoke := last[one]; spoke {
			w = w.after(before)
		}
		last[one] = w
	}
	agreed := map[panel.ID]bool{}
	for id := range words {
		agreed[id] = last[same.of(string(id))].given
	}
	return agreed, nil
}

// words are the last words on a purpose of everybody who was asked.
func (p *Project) words(purpose string) (map[panel.ID]word, error) {
	said := map[panel.ID]word{}
	for _, w := range p.Study.Waves {
		ledgers := map[string][]fieldwork.ConsentLine{} // by response; one only grows, so the longest is the latest
		whose := map[string]panel.ID{}
		err := p.eachRecord(w.Number, func(r record) {
			whose[r.Key] = r.Response.Panelist
			if len(r.Response.Consents) > len(ledgers[r.Key]) {
				ledgers[r.Key] = r.Response.Consents
			}
		})
		if err != nil {
			return nil, err
		}
		for key, ledger := range ledgers {
			now, asked := lastWord(ledger, purpose)
			if !asked {
				continue
			}
			if before, spoke := said[whose[key]]; spoke {
				now = now.after(before)
			}
			said[whose[key]] = now
		}
	}
	return said, nil
}

// samePeople joins those of the pseudonyms that the mailroom says are one person.
func (p *Project) samePeople(words map[panel.ID]word) (people, error) {
	pairs, err := p.pairs()
	if err != nil || len(pairs) == 0 {
		return nil, err
	}
	of := map[handover.Mark]string{}
	for id := range words {
		of[handover.MarkOf(p.Study.ID, 0, id)] = string(id)
	}
	return joined(pairs, of), nil
}

// agreement gives, for the mailroom, the marks of who agreed to each purpose
// that the study asks for.
func (p *Project) agreement() (map[string][]handover.Mark, error) {
	all := map[string][]handover.Mark{}
	for _, purpose := range heeded() {
		agreed, err := p.Agreed(purpose)
		if err != nil {
			return nil, err
		}
		if agreed == nil {
			continue
		}
		all[purpose] = []handover.Mark{}
		for id, yes := range agreed {
			if yes {
				all[purpose] = append(all[purpose], handover.MarkOf(p.Study.ID, 0, id))
			}
		}
	}
	return all, nil
}
