package system

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/internal/judge"
)

// stockAge is the folder of the stock command of filippo.io/age, as scripts/setup
// builds it: Debian's does not know post-quantum keys.
func stockAge(t *testing.T) string {
	t.Helper()
	return filepath.Dir(judge.Fetched(t, "bin", "age"))
}

// ageOpens gives what the age command makes of a sealed body with a key file, or nil.
func ageOpens(t *testing.T, bin string, body []byte, key string) []byte {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "age"), "--decrypt", "--identity", key)
	cmd.Stdin = bytes.NewReader(body)
	plain, err := cmd.Output()
	if err != nil {
		return nil
	}
	return plain
}

// TestTheAgeCommandOpensWhatWasDrilledRotatedAndRestored plays a field whose key
// is changed and which is set up again from copies of before and after, and has
// nothing of ours open what it stored.
func TestTheAgeCommandOpensWhatWasDrilledRotatedAndRestored(t *testing.T) {
	bin := stockAge(t)
	root := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{root}, parts...)...) }
	studyDir, data, token, contact := at("study"), at("data"), at("data", "sync-token"), at("keys", "contact.key")
	former, fresh := prepare(t, root, studyDir), at("keys", "fresh.key")
	for _, key := range []string{former, contact} {
		sojourn(t, "key", "drill", studyDir, "--key", key)
	}
	s := serve(t, studyDir, data, root)
	for i := range 3 {
		answer(t, s, scenario.Script{Answers: story(i), Contact: &scenario.Contact{Medium: "email", Address: "person" + strconv.Itoa(i) + "@example.org"}})
	}
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", token, "--key", former)
	sojourn(t, "withdrawn", studyDir, "--out", at("withdrawn"))
	sojourn(t, "backup", "--data", data, "--out", at("before"))
	s.stop(t)

	write(t, root, map[string]string{"fresh.txt": sojourn(t, "key", "new", "answers", "--unlocked", "--out", fresh)})
	sojourn(t, "key", "replace", studyDir, "answers", "--new", at("fresh.txt"))
	sojourn(t, "key", "drill", studyDir, "--key", fresh)
	s = serve(t, studyDir, data, root)
	answer(t, s, scenario.Script{Answers: story(3)})
	sojourn(t, "key", "reseal", studyDir, "--field", s.sync, "--token", token, "--key", fresh, "--key", former)
	sojourn(t, "backup", "--data", data, "--out", at("after"))
	s.stop(t)

	for _, c := range []struct {
		copied      string
		opens, shut string
		people      int
	}{{"before", former, fresh, 3}, {"after", fresh, former, 4}} {
		restored := at("restored " + c.copied)
		sojourn(t, "restore", at(c.copied), "--data", restored, "--withdrawn", at("withdrawn"))
		bodies := bodiesIn(t, restored, "field.db", "SELECT header, body FROM envelope")
		if len(bodies) != c.people {
			t.Fatalf("%s the change: %d envelopes, %d people answered", c.copied, len(bodies), c.people)
		}
		for _, b := range bodies {
			if plain := ageOpens(t, bin, b[1], c.opens); !bytes.HasPrefix(plain, append(b[0], '\n')) || !bytes.Contains(plain, []byte(`"panelist"`)) {
				t.Errorf("%s the change: age opens %d bytes that do not begin with the header %s", c.copied, len(plain), b[0])
			}
			if ageOpens(t, bin, b[1], c.shut) != nil || ageOpens(t, bin, b[1], contact) != nil {
				t.Errorf("%s the change: a key opens an envelope that is not sealed to it", c.copied)
			}
		}
		for _, b := range bodiesIn(t, restored, "contact.db", "SELECT '', sealed FROM contact") {
			inner := contentOf(ageOpens(t, bin, b[1], c.opens))
			if plain := ageOpens(t, bin, inner, contact); ageOpens(t, bin, b[1], contact) != nil || !bytes.Contains(plain, []byte("@example.org")) {
				t.Errorf("%s the change: a contact does not open to the answers key and then to the contact key: %d and %d bytes", c.copied, len(inner), len(plain))
			}
		}
	}
}

// contentOf cuts the padding off what was closed without a header: a line with
// the length, and so many bytes.
func contentOf(plain []byte) []byte {
	first, rest, _ := bytes.Cut(plain, []byte("\n"))
	n, err := strconv.Atoi(string(first))
	if err != nil || n > len(rest) {
		return nil
	}
	return rest[:n]
}

// bodiesIn reads pairs of columns from a database of the field.
func bodiesIn(t *testing.T, dir, file, query string) (all [][2][]byte) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, file)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var b [2][]byte
		if err := rows.Scan(&b[0], &b[1]); err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%s: %d rows, %v", query, len(all), err)
	}
	return all
}

func TestTheAgeCommandUnlocksAKeyFileByItsPassphrase(t *testing.T) {
	bin := stockAge(t)
	root := t.TempDir()
	key := filepath.Join(root, "answers.key")
	write(t, root, map[string]string{"pass.txt": "seven words that nobody guesses at all\n"})
	public := publicForm.FindString(sojourn(t, "key", "new", "answers", "--out", key, "--passphrase", filepath.Join(root, "pass.txt")))
	unlock := func(passphrase string) string {
		cmd := exec.Command(filepath.Join(bin, "age"), "--decrypt", "-j", "batchpass", key)
		cmd.Env = append(os.Environ(), "AGE_PASSPHRASE="+passphrase, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		plain, err := cmd.Output()
		if err != nil {
			return ""
		}
		return string(plain)
	}
	if plain := unlock("seven words that nobody guesses at all"); public == "" || !strings.Contains(plain, public) || !strings.Contains(plain, "\nAGE-SECRET-KEY-PQ-1") {
		t.Errorf("age unlocks %d bytes, without the public half", len(plain))
	}
	if unlock("seven words that somebody guesses") != "" {
		t.Error("age unlocks it with another passphrase")
	}
}
