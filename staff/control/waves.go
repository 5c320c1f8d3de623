package control

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"sojourn/fieldwork"
	"sojourn/listener"
	"sojourn/study"
	"sojourn/team"
)

// wavesPage is what waves.html shows.
type wavesPage struct {
	*frame
	Waves []waveState
	Zone  string // the study's time zone
	Now   string // in it
	May   bool   // set doors and quotas
}

// A waveState is a wave with its doors and quotas.
type waveState struct {
	study.Wave
	Doors  []doorState
	Quotas []quotaRow
	Shut   bool // all doors are closed for good
}

// A doorState is a door as it stands now.
type doorState struct {
	study.Door
	Open  bool
	State fieldwork.DoorState
	Says  string   // in words
	Acts  []string // what can be done with it
}

// An act is what can be done with a door, and the state it gives.
type act struct {
	name  string
	state fieldwork.DoorState
}

var acts = []act{{"plan", fieldwork.AsPlanned}, {"open", fieldwork.Opened}, {"pause", fieldwork.Paused}, {"close", fieldwork.Shut}}

// waves serves GET /waves.
func (s *site) waves(w http.ResponseWriter, r *http.Request) error {
	settings, err := s.Storage.Doors(r.Context())
	if err != nil {
		return err
	}
	now := s.Clock().In(s.Study.Location())
	page := wavesPage{frame: s.frame(r, "nav.waves"), Zone: s.Study.Location().String(), Now: now.Format("2006-01-02 15:04"), May: s.allows(who(r).Role, "POST /waves/{wave}/doors")}
	for _, wave := range s.fielded() {
		state := waveState{Wave: wave, Shut: len(wave.Doors) > 0}
		for _, d := range wave.Doors {
			door := page.door(wave, d, settings, now)
			state.Shut = state.Shut && door.State == fieldwork.Shut
			state.Doors = append(state.Doors, door)
		}
		if who(r).Role != team.Custodian { // counts are not theirs
			if state.Quotas, err = s.quotaRows(r, page.frame, wave.Number); err != nil {
				return err
			}
		}
		page.Waves = append(page.Waves, state)
	}
	return s.pages.Show(w, http.StatusOK, "waves", page)
}

// door tells how a door stands.
func (f *frame) door(w study.Wave, d study.Door, settings []fieldwork.DoorSetting, now time.Time) doorState {
	door := doorState{Door: d, State: fieldwork.StateOf(settings, w.Number, d.Kind)}
	today := study.DayOf(now)
	switch {
	case door.State == fieldwork.Opened:
		door.Open, door.Says = true, f.Say("door.opened")
	case door.State == fieldwork.Paused:
		door.Says = f.Say("door.paused")
	case door.State == fieldwork.Shut:
		door.Says = f.Say("door.closed")
	case today < d.Opens:
		door.Says = f.Say("door.before", string(d.Opens))
	case today > d.Closes:
		door.Says = f.Say("door.after", string(d.Closes))
	default:
		door.Open, door.Says = true, f.Say("door.until", string(d.Closes))
	}
	for _, a := range acts {
		if a.state != door.State {
			door.Acts = append(door.Acts, a.name)
		}
	}
	return door
}

// setDoor serves POST /waves/{wave}/doors.
func (s *site) setDoor(w http.ResponseWriter, r *http.Request) error {
	wave, err := s.waveOf(r.PathValue("wave"))
	if err != nil {
		return err
	}
	kind := study.DoorKind(r.PostForm.Get("door"))
	at := slices.IndexFunc(acts, func(a act) bool { return a.name == r.PostForm.Get("do") })
	if at < 0 || !slices.ContainsFunc(wave.Doors, func(d study.Door) bool { return d.Kind == kind }) {
		return errForm
	}
	setting := fieldwork.DoorSetting{Wave: wave.Number, Kind: kind, State: acts[at].state}
	err = s.Storage.SetDoors(r.Context(), []fieldwork.DoorSetting{setting}, s.entry(r, "door."+acts[at].name, fmt.Sprintf("wave %d, %s", wave.Number, kind)))
	if err != nil {
		return err
	}
	return listener.SeeOther(w, "/waves")
}

// closeWave serves POST /waves/{wave}/close: all doors of the wave at once.
func (s *site) closeWave(w http.ResponseWriter, r *http.Request) error {
	wave, err := s.waveOf(r.PathValue("wave"))
	if err != nil {
		return err
	}
	if r.PostForm.Get("sure") == "" {
		return study.Problem{Severity: study.Error, Code: "sure", Where: fmt.Sprintf("wave %d", wave.Number),
			What: "closing a wave was not confirmed", Do: "go back and tick the box beside the button"}
	}
	var settings []fieldwork.DoorSetting
	for _, d := range wave.Doors {
		settings = append(settings, fieldwork.DoorSetting{Wave: wave.Number, Kind: d.Kind, State: fieldwork.Shut})
	}
	if err := s.Storage.SetDoors(r.Context(), settings, s.entry(r, "wave.close", fmt.Sprintf("wave %d", wave.Number))); err != nil {
		return err
	}
	return listener.SeeOther(w, "/waves")
}

// mostQuota bounds what can be typed: no study of ours has so many people.
const mostQuota = 10_000_000

// setQuota serves POST /waves/{wave}/quotas.
func (s *site) setQuota(w http.ResponseWriter, r *http.Request) error {
	wave, err := s.waveOf(r.PathValue("wave"))
	if err != nil {
		return err
	}
	q := fieldwork.Quota{Wave: wave.Number, Channel: r.PostForm.Get("channel"), Language: study.Lang(r.PostForm.Get("language"))}
	bad := func(column, what, do string) error {
		return study.Problem{Severity: study.Error, Code: "quota", Where: fmt.Sprintf("quota of wave %d", wave.Number), Column: column, What: what, Do: do}
	}
	_, known := s.Study.Channel(q.Channel)
	if q.Channel != "" && !known || q.Language != "" && !slices.Contains(s.Study.Languages, q.Language) {
		return errForm
	}
	for _, bound := range []struct {
		name string
		to   *int
	}{{"soft", &q.Soft}, {"hard", &q.Hard}} {
		text := r.PostForm.Get(bound.name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostQuota {
			return bad(bound.name, "this is no number of people", "write a whole number from 1, or nothing for no bound")
		}
		*bound.to = n
	}
	if q.Hard > 0 && q.Soft > q.Hard {
		return bad("soft", "the soft bound lies behind the hard one", "make it smaller than the hard one")
	}
	of := fmt.Sprintf("wave %d, %s, %s: %d, %d", q.Wave, orAll(q.Channel), orAll(string(q.Language)), q.Soft, q.Hard)
	if err := s.Storage.SetQuota(r.Context(), q, s.entry(r, "quota", of)); err != nil {
		return err
	}
	return listener.SeeOther(w, "/waves")
}

func orAll(name string) string {
	if name == "" {
		return "*"
	}
	return name
}
