package main

import (
	"errors"
	"fmt"
	"time"

	"sojourn/seal/custody"
	"sojourn/study"
	"sojourn/workspace"
)

// syncCommand is "sojourn sync".
type syncCommand struct {
	Study      string   `arg:"" help:"Study folder."`
	Field      string   `required:"" placeholder:"URL" help:"The field's sync address."`
	Token      string   `required:"" placeholder:"FILE" help:"File with the field's sync token."`
	Key        []string `placeholder:"FILE" help:"The answers key; all of them where the study changed its key. Without one the envelopes are fetched and stay closed."`
	Passphrase string   `placeholder:"FILE" help:"File whose first line is the passphrase of the keys."`
}

// Help shows an example.
func (syncCommand) Help() string {
	return `Example: sojourn sync exile-panel --field http://127.0.0.1:8081 --token sync-token --key answers.key

Goes on where the last sync stopped, checks the hash chain and opens what is new. An envelope that cannot be opened is
listed and skipped, and ends the command with exit code 1; nothing is lost by it.`
}

// Run fetches and opens.
func (k syncCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	warn(c, drillsDue(p, time.Now()))
	token, err := firstLine(k.Token)
	if err != nil {
		return err
	}
	field := workspace.Field{Address: k.Field, Token: token}
	broken, err := fetch(c, p, field)
	if err != nil {
		return err
	}
	shut, failed := k.open(c, p)
	if err := forget(c, p, field); err != nil { // whatever the key opens, what was taken back must go
		return errors.Join(failed, err)
	}
	// Said last, because it must not be overlooked; what is sound is open all the same.
	if shut > 0 {
		failed = errors.Join(failed, study.Problem{Where: "sync", What: fmt.Sprintf("envelopes that do not open: %d; what was opened of them before is kept", shut),
			Do: "where the cause is the key, give every answers key that the study has had, each with its own --key; the envelopes are unharmed"})
	}
	if broken > 0 {
		failed = errors.Join(failed, study.Problem{Where: "sync", What: fmt.Sprintf("the chain is broken in %d places: envelopes were altered, removed or inserted at the field", broken),
			Do: "compare the field with its backup before you use these answers"})
	}
	return failed
}

// named is how many envelopes of a wave that do not open are listed one by one.
const named = 5

// open opens what is here with the answers keys, lists what does not open and
// counts it.
func (k syncCommand) open(c console, p *workspace.Project) (shut int, err error) {
	if len(k.Key) == 0 {
		c.printf("The envelopes stay closed: no answers key was given.\n")
		return 0, nil
	}
	keys, err := answersKeys(k.Key, k.Passphrase)
	if err != nil {
		return 0, err
	}
	bars := &waveBars{console: c, what: "opening"}
	opened, err := p.OpenEnvelopes(keys, bars.show)
	bars.clear()
	for _, o := range opened {
		c.printf("wave %d: %s open, %d finished and %d partial; %d of them not open before\n", o.Wave, counted(o.Finished+o.Partial, "response"), o.Finished, o.Partial, o.New)
		if o.Out > 0 {
			c.printf("wave %d: led out as ineligible: %s\n", o.Wave, counted(o.Out, "person"))
		}
		for i, line := range o.Refused {
			if i == named {
				fmt.Fprintf(c.err, "skipped: %d more of wave %d\n", len(o.Refused)-named, o.Wave)
				break
			}
			fmt.Fprintf(c.err, "skipped: %s\n", line)
		}
		shut += len(o.Refused)
	}
	return shut, err
}

// answersKeys reads keys that open answers.
func answersKeys(files []string, passphrase string) ([]custody.Identity, error) {
	var keys []custody.Identity
	for _, name := range files {
		key, err := readKey(name, passphrase)
		if err != nil {
			return nil, err
		}
		if key.Role() == custody.Contact {
			return nil, study.Problem{Where: name, What: "this is the contact key; it opens no answers", Do: "use the answers key; the envelopes are unharmed"}
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// forget drops what people took back, and says so.
func forget(c console, p *workspace.Project, from workspace.Field) error {
	f, err := p.Forget(c.ctx, from)
	if f.Responses+f.Envelopes > 0 {
		c.printf("Withdrawn, and dropped here: %s. Cuts made before still hold them: make a new one and drop the old with sojourn cut drop.\n", counted(max(f.Responses, f.Envelopes), "response"))
	}
	return err
}

// fetch syncs, prints what came and counts the places in which a chain does
// not hold. What came before an interruption is kept.
func fetch(c console, p *workspace.Project, from workspace.Field) (broken int, err error) {
	bars := &waveBars{console: c, what: "fetching"}
	synced, err := p.Sync(c.ctx, from, bars.show)
	bars.clear()
	if c.ctx.Err() != nil {
		return 0, study.Problem{Where: "sync", What: "it was interrupted", Do: "start it again; it goes on where it stopped"}
	}
	if err != nil {
		return 0, err
	}
	for _, s := range synced {
		c.printf("wave %d: %d envelopes of finished responses, %d of them new; %d of partial ones\n", s.Wave, s.All, s.New, s.Partial)
		for _, b := range s.Breaks {
			fmt.Fprintf(c.err, "the chain is broken: %s\n", b)
			broken++
		}
	}
	return broken, nil
}

// waveBars shows a bar for the wave that is being worked on, and nothing where
// nobody watches.
type waveBars struct {
	console
	what string
	wave study.WaveID
	bar  *bar
}

// show says how much of a wave is done.
func (b *waveBars) show(w study.WaveID, done, of int) {
	if !terminal(b.out) {
		return
	}
	if b.bar == nil || b.wave != w {
		b.clear()
		b.wave, b.bar = w, newBar(b.console, fmt.Sprintf("%s wave %d", b.what, w), of)
	}
	b.bar.set(done)
}

// clear takes the bar off the screen.
func (b *waveBars) clear() {
	if b.bar != nil {
		b.bar.clear()
		b.bar = nil
	}
}
