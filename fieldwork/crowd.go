package fieldwork

import (
	"context"
	"errors"
	"math/bits"
	"slices"
	"sync"
	"time"

	"sojourn/seal"
	"sojourn/study"
)

const (
	usualMinutes = 60 // in which what is usual of a channel is sought
	usualTimes   = 5  // so many times the usual are a burst
	maxCrowd     = 4
)

// A tally counts in memory how many people wanted to begin in each minute by
// each channel. It is never written down: on a disk it would tell when people
// answered. A restart forgets it.
type tally struct {
	floor int // beginnings a minute under which nothing is a burst

	mu       sync.Mutex
	channels map[string]*minutes
}

// minutes are the counts of the last hour and of the minute under way.
type minutes struct {
	last   int64 // the minute under way, counted from 1970
	counts [usualMinutes + 1]int
}

func newTally(floor int) *tally { return &tally{floor: floor, channels: map[string]*minutes{}} }

// arrive counts one person. There are no more channels than the study lists.
func (t *tally) arrive(channel string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.channels[channel]
	if m == nil {
		m = &minutes{last: minuteOf(now)}
		t.channels[channel] = m
	}
	m.until(minuteOf(now))
	m.counts[m.last%int64(len(m.counts))]++
}

// crowd says how many times over its limit a channel is: 0 under it, 1 from
// the limit on, and one more for every doubling up to [maxCrowd]. The limit is
// the floor or five times what was usual in the last hour, if that is more.
// What is usual is the middle minute, so that a burst of less than half an
// hour does not teach that bursts are usual.
func (t *tally) crowd(channel string, now time.Time) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.channels[channel]
	if m == nil {
		return 0
	}
	m.until(minuteOf(now))
	over := m.rate(now) / max(t.floor, usualTimes*m.usual())
	return min(bits.Len(uint(over)), maxCrowd)
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// until begins a new minute, and empties those that nobody came in. A clock
// that was set back counts on in the minute it was in.
func (m *minutes) until(minute int64) {
	size := int64(len(m.counts))
	for next := max(m.last+1, minute-size+1); next <= minute; next++ {
		m.counts[next%size] = 0
	}
	m.last = max(m.last, minute)
}

// rate is how many came in the last sixty seconds, taking the former minute as
// even.
func (m *minutes) rate(now time.Time) int {
	size := int64(len(m.counts))
	left := 60 - int(now.Unix()%60)
	return m.counts[m.last%size] + m.counts[(m.last-1+size)%size]*left/60
}

// usual is the middle one of the full minutes.
func (m *minutes) usual() int {
	full := make([]int, 0, usualMinutes)
	for at, n := range m.counts {
		if int64(at) != m.last%int64(len(m.counts)) {
			full = append(full, n)
		}
	}
	slices.Sort(full)
	return full[len(full)/2]
}

// Crowd says how many people want to begin by a channel just now: 0 as usual,
// and from 1 to 4 the more they are.
func (s *Service) Crowd(channel string) int { return s.arrivals.crowd(s.channel(channel), s.now()) }

// Arrive takes note that somebody asks to begin, and reports whether the study
// knows them: they have a return phrase or an invitation, or have begun. Those
// are not counted, for a round of invitations is no burst. A phrase is taken at
// its word here, because Start finds out whether it is one.
func (s *Service) Arrive(ctx context.Context, r StartRequest) (known bool, err error) {
	secret, errS := seal.ParseSecret(r.Secret)
	key, errK := seal.ParseDraftKey(r.Draft)
	if errors.Join(errS, errK) != nil {
		return false, study.ErrNotFound
	}
	if r.Phrase != "" {
		return true, nil
	}
	if _, err := s.storage.Draft(ctx, key.ID()); !errors.Is(err, study.ErrNotFound) {
		return err == nil, err
	}
	doors, err := s.doors(ctx)
	if err != nil {
		return false, err
	}
	wave, err := doors.current(s.study)
	if err != nil {
		return false, err
	}
	known, err = s.invited(ctx, wave, secret)
	if err == nil && !known {
		s.arrivals.arrive(s.channel(r.Channel), s.now())
	}
	return known, err
}
