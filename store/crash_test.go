//go:build unix

package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"sojourn/seal"
	"sojourn/store/storetest"
)

// The test binary runs itself once more as a field that can be killed. The
// variable says what the child does, its argument is the directory.
const childVariable = "SOJOURN_STORE_CHILD"

var children = map[string]func(dir string) error{
	"write":  writeUntilKilled,
	"submit": submitTheSame,
	"limit":  writeToALimit,
	"count":  writeCounting,
}

func TestMain(m *testing.M) {
	child, ok := children[os.Getenv(childVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := child(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func childCommand(t *testing.T, name, dir string, before ...string) *exec.Cmd {
	t.Helper()
	line := append(before, os.Args[0], dir)
	cmd := exec.CommandContext(t.Context(), line[0], line[1:]...)
	cmd.Env = append(os.Environ(), childVariable+"="+name)
	return cmd
}

// rounds is how often a chance is taken: ten times in a normal run, a thousand
// times with SOJOURN_PROVE=1.
func rounds() int {
	if os.Getenv("SOJOURN_PROVE") != "" {
		return 1000
	}
	return 10
}

func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	var dir string
	var acked map[string]bool
	all := 0
	for round := range rounds() {
		if round%10 == 0 { // ten deaths each, so that it does not grow for ever
			all += len(acked)
			os.RemoveAll(dir)
			dir, acked = newDir(t), map[string]bool{}
		}
		cmd := childCommand(t, "write", dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		if !lines.Scan() {
			t.Fatalf("round %d: the child said nothing: %s", round, &stderr)
		}
		time.AfterFunc(time.Duration(5+rand.IntN(296))*time.Millisecond, func() { cmd.Process.Kill() })
		for ok := true; ok; ok = lines.Scan() {
			acked[lines.Text()] = true
		}
		cmd.Wait()
		if stderr.Len() > 0 {
			t.Fatalf("round %d: %s", round, &stderr)
		}
		checkAfterCrash(t, dir, acked)
	}
	t.Logf("%d acknowledged changes in %d kills", all+len(acked), rounds())
}

// writeUntilKilled says on a line of its own whose response or which revision
// of whose draft was acknowledged.
func writeUntilKilled(dir string) error {
	db, err := Open(dir)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Printf(format+"\n", args...)
	}
	errs := make(chan error)
	for g := range 16 {
		go func() {
			for i := 0; ; i++ {
				who := fmt.Sprintf("%d-%d-%d", os.Getpid(), g, i)
				if err := db.SaveDraft(background, storetest.Partial(who, 1)); err != nil {
					errs <- err
					return
				}
				say("draft %s", who)
				if _, err := db.Finish(background, storetest.Draft(who, 2), large(who)); err != nil {
					errs <- err
					return
				}
				say("response %s", who)
			}
		}()
	}
	return <-errs
}

// checkAfterCrash opens the directory as the next start would.
func checkAfterCrash(t *testing.T, dir string, acked map[string]bool) {
	t.Helper()
	db := openIn(t, dir)
	defer db.Close()
	for name, f := range map[string]*file{fieldFile: db.field, contactFile: db.contacts} {
		if result, err := get(t.Context(), f.read, scanOne[string], `PRAGMA integrity_check`); err != nil || result != "ok" {
			t.Fatalf("%s: integrity check: %v %s", name, err, result)
		}
	}
	there := map[string]bool{}
	for _, key := range chainOfAll(t, db) {
		there["response "+strings.TrimPrefix(key, "key-of-")] = true
	}
	drafts, err := list(t.Context(), db.field.read, scanOne[string], `SELECT id FROM draft`)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range drafts {
		there["draft "+strings.TrimPrefix(id, "draft-of-")] = true
	}
	for what := range acked {
		if !there[what] {
			t.Errorf("%s was acknowledged and is lost", what)
		}
	}
}

// chainOfAll verifies the chain of wave 1 and returns its response keys.
func chainOfAll(t *testing.T, db *DB) []string {
	t.Helper()
	var keys []string
	chain := seal.Chain{Wave: 1}
	for {
		page, err := db.Envelopes(t.Context(), 1, chain.Seq, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return keys
		}
		for _, e := range page {
			if err := chain.Verify(e); err != nil {
				t.Fatal(err)
			}
			keys = append(keys, e.Key)
		}
	}
}

func TestTwoProcessesStoreTheSameSubmissionOnce(t *testing.T) {
	dir := newDir(t)
	openIn(t, dir).Close()
	var outputs [2][]byte
	var group sync.WaitGroup
	for i := range outputs {
		group.Go(func() {
			cmd := childCommand(t, "submit", dir)
			cmd.Stderr = os.Stderr
			var err error
			if outputs[i], err = cmd.Output(); err != nil {
				t.Errorf("process %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if !bytes.Equal(outputs[0], outputs[1]) {
		t.Errorf("the two processes got different receipts:\n%s\n%s", outputs[0], outputs[1])
	}
	db := openIn(t, dir)
	defer db.Close()
	if keys := chainOfAll(t, db); len(keys) != submissions {
		t.Errorf("%d envelopes stored, want %d", len(keys), submissions)
	}
}

const submissions = 50

// submitTheSame sends what the other process sends and prints the receipts.
func submitTheSame(dir string) error {
	db, err := Open(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	var receipts [submissions]string
	var errs [submissions]error
	var group sync.WaitGroup
	for i := range submissions {
		group.Go(func() {
			who := fmt.Sprintf("person%d", i)
			e := large(who)
			e.Body = fmt.Appendf(e.Body, "sealed in process %d", os.Getpid())
			stored, err := db.Finish(background, storetest.Draft(who, 1), e)
			receipts[i], errs[i] = seal.HashOf(stored.Body).String(), err
		})
	}
	group.Wait()
	fmt.Println(strings.Join(receipts[:], "\n"))
	return errors.Join(errs[:]...)
}
