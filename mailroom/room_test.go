package mailroom

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

func made() *study.Study {
	return &study.Study{
		ID: "exile", Title: study.Text{"en": "Exile"}, Languages: []study.Lang{"en", "ru"}, Field: "https://field.example",
		Waves: []study.Wave{{Number: 2, Doors: []study.Door{{Kind: study.PanelDoor, Opens: "2022-09-01", Closes: "2022-09-30"}}}},
	}
}

func addressOf(i int) string { return fmt.Sprintf("person%d@example.org", i) }

func secretOf(i int) seal.Secret {
	var s seal.Secret
	binary.BigEndian.PutUint64(s[:], uint64(i)+1)
	return s
}

func contactOf(i int) outreach.Contact {
	return outreach.Contact{Medium: outreach.Email, Address: addressOf(i), Language: "ru", Consent: 1, Secret: secretOf(i).Token()}
}

func roundOf(n, port int) Round {
	var contacts []outreach.Contact
	for i := range n {
		contacts = append(contacts, contactOf(i))
	}
	people, _, _ := outreach.Panelists("exile", 2, contacts)
	letter := outreach.Letter{Subject: study.Text{"en": "A question", "ru": "Вопрос"}, Text: study.Text{"en": "Hello\n{link}", "ru": "Здравствуйте\n{link}"}}
	wave, _ := made().Wave(2)
	return Round{Wave: wave, Letter: outreach.Invitation, People: people, Post: outreach.Post{
		From:    outreach.Sender{Name: study.Text{"en": "Researchers", "ru": "Исследователи"}, Address: "team@example.org"},
		Server:  outreach.MailServer{Host: "127.0.0.1", Port: port, TLS: "none"},
		Letters: map[outreach.LetterKind]outreach.Letter{outreach.Invitation: letter, outreach.Reminder: letter},
	}}
}

func newKey(t *testing.T, role custody.Role) (custody.Identity, seal.Recipients) {
	t.Helper()
	key, err := custody.NewIdentity(role, "2022-03-01")
	if err != nil {
		t.Fatal(err)
	}
	to, err := seal.ParseRecipients([]string{key.Public()})
	if err != nil {
		t.Fatal(err)
	}
	return key, to
}

func sealedContact(t *testing.T, i int, to seal.Recipients) []byte {
	t.Helper()
	plain, err := json.Marshal(contactOf(i))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := seal.Close(plain, to)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestContactsAreTakenInOnceAndOpenOnlyWithTheContactKey(t *testing.T) {
	key, to := newKey(t, custody.Contact)
	other, _ := newKey(t, custody.Contact)
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	h := handover.ToMailroom{Study: "exile", Wave: 2, Contacts: [][]byte{sealedContact(t, 1, to), sealedContact(t, 2, to)}, Done: []handover.Mark{"a"}}
	for round, want := range []int{2, 0} {
		if fresh, err := room.Take(h); err != nil || fresh != want {
			t.Errorf("time %d: %d new, %v; want %d", round+1, fresh, err, want)
		}
	}
	contacts, refused, err := room.Contacts(key)
	if err != nil || len(contacts) != 2 || refused != 0 {
		t.Errorf("%d contacts, %d refused, %v", len(contacts), refused, err)
	}
	if _, _, err := room.Contacts(other); err == nil || !strings.Contains(err.Error(), "opens none") {
		t.Errorf("another key: %v", err)
	}
	if done, err := room.Done(2); err != nil || !done["a"] || len(done) != 1 {
		t.Errorf("done: %v, %v", done, err)
	}
	if err := room.Forget(); err != nil {
		t.Fatal(err)
	}
	if contacts, _, err := room.Contacts(key); err != nil || len(contacts) != 0 {
		t.Errorf("after forgetting: %d contacts, %v", len(contacts), err)
	}
}

func TestContactsSealedToAWrongKeyAreCountedKeptAndHarmNobody(t *testing.T) {
	key, to := newKey(t, custody.Contact)
	_, elsewhere := newKey(t, custody.Contact)
	_, answers := newKey(t, custody.Answers)
	right, wrong := sealedContact(t, 1, to), sealedContact(t, 2, elsewhere)
	nonsense, err := seal.Close([]byte(`{"medium":"email"`), to)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		contacts      [][]byte
		open, refused int
		want          string
	}{
		"all of them right":              {[][]byte{right, sealedContact(t, 3, to)}, 2, 0, ""},
		"one to another contact key":     {[][]byte{right, wrong}, 1, 1, ""},
		"one to the answers key":         {[][]byte{right, sealedContact(t, 2, answers)}, 1, 1, ""},
		"one sealed twice":               {[][]byte{right, mustClose(t, sealedContact(t, 2, to), answers)}, 1, 1, ""},
		"one cut short":                  {[][]byte{right, sealedContact(t, 2, to)[:100]}, 1, 1, ""},
		"one that was never sealed":      {[][]byte{right, []byte("somebody@example.org")}, 1, 1, ""},
		"one sealed well, with nonsense": {[][]byte{right, nonsense}, 1, 1, ""},
		"the whole file to a wrong key":  {[][]byte{wrong, sealedContact(t, 3, elsewhere)}, 0, 2, "opens none of the contacts (2)"},
		"a file with nothing in it":      {nil, 0, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			room, err := Open(private(t), made())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := room.Take(handover.ToMailroom{Study: "exile", Wave: 2, Contacts: tt.contacts}); err != nil {
				t.Fatal(err)
			}
			contacts, refused, err := room.Contacts(key)
			if len(contacts) != tt.open || refused != tt.refused {
				t.Errorf("%d contacts, %d refused; want %d and %d", len(contacts), refused, tt.open, tt.refused)
			}
			if (err != nil) != (tt.want != "") || err != nil && (!strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "@")) {
				t.Errorf("error: %v, want %q", err, tt.want)
			}
			if kept, err := room.sealed(); err != nil || len(kept) != len(tt.contacts) {
				t.Errorf("%d of %d are kept, %v", len(kept), len(tt.contacts), err)
			}
		})
	}
}

