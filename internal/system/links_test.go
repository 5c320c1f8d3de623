package system

import (
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/study"
)

// TestAForwardedOrReusedLinkMakesOnePersonAndShowsNobodyAnything has personal
// links opened by others and opened again. Each makes one person at the desk,
// and its page is the same after the answers as before them.
func TestAForwardedOrReusedLinkMakesOnePersonAndShowsNobodyAnything(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	answersKey := prepare(t, root, studyDir)
	secondWave(t, studyDir, 25)
	s := serve(t, studyDir, data, root)
	half := func(story string) scenario.Script {
		return scenario.Script{Answers: instrument.Answers{"story": {Values: []string{story}}}, LeaveAfter: "one"}
	}
	whole := func(story string) scenario.Script {
		return scenario.Script{Answers: instrument.Answers{"story": {Values: []string{story}}, "place": {Values: []string{"here"}}}}
	}
	cases := []struct {
		name    string
		answers []scenario.Script
	}{
		{"answered once", []scenario.Script{whole("zvxqzmine")}},
		{"answered again by the same person", []scenario.Script{whole("zvxqzmine"), whole("zvxqzmine")}},
		{"forwarded to a friend, both answer", []scenario.Script{whole("zvxqzmine"), whole("zvxqztheirs")}},
		{"left halfway, and a friend goes on", []scenario.Script{half("zvxqzmine"), whole("zvxqztheirs")}},
		{"posted in a group", []scenario.Script{whole("zvxqzmine"), half("zvxqzone"), whole("zvxqztwo"), half("zvxqzthree"), whole("zvxqzfour")}},
	}
	var contacts []outreach.Contact
	for range cases {
		secret, err := seal.NewSecret(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		contacts = append(contacts, outreach.Contact{Medium: outreach.Email, Address: secret.Token() + "@example.org", Secret: secret.Token()})
	}
	invite(t, s, studyDir, data, contacts)
	for i, tt := range cases {
		link := contacts[i].Secret
		before := page(t, s.pages+"/i/"+link)
		for _, script := range tt.answers {
			script.Link = link
			answer(t, s, script)
		}
		if after := page(t, s.pages+"/i/"+link); after != before || strings.Contains(after, "zvxqz") {
			t.Errorf("%s: the link's page tells that it was used", tt.name)
		}
	}
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", answersKey)
	if out := sojourn(t, "cut", studyDir); !strings.Contains(out, ": 5 people") {
		t.Errorf("of five links:\n%s", out)
	}
}

// invite tells the field whose links open the second wave's panel door.
func invite(t *testing.T, s *server, studyDir, data string, contacts []outreach.Contact) {
	t.Helper()
	folder, err := study.Load(os.DirFS(studyDir))
	if err != nil {
		t.Fatal(err)
	}
	wave, err := folder.Study.Wave(2)
	if err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile(filepath.Join(data, "mailroom-token"))
	if err != nil {
		t.Fatal(err)
	}
	people, _, broken := outreach.Panelists(folder.Study.ID, 2, contacts)
	if broken > 0 {
		t.Fatalf("%d contacts are broken", broken)
	}
	if _, err := mailroom.OpenDoor(t.Context(), mailroom.Field{Address: s.sync, Token: strings.TrimSpace(string(token))}, mailroom.Round{Wave: wave, People: people}); err != nil {
		t.Fatal(err)
	}
}

// page is what a browser without a memory gets.
func page(t *testing.T, address string) string {
	t.Helper()
	w, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, w.StatusCode, err)
	}
	return draft.ReplaceAllString(string(text), "")
}

// draft is the one thing in which two such pages differ: each begins a response
// of its own.
var draft = regexp.MustCompile(`name="draft" value="[^"]*"`)
