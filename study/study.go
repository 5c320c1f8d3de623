// Package study holds what a team decides about a study as a whole: its
// languages, waves, doors, samples, thresholds, consent texts and the public
// halves of its keys, as they stand in the study folder's study.yaml.
//
// It knows names and rules. It does not know what an instrument asks, what
// anybody answered or how anything is stored, and it reads files only through
// an [io/fs.FS] that is handed to it.
package study

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// An ID names a study in addresses and sealed headers, such as "exile-panel".
type ID string

// A WaveID is the number of a wave, counted from 1.
type WaveID int

// A Study is what study.yaml says.
type Study struct {
	ID         ID         `yaml:"id"`
	Title      Text       `yaml:"title"`
	Synthetic  bool       `yaml:"synthetic,omitempty"` // made-up data; said wherever anything of it shows
	Languages  []Lang     `yaml:"languages"`           // the first is the default
	Population Text       `yaml:"population"`
	Sampling   Text       `yaml:"sampling"` // how respondents came, and the direction of bias
	TimeZone   string     `yaml:"timezone,omitempty"`
	Field      string     `yaml:"field,omitempty"`   // public address of the field
	Mirrors    []string   `yaml:"mirrors,omitempty"` // further addresses of the same field
	Official   Official   `yaml:"official,omitempty"`
	Waves      []Wave     `yaml:"waves"`
	Samples    []Sample   `yaml:"samples"`
	Channels   []Channel  `yaml:"channels,omitempty"`
	Completion Completion `yaml:"completion"`
	DraftDays  int        `yaml:"draft_days,omitempty"` // how long a draft waits to be resumed; 14 if zero
	Disclosure Disclosure `yaml:"disclosure"`
	Keys       Keys       `yaml:"keys"`
	Consent    []Consent  `yaml:"consent"`
	About      About      `yaml:"about,omitempty"` // for those who keep, find and cite the data
	Help       []Help     `yaml:"help,omitempty"`  // shown beside sensitive questions
	Paradata   Paradata   `yaml:"paradata,omitempty"`
	Crowd      Crowd      `yaml:"crowd,omitempty"` // what is done while very many want to begin
	Live       []Live     `yaml:"live,omitempty"`  // what others answered
	Exits      []Exit     `yaml:"exits,omitempty"` // for those whom a wave is not about, or not safe for

	Snowball    Snowball    `yaml:"snowball,omitempty"`
	Recognition Recognition `yaml:"recognition,omitempty"`
}

// A Wave is one round of data collection.
type Wave struct {
	Number     WaveID `yaml:"number"`
	Title      Text   `yaml:"title"` // such as "March 2022"
	Instrument string `yaml:"instrument"`
	Imported   string `yaml:"imported,omitempty"` // mapping of a wave that was collected elsewhere; such a wave needs no instrument and has no doors
	Doors      []Door `yaml:"doors"`
}

// A DoorKind says who may come in by a door.
type DoorKind string

// The two kinds of door.
const (
	PanelDoor DoorKind = "panel" // people who took part before, by personal link or return phrase
	OpenDoor  DoorKind = "open"  // anybody with the open link
)

// A Door is a way into a wave with its first and last day in the study's time zone.
type Door struct {
	Kind   DoorKind `yaml:"kind"`
	Opens  Day      `yaml:"opens"`
	Closes Day      `yaml:"closes"`
}

// OpenAt reports whether the door stands open at the moment now, whose
// location must already be the study's time zone.
func (d Door) OpenAt(now time.Time) bool {
	today := DayOf(now)
	return d.Opens <= today && today <= d.Closes
}

// OpenAt reports whether people of the kind may come in at the moment now.
func (w Wave) OpenAt(kind DoorKind, now time.Time) bool {
	for _, d := range w.Doors {
		if d.Kind == kind && d.OpenAt(now) {
			return true
		}
	}
	return false
}

// Opens is the first day on which any door of the wave is open.
func (w Wave) Opens() Day {
	first := Day("9999-12-31")
	for _, d := range w.Doors {
		first = min(first, d.Opens)
	}
	return first
}

// Closes is the last day on which any door of the wave is open.
func (w Wave) Closes() Day {
	var last Day
	for _, d := range w.Doors {
		last = max(last, d.Closes)
	}
	return last
}

// A Day is a calendar day written "2006-01-02". Days sort as strings.
type Day string

// DayOf returns the day of t in t's own location.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Time is the beginning of the day in UTC; the zero time if the day is not valid.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

var dayForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// Valid reports whether the day exists in the calendar.
func (d Day) Valid() bool {
	if !dayForm.MatchString(string(d)) {
		return false
	}
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// A Sample is the stored definition behind every "panel" or "combined" in a
// report: people who responded in at least Min of Waves and meet Where. An
// empty Where leaves nobody out.
type Sample struct {
	Name  string   `yaml:"name"`
	Title Text     `yaml:"title"`
	Waves []WaveID `yaml:"waves"`
	Min   int      `yaml:"min"`
	Where string   `yaml:"where,omitempty"`
}

// A Channel is where an open link is posted.
type Channel struct {
	Name  string `yaml:"name"` // part of the link
	Title Text   `yaml:"title"`
}

// Channel is the channel of a name; false where the study has none.
func (s *Study) Channel(name string) (Channel, bool) {
	for _, c := range s.Channels {
		if c.Name == name {
			return c, true
		}
	}
	return Channel{}, false
}

// ChannelLink is the address to be posted in a channel. Without the field's own
// address it begins with the path.
func (s *Study) ChannelLink(channel string) string {
	return strings.TrimRight(s.Field, "/") + "/o/" + channel
}

// Completion holds the shares of applicable items, 0 to 1, at which a response
// counts as partial (enough to analyse) and as complete.
type Completion struct {
	Partial  float64 `yaml:"partial"`
	Complete float64 `yaml:"complete"`
}

// Disclosure holds the thresholds below which a number does not leave the desk.
type Disclosure struct {
	MinCell int `yaml:"min_cell"` // people in the numerator's or group's cell
	MinBase int `yaml:"min_base"` // people in the base
}

// Keys are the public halves: age recipients. The private ones are never in
// the study folder.
type Keys struct {
	Answers  []string `yaml:"answers"`
	Contact  []string `yaml:"contact"`
	Recovery []string `yaml:"recovery,omitempty"`
}

// KeysFor returns a problem if no public key of the named role is listed: then
// there is nobody who could open what would be sealed.
func (s *Study) KeysFor(role string, keys []string) error {
	if len(keys) > 0 {
		return nil
	}
	return Problem{Severity: Error, Code: "no-key", Where: File, Column: "keys." + role, What: "no " + role + " key is listed, so nothing can be sealed",
		Do: "make one with \"sojourn key new " + role + "\" and put the line it prints here"}
}

// DraftsUntil is the day before which drafts saved last are dropped on the day today.
func (s *Study) DraftsUntil(today Day) Day {
	const usual = 14
	return DayOf(today.Time().AddDate(0, 0, -cmp.Or(s.DraftDays, usual)))
}

// Default is the language shown where a person has chosen none.
func (s *Study) Default() Lang { return s.Languages[0] }

// Wave returns the wave of the given number, or [ErrNotFound].
func (s *Study) Wave(number WaveID) (Wave, error) {
	for _, w := range s.Waves {
		if w.Number == number {
			return w, nil
		}
	}
	return Wave{}, ErrNotFound
}

// Sample returns the sample of the given name, or [ErrNotFound].
func (s *Study) Sample(name string) (Sample, error) {
	for _, sm := range s.Samples {
		if sm.Name == name {
			return sm, nil
		}
	}
	return Sample{}, ErrNotFound
}

// Location is the study's time zone; UTC where none is set or known.
func (s *Study) Location() *time.Location {
	loc, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Overlaps names the waves whose doors stand open on the same days as an
// earlier wave's: there the earlier one is served, to panelists too.
func (s *Study) Overlaps() Problems {
	var ps Problems
	for i, w := range s.Waves {
		for _, earlier := range s.Waves[:i] {
			if len(w.Doors) == 0 || len(earlier.Doors) == 0 || earlier.Closes() < w.Opens() || w.Closes() < earlier.Opens() {
				continue
			}
			ps = append(ps, Problem{Severity: Warning, Code: "waves-overlap", Where: File, Column: "doors",
				What: fmt.Sprintf("wave %d opens on %s while wave %d is open until %s; until then everybody, by a personal link too, answers wave %d",
					w.Number, w.Opens(), earlier.Number, earlier.Closes(), earlier.Number),
				Do: fmt.Sprintf("close wave %d before wave %d opens", earlier.Number, w.Number)})
		}
	}
	return ps
}

// CurrentWave returns the wave whose doors, of either kind, stand open at now.
func (s *Study) CurrentWave(now time.Time) (Wave, bool) {
	now = now.In(s.Location())
	for _, w := range s.Waves {
		if w.OpenAt(PanelDoor, now) || w.OpenAt(OpenDoor, now) {
			return w, true
		}
	}
	return Wave{}, false
}
