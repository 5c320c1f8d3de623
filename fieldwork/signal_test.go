package fieldwork_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// arrive is somebody who wants to begin by the channel.
func (s *stage) arrive(channel string) {
	s.t.Helper()
	e, err := s.Enter(ctx, channel, "")
	if err != nil {
		s.t.Fatal(err)
	}
	if known, err := s.Arrive(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Channel: channel}); err != nil || known {
		s.t.Fatalf("a stranger is known: %v, %v", known, err)
	}
}

func TestABurstIsManyMoreThanUsualByOneChannel(t *testing.T) {
	s := newStage(t)
	s.study.Crowd.Burst = 10
	s.field(small(t))
	minute := func(n int) {
		for range n {
			s.arrive("group")
		}
		s.now = s.now.Add(time.Minute)
	}
	minute(9)
	s.now = s.now.Add(-time.Second)
	if got := s.Crowd("group"); got != 0 {
		t.Errorf("nine in a minute, where ten are a burst, are a crowd of %d", got)
	}
	s.now = s.now.Add(time.Hour)
	total := 0
	for _, step := range []struct{ more, want int }{{9, 0}, {1, 1}, {10, 2}, {20, 3}, {40, 4}, {400, 4}} {
		for range step.more {
			s.arrive("group")
		}
		if total += step.more; s.Crowd("group") != step.want {
			t.Errorf("%d in a minute are a crowd of %d, want %d", total, s.Crowd("group"), step.want)
		}
	}
	if got := s.Crowd(""); got != 0 {
		t.Errorf("another channel has a crowd of %d", got)
	}
	s.now = s.now.Add(2 * time.Minute)
	if got := s.Crowd("group"); got != 0 {
		t.Errorf("two minutes later there is a crowd of %d", got)
	}
	for range 40 { // an hour in which 8 a minute became usual
		minute(8)
	}
	for range 39 {
		s.arrive("group")
	}
	if got := s.Crowd("group"); got != 0 {
		t.Errorf("39 where 8 are usual are a crowd of %d", got)
	}
	s.arrive("group")
	if got := s.Crowd("group"); got != 1 {
		t.Errorf("40 where 8 are usual are a crowd of %d", got)
	}
}

func TestPeopleTheStudyKnowsAreNoBurst(t *testing.T) {
	s := newStage(t)
	s.study.Crowd.Burst = 1
	s.field(small(t))
	e, err := s.Enter(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	secret, err := seal.ParseSecret(e.Secret)
	if err != nil {
		t.Fatal(err)
	}
	request := fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Language: "en", Consent: 1}
	known := func(name string, r fieldwork.StartRequest) {
		t.Helper()
		if known, err := s.Arrive(ctx, r); err != nil || !known {
			t.Errorf("%s is taken for a stranger, %v", name, err)
		}
	}
	byPhrase := request
	byPhrase.Phrase = "river lamp orange window music bread"
	known("somebody with a phrase", byPhrase)
	s.invited[secret.Invitation("exile", 1)] = true
	known("somebody invited", request)
	s.invited = map[string]bool{}
	if _, err := s.Start(ctx, request); err != nil {
		t.Fatal(err)
	}
	known("somebody who has begun", request)
	if got := s.Crowd(""); got != 0 {
		t.Errorf("they are a crowd of %d", got)
	}
}

// outside is all that stands in the clear of what is stored, but for what is
// drawn at random.
func (s *stage) outside() string {
	s.t.Helper()
	text := ""
	for _, d := range s.drafts {
		text += fmt.Sprintln("draft", d.Wave, d.Rev, d.Day, len(d.Body))
		if d.Partial != nil {
			text += clear(s.t, *d.Partial)
		}
	}
	for _, e := range s.envelopes {
		text += clear(s.t, e)
	}
	return text
}

func clear(t *testing.T, e seal.Envelope) string {
	t.Helper()
	header, err := seal.ParseHeader(e.Header)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any // every key there is, known to the type or not
	if err := json.Unmarshal(e.Header, &all); err != nil {
		t.Fatal(err)
	}
	header.Key = ""
	return fmt.Sprintln("envelope", e.Wave, e.Seq, e.Kind, header, len(all), len(e.Header), len(e.Body), len(e.Digest))
}