func mustClose(t *testing.T, plain []byte, to seal.Recipients) []byte {
	t.Helper()
	sealed, err := seal.Close(plain, to)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestTheDeskLearnsWhatBecameOfInvitationsUnderMarksOnly(t *testing.T) {
	round := roundOf(4, 1)
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	p := round.People
	sent := func(i int) outreach.Entry {
		return outreach.Entry{Mark: p[i].Mark, Wave: 2, Letter: outreach.Invitation, State: outreach.Sent, Day: "2022-09-05"}
	}
	if err := room.Record(sent(0), sent(1), sent(2), outreach.Entry{Mark: p[1].Ever, State: outreach.Undelivered, Day: "2022-09-06"},
		outreach.Entry{Mark: p[3].Ever, State: outreach.Refused, Day: "2022-09-06"}); err != nil {
		t.Fatal(err)
	}
	round.Done = map[handover.Mark]bool{p[2].Mark: true}
	j, err := room.Journal()
	if err != nil {
		t.Fatal(err)
	}
	round.People = p[:3] // the contact of the fourth is destroyed
	back := round.Back(room.Study(), j)
	got := map[handover.Mark]string{}
	for _, o := range back.Outcomes {
		got[o.Mark] = o.Disposition.String()
	}
	if len(got) != 3 || got[p[0].Mark] != "noncontact" || got[p[1].Mark] != "undelivered" || got[p[2].Mark] != "noncontact" {
		t.Errorf("outcomes: %v", got)
	}
	if len(back.Refused) != 1 || back.Refused[0] != p[3].Ever {
		t.Errorf("refused: %v", back.Refused)
	}
}

func TestTheContactOfWhoWithdrewIsDestroyed(t *testing.T) {
	key, to := newKey(t, custody.Contact)
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	people, _, _ := outreach.Panelists("exile", 2, []outreach.Contact{contactOf(1)})
	h := handover.ToMailroom{Study: "exile", Wave: 2, Contacts: [][]byte{sealedContact(t, 1, to), sealedContact(t, 2, to)}, Gone: []handover.Mark{people[0].Ever}}
	if _, err := room.Take(h); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		contacts, _, err := room.Contacts(key)
		if err != nil || len(contacts) != 1 || contacts[0].Address != addressOf(2) {
			t.Errorf("%d contacts, %v", len(contacts), err)
		}
	}
	if kept, err := room.sealed(); err != nil || len(kept) != 1 {
		t.Errorf("%d sealed contacts are left, %v; want one", len(kept), err)
	}
}

