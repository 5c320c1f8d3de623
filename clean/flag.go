package clean

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/panel"
	"sojourn/study"
)

// The columns that a wave's table must have beside its items. One row is one
// response; rows stand in the order of their arrival, by day.
const (
	ResponseColumn = "response" // Words: key of the response
	PanelistColumn = "panelist" // Words: pseudonym
	ShareColumn    = "answered" // Numeric: share of what was asked that was answered, 0 to 1
	SecondsColumn  = "seconds"  // Numeric: time on all pages
	LanguageColumn = "language" // Words
	VersionColumn  = "version"  // Words: of the instrument
	ChannelColumn  = "channel"  // Words
	DayColumn      = "day"      // Words: ISO day of the last saving
)

// The columns of signals that rules read. A table without one has no such
// signal: it was collected before there were any, or elsewhere.
const (
	TrapColumn  = "signal_trap"  // Numeric: 1 where something was written where no person sees a line
	BurstColumn = "signal_burst" // Numeric: 1 where it was saved while very many came by the same channel
	PaceColumn  = "signal_pace"  // Numeric: letters a second on the middle page; 0 where it is not known
)

// A Wave is the responses of one wave before cleaning.
type Wave struct {
	Number study.WaveID
	Table  *dataset.Dataset
	Doors  []study.Door // for rules of kind outoffield

	// Invitations are what became of them, by pseudonym; empty where nobody was
	// invited or nobody said.
	Invitations map[string]panel.Disposition

	// Out are the pseudonyms of those whom the questionnaire found to be outside
	// the population; they have no row.
	Out []string
}

// Flags are the marks on the rows of a wave: the names of the rules that set
// each row aside, in the order of the rules; none for a row that stands.
type Flags [][]string

// A Tally counts what one rule did in one wave.
type Tally struct {
	Wave    study.WaveID `json:"wave"`
	Rule    string       `json:"rule"`
	Reason  study.Text   `json:"reason"`
	Caught  int          `json:"caught"`  // rows the rule flags
	Kept    int          `json:"kept"`    // of these, rows that people decided to keep
	Alone   int          `json:"alone"`   // rows that no other rule flags: what leaving the rule out would bring back
	Removed int          `json:"removed"` // rows that no rule before it had flagged
	Left    int          `json:"left"`    // rows not flagged by it or a rule before it
}

// A Log is the flow of a wave's responses through the rules. The tally of what
// people set aside by name is the last, and is there only if they did.
type Log struct {
	Wave    study.WaveID `json:"wave"`
	Raw     int          `json:"raw"`
	Clean   int          `json:"clean"`
	Tallies []Tally      `json:"tallies"`
	Flagged []Marked     `json:"flagged,omitempty"` // rows that a rule flagged or people decided about
}

// A Marked row is one that somebody may want to look at or decide about.
type Marked struct {
	Response Handle   `json:"response"`
	Rules    []string `json:"rules"`             // that flagged it
	Verdict  Verdict  `json:"verdict,omitempty"` // of the decision that holds
	Answered float64  `json:"answered"`          // share of what was asked
	Seconds  float64  `json:"seconds"`           // on all pages; 0 if it is not known
}

// Apply runs the rules over a wave in their order, and then what people
// decided. A rule looks only at rows that no earlier rule flagged where other
// rows matter to it (duplicates, medians), so that a broken-off copy never
// casts out a whole response.
func Apply(rules []Rule, decisions []Decision, w Wave) (Flags, Log, error) {
	s, err := newSifting(w, standing(decisions, w.Number))
	if err != nil {
		return nil, Log{}, err
	}
	for _, r := range rules {
		if !r.applies(w.Number) {
			continue
		}
		caught, err := r.catch(w, s.flags)
		if err != nil {
			return nil, Log{}, fmt.Errorf("clean: rule %s in wave %d: %w", r.Name, w.Number, err)
		}
		s.take(r.Name, r.Reason, caught)
	}
	s.decide()
	return s.flags, s.log(), nil
}

// A sifting is one run of the rules over a wave.
type sifting struct {
	wave    Wave
	handles []Handle
	decided map[Handle]Decision
	flags   Flags
	caught  [][]string // by every rule, kept rows included
	tallies []Tally
}

