package mailroom

import (
	"context"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"sojourn/mailroom/posttest"
	"sojourn/outreach"
	"sojourn/study"
)

// TestNoNameSubjectOrAddressAddsAHeader hands to the last station before the
// mail server what the checks before it refuse already.
func TestNoNameSubjectOrAddressAddsAHeader(t *testing.T) {
	const header = "Bcc: evil@example.org"
	for name, change := range map[string]func(*Errand){
		"a name with a line break":             func(e *Errand) { e.FromName = "Team\r\n" + header },
		"a name with a lone line feed":         func(e *Errand) { e.FromName = "Team\n" + header },
		"a name with a lone carriage return":   func(e *Errand) { e.FromName = "Team\r" + header },
		"a name with a quotation mark":         func(e *Errand) { e.FromName = "Team\" <evil@example.org>, \"x" },
		"a subject with a line break":          func(e *Errand) { e.Subject = "Hello\r\n" + header },
		"a subject with an end of all headers": func(e *Errand) { e.Subject = "Hello\r\n\r\n" + header },
		"a subject in Cyrillic with one":       func(e *Errand) { e.Subject = "Привет\r\n" + header },
		"an address with a line break":         func(e *Errand) { e.To = "a@example.org\r\n" + header },
		"two addresses":                        func(e *Errand) { e.To = "a@example.org, evil@example.org" },
		"an address with a command":            func(e *Errand) { e.To = "a@example.org>\r\nRCPT TO:<evil@example.org" },
		"a language with a line break":         func(e *Errand) { e.Language = study.Lang("en\r\n" + header) },
		"a sender with a line break":           func(e *Errand) { e.From = "team@example.org\r\n" + header },
	} {
		t.Run(name, func(t *testing.T) {
			m := &posttest.Server{}
			port := m.Serve(t)
			office, err := PostOffice(Login{Server: outreach.MailServer{Host: "127.0.0.1", Port: port, TLS: "none"}, From: "team@example.org"}, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			if err := office.Reach(); err != nil {
				t.Fatal(err)
			}
			e := Errand{Entry: outreach.Entry{Mark: "m", Wave: 2, Letter: outreach.Invitation}, To: "a@example.org", FromName: "Team", From: "team@example.org",
				Subject: "Hello", Text: "Hello", Language: "en"}
			change(&e)
			state := office.Carry(e)
			for to, letters := range m.Letters() {
				if to != "a@example.org" || len(letters) != 1 {
					t.Errorf("%q got %d letters", to, len(letters))
				}
				head, _, _ := strings.Cut(letters[0], "\r\n\r\n")
				for line := range strings.Lines(head) {
					if strings.HasPrefix(strings.ToLower(line), "bcc") {
						t.Errorf("there is a header of the attacker's (%s):\n%s", state, head)
					}
				}
			}
		})
	}
}

// wall is a clock that somebody sets: before the n-th waiting is over it jumps.
type wall struct {
	now   time.Time
	jumps map[int]time.Duration
	waits int
}

func (w *wall) clock() Clock {
	return Clock{Now: func() time.Time { return w.now }, Wait: func(ctx context.Context, d time.Duration) error {
		w.waits++
		w.now = w.now.Add(max(d, 0) + w.jumps[w.waits])
		return ctx.Err()
	}}
}

// dated takes every letter and notes when.
type dated struct {
	wall *wall
	got  map[string][]time.Time
}

func (dated) Reach() error { return nil }

func (d dated) Carry(e Errand) outreach.State {
	d.got[e.To] = append(d.got[e.To], d.wall.now)
	return outreach.Sent
}

func TestAClockThatJumpsSendsNothingTwiceAndNothingAtNight(t *testing.T) {
	s := made()
	s.TimeZone = "Europe/Berlin"
	berlin := s.Location()
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2022, month, day, hour, minute, 0, 0, berlin)
	}
	for name, tt := range map[string]struct {
		begins time.Time
		jumps  map[int]time.Duration
		late   bool // beyond the last day of the contacts
	}{
		"nothing happens":                        {at(9, 5, 12, 0), nil, false},
		"set back two hours in the middle":       {at(9, 5, 12, 0), map[int]time.Duration{5: -2 * time.Hour}, false},
		"set back a year":                        {at(9, 5, 12, 0), map[int]time.Duration{5: -365 * 24 * time.Hour}, false},
		"set forward into the night":             {at(9, 5, 12, 0), map[int]time.Duration{5: 12 * time.Hour}, false},
		"set forward a year":                     {at(9, 5, 12, 0), map[int]time.Duration{5: 365 * 24 * time.Hour}, true},
		"set back into the night at nine":        {at(9, 5, 8, 59), map[int]time.Duration{1: -time.Hour}, false},
		"set back while it waits for nine":       {at(9, 5, 23, 0), map[int]time.Duration{2: -5 * time.Hour, 10: -5 * time.Hour}, false},
		"asleep over the evening":                {at(9, 5, 21, 50), map[int]time.Duration{3: 3 * time.Hour}, false},
		"back and forth":                         {at(9, 5, 12, 0), map[int]time.Duration{2: 10 * time.Hour, 4: -20 * time.Hour, 6: 30 * time.Hour}, false},
		"the night on which it is set forward":   {at(3, 26, 21, 55), nil, false},
		"the night on which it is set back":      {at(10, 29, 21, 55), nil, false},
		"set forward by law and back by mistake": {at(3, 27, 1, 30), map[int]time.Duration{3: -time.Hour}, false},
	} {
		t.Run(name, func(t *testing.T) {
			room, err := Open(private(t), s)
			if err != nil {
				t.Fatal(err)
			}
			round := roundOf(12, 1)
			round.Post.Quiet, round.Post.PerHour = outreach.Quiet{From: "22:00", To: "09:00"}, 30
			round.Wave.Doors[0].Closes = "2022-12-20"
			w := &wall{now: tt.begins, jumps: tt.jumps}
			by := dated{w, map[string][]time.Time{}}
			for i := range 2 { // and again, as somebody who was unsure would
				_, err := room.Send(t.Context(), round, direct{room, by}, w.clock(), nil)
				if tt.late && i == 0 {
					if err == nil || !strings.Contains(err.Error(), "were to be used until 2022-12-29") {
						t.Fatalf("on a day on which no contact may be used any more: %v", err)
					}
					w.now, w.jumps = tt.begins, nil // somebody sets the clock right
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if len(by.got) != 12 {
				t.Errorf("%d of 12 have a letter", len(by.got))
			}
			for to, times := range by.got {
				if len(times) != 1 {
					t.Errorf("%s has %d letters", to, len(times))
				}
				if hour := times[0].In(berlin).Hour(); hour >= 22 || hour < 9 {
					t.Errorf("%s was written to at %s", to, times[0].In(berlin).Format("15:04"))
				}
			}
		})
	}
}

func TestANightThatIsLongerThanTheWaveEndsTheSending(t *testing.T) {
	s := made()
	s.TimeZone = "Europe/Berlin"
	room, err := Open(private(t), s)
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(12, 1)
	round.Post.Quiet, round.Post.PerHour = outreach.Quiet{From: "22:00", To: "09:00"}, 60
	w := &wall{now: time.Date(2022, 9, 30, 21, 54, 30, 0, s.Location())} // the last evening
	by := dated{w, map[string][]time.Time{}}
	sent, err := room.Send(t.Context(), round, direct{room, by}, w.clock(), nil)
	if err == nil || !strings.Contains(err.Error(), "the wave is over since 2022-09-30") || sent != 5 || len(by.got) != 5 {
		t.Fatalf("%d letters went out, %v", len(by.got), err)
	}
	round.Wave.Doors = []study.Door{{Kind: study.PanelDoor, Opens: "2022-09-01", Closes: "2022-10-07"}}
	if sent, err = room.Send(t.Context(), round, direct{room, by}, w.clock(), nil); err != nil || sent != 7 {
		t.Errorf("after the doors were given a later day: %d letters, %v", sent, err)
	}
	for to, times := range by.got {
		if len(times) != 1 {
			t.Errorf("%s has %d letters", to, len(times))
		}
	}
}
