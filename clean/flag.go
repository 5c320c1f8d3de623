package clean

import (
	"fmt"

	"sojourn/dataset"
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

// A Wave is the responses of one wave before cleaning.
type Wave struct {
	Number study.WaveID
	Table  *dataset.Dataset
}

// Flags are the marks on the rows of a wave: the names of the rules that
// caught each row, in the order of the rules; none for a clean row.
type Flags [][]string

// A Tally counts what one rule did in one wave.
type Tally struct {
	Wave    study.WaveID `json:"wave"`
	Rule    string       `json:"rule"`
	Reason  study.Text   `json:"reason"`
	Caught  int          `json:"caught"`  // rows the rule flags
	Alone   int          `json:"alone"`   // rows that no other rule flags: what leaving the rule out would bring back
	Removed int          `json:"removed"` // rows that no rule before it had flagged
	Left    int          `json:"left"`    // rows not flagged by it or a rule before it
}

// A Log is the flow of a wave's responses through the rules.
type Log struct {
	Wave    study.WaveID `json:"wave"`
	Raw     int          `json:"raw"`
	Clean   int          `json:"clean"`
	Tallies []Tally      `json:"tallies"`
}

// Apply runs the rules over a wave in their order. A rule looks only at rows
// that no earlier rule flagged where other rows matter to it (duplicates,
// medians), so that a broken-off copy never casts out a whole response.
func Apply(rules []Rule, w Wave) (Flags, Log, error) {
	flags := make(Flags, w.Table.Rows)
	log := Log{Wave: w.Number, Raw: w.Table.Rows}
	for _, r := range rules {
		if !r.applies(w.Number) {
			continue
		}
		caught, err := r.catch(w, flags)
		if err != nil {
			return nil, Log{}, fmt.Errorf("clean: rule %s in wave %d: %w", r.Name, w.Number, err)
		}
		t := Tally{Wave: w.Number, Rule: r.Name, Reason: r.Reason}
		for row, hit := range caught {
			if !hit {
				continue
			}
			t.Caught++
			if len(flags[row]) == 0 {
				t.Removed++
			}
			flags[row] = append(flags[row], r.Name)
		}
		t.Left = flags.clean()
		log.Tallies = append(log.Tallies, t)
	}
	for i := range log.Tallies {
		for _, names := range flags {
			if len(names) == 1 && names[0] == log.Tallies[i].Rule {
				log.Tallies[i].Alone++
			}
		}
	}
	log.Clean = flags.clean()
	return flags, log, nil
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
		return repeats(w.Table)
	case Duplicate:
		return r.duplicates(w.Table, flags)
	case Speeder:
		return r.speeders(w.Table, flags)
	case StraightLine:
		return r.straightLines(w.Table)
	}
	return nil, fmt.Errorf("there is no kind of rule %q", r.Kind)
}

// below flags the rows whose number lies under the limit. A row without the
// number is not flagged: what is unknown is no fault.
func below(t *dataset.Dataset, column string, limit float64) ([]bool, error) {
	c, err := t.Column(column)
	if err != nil {
		return nil, err
	}
	hit := make([]bool, t.Rows)
	for i := range hit {
		hit[i] = c.Missing[i] == dataset.Present && c.Numbers[i] < limit
	}
	return hit, nil
}

func (r Rule) outside(t *dataset.Dataset) ([]bool, error) {
	hit := make([]bool, t.Rows)
	c, err := t.Column(r.Item)
	if err != nil {
		return hit, nil // the wave did not ask it
	}
	if c.Kind != dataset.Numeric {
		return nil, fmt.Errorf("%s is not a number", r.Item)
	}
	for i := range hit {
		x := c.Numbers[i]
		hit[i] = c.Missing[i] == dataset.Present && (r.Min != nil && x < *r.Min || r.Max != nil && x > *r.Max)
	}
	return hit, nil
}
