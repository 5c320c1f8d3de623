package team

import (
	"fmt"
	"testing"
	"time"

	"sojourn/study"
)

func TestAnAccountIsCheckedBeforeItIsMade(t *testing.T) {
	s := &study.Study{Channels: []study.Channel{{Name: "friends"}}}
	tests := []struct {
		name string
		a    Account
		ok   bool
	}{
		{"field manager", Account{Name: "nino", Role: Field}, true},
		{"partner with a channel", Account{Name: "ngo-1", Role: Partner, Channels: []string{"friends"}}, true},
		{"partner without", Account{Name: "ngo", Role: Partner}, false},
		{"partner of no channel of the study", Account{Name: "ngo", Role: Partner, Channels: []string{"chat"}}, false},
		{"designer with a channel", Account{Name: "dato", Role: Designer, Channels: []string{"friends"}}, false},
		{"no such role", Account{Name: "nino", Role: "root"}, false},
		{"a name with a space", Account{Name: "nino k", Role: Field}, false},
		{"no name", Account{Role: Field}, false},
	}
	for _, tt := range tests {
		if err := tt.a.Check(s); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestOnlyPartnersSeeOwnChannelsAlone(t *testing.T) {
	for _, role := range Roles() {
		a := Account{Role: role, Channels: []string{"friends"}}
		if !a.Sees("friends") || a.Sees("chat") != (role != Partner) || a.Sees("") != (role != Partner) {
			t.Errorf("%s sees friends %v, chat %v, none %v", role, a.Sees("friends"), a.Sees("chat"), a.Sees(""))
		}
	}
}

func TestTheWaitAfterWrongTriesDoublesAndEnds(t *testing.T) {
	for times, want := range map[int]time.Duration{0: 0, 4: 0, 5: time.Second, 6: 2 * time.Second, 9: 16 * time.Second, 15: longest, 10_000: longest} {
		if got := (miss{times: times}).wait(); got != want {
			t.Errorf("after %d: %v, want %v", times, got, want)
		}
	}
	now := time.Unix(1_000_000, 0)
	guessed := tries{wrong: map[string]miss{}}
	for range 8 {
		guessed.miss("nino", now)
	}
	if !guessed.tooMany("nino", now) || guessed.tooMany("levan", now) || guessed.tooMany("nino", now.Add(longest)) {
		t.Error("the wait holds for another name, or for ever, or not at all")
	}
}

func TestMadeUpNamesDoNotFillTheMemory(t *testing.T) {
	flood := tries{wrong: map[string]miss{}}
	for i := range 3 * maxNames {
		flood.miss(fmt.Sprint("name", i), time.Unix(0, 0))
	}
	if len(flood.wrong) > maxNames {
		t.Errorf("%d names are remembered", len(flood.wrong))
	}
}
