package fieldwork

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// A DoorState is what the team decided about a door during a wave.
type DoorState string

// The states of a door. Whatever its state, those who began may finish.
const (
	AsPlanned DoorState = ""       // it follows the dates of the study
	Opened    DoorState = "open"   // it stands open, whatever the dates
	Paused    DoorState = "paused" // closed for a while, and says so
	Shut      DoorState = "closed" // closed for good
)

// A DoorSetting is a door that does not follow its dates.
type DoorSetting struct {
	Wave  study.WaveID
	Kind  study.DoorKind
	State DoorState
}

// A Quota bounds what the field may count without reading an answer: finished
// responses of a wave, of one channel or language where it is named. Zero is
// no bound. At the soft one the team is told; from the hard one on nobody new
// comes in, and those who began may finish.
type Quota struct {
	Wave       study.WaveID
	Channel    string
	Language   study.Lang
	Soft, Hard int
}

// Covers reports whether responses that come by the channel in the language
// count towards the quota.
func (q Quota) Covers(channel string, lang study.Lang) bool {
	return (q.Channel == "" || q.Channel == channel) && (q.Language == "" || q.Language == lang)
}

// Count adds up what the quota counts.
func (q Quota) Count(finished map[seal.Header]int) int {
	n := 0
	for h, some := range finished {
		if h.Wave == q.Wave && q.Covers(h.Channel, h.Lang) {
			n += some
		}
	}
	return n
}

// A Control holds what the team set during a wave.
type Control interface {
	// Doors lists the doors that do not follow their dates.
	Doors(ctx context.Context) ([]DoorSetting, error)

	// Quotas lists the quotas of all waves.
	Quotas(ctx context.Context) ([]Quota, error)

	// Counts gives responses started and finished by wave, channel, language and day.
	Counts(ctx context.Context) (started, finished map[seal.Header]int, err error)
}

// ErrPaused is [ErrClosed] for a while.
var ErrPaused = fmt.Errorf("%w for now", ErrClosed)

// ErrFull is [ErrClosed] because enough people of a kind have answered.
var ErrFull = fmt.Errorf("%w: a quota is full", ErrClosed)

// recount is for how long counts of a quota are believed. So many more may
// come in as begin meanwhile.
const recount = 10 * time.Second

// A counter remembers the counts of quotas for a while: reading all headers
// for every first page would cost more than the pages.
type counter struct {
	mu       sync.Mutex
	at       time.Time
	finished map[seal.Header]int
}

func (c *counter) counts(ctx context.Context, from Control, now time.Time) (map[seal.Header]int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.at); c.finished != nil && age >= 0 && age < recount {
		return c.finished, nil
	}
	_, finished, err := from.Counts(ctx)
	if err == nil {
		c.at, c.finished = now, finished
	}
	return finished, err
}

// doors are the doors of a study as they stand at a moment.
type doors struct {
	settings []DoorSetting
	now      time.Time // in the study's time zone
}

func (s *Service) doors(ctx context.Context) (doors, error) {
	d := doors{now: s.now().In(s.study.Location())}
	if s.control == nil {
		return d, nil
	}
	var err error
	d.settings, err = s.control.Doors(ctx)
	return d, err
}

// StateOf is what was decided about a door.
func StateOf(settings []DoorSetting, w study.WaveID, kind study.DoorKind) DoorState {
	for _, s := range settings {
		if s.Wave == w && s.Kind == kind {
			return s.State
		}
	}
	return AsPlanned
}

// open reports whether a door stands open.
func (d doors) open(w study.Wave, kind study.DoorKind) bool {
	switch StateOf(d.settings, w.Number, kind) {
	case Opened:
		return true
	case Paused, Shut:
		return false
	}
	return w.OpenAt(kind, d.now)
}

// paused reports whether a door of the wave would stand open but for a pause.
func (d doors) paused(w study.Wave) bool {
	for _, kind := range []study.DoorKind{study.PanelDoor, study.OpenDoor} {
		if StateOf(d.settings, w.Number, kind) == Paused && w.OpenAt(kind, d.now) {
			return true
		}
	}
	return false
}

