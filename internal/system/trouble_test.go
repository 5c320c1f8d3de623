package system

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"

	"net/http"
)

// trouble runs a command that must fail: with an exit code other than zero,
// with what is wanted in its message, on few lines and without a stack.
func trouble(t *testing.T, want string, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("sojourn %s: ends with %v\n%s", strings.Join(args, " "), err, out)
	}
	if exit.ExitCode() < 1 || exit.ExitCode() > 3 {
		t.Errorf("sojourn %s: exit code %d", strings.Join(args, " "), exit.ExitCode())
	}
	if !strings.Contains(string(out), want) || strings.Contains(string(out), "goroutine") || strings.Count(string(out), "\n") > 10 {
		t.Errorf("sojourn %s says\n%swant a sentence with %q", strings.Join(args, " "), out, want)
	}
}

func TestABrokenInstrumentIsNamedByRowAndRefusedByTheField(t *testing.T) {
	dir := t.TempDir()
	studyDir := filepath.Join(dir, "study")
	sojourn(t, "new", studyDir)
	name := filepath.Join(studyDir, "instrument", "wave1.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Replace(text, []byte("${abroad}"), []byte("${aborad}"), 1)
	write(t, studyDir, map[string]string{"instrument/wave1.md": string(broken)})
	trouble(t, "aborad", "check", name)
	trouble(t, "survey row", "check", studyDir)
	trouble(t, "aborad", "field", studyDir, "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0", "--staff", "127.0.0.1:0")
}

func TestAFieldWithoutKeysDoesNotStart(t *testing.T) {
	dir := t.TempDir()
	sojourn(t, "new", filepath.Join(dir, "study"))
	trouble(t, "key", "field", filepath.Join(dir, "study"), "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0", "--staff", "127.0.0.1:0")
}

func TestKeysAreNeverOverwrittenAndOpenOnlyWithTheirPassphrase(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "answers.key")
	write(t, dir, map[string]string{"weak": "correct horse\n", "wrong": "battery staple\n", "empty": "\n"})
	trouble(t, "--passphrase", "key", "new", "answers", "--out", key)
	trouble(t, "empty", "key", "new", "answers", "--out", key, "--passphrase", filepath.Join(dir, "empty"))
	trouble(t, "soon be guessed", "key", "new", "answers", "--out", key, "--passphrase", filepath.Join(dir, "weak"))
	trouble(t, "already there", "key", "new", "answers", "--out", key, "--draw", "--passphrase", filepath.Join(dir, "weak"))
	sojourn(t, "key", "new", "answers", "--out", key, "--draw", "--passphrase", filepath.Join(dir, "right"))
	trouble(t, "already there", "key", "new", "contact", "--out", key, "--draw", "--passphrase", filepath.Join(dir, "unused"))
	if drawn, err := os.ReadFile(filepath.Join(dir, "right")); err != nil || len(strings.Fields(string(drawn))) != 6 {
		t.Errorf("the passphrase drawn is %d words, %v", len(strings.Fields(string(drawn))), err)
	}
	if _, err := os.Stat(filepath.Join(dir, "unused")); err == nil {
		t.Error("a passphrase was drawn for a key that was not written")
	}
	before, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	trouble(t, "not overwritten", "key", "new", "answers", "--out", key, "--passphrase", filepath.Join(dir, "right"))
	trouble(t, "passphrase", "key", "show", key, "--passphrase", filepath.Join(dir, "wrong"))
	trouble(t, "locked", "key", "show", key)
	if after, _ := os.ReadFile(key); !bytes.Equal(before, after) {
		t.Error("the key file changed")
	}
	if out := sojourn(t, "key", "show", key, "--passphrase", filepath.Join(dir, "right")); !strings.Contains(out, "fingerprint") {
		t.Errorf("the right passphrase shows %s", out)
	}
}

func TestAPortInUseLeavesNothingHalfStarted(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	trouble(t, taken.Addr().String(), "field", studyDir, "--data", data, "--listen", taken.Addr().String(), "--staff", "127.0.0.1:0", "--rehearsal")
	trouble(t, taken.Addr().String(), "field", studyDir, "--data", data, "--listen", "127.0.0.1:0", "--staff", taken.Addr().String(), "--rehearsal")
	trouble(t, taken.Addr().String(), "desk", studyDir, "--listen", taken.Addr().String())
	serve(t, studyDir, data, root).stop(t) // the storage was left whole
}

func TestAFolderThatCannotBeWrittenIsNamed(t *testing.T) {
	root := t.TempDir()
	studyDir := filepath.Join(root, "study")
	prepare(t, root, studyDir)
	write(t, root, map[string]string{"file": "in the way"})
	blocked := filepath.Join(root, "file", "data")
	trouble(t, "cannot be written", "field", studyDir, "--data", blocked, "--listen", "127.0.0.1:0", "--staff", "127.0.0.1:0", "--rehearsal")
	trouble(t, "cannot be written", "new", blocked)
	trouble(t, "cannot be written", "key", "new", "answers", "--unlocked", "--out", filepath.Join(blocked, "key"))
	trouble(t, "cannot be written", "demo", "--once", "--out", blocked)
	trouble(t, "not empty", "demo", "--once", "--out", studyDir)
	trouble(t, "not empty", "new", studyDir)
}

func TestCommandsOnAStudyWithoutAnswersSayWhatToDoNext(t *testing.T) {
	root := t.TempDir()
	studyDir := filepath.Join(root, "study")
	sojourn(t, "new", studyDir)
	trouble(t, "sojourn sync", "cut", studyDir)
	trouble(t, "sojourn cut", "estimate", studyDir)
	trouble(t, "sojourn cut", "report", "build", studyDir, "first", "--out", filepath.Join(root, "out"))
	trouble(t, "sojourn new", "check", root)
	write(t, root, map[string]string{"token": "t\n"})
	trouble(t, "does not answer", "sync", studyDir, "--field", "http://127.0.0.1:1", "--token", filepath.Join(root, "token"))
}

