package mailroom

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/study"
)

// asking is the study with a consent that asks for the purposes.
func asking(purposes ...string) *study.Study {
	s := made()
	s.Consent = []study.Consent{{Version: 1}}
	for _, name := range purposes {
		s.Consent[0].Purposes = append(s.Consent[0].Purposes, study.Purpose{Name: name})
	}
	return s
}

func TestNobodyIsWrittenToWhoseConsentForItDoesNotStand(t *testing.T) {
	room, err := Open(private(t), asking(study.NextWave, study.Interview))
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(3, 1)
	due := func(letter outreach.LetterKind) int {
		t.Helper()
		if round.Agreed, err = room.Agreement(); err != nil {
			t.Fatal(err)
		}
		j, err := room.Journal()
		if err != nil {
			t.Fatal(err)
		}
		round.Letter = letter
		return round.Tally(j)[outreach.Due]
	}
	take := func(day study.Day, next, interview []handover.Mark) {
		t.Helper()
		h := handover.ToMailroom{Study: "exile", Wave: 2, Day: day, Agreed: map[string][]handover.Mark{study.NextWave: next, study.Interview: interview}}
		if _, err := room.Take(h); err != nil {
			t.Fatal(err)
		}
	}
	people := round.People
	if n := due(outreach.Invitation); n != 0 {
		t.Errorf("before the desk said who agreed %d are due", n)
	}
	take("2022-09-01", []handover.Mark{people[0].Ever, people[1].Ever}, []handover.Mark{people[1].Ever})
	for letter, want := range map[outreach.LetterKind]int{outreach.Invitation: 2, outreach.Update: 2, outreach.Interview: 1} {
		if n := due(letter); n != want {
			t.Errorf("%s: %d are due, want %d", letter, n, want)
		}
	}
	take("2022-09-05", []handover.Mark{people[0].Ever}, nil) // somebody changed their mind
	take("2022-09-03", []handover.Mark{people[0].Ever, people[1].Ever}, []handover.Mark{people[1].Ever})
	if n, asked := due(outreach.Invitation), due(outreach.Interview); n != 1 || asked != 0 {
		t.Errorf("after somebody changed their mind, and an older file was taken in: %d and %d are due, want 1 and 0", n, asked)
	}
	if due(outreach.Invitation); len(told(t, round)) != 1 {
		t.Error("the field learns of links of those who do not agree")
	}
}

// told are the hashes that the field learns.
func told(t *testing.T, round Round) (hashes []string) {
	t.Helper()
	field := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var some []string
		if err := json.NewDecoder(r.Body).Decode(&some); err != nil {
			t.Error(err)
		}
		hashes = append(hashes, some...)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer field.Close()
	if _, err := OpenDoor(t.Context(), Field{Address: field.URL}, round); err != nil {
		t.Fatal(err)
	}
	return hashes
}

func TestWhereTheConsentDoesNotAskTheAddressThatWasLeftIsTheConsent(t *testing.T) {
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(3, 1)
	if round.Agreed, err = room.Agreement(); err != nil {
		t.Fatal(err)
	}
	j, err := room.Journal()
	if err != nil {
		t.Fatal(err)
	}
	if n := round.Tally(j)[outreach.Due]; n != 3 || len(told(t, round)) != 3 {
		t.Errorf("%d are due", n)
	}
}

func TestNobodyIsWrittenToWhoseLinkTheFieldDoesNotKnow(t *testing.T) {
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(3, 1)
	round.Letter = outreach.Invitation
	if err := room.LetIn(round); err == nil || !strings.Contains(err.Error(), "3 people yet") {
		t.Errorf("before the door was opened: %v", err)
	}
	if err := room.Opened(round); err != nil {
		t.Fatal(err)
	}
	if err := room.LetIn(round); err != nil {
		t.Error(err)
	}
	round = roundOf(5, 1) // two more were taken in
	if err := room.LetIn(round); err == nil || !strings.Contains(err.Error(), "2 people yet") {
		t.Errorf("after two more came: %v", err)
	}
	if round.Letter = outreach.Update; room.LetIn(round) != nil { // its link needs no door
		t.Error("nobody may be asked whether their address is right")
	}
}

func TestContactsAreNotUsedAfterTheDayOfTheirDestruction(t *testing.T) {
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(1, 1)
	if until := round.Post.Until(made()); until != "2022-12-29" { // 90 days after the last door
		t.Errorf("they may be used until %s", until)
	}
	if err := room.Expired(round, "2022-12-29"); err != nil {
		t.Error(err)
	}
	if err := room.Expired(round, "2022-12-30"); err == nil || !strings.Contains(err.Error(), "sojourn mailroom forget") {
		t.Errorf("a day later: %v", err)
	}
	if round.Post.VaultDays = 120; room.Expired(round, "2022-12-30") != nil {
		t.Error("the study keeps them for 120 days, and they are not used on the 91st")
	}
}