func newSifting(w Wave, decided map[Handle]Decision) (*sifting, error) {
	who, err := w.Table.Column(PanelistColumn)
	if err != nil {
		return nil, fmt.Errorf("clean: wave %d: %w", w.Number, err)
	}
	key, err := w.Table.Column(ResponseColumn)
	if err != nil {
		return nil, fmt.Errorf("clean: wave %d: %w", w.Number, err)
	}
	s := &sifting{wave: w, decided: decided, flags: make(Flags, w.Table.Rows), caught: make([][]string, w.Table.Rows)}
	for row := range w.Table.Rows {
		s.handles = append(s.handles, HandleOf(w.Number, who.Texts[row], key.Texts[row]))
	}
	return s, nil
}

// take counts and marks what a rule caught.
func (s *sifting) take(name string, reason study.Text, caught []bool) {
	t := Tally{Wave: s.wave.Number, Rule: name, Reason: reason}
	for row, hit := range caught {
		if !hit {
			continue
		}
		t.Caught++
		s.caught[row] = append(s.caught[row], name)
		if s.decided[s.handles[row]].Verdict == Keep {
			t.Kept++
			continue
		}
		if len(s.flags[row]) == 0 {
			t.Removed++
		}
		s.flags[row] = append(s.flags[row], name)
	}
	t.Left = s.flags.clean()
	s.tallies = append(s.tallies, t)
}

// decide marks what people set aside by name.
func (s *sifting) decide() {
	aside := make([]bool, len(s.flags))
	any := false
	for row, h := range s.handles {
		aside[row] = s.decided[h].Verdict == SetAside
		any = any || aside[row]
	}
	if any {
		s.take(decisionName, study.Text{"en": "Set aside by name, see " + DecisionsFile, "ru": "Отложено поимённым решением, см. " + DecisionsFile}, aside)
	}
}

func (s *sifting) log() Log {
	log := Log{Wave: s.wave.Number, Raw: s.wave.Table.Rows, Clean: s.flags.clean(), Tallies: s.tallies}
	for i := range log.Tallies {
		for _, names := range s.flags {
			if len(names) == 1 && names[0] == log.Tallies[i].Rule {
				log.Tallies[i].Alone++
			}
		}
	}
	for row, names := range s.caught {
		if verdict := s.decided[s.handles[row]].Verdict; len(names) > 0 || verdict != "" {
			m := Marked{Response: s.handles[row], Rules: names, Verdict: verdict}
			m.Answered, m.Seconds = s.number(ShareColumn, row), s.number(SecondsColumn, row)
			log.Flagged = append(log.Flagged, m)
		}
	}
	return log
}

// number is a number about a response as a whole; 0 where there is none.
func (s *sifting) number(column string, row int) float64 {
	c, err := s.wave.Table.Column(column)
	if err != nil || c.Missing[row] != dataset.Present {
		return 0
	}
	return c.Numbers[row]
}

func (f Flags) clean() int {
	n := 0
	for _, names := range f {
		if len(names) == 0 {
			n++
		}
	}
	return n
}

// catch reports for each row whether the rule flags it.
func (r Rule) catch(w Wave, flags Flags) ([]bool, error) {
	switch r.Kind {
	case Completion:
		return below(w.Table, ShareColumn, r.Share)
	case Range:
		return r.outside(w.Table)
	case Repeat:
		return r.repeats(w.Table)
	case Duplicate:
		return r.duplicates(w.Table, flags)
	case Similar:
		return r.similar(w.Table, flags)
	case Speeder:
		return r.speeders(w.Table, flags)
	case StraightLine:
		return r.straightLines(w.Table)
	case Attention:
		return r.inattentive(w.Table)
	case Consistency, Eligibility, Test:
		return r.holds(w.Table)
	case OutOfField:
		return r.outOfField(w)
	case Trap:
		return signalled(w.Table, TrapColumn, 0), nil
	case Burst:
		return signalled(w.Table, BurstColumn, 0), nil
	case Pace:
		return signalled(w.Table, PaceColumn, *r.Max), nil
	}
	return nil, fmt.Errorf("there is no kind of rule %q", r.Kind)
}
