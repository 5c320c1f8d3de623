package system

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
	"sojourn/mailroom/posttest"
)

const onePerson = `rules:
  - name: same_person
    kind: repeat
    share: 0.8
    reason: {en: The first complete response of a person stays.}
`

// TestWhoUsesThePersonalAndTheOpenLinkIsOnePersonAndNotReminded has invited
// people answer by the open link: one who leaves the same address again, one
// who does both, one who leaves nothing and cannot be found.
func TestWhoUsesThePersonalAndTheOpenLinkIsOnePersonAndNotReminded(t *testing.T) {
	c := corresponding(t)
	root, studyDir, data, at, post := c.root, c.study, c.data, c.at, c.post
	s := serve(t, studyDir, data, root)
	leave := func(i int) *scenario.Contact {
		return &scenario.Contact{Medium: "email", Address: fmt.Sprintf("Person%d@example.org", i)}
	}
	whole := func(story string) instrument.Answers {
		return instrument.Answers{"story": {Values: []string{story}}, "number": {Values: []string{"1"}}, "place": {Values: []string{"here"}}, "last": {Values: []string{"bye"}}}
	}
	const people = 4
	for i := range people {
		answer(t, s, scenario.Script{Answers: whole("first"), Contact: leave(i)})
	}
	desk := func(wave, out string) string {
		from := c.from(s)
		sojourn(t, append([]string{"sync", studyDir}, from...)...)
		sojourn(t, append([]string{"handover", studyDir, "--wave", wave, "--few", "--out", at(out)}, from...)...)
		return sojourn(t, "mailroom", "take", studyDir, at(out), "--room", at("room"))
	}
	desk("1", "one")
	s.stop(t)
	secondWave(t, studyDir, c.port)
	bothDoors(t, studyDir)
	s = serve(t, studyDir, data, root)
	mail := []string{studyDir, "--room", at("room"), "--wave", "2", "--key", filepath.Join(root, "keys", "contact.key")}
	sojourn(t, append([]string{"mailroom", "open", "--field", s.sync, "--token", filepath.Join(data, "mailroom-token")}, mail...)...)
	sojourn(t, append([]string{"mailroom", "send"}, mail...)...)

	answer(t, s, scenario.Script{Answers: whole("open link, same address"), Contact: leave(0)})
	answer(t, s, scenario.Script{Answers: whole("open link first"), Contact: leave(1)})
	answer(t, s, scenario.Script{Link: linkOf(t, post, 1), Answers: whole("and the personal one")})
	answer(t, s, scenario.Script{Answers: whole("open link, no address")}) // person 2
	desk("2", "two")
	sojourn(t, append([]string{"mailroom", "send", "--letter", "reminder"}, mail...)...)
	for i, want := range []int{1, 1, 2, 2} { // the third cannot be known to have answered
		if n := len(post.Letters()[fmt.Sprintf("Person%d@example.org", i)]); n != want {
			t.Errorf("person %d has %d letters, want %d", i, n, want)
		}
	}
	sojourn(t, append([]string{"mailroom", "back", "--out", at("back")}, mail...)...)
	if out := sojourn(t, "outcomes", studyDir, at("back")); !strings.Contains(out, "2 people left an address twice") {
		t.Errorf("outcomes: %s", out)
	}
	if out := sojourn(t, "cut", studyDir); !strings.Contains(out, ": 5 people") {
		t.Errorf("four people of whom one cannot be known to be the same are five in the cut:\n%s", out)
	}
	for _, hit := range search(t, "Person1@example.org", data, studyDir, at("room"), at("two"), at("back")) {
		t.Errorf("an address stands open in %s", hit)
	}
}

// bothDoors opens the second wave to everybody, and has the first complete
// response of a person stand.
func bothDoors(t *testing.T, studyDir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(studyDir, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"clean.yaml": onePerson, "study.yaml": strings.Replace(string(text), "doors: [{kind: panel, opens: 2021-01-01, closes: 2999-12-31}]",
		"doors: [{kind: panel, opens: 2021-01-01, closes: 2999-12-31}, {kind: open, opens: 2021-02-01, closes: 2999-12-31}]", 1)})
}

// linkOf is the personal link in the one letter of a person.
func linkOf(t *testing.T, post *posttest.Server, i int) string {
	t.Helper()
	_, body, _ := strings.Cut(post.Letters()[fmt.Sprintf("Person%d@example.org", i)][0], "\r\n\r\n")
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	m := personal.FindSubmatch(text)
	if err != nil || m == nil {
		t.Fatalf("no link in %q, %v", text, err)
	}
	return string(m[1])
}
