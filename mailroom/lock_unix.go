//go:build unix

package mailroom

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"sojourn/study"
)

// lock waits until nobody else writes in the room: a courier whose program was
// killed may still be finishing a letter.
func (r *Room) lock() (unlock func(), err error) {
	f, err := os.OpenFile(r.path(lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil // closing gives the lock back
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Now().After(end) {
			f.Close()
			return nil, study.Problem{Where: r.dir, What: "another mailroom is at work in this folder", Do: "wait until it has finished"}
		}
	}
}

// apart lets the command outlive this program and not hear its Ctrl-C.
func apart(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
