package fieldwork

import (
	"context"
	"errors"
	"testing"
	"time"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// settings are what the team set, and what has come in.
type settings struct {
	doors    []DoorSetting
	quotas   []Quota
	finished map[seal.Header]int
}

func (s *settings) Doors(context.Context) ([]DoorSetting, error) { return s.doors, nil }
func (s *settings) Quotas(context.Context) ([]Quota, error)      { return s.quotas, nil }
func (s *settings) Counts(context.Context) (started, finished map[seal.Header]int, err error) {
	return nil, s.finished, nil
}

func TestDoorsFollowTheTeamBeforeTheirDates(t *testing.T) {
	w := study.Wave{Number: 1, Doors: []study.Door{{Kind: study.PanelDoor, Opens: "2022-03-20", Closes: "2022-04-10"}, {Kind: study.OpenDoor, Opens: "2022-03-27", Closes: "2022-04-10"}}}
	s := &study.Study{Waves: []study.Wave{w}}
	const before, panelDays, allDays, after = "2022-03-01", "2022-03-22", "2022-03-30", "2022-05-01"
	tests := []struct {
		name        string
		day         study.Day
		set         []DoorSetting
		panel, open bool
		want        error
	}{
		{"dates, before", before, nil, false, false, ErrClosed},
		{"dates, panel first", panelDays, nil, true, false, nil},
		{"dates, all", allDays, nil, true, true, nil},
		{"dates, after", after, nil, false, false, ErrClosed},
		{"opened ahead of the date", before, []DoorSetting{{1, study.PanelDoor, Opened}}, true, false, nil},
		{"one paused", allDays, []DoorSetting{{1, study.OpenDoor, Paused}}, true, false, nil},
		{"both paused", allDays, []DoorSetting{{1, study.OpenDoor, Paused}, {1, study.PanelDoor, Paused}}, false, false, ErrPaused},
		{"paused, but it is over anyway", after, []DoorSetting{{1, study.OpenDoor, Paused}}, false, false, ErrClosed},
		{"wave closed", allDays, []DoorSetting{{1, study.OpenDoor, Shut}, {1, study.PanelDoor, Shut}}, false, false, ErrClosed},
		{"another wave's setting", allDays, []DoorSetting{{2, study.OpenDoor, Shut}}, true, true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := doors{tt.set, tt.day.Time()}
			if d.open(w, study.PanelDoor) != tt.panel || d.open(w, study.OpenDoor) != tt.open {
				t.Errorf("panel %v, open %v", d.open(w, study.PanelDoor), d.open(w, study.OpenDoor))
			}
			if _, err := d.current(s); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestADoorChangesAtMidnightOfTheStudy(t *testing.T) {
	for _, tt := range []struct{ name, zone, opens, closes, at, last string }{ // at is its first minute, last the last
		{"without summer time", "Asia/Tbilisi", "2022-03-27", "2022-03-27", "2022-03-26T20:00:00Z", "2022-03-27T19:59:59Z"},
		{"on the day of 23 hours", "Europe/Berlin", "2022-03-27", "2022-03-27", "2022-03-26T23:00:00Z", "2022-03-27T21:59:59Z"},
		{"on the day of 25 hours", "Europe/Berlin", "2022-10-30", "2022-10-30", "2022-10-29T22:00:00Z", "2022-10-30T22:59:59Z"},
		{"over both changes", "Europe/Berlin", "2022-03-01", "2022-11-30", "2022-02-28T23:00:00Z", "2022-11-30T22:59:59Z"},
		{"where the change is at midnight", "Asia/Beirut", "2022-03-27", "2022-03-27", "2022-03-26T22:00:00Z", "2022-03-27T20:59:59Z"},
		{"west of Greenwich", "America/New_York", "2022-03-13", "2022-03-13", "2022-03-13T05:00:00Z", "2022-03-14T03:59:59Z"},
	} {
		w := study.Wave{Number: 1, Doors: []study.Door{{Kind: study.OpenDoor, Opens: study.Day(tt.opens), Closes: study.Day(tt.closes)}}}
		open := func(moment string, later time.Duration) bool {
			at, err := time.Parse(time.RFC3339, moment)
			if err != nil {
				t.Fatal(err)
			}
			s := &Service{study: &study.Study{TimeZone: tt.zone}, now: func() time.Time { return at.Add(later) }}
			d, err := s.doors(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return d.open(w, study.OpenDoor)
		}
		if open(tt.at, -time.Second) || !open(tt.at, 0) || !open(tt.last, 0) || open(tt.last, time.Second) {
			t.Errorf("%s: the door does not open and close at midnight in %s", tt.name, tt.zone)
		}
	}
}

func TestAFullQuotaLetsNobodyNewIn(t *testing.T) {
	now := time.Date(2022, 3, 28, 12, 0, 0, 0, time.UTC)
	set := &settings{finished: map[seal.Header]int{
		{Wave: 1, Channel: "friends", Lang: "ru", Day: "2022-03-27"}: 20,
		{Wave: 1, Channel: "friends", Lang: "en", Day: "2022-03-28"}: 5,
		{Wave: 2, Channel: "chat", Lang: "ru", Day: "2022-03-28"}:    100,
	}}
	s := &Service{control: set, now: func() time.Time { return now }}
	w := study.Wave{Number: 1}
	tests := []struct {
		name    string
		quota   Quota
		channel string
		lang    study.Lang
		want    error
	}{
		{"channel full", Quota{Wave: 1, Channel: "friends", Hard: 25}, "friends", "ru", ErrFull},
		{"another channel", Quota{Wave: 1, Channel: "friends", Hard: 25}, "chat", "ru", nil},
		{"room for one", Quota{Wave: 1, Channel: "friends", Hard: 26}, "friends", "ru", nil},
		{"soft alone", Quota{Wave: 1, Channel: "friends", Soft: 1}, "friends", "ru", nil},
		{"language full", Quota{Wave: 1, Language: "ru", Hard: 20}, "chat", "ru", ErrFull},
		{"language not known on the first page", Quota{Wave: 1, Language: "ru", Hard: 20}, "chat", "", nil},
		{"all", Quota{Wave: 1, Hard: 25}, "", "en", ErrFull},
		{"of another wave", Quota{Wave: 2, Hard: 1}, "chat", "ru", nil},
	}
	for _, tt := range tests {
		set.quotas = []Quota{tt.quota}
		if err := s.room(t.Context(), w, tt.channel, tt.lang); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	set.quotas = []Quota{{Wave: 1, Hard: 26}}
	set.finished[seal.Header{Wave: 1, Lang: "en", Day: "2022-03-28"}] = 1
	now = now.Add(recount)
	if err := s.room(t.Context(), w, "chat", "en"); !errors.Is(err, ErrFull) {
		t.Errorf("a response that finished meanwhile does not count: %v", err)
	}
}

func TestAVersionIsPublishedOnceAndForItsOwnWave(t *testing.T) {
	first := &instrument.Instrument{Form: "wave1", Version: "1"}
	s := &Service{study: &study.Study{Waves: []study.Wave{{Number: 1}}}, instruments: map[study.WaveID][]*instrument.Instrument{1: {first}},
		published: map[study.WaveID][]*instrument.Instrument{}}
	second := &instrument.Instrument{Form: "wave1", Version: "2"}
	if err := s.Publish(1, second); err != nil {
		t.Fatal(err)
	}
	if got := s.version(1, ""); got != second {
		t.Errorf("who begins now gets version %s", got.Version)
	}
	if got := s.version(1, "1"); got != first {
		t.Errorf("who began with version 1 goes on with %s", got.Version)
	}
	for name, err := range map[string]error{
		"the same version":    s.Publish(1, &instrument.Instrument{Form: "wave1", Version: "1"}),
		"another wave's form": s.Publish(1, &instrument.Instrument{Form: "wave2", Version: "3"}),
		"no wave":             s.Publish(7, &instrument.Instrument{Form: "wave1", Version: "3"}),
	} {
		if err == nil {
			t.Errorf("%s is published", name)
		}
	}
}

func TestWhatWasPublishedGoesOnUntilTheFolderHasSomethingLater(t *testing.T) {
	read := func(p Published) (*instrument.Instrument, error) {
		return &instrument.Instrument{Version: p.Version}, nil
	}
	published := []Published{{Version: "2", After: "1"}, {Version: "3", After: "2"}}
	for _, tt := range []struct {
		folder []string // versions that the folder had, the current one last
		want   string
	}{{[]string{"1"}, "3"}, {[]string{"1", "2"}, "3"}, {[]string{"1", "2", "3"}, "3"}, {[]string{"1", "4"}, "4"}, {[]string{"1", "3", "4"}, "4"}} {
		var versions []*instrument.Instrument
		for _, v := range tt.folder {
			versions = append(versions, &instrument.Instrument{Version: v})
		}
		got, err := WithPublished(versions, published, read)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		for _, in := range got {
			names[in.Version] = true
		}
		if last := got[len(got)-1].Version; last != tt.want || len(names) != len(got) || !names["1"] || !names["2"] || !names["3"] {
			t.Errorf("folder %v: %v is asked, of %v; want %s", tt.folder, last, names, tt.want)
		}
	}
}
