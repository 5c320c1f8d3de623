package outreach

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sojourn/handover"
	"sojourn/seal"
	"sojourn/study"
)

func person(t *testing.T, medium Medium, address string) Contact {
	t.Helper()
	secret, err := seal.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return Contact{Medium: medium, Address: address, Language: "ru", Secret: secret.Token()}
}

func TestAnAddressLeftTwiceIsWrittenToOnceAndTheSameInEveryWave(t *testing.T) {
	contacts := []Contact{person(t, Email, "a@example.org"), person(t, Email, "A@example.org"), person(t, Telegram, "@a"),
		{Medium: Email, Address: "b@example.org", Secret: "no secret"}, person(t, Email, "b@example.org\r\nBcc: c@example.org")}
	kept := map[handover.Mark]bool{}
	for wave := range 3 {
		people, more, broken := Panelists("exile", 2, contacts)
		if len(people) != 2 || more != 1 || broken != 2 {
			t.Fatalf("wave %d: %d people, %d more, %d broken; want 2, 1 and 2", wave, len(people), more, broken)
		}
		for _, p := range people {
			kept[p.Ever] = true
		}
	}
	if len(kept) != 2 {
		t.Errorf("another of the two was chosen in another wave: %d people in all", len(kept))
	}
}

func TestWhatIsSaidUnderOneNameHoldsForThePerson(t *testing.T) {
	contacts := []Contact{person(t, Email, "a@example.org"), person(t, Email, "A@example.org")}
	people, _, _ := Panelists("exile", 2, contacts)
	one := people[0]
	if len(one.Names()) != 2 || one.Mark != one.Names()[0].Mark {
		t.Fatalf("%d names", len(one.Names()))
	}
	later := one.Also[0]
	if !one.Any(map[handover.Mark]bool{later.Mark: true}) {
		t.Error("who finished by the open link has not finished")
	}
	for name, tt := range map[string]struct {
		journal []Entry
		letter  LetterKind
		want    Standing
	}{
		"invited under the other name":              {[]Entry{{Mark: later.Mark, Wave: 2, Letter: Invitation, State: Sent}}, Invitation, Already},
		"and so reminded":                           {[]Entry{{Mark: later.Mark, Wave: 2, Letter: Invitation, State: Sent}}, Reminder, Due},
		"uncertain under the other name":            {[]Entry{{Mark: later.Mark, Wave: 2, Letter: Invitation, State: Trying}}, Invitation, Uncertain},
		"asked to be left alone under the other":    {[]Entry{{Mark: later.Ever, State: Refused}}, Invitation, Gone},
		"the address was dead under the other name": {[]Entry{{Mark: later.Mark, Wave: 2, Letter: Update, State: Undelivered}}, Invitation, Gone},
	} {
		j := NewJournal()
		for _, e := range tt.journal {
			j.Add(e)
		}
		if got := j.Stand(one, tt.letter, false, 3); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if all := ForGood(one, Refused); len(all) != 2 || all[0].Mark == all[1].Mark {
		t.Errorf("a refusal is noted as %+v", all)
	}
	swapped, _, _ := Panelists("exile", 2, []Contact{contacts[1], contacts[0]})
	if swapped[0].Mark == one.Mark {
		t.Error("it is not what was left first that is written to")
	}
}

func TestAnAliasIsTheSameInEveryWaveAndAnotherOneInAnotherStudy(t *testing.T) {
	left := []Contact{person(t, Email, "a@example.org")}
	alias := func(id study.ID, wave study.WaveID) string {
		people, _, _ := Panelists(id, wave, left)
		return people[0].Alias
	}
	if !regexp.MustCompile(`^[a-z]{6}-[a-z]{4}$`).MatchString(alias("exile", 1)) {
		t.Errorf("%q cannot be said aloud", alias("exile", 1))
	}
	if alias("exile", 1) != alias("exile", 3) || alias("exile", 1) == alias("other", 1) {
		t.Error("the alias changes with the wave, or stays with the study")
	}
	var many []Contact
	for i := range 500 {
		many = append(many, person(t, Telegram, fmt.Sprint("@", i)))
	}
	people, _, _ := Panelists("exile", 1, many)
	seen := map[string]bool{}
	for _, p := range people {
		seen[p.Alias] = true
	}
	if len(seen) != 500 {
		t.Errorf("%d aliases of 500 people", len(seen))
	}
}

func TestWhereSomebodyStandsFollowsFromTheJournal(t *testing.T) {
	people, _, _ := Panelists("exile", 2, []Contact{person(t, Email, "a@example.org"), person(t, Telegram, "@b")})
	mail, hand := people[0], people[1]
	if mail.Contact.Medium != Email {
		mail, hand = hand, mail
	}
	entry := func(letter LetterKind, states ...State) (all []Entry) {
		for _, s := range states {
			all = append(all, Entry{Mark: mail.Mark, Wave: 2, Letter: letter, State: s})
		}
		return all
	}
	for name, tt := range map[string]struct {
		journal  []Entry
		who      Panelist
		letter   LetterKind
		finished bool
		want     Standing
	}{
		"nothing happened":                     {nil, mail, Invitation, false, Due},
		"by messenger":                         {nil, hand, Invitation, false, ByHand},
		"invited":                              {entry(Invitation, Trying, Sent), mail, Invitation, false, Already},
		"finished before any invitation":       {nil, mail, Invitation, true, Done},
		"finished, so not reminded":            {entry(Invitation, Trying, Sent), mail, Reminder, true, Done},
		"to be reminded":                       {entry(Invitation, Trying, Sent), mail, Reminder, false, Due},
		"not invited, so not reminded":         {nil, mail, Reminder, false, NotYet},
		"put off once":                         {entry(Invitation, Trying, PutOff), mail, Invitation, false, Due},
		"put off too often":                    {entry(Invitation, Trying, PutOff, Trying, PutOff, Trying, PutOff), mail, Invitation, false, Exhausted},
		"broken off in between":                {entry(Invitation, Trying), mail, Invitation, false, Uncertain},
		"an address that does not work":        {entry(Invitation, Trying, Undelivered), mail, Reminder, false, Gone},
		"asked to be left alone":               {[]Entry{{Mark: mail.Ever, State: Refused}}, mail, Update, false, Gone},
		"another wave's letter counts nothing": {[]Entry{{Mark: mail.Mark, Wave: 1, Letter: Invitation, State: Sent}}, mail, Invitation, false, Due},
	} {
		var file bytes.Buffer
		enc := json.NewEncoder(&file)
		for _, e := range tt.journal {
			if err := enc.Encode(e); err != nil {
				t.Fatal(err)
			}
		}
		j, whole, err := ReadJournal(&file)
		if err != nil || (whole == 0) != (len(tt.journal) == 0) {
			t.Fatal(whole, err)
		}
		if got := j.Stand(tt.who, tt.letter, tt.finished, 3); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestADamagedJournalIsRefusedAndNotGuessedAt(t *testing.T) {
	_, _, err := ReadJournal(strings.NewReader("{\"mark\":\"a\",\"wave\":2,\"state\":\"sent\"}\nsomething else\n"))
	if err == nil || !strings.Contains(err.Error(), "line cannot be read") {
		t.Errorf("error: %v", err)
	}
}

// TestWhoseAddressStopsWorkingIsWrittenToAtAnother follows somebody who left an
// address, comes back by the words and leaves another.
func TestWhoseAddressStopsWorkingIsWrittenToAtAnother(t *testing.T) {
	mover := person(t, Email, "old@example.org")
	moved, instead, stranger := mover, mover, person(t, Email, "old@example.org") // who leaves somebody else's address
	moved.Address, instead.Address, instead.Instead = "new@example.org", "safe@example.org", true
	taken := stranger
	taken.Address, taken.Instead = "elsewhere@example.org", true
	one := func(contacts ...Contact) Panelist {
		t.Helper()
		people, _, broken := Panelists("exile", 2, contacts)
		for _, p := range people {
			if p.Contact.Secret == mover.Secret && broken == 0 {
				return p
			}
		}
		t.Fatalf("they are not among %+v", people)
		return Panelist{}
	}
	before, after := one(mover), one(mover, moved)
	if after.Contact != mover || after.Mark != before.Mark || after.At != before.At {
		t.Errorf("a further address, which whoever has a forwarded link may have left, takes the place of the first: %+v", after)
	}
	if p := one(mover, moved, instead); p.Contact != instead || p.Mark != before.Mark || p.Invitation != before.Invitation || len(p.Others) != 0 || len(p.Dropped) != 2 {
		t.Errorf("who put an address in the place of others: %+v", p)
	}
	if p := one(mover, stranger, taken); p.Contact != mover {
		t.Errorf("letters to %s go to %s by another's secret", mover.Address, p.Contact.Address)
	}
	if before.At == (Contact{Medium: Email, Address: "old@example.org"}).tag() {
		t.Error("the name of an address can be made without the secret")
	}

	for name, tt := range map[string]struct {
		said []Entry
		who  Panelist
		want string // address and standing
	}{
		"nothing happened":                       {nil, after, "old@example.org due"},
		"the first bounced":                      {ForGood(before, Undelivered), after, "new@example.org due"},
		"the first bounced, and there is one":    {ForGood(before, Undelivered), before, "old@example.org gone"},
		"both bounced":                           {append(ForGood(before, Undelivered), ForGood(before.by(moved), Undelivered)...), after, "old@example.org gone"},
		"the server refused the first":           {[]Entry{{Mark: before.Mark, Wave: 2, Letter: Invitation, State: Undelivered, At: before.At}}, after, "new@example.org due"},
		"left alone, said from the first":        {ForGood(before, Refused), after, "old@example.org gone"},
		"left alone, said from a dropped one":    {ForGood(before, Refused), one(mover, instead), "safe@example.org gone"},
		"the one put in its place bounced":       {ForGood(before.by(instead), Undelivered), one(mover, instead), "safe@example.org gone"},
		"an entry of before, naming no address":  {[]Entry{{Mark: before.Ever, State: Undelivered}}, after, "old@example.org gone"},
		"a letter of before, naming no address":  {[]Entry{{Mark: before.Mark, Wave: 2, Letter: Update, State: Undelivered}}, after, "old@example.org gone"},
		"sent to the first, which bounced later": {append([]Entry{{Mark: before.Mark, Wave: 2, Letter: Invitation, State: Sent, At: before.At}}, ForGood(before, Undelivered)...), after, "new@example.org due"},
	} {
		j := NewJournal()
		for _, e := range tt.said {
			j.Add(e)
		}
		p := j.Reach(tt.who)
		if got := p.Contact.Address + " " + string(j.Stand(p, Invitation, false, 3)); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
