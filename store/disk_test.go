//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sojourn/internal/judge"
	"sojourn/store/storetest"
)

func TestAFailingWriteEndsWritingForGood(t *testing.T) {
	dir := newDir(t)
	cmd := childCommand(t, "limit", dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	acked := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		acked[strings.TrimSpace(line)] = true
	}
	if len(acked) == 0 {
		t.Error("nothing was acknowledged before the limit")
	}
	checkAfterCrash(t, dir, acked)
}

// writeToALimit lets the system refuse writes beyond a size of file, as a
// failing disk would, and then lifts the limit again.
func writeToALimit(dir string) error {
	db, err := Open(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	lifted := limit.Cur
	limit.Cur = 300_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	last := ""
	for i := 0; err == nil && i < 500; i++ {
		who := fmt.Sprintf("person%d", i)
		if _, err = db.Finish(background, storetest.Draft(who, 1), large(who)); err == nil {
			last = who
			fmt.Println("response " + who)
		}
	}
	limit.Cur = lifted
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	if !errors.Is(err, ErrReadOnly) {
		return fmt.Errorf("the first refused write says: %w", err)
	}
	if err := db.SaveDraft(background, storetest.Draft("later", 1)); !errors.Is(err, ErrReadOnly) {
		return fmt.Errorf("with the disk back, a write says: %v", err)
	}
	if _, err := db.Finished(background, 1, "key-of-"+last); err != nil {
		return fmt.Errorf("reading afterwards: %w", err)
	}
	return nil
}

// TestNothingFollowsAFailedSync has the kernel answer one sync of a thread
// with an error, each time a later one, and looks whether after it anything is
// acknowledged or any file synced once more.
func TestNothingFollowsAFailedSync(t *testing.T) {
	strace := judge.Program(t, "strace")
	failed := 0
	for k := 1; k <= min(rounds(), 200); k++ {
		dir, trace := newDir(t), filepath.Join(t.TempDir(), "trace")
		openIn(t, dir).Close()
		cmd := childCommand(t, "count", dir, strace, "-f", "-y", "-qq", "-o", trace,
			"-e", "trace=fsync,fdatasync,write", "-e", fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d", k))
		out, err := cmd.Output() // where opening already fails, with an error
		if _, missing := os.Stat(trace); missing != nil {
			t.Skipf("strace cannot trace here: %v", err)
		}
		acked := map[string]bool{}
		for _, line := range strings.Fields(string(out)) {
			acked["response "+line] = true
		}
		if after, ok := afterFailedSync(string(read(t, trace))); ok {
			failed++
			if len(after) > 0 {
				t.Errorf("sync %d failed, and then came:\n%s", k, strings.Join(after, "\n"))
			}
		}
		checkAfterCrash(t, dir, acked)
	}
	if failed == 0 {
		t.Error("no sync of a file ever failed")
	}
}

// afterFailedSync returns the syncs of files and the acknowledgements that
// begin after a sync of a file has failed, if one has. Directories do not
// count: SQLite ignores their errors, and Open has synced ours itself.
func afterFailedSync(trace string) (after []string, failed bool) {
	synced := map[string]string{} // by thread: the call under way, which other threads' lines may split
	for call := range strings.Lines(trace) {
		thread, rest, _ := strings.Cut(strings.TrimSpace(call), " ")
		rest = strings.TrimSpace(rest)
		isSync := strings.HasPrefix(rest, "fsync(") || strings.HasPrefix(rest, "fdatasync(")
		isFile := strings.Contains(rest, ".db>") || strings.Contains(rest, ".db-wal>")
		if isSync {
			synced[thread] = rest
		}
		if failed && (isSync && isFile || strings.HasPrefix(rest, "write(1<")) {
			after = append(after, rest)
		}
		if strings.Contains(rest, "INJECTED") && strings.Contains(synced[thread], ".db") {
			failed = true
		}
	}
	return after, failed
}

// writeCounting prints whose response was acknowledged. It tries on after an
// error, so that whatever goes through then is seen.
func writeCounting(dir string) error {
	db, err := Open(dir)
	if err != nil {
		return err
	}
	for i := range 250 {
		who := fmt.Sprintf("person%d", i)
		if _, err := db.Finish(background, storetest.Draft(who, 1), large(who)); err == nil {
			fmt.Println(who)
		}
	}
	return nil
}