// TestSignalsStandInTheSealedBodyAndNowhereElse answers twice alike, once with
// every signal there is, and compares everything that lies open.
func TestSignalsStandInTheSealedBodyAndNowhereElse(t *testing.T) {
	play := func(suspect bool, leave string) (*stage, fieldwork.Response) {
		s := newStage(t)
		s.study.Crowd.Burst, s.study.Paradata.Width = 1, true
		s.field(small(t))
		e, err := s.Enter(ctx, "group", "")
		if err != nil {
			t.Fatal(err)
		}
		begin := fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Channel: "group", Language: "en", Consent: 1}
		save := fieldwork.SaveRequest{Token: e.Draft, Page: "work", Form: map[string][]string{"work": {"no"}}, Seconds: 7}
		if suspect {
			s.arrive("group")
			begin.Width, begin.Asked, save.Trap, save.Later, save.Stay = fieldwork.Narrow, fieldwork.Waited, true, true, true
		}
		if _, err := s.Start(ctx, begin); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Save(ctx, save); err != nil {
			t.Fatal(err)
		}
		if leave == "halfway" {
			return s, fieldwork.Response{}
		}
		save = fieldwork.SaveRequest{Token: e.Draft, Page: "end", Form: map[string][]string{"comment": {"bye"}}, Seconds: 7}
		if _, _, err := s.Save(ctx, save); err != nil {
			t.Fatal(err)
		}
		return s, s.opened(0)
	}
	for _, leave := range []string{"halfway", "at the end"} {
		honest, _ := play(false, leave)
		suspect, _ := play(true, leave)
		if a, b := honest.outside(), suspect.outside(); a != b {
			t.Errorf("who leaves %s can be told apart from outside:\n%s\n%s", leave, a, b)
		}
	}
	_, r := play(true, "at the end")
	want := fieldwork.Paradata{Seconds: map[string]int{"work": 7, "end": 7}, Breaks: 1, Width: fieldwork.Narrow,
		Signals: fieldwork.Signals{Trap: true, Burst: true, Asked: fieldwork.Waited}}
	if fmt.Sprint(r.Paradata) != fmt.Sprint(want) {
		t.Errorf("sealed is %+v, want %+v", r.Paradata, want)
	}
	if _, r := play(false, "at the end"); r.Paradata.Signals != (fieldwork.Signals{}) || r.Paradata.Breaks != 0 {
		t.Errorf("of an honest response is sealed %+v", r.Paradata)
	}
}

func TestABurstMarksWhatIsSealedWhileItLasts(t *testing.T) {
	s := newStage(t)
	s.study.Crowd.Burst = 2
	s.field(small(t))
	before, during := s.start(), ""
	s.save(before, "work", "work", "no")
	s.save(before, "end", "comment", "before")
	during = s.start()
	s.arrive("group")
	s.arrive("group")
	s.save(during, "work", "work", "no")
	s.now = s.now.Add(time.Hour)
	s.save(during, "end", "comment", "during")
	after := s.start()
	s.save(after, "work", "work", "no")
	s.save(after, "end", "comment", "after")
	for i, want := range []bool{false, true, false} {
		if r := s.opened(i); r.Paradata.Signals.Burst != want {
			t.Errorf("the response of %q is marked: %v", r.Answers["comment"].Value(), r.Paradata.Signals.Burst)
		}
	}
}

func TestAPageLeftOpenIsABreak(t *testing.T) {
	s := newStage(t)
	token := s.start()
	for _, seconds := range []int{7, 29 * 60, 31 * 60, 9 * 3600} {
		r := fieldwork.SaveRequest{Token: token, Page: "work", Form: map[string][]string{"work": {"no"}}, Seconds: seconds, Stay: true}
		if _, _, err := s.Save(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	s.save(token, "end", "comment", "bye")
	if got := s.opened(0).Paradata.Breaks; got != 2 {
		t.Errorf("%d breaks, want 2", got)
	}
}

func TestTheWidthIsKeptOnlyWhereTheStudyAsksForIt(t *testing.T) {
	for _, asks := range []bool{false, true} {
		s := newStage(t)
		s.study.Paradata.Width = asks
		e, err := s.Enter(ctx, "", "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Consent: 1, Width: fieldwork.Wide}); err != nil {
			t.Fatal(err)
		}
		s.save(e.Draft, "work", "work", "no")
		s.save(e.Draft, "end", "comment", "bye")
		if got := s.opened(0).Paradata.Width; (got == fieldwork.Wide) != asks {
			t.Errorf("kept is %q where the study asks for it: %v", got, asks)
		}
	}
}

// TestTheTableHasTheSignals makes a table of two responses and one without any.
func TestTheTableHasTheSignals(t *testing.T) {
	in := small(t)
	in.Pages[0].Items[0].Label = study.Text{"en": "Do you work? Yes or no"} // 16 letters, and the codes have no labels
	in.Pages[2].Items[0].Label = study.Text{"en": "Anything else to say"}   // 17
	quick := fieldwork.Response{Language: "en", Finished: true, Paradata: fieldwork.Paradata{Seconds: map[string]int{"work": 0, "end": 1}, Width: fieldwork.Wide,
		Signals: fieldwork.Signals{Trap: true, Asked: fieldwork.Worked}}}
	slow := fieldwork.Response{Language: "en", Finished: true, Paradata: fieldwork.Paradata{Seconds: map[string]int{"work": 16, "end": 17}, Breaks: 3}}
	old := fieldwork.Response{Language: "en", Finished: true}
	table, err := fieldwork.Tabulate(in, []fieldwork.Row{{Key: "a", Response: quick}, {Key: "b", Response: slow}, {Key: "c", Response: old}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"signal_trap": "1 0 0", "signal_pace": "32 1 0", "signal_breaks": "0 3 0"} {
		c, err := table.Column(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := fmt.Sprint(c.Numbers[0], c.Numbers[1], c.Numbers[2]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{"signal_asked": "work", "signal_width": "wide"} {
		if c, err := table.Column(name); err != nil || c.Texts[0] != want || c.Texts[1] != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := table.Column("signal_burst"); err == nil {
		t.Error("a wave without bursts has a column for them")
	}
}
