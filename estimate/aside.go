package estimate

import (
	"cmp"
	"maps"
	"sync"

	"sojourn/estimate/kernel"
)

// aside is work for another goroutine, which shares nothing with it that
// changes.
func (w *work) aside() *work {
	own := *w
	own.room, own.notes, own.fallback = nil, nil, 0
	own.reaches, own.whole = maps.Clone(w.reaches), maps.Clone(w.whole)
	return &own
}

// apart lets several goroutines compute cells at once, if it may: each has work
// of its own, whose memory they do not share.
func (w *work) apart(n int, may bool, compute func(w *work, from, to int) error) error {
	if !may {
		return compute(w, 0, n)
	}
	var one sync.Mutex
	var failed error
	kernel.Split(n, func(from, to int) {
		one.Lock()
		own := w.aside()
		one.Unlock()
		err := compute(own, from, to)
		one.Lock()
		defer one.Unlock()
		w.fallback += own.fallback
		failed = cmp.Or(failed, err)
	})
	return failed
}
