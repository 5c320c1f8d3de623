package system

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
)

const updateLetter = `  update:
    subject: {en: "Is this right?", ru: "Всё верно?"}
    text: {en: "Is this address still right?\n{link}\n", ru: "Здравствуйте\nЭтот адрес ещё верен?\n{link}\n"}
`

// TestBetweenWavesPeopleAreAskedWhetherTheirAddressIsRight writes to everybody
// while no door is open. One puts another address in the place of the former,
// one cannot be reached, and the next wave's invitations go where they should.
func TestBetweenWavesPeopleAreAskedWhetherTheirAddressIsRight(t *testing.T) {
	c := corresponding(t)
	root, studyDir, data, at, post := c.root, c.study, c.data, c.at, c.post
	s := serve(t, studyDir, data, root)
	const people = 4
	for i := range people {
		answer(t, s, scenario.Script{Answers: story(i), Language: "ru", Contact: &scenario.Contact{Medium: "email", Address: fmt.Sprintf("person%d@example.org", i)}})
	}
	handover := func(name string) {
		t.Helper()
		sojourn(t, append([]string{"handover", studyDir, "--wave", "1", "--few", "--out", at(name)}, c.from(s)...)...)
		sojourn(t, "mailroom", "take", studyDir, at(name), "--room", at("room"))
	}
	sojourn(t, append([]string{"sync", studyDir}, c.from(s)...)...)
	handover("one")
	s.stop(t)

	secondWave(t, studyDir, c.port)
	with(t, studyDir, "mailroom.yaml", updateLetter)
	secondOpens(t, studyDir, "2021-01-01", "2990-01-01")
	s = serve(t, studyDir, data, root)
	c.mail(t, "send", "--letter", "update")
	c.mail(t, "send", "--letter", "update") // nobody twice
	links := linksIn(t, post, people)
	movedTo(t, s, links[0], "moved0@example.org")
	write(t, root, map[string]string{"bounced": "person1@example.org\n"})
	c.mail(t, "gone", at("bounced"))
	handover("two")
	s.stop(t)

	secondOpens(t, studyDir, "2990-01-01", "2021-01-01")
	s = serve(t, studyDir, data, root)
	c.mail(t, "open", "--field", s.sync, "--token", filepath.Join(data, "mailroom-token"))
	c.mail(t, "send")
	c.mail(t, "send")
	letters := post.Letters()
	for address, want := range map[string]int{"person0@example.org": 1, "moved0@example.org": 1, "person1@example.org": 1, "person2@example.org": 2, "person3@example.org": 2} {
		if got := len(letters[address]); got != want {
			t.Errorf("%s has %d letters, want %d", address, got, want)
		}
	}
	if m := personal.FindStringSubmatch(letters["moved0@example.org"][0]); m == nil || !strings.Contains(links[0], m[1][:20]) {
		t.Errorf("at the other address it is another person's link: %v", m)
	}
	answer(t, s, scenario.Script{Link: links[0], Answers: story(0)})
	for _, hit := range search(t, "moved0@example.org", data, studyDir, at("room"), at("two")) {
		t.Errorf("the address stands open in %s", hit)
	}
}

// secondOpens moves the day on which the second wave begins.
func secondOpens(t *testing.T, studyDir, from, to string) {
	t.Helper()
	name := filepath.Join(studyDir, "study.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"study.yaml": strings.Replace(string(text), "opens: "+from, "opens: "+to, 1)})
}

// movedTo leaves another address over the pages that a personal link leads to
// while no door is open.
func movedTo(t *testing.T, s *server, link, address string) {
	t.Helper()
	answer, err := http.Get(s.pages + "/i/" + link + "?lang=en")
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(t, answer); !strings.Contains(text, "Write to me at another address") {
		t.Errorf("between waves a link shows %s", text)
	}
	form := url.Values{"secret": {link}, "instead": {"yes"}}
	if answer, err = http.PostForm(s.pages+"/contact/form?lang=en", form); err != nil {
		t.Fatal(err)
	}
	if text := textOf(t, answer); !strings.Contains(text, "no longer to an address that you left before") {
		t.Errorf("the page for another address does not say what it does: %s", text)
	}
	form.Set("medium", "email")
	form.Set("address", address)
	if answer, err = http.PostForm(s.pages+"/contact?lang=en", form); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("leaving another address: %v", err)
	}
	answer.Body.Close()
}
