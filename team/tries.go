package team

import (
	"sync"
	"time"
)

// tries counts, in memory alone, the tries that went wrong under each name, of
// which nothing but their number and the last moment is kept.
type tries struct {
	mu    sync.Mutex
	wrong map[string]miss
}

// A miss is how often in a row it went wrong, and when last.
type miss struct {
	times int
	last  time.Time
}

const (
	freeTries = 5                // that cost nothing
	longest   = 15 * time.Minute // that somebody is made to wait, after which all is forgotten
	maxNames  = 10_000           // remembered at once
)

// wait is for how long after the last miss nobody may try: it doubles from a
// second on.
func (m miss) wait() time.Duration {
	if m.times < freeTries {
		return 0
	}
	return min(longest, time.Second<<min(m.times-freeTries, 20))
}

// tooMany reports whether the name must wait.
func (t *tries) tooMany(name string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.wrong[name]
	return now.Sub(m.last) < m.wait()
}

// miss counts a try that went wrong.
func (t *tries) miss(name string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.wrong[name]
	if now.Sub(m.last) >= longest {
		m = miss{}
	}
	if len(t.wrong) >= maxNames { // names that were made up; those in use are few
		clear(t.wrong)
	}
	t.wrong[name] = miss{m.times + 1, now}
}

// forget clears a name after a login.
func (t *tries) forget(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.wrong, name)
}
