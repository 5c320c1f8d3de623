package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sojourn/fieldwork"
	"sojourn/fieldwork/scenario"
	"sojourn/internal/seed"
	"sojourn/seal"
	"sojourn/staff"
	"sojourn/study"
)

// wavetime is a clock that stands on a day of a wave.
type wavetime struct{ unix atomic.Int64 }

func (w *wavetime) set(d study.Day) { w.unix.Store(d.Time().Add(12 * time.Hour).Unix()) }

func (w *wavetime) now() time.Time { return time.Unix(w.unix.Load(), 0).UTC() }

// openField starts the field of the made-up study with a clock of its own.
func (d *demo) openField() error {
	d.clock.set(d.project.Study.Waves[0].Opens())
	secret := make([]byte, 24)
	rand.Read(secret) // never fails
	d.token = base64.RawURLEncoding.EncodeToString(secret)
	var err error
	d.field, err = openField(d.project, fieldOptions{data: d.path("field"), tokens: staff.Tokens{Desk: d.token}, now: d.clock.now, log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	if err := d.field.listen(d.Listen, "127.0.0.1:0"); err != nil {
		d.field.store.Close()
		d.field = nil
		return err
	}
	return nil
}

// A guest is a person in one wave.
type guest struct {
	person *seed.Person
	visit  *seed.Visit
}

// play fields the waves one after the other.
func (d *demo) play() error {
	for _, w := range d.project.Study.Waves {
		var live, loaded []guest
		whole := d.Interviews / len(d.project.Study.Waves)
		for i := range d.people {
			g := guest{&d.people[i], d.people[i].Visit(w.Number)}
			switch {
			case g.visit == nil:
			case !g.visit.Finished: // whoever breaks off does so over HTTP: only there is a draft
				live = append(live, g)
			case g.visit.Fault == "" && whole > 0:
				live = append(live, g)
				whole--
			default:
				loaded = append(loaded, g)
			}
		}
		if err := d.interview(w, live); err != nil {
			return err
		}
		if err := d.load(w, loaded); err != nil {
			return err
		}
	}
	return nil
}

// interview plays people over HTTP, day by day, since doors open by the day.
func (d *demo) interview(w study.Wave, guests []guest) error {
	playing := newBar(d.console, fmt.Sprintf("wave %d: interviews over HTTP", w.Number), len(guests))
	byDay := map[study.Day][]guest{}
	for _, g := range guests {
		byDay[g.visit.Day] = append(byDay[g.visit.Day], g)
	}
	for _, day := range slices.Sorted(maps.Keys(byDay)) {
		d.clock.set(day)
		if err := d.invite(w, byDay[day]); err != nil {
			return err
		}
		if err := d.interviewDay(byDay[day], playing); err != nil {
			return fmt.Errorf("wave %d, %s: %w", w.Number, day, err)
		}
	}
	playing.end()
	return nil
}

// invite does what the mailroom will do: it tells the field the hashes of the
// personal links that are under way.
func (d *demo) invite(w study.Wave, guests []guest) error {
	var hashes []string
	for _, g := range guests {
		if g.visit.Channel == "" {
			hashes = append(hashes, g.person.Secret.Invitation(d.project.Study.ID, w.Number))
		}
	}
	return d.field.store.Invite(d.ctx, w.Number, hashes)
}

// atOnce is how many people answer at the same time.
const atOnce = 4

func (d *demo) interviewDay(guests []guest, playing *bar) error {
	ctx, cancel := context.WithCancelCause(d.ctx)
	defer cancel(nil)
	player := &scenario.Player{Base: d.field.pagesURL(), Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	work := make(chan int)
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for i := range work {
				if _, err := player.Play(ctx, script(guests[i], i)); err != nil {
					cancel(err)
				}
				playing.add(1)
			}
		})
	}
	for i := range guests {
		if ctx.Err() == nil {
			work <- i
		}
	}
	close(work)
	wg.Wait()
	return context.Cause(ctx)
}

// script is what a guest does. Some change the language, some leave and come
// back, some leave a contact.
func script(g guest, n int) scenario.Script {
	s := scenario.Script{Channel: g.visit.Channel, Language: g.visit.Language, Answers: g.visit.Answers, Seconds: maps.Clone(g.visit.Seconds)}
	if g.visit.Channel == "" {
		s.Link = g.person.Secret.Token()
	} else {
		s.Secret = g.person.Secret.Token()
	}
	if !g.visit.Finished {
		s.LeaveAfter = g.visit.Reached
		return s
	}
	switch n % 10 {
	case 3:
		s.ReturnBy = scenario.ByLink
	case 5:
		s.ReturnBy = scenario.ByPhrase
	case 7:
		s.Contact = &scenario.Contact{Medium: "email", Address: fmt.Sprintf("person%d@example.org", n)}
	}
	return s
}

// load puts people into the field as sealed envelopes, as they would lie there
// after their interviews.
func (d *demo) load(w study.Wave, guests []guest) error {
	to, err := fieldwork.Recipients(d.project.Study)
	if err != nil {
		return err
	}
	loading := newBar(d.console, fmt.Sprintf("wave %d: sealed envelopes loaded", w.Number), len(guests))
	const batch = 256
	for chunk := range slices.Chunk(guests, batch) {
		envelopes, err := d.sealAll(w, chunk, to)
		if err != nil {
			return err
		}
		if err := d.field.store.Add(d.ctx, envelopes); err != nil {
			return err
		}
		loading.add(len(chunk))
	}
	loading.end()
	return nil
}

// sealAll seals the responses of guests on all processors, in their order.
func (d *demo) sealAll(w study.Wave, guests []guest, to seal.Recipients) ([]seal.Envelope, error) {
	in := d.project.Instruments[w.Number]
	envelopes := make([]seal.Envelope, len(guests))
	errs := make([]error, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for k := range errs {
		wg.Go(func() {
			for i := k; i < len(guests) && errs[k] == nil; i += len(errs) {
				key, err := seal.NewDraftKey(rand.Reader)
				if err != nil {
					errs[k] = err
					break
				}
				envelopes[i], errs[k] = fieldwork.SealResponse(guests[i].person.Response(guests[i].visit, in), key, seal.Final, to)
			}
		})
	}
	wg.Wait()
	return envelopes, errors.Join(errs...)
}
