package system

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
)

// TestAStolenKeyOpensNothingAfterTheCommandsOfTheRunbook goes the way of
// docs/security.md, for the answers key and then for the contact key.
func TestAStolenKeyOpensNothingAfterTheCommandsOfTheRunbook(t *testing.T) {
	root := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{root}, parts...)...) }
	studyDir, data, token := at("study"), at("data"), at("data", "sync-token")
	stolen := prepare(t, root, studyDir)
	s := serve(t, studyDir, data, root)
	for i := range 4 {
		answer(t, s, scenario.Script{Answers: story(i), Contact: &scenario.Contact{Medium: "email", Address: fmt.Sprintf("person%d@example.org", i)}})
	}
	answer(t, s, scenario.Script{Answers: story(5), LeaveAfter: "two"})
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", token, "--key", stolen)
	sojourn(t, "backup", "--data", data, "--out", at("backup"))
	s.stop(t)

	fresh, again := at("keys", "fresh.key"), []string{studyDir, "--token", token, "--key", at("keys", "fresh.key"), "--key", stolen}
	write(t, root, map[string]string{"fresh.txt": sojourn(t, "key", "new", "answers", "--unlocked", "--out", fresh)})
	if out := sojourn(t, "key", "replace", studyDir, "answers", "--new", at("fresh.txt")); !strings.Contains(out, "sojourn key reseal") {
		t.Errorf("replacing the key says %s", out)
	}
	trouble(t, "already", "key", "replace", studyDir, "answers", "--new", at("fresh.txt"))
	s = serve(t, studyDir, data, root)
	trouble(t, "none of the keys at hand is listed", "key", "reseal", studyDir, "--field", s.sync, "--token", token, "--key", stolen)
	answer(t, s, scenario.Script{Answers: story(6)})
	former := []string{"sync", studyDir, "--field", s.sync, "--token", token, "--key", stolen}
	trouble(t, "envelopes that do not open: 1; what was opened of them before is kept", former...)
	trouble(t, "wave 1: 5 responses open, 4 finished and 1 partial; 0 of them not open before", former...)
	out := sojourn(t, append([]string{"key", "reseal", "--field", s.sync}, again...)...)
	for _, want := range []string{"of 5 envelopes 4 sealed anew here; 4 bodies replaced at the field, and 1 partial", "the outer seal of 4 made anew"} {
		if !strings.Contains(out, want) {
			t.Errorf("sealing anew does not say %q:\n%s", want, out)
		}
	}
	if out := sojourn(t, "sync", studyDir, "--field", s.sync, "--token", token, "--key", fresh); !strings.Contains(out, "6 responses open, 5 finished and 1 partial") || strings.Contains(out, "skipped") {
		t.Errorf("the sync after it: %s", out)
	}
	copies := []string{"key", "copies", "--key", fresh, "--key", stolen, studyDir, studyDir, at("data")}
	if out := sojourn(t, copies...); strings.Contains(out, "OLD") || strings.Count(out, "as it should be") < 4 {
		t.Errorf("desk and field: %s", out)
	}
	trouble(t, "2 places hold the old ciphertext", append(copies[:6:6], studyDir, at("backup"))...)

	sojourn(t, "handover", studyDir, "--wave", "1", "--few", "--field", s.sync, "--token", token, "--key", fresh, "--out", at("one.jsonl"))
	s.stop(t)
	stolenContacts(t, root)
}

func TestAnAnswersKeyDoesNotTakeThePlaceOfAContactKey(t *testing.T) {
	root := t.TempDir()
	studyDir, fresh := filepath.Join(root, "study"), filepath.Join(root, "keys", "fresh.key")
	prepare(t, root, studyDir)
	printed := sojourn(t, "key", "new", "answers", "--unlocked", "--out", fresh)
	shown := sojourn(t, "key", "show", fresh)
	public := publicForm.FindString(shown)
	write(t, root, map[string]string{"new.txt": printed, "show.txt": shown, "bare.txt": public})
	for _, name := range []string{"new.txt", "show.txt"} {
		trouble(t, "of the role answers, not contact", "key", "replace", studyDir, "contact", "--new", filepath.Join(root, name))
	}
	sojourn(t, "key", "replace", studyDir, "answers", "--new", filepath.Join(root, "bare.txt"))
	sojourn(t, "key", "drill", studyDir, "--key", fresh)
	former := filepath.Join(root, "keys", "answers.key")
	write(t, root, map[string]string{"former.txt": publicForm.FindString(sojourn(t, "key", "show", former))})
	sojourn(t, "key", "replace", studyDir, "answers", "--new", filepath.Join(root, "former.txt"))
	trouble(t, "of the role answers, not contact", "key", "replace", studyDir, "contact", "--new", filepath.Join(root, "bare.txt"))

	text, err := os.ReadFile(filepath.Join(studyDir, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	contact := publicForm.FindString(sojourn(t, "key", "show", filepath.Join(root, "keys", "contact.key")))
	write(t, studyDir, map[string]string{"study.yaml": strings.Replace(string(text), contact, public, 1)})
	trouble(t, "stands in study.yaml under keys.contact", "key", "drill", studyDir, "--key", fresh)
	trouble(t, "by drills.yaml a key listed here is of the role answers", "check", studyDir)
}

var publicForm = regexp.MustCompile(`age1\S+`)

// stolenContacts goes on with the contact key.
func stolenContacts(t *testing.T, root string) {
	t.Helper()
	studyDir, room, old, fresh := filepath.Join(root, "study"), filepath.Join(root, "room"), filepath.Join(root, "keys", "contact.key"), filepath.Join(root, "keys", "contact2.key")
	sojourn(t, "mailroom", "take", studyDir, filepath.Join(root, "one.jsonl"), "--room", room)
	write(t, root, map[string]string{"contact2.txt": sojourn(t, "key", "new", "contact", "--unlocked", "--out", fresh)})
	sojourn(t, "key", "replace", studyDir, "contact", "--new", filepath.Join(root, "contact2.txt"))
	if out := sojourn(t, "mailroom", "reseal", studyDir, "--room", room, "--key", fresh, "--key", old); !strings.Contains(out, "of 4 contacts 4 sealed anew") {
		t.Errorf("the mailroom's: %s", out)
	}
	trouble(t, "1 places hold the old", "key", "copies", studyDir, root, "--key", fresh, "--key", old)
	if err := os.Remove(filepath.Join(root, "one.jsonl")); err != nil {
		t.Fatal(err)
	}
	if out := sojourn(t, "key", "copies", studyDir, root, "--key", fresh, "--key", old); !strings.Contains(out, "contacts of a mailroom, as it should be (4)") {
		t.Errorf("after the file was destroyed: %s", out)
	}
}