// TestABadEnvelopeOrKeyIsNamedAndNothingIsLost damages what was synced and
// opens it with the wrong key, then sets both right.
func TestABadEnvelopeOrKeyIsNamedAndNothingIsLost(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	s := serve(t, studyDir, data, root)
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
	for _, story := range []string{"first", "second", "third"} {
		if _, err := player.Play(t.Context(), scenario.Script{Answers: instrument.Answers{"story": {Values: []string{story}}}}); err != nil {
			t.Fatal(err)
		}
	}
	sync := []string{"sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key"}
	trouble(t, "contact key", append(sync, filepath.Join(root, "keys", "contact.key"))...)
	sojourn(t, "key", "new", "answers", "--unlocked", "--out", filepath.Join(root, "keys", "other.key"))
	trouble(t, "none of 3 envelopes", append(sync, filepath.Join(root, "keys", "other.key"))...)
	write(t, root, map[string]string{"token": "guessed\n"})
	trouble(t, "refused the sync token", "sync", studyDir, "--field", s.sync, "--token", filepath.Join(root, "token"))

	envelopes := filepath.Join(studyDir, ".sojourn", "envelopes", "wave1.jsonl")
	whole, err := os.ReadFile(envelopes)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	at := bytes.Index(lines[1], []byte(`"body":"`)) + len(`"body":"`)
	damaged := append(append([]byte{}, lines[1][:at]...), lines[1][at+400:]...) // 300 bytes missing from the body
	write(t, studyDir, map[string]string{".sojourn/envelopes/wave1.jsonl": string(bytes.Join([][]byte{lines[0], damaged, lines[2]}, nil))})
	out, err := exec.CommandContext(t.Context(), program, append(sync, key)...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "chain is broken") || !strings.Contains(string(out), "2 finished") {
		t.Errorf("a truncated envelope gives %v\n%s", err, out)
	}

	if err := os.Remove(envelopes); err != nil {
		t.Fatal(err)
	}
	if out := sojourn(t, append(sync, key)...); !strings.Contains(out, "3 finished") {
		t.Errorf("after a fresh sync:\n%s", out)
	}
	half := whole[:len(whole)-len(lines[2])/2] // a crash in the middle of the last line
	write(t, studyDir, map[string]string{".sojourn/envelopes/wave1.jsonl": string(half)})
	if out := sojourn(t, append(sync, key)...); !strings.Contains(out, "3 envelopes of finished responses, 1 of them new") {
		t.Errorf("after a crash while syncing:\n%s", out)
	}
	s.stop(t)
}

// TestAKilledFieldLosesNothingItAcknowledged interviews while the field is
// killed, and looks for every receipt afterwards.
func TestAKilledFieldLosesNothingItAcknowledged(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	finished := 0
	rounds := 3
	if os.Getenv("SOJOURN_PROVE") != "" {
		rounds = 50
	}
	for range rounds {
		s := serve(t, studyDir, data, root)
		done, first := make(chan int), make(chan struct{}, 1)
		go func() {
			n := 0
			player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
			for {
				out, err := player.Play(t.Context(), scenario.Script{Answers: instrument.Answers{"story": {Values: []string{"x"}}}})
				if err != nil || out.Receipt == "" {
					done <- n
					return
				}
				if n++; n == 1 {
					first <- struct{}{}
				}
			}
		}()
		select {
		case <-first:
		case <-time.After(time.Minute):
		}
		time.Sleep(300 * time.Millisecond)
		s.kill(t)
		finished += <-done
	}
	s := serve(t, studyDir, data, root)
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key)
	s.stop(t)
	opened, err := os.ReadFile(filepath.Join(studyDir, ".sojourn", "opened", "wave1.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	there := bytes.Count(opened, []byte(`"finished":true`))
	if finished == 0 || there < finished {
		t.Errorf("%d responses got a receipt, %d are there", finished, there)
	}
	t.Logf("%d kills, %d receipts, %d responses there", rounds, finished, there)
}

func TestANewStudyHasItsFoldersNameAsId(t *testing.T) {
	dir := t.TempDir()
	for folder, id := range map[string]string{"exile-2026": "exile-2026", "Исследование": "my-study"} {
		said := sojourn(t, "new", filepath.Join(dir, folder))
		settings, err := os.ReadFile(filepath.Join(dir, folder, "study.yaml"))
		if err != nil || !bytes.Contains(settings, []byte("id: "+id+"\n")) {
			t.Errorf("%s: want the id %s, %v", folder, id, err)
		}
		if strings.Contains(said, "write your own") != (id == "my-study") {
			t.Errorf("%s: new says %s", folder, said)
		}
	}
}

func TestAdviceCanBePastedIntoAShell(t *testing.T) {
	for name, want := range map[string]string{"plain-study": "plain-study", "Моё исследование": "Моё исследование'", "it's": `it'\''s'`} {
		if out := sojourn(t, "new", filepath.Join(t.TempDir(), name)); !strings.Contains(out, want+"\n  sojourn key new answers") {
			t.Errorf("a study in %s: %s", name, out)
		}
	}
}

func TestALineNotUnderstoodPointsToItsCommandsHelp(t *testing.T) {
	for line, help := range map[string]string{"cut show --foo": "sojourn cut show --help", "nonsense": "sojourn --help"} {
		out, err := exec.Command(program, strings.Fields(line)...).CombinedOutput()
		if err == nil || !strings.HasSuffix(string(out), "Try: "+help+"\n") {
			t.Errorf("sojourn %s: %v, %s", line, err, out)
		}
	}
}