// current is the wave with a door that stands open. Where there is none, it is
// [ErrPaused] or [ErrClosed].
func (d doors) current(s *study.Study) (study.Wave, error) {
	err := ErrClosed
	for _, w := range s.Waves {
		if d.open(w, study.PanelDoor) || d.open(w, study.OpenDoor) {
			return w, nil
		}
		if d.paused(w) {
			err = ErrPaused
		}
	}
	return study.Wave{}, err
}

// room says whether quotas leave room for one more by the channel in the
// language; [ErrFull] if not. An empty language is not known yet.
func (s *Service) room(ctx context.Context, w study.Wave, channel string, lang study.Lang) error {
	if s.control == nil {
		return nil
	}
	quotas, err := s.control.Quotas(ctx)
	if err != nil {
		return err
	}
	for _, q := range quotas {
		if q.Wave != w.Number || q.Hard == 0 || !q.Covers(channel, lang) {
			continue
		}
		finished, err := s.counted.counts(ctx, s.control, s.now())
		if err != nil {
			return err
		}
		if q.Count(finished) >= q.Hard {
			return ErrFull
		}
	}
	return nil
}

// Publish makes in the current version of a wave's instrument for those who
// begin from now on. Whoever began goes on in the version they began with.
func (s *Service) Publish(w study.WaveID, in *instrument.Instrument) error {
	if err := s.Publishable(w, in); err != nil {
		return err
	}
	s.publishing.Lock()
	defer s.publishing.Unlock()
	s.published[w] = append(s.published[w], in)
	return nil
}

// Publishable says why a version cannot be published; nil if it can.
func (s *Service) Publishable(w study.WaveID, in *instrument.Instrument) error {
	if _, err := s.study.Wave(w); err != nil {
		return err
	}
	versions := s.versions(w)
	if form := versions[0].Form; form != in.Form {
		return study.Problem{Severity: study.Error, Code: "other-form", Where: "settings", Column: "form_id",
			What: fmt.Sprintf("this is the form %q; the wave asks %q", in.Form, form), Do: "choose the wave whose form it is, or correct form_id"}
	}
	if err := CheckExits(s.study, w, in).Err(); err != nil {
		return err
	}
	fresh, err := instrument.Admit(versions, in)
	if err == nil && !fresh {
		err = study.Problem{Severity: study.Error, Code: "version-taken", Where: "settings", Column: "version",
			What: fmt.Sprintf("version %q was published before", in.Version), Do: "give the changed questionnaire a version of its own"}
	}
	return err
}

// CurrentVersion is the name of the version that is asked of those who begin now.
func (s *Service) CurrentVersion(w study.WaveID) string { return s.version(w, "").Version }

// WithPublished puts versions that were published during a wave behind those
// that its folder gave, the current one last. What was published goes on until
// the folder holds a version that it did not take the place of.
func WithPublished(versions []*instrument.Instrument, published []Published, read func(Published) (*instrument.Instrument, error)) ([]*instrument.Instrument, error) {
	current := versions[len(versions)-1]
	for _, p := range published {
		at := slices.IndexFunc(versions, func(in *instrument.Instrument) bool { return in.Version == p.Version })
		if at < 0 {
			in, err := read(p)
			if err != nil {
				return nil, fmt.Errorf("version %s of wave %d, published on %s: %w", p.Version, p.Wave, p.Day, err)
			}
			versions, at = append(versions, in), len(versions)
		}
		if p.After == current.Version {
			current = versions[at]
		}
	}
	others := slices.DeleteFunc(slices.Clone(versions), func(in *instrument.Instrument) bool { return in == current })
	return append(others, current), nil
}

// versions are those of a wave, the current one last.
func (s *Service) versions(w study.WaveID) []*instrument.Instrument {
	s.publishing.RLock()
	defer s.publishing.RUnlock()
	return slices.Concat(s.instruments[w], s.published[w])
}