func TestContactsAreSealedAnewAndAnOldFileDoesNotBringTheFormerOnesBack(t *testing.T) {
	old, toOld := newKey(t, custody.Contact)
	fresh, to := newKey(t, custody.Contact)
	_, elsewhere := newKey(t, custody.Contact)
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	h := handover.ToMailroom{Study: "exile", Wave: 2, Contacts: [][]byte{sealedContact(t, 1, toOld), sealedContact(t, 2, toOld), sealedContact(t, 3, elsewhere)}}
	if _, err := room.Take(h); err != nil {
		t.Fatal(err)
	}
	change, err := custody.NewChange(to, fresh, old)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if all, anew, refused, err := room.SealAnew(change, false); err != nil || all != 3 || anew != want || refused != 1 {
			t.Errorf("of %d contacts %d sealed anew, %d refused, %v; want %d", all, anew, refused, err, want)
		}
	}
	if _, anew, _, err := room.SealAnew(change, true); err != nil || anew != 2 {
		t.Errorf("whatever the keys find, %d sealed anew, %v", anew, err)
	}
	if n, err := room.Take(h); err != nil || n != 0 {
		t.Errorf("the same file again brings %d contacts, %v", n, err)
	}
	if contacts, refused, err := room.Contacts(fresh); err != nil || len(contacts) != 2 || refused != 1 {
		t.Errorf("the new key opens %d, %d refused, %v", len(contacts), refused, err)
	}
	if contacts, _, err := room.Contacts(old); err == nil {
		t.Errorf("the former key still opens %d", len(contacts))
	}
}

// again is the same address as that of person i, left under the secret of person j.
func again(t *testing.T, i, j int, to seal.Recipients) []byte {
	t.Helper()
	c := contactOf(i)
	c.Secret = secretOf(j).Token()
	plain, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return mustClose(t, plain, to)
}

func TestWhoAlsoCameByTheOpenLinkIsOnePersonForTheMailroom(t *testing.T) {
	key, to := newKey(t, custody.Contact)
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	take := func(h handover.ToMailroom) Round {
		t.Helper()
		h.Study, h.Wave = "exile", 2
		if _, err := room.Take(h); err != nil {
			t.Fatal(err)
		}
		contacts, _, err := room.Contacts(key)
		if err != nil {
			t.Fatal(err)
		}
		wave, _ := made().Wave(2)
		round, _, _, err := room.Round(wave, outreach.Reminder, roundOf(0, 1).Post, contacts)
		if err != nil {
			t.Fatal(err)
		}
		return round
	}
	round := take(handover.ToMailroom{Contacts: [][]byte{sealedContact(t, 1, to), sealedContact(t, 2, to)}})
	for _, p := range round.People {
		if err := room.Record(outreach.Entry{Mark: p.Mark, Wave: 2, Letter: outreach.Invitation, State: outreach.Sent}); err != nil {
			t.Fatal(err)
		}
	}
	people, _, _ := outreach.Panelists("exile", 2, []outreach.Contact{{Medium: outreach.Email, Address: addressOf(1), Secret: secretOf(9).Token()}})
	other := people[0]
	round = take(handover.ToMailroom{Contacts: [][]byte{again(t, 1, 9, to)}, Done: []handover.Mark{other.Mark}})
	j, err := room.Journal()
	if err != nil {
		t.Fatal(err)
	}
	if tally := round.Tally(j); len(round.People) != 2 || tally[outreach.Done] != 1 || tally[outreach.Due] != 1 {
		t.Errorf("%d people; of the reminder: %v", len(round.People), tally)
	}
	back := round.Back(room.Study(), j)
	if len(back.Outcomes) != 2 || len(back.Same) != 1 || back.Same[0][1] != other.Ever {
		t.Errorf("the desk learns %+v", back)
	}
	for _, p := range round.People {
		if len(p.Also) > 0 {
			if err := room.Record(outreach.Entry{Mark: p.Also[0].Ever, State: outreach.Refused}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if round = take(handover.ToMailroom{}); len(round.People) != 1 || round.People[0].Contact.Address != addressOf(2) {
		t.Errorf("who asked to be left alone is still here under the other name: %d people", len(round.People))
	}
}
