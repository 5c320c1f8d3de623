package main

import (
	"fmt"

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
listed and skipped; nothing is lost by it.`
}

// Run fetches and opens.
func (k syncCommand) Run(c console) error {
	p, warnings, err := workspace.Open(k.Study)
	if err != nil {
		return err
	}
	warn(c, warnings)
	token, err := firstLine(k.Token)
	if err != nil {
		return err
	}
	field := workspace.Field{Address: k.Field, Token: token}
	if err := fetch(c, p, field); err != nil {
		return err
	}
	if len(k.Key) == 0 {
		c.printf("The envelopes stay closed: no answers key was given.\n")
		return forget(c, p, field)
	}
	keys, err := answersKeys(k.Key, k.Passphrase)
	if err != nil {
		return err
	}
	opened, err := p.OpenEnvelopes(keys, progressOf(c, "opening"))
	if err != nil {
		return err
	}
	for _, o := range opened {
		c.printf("wave %d: %d finished and %d partial responses open, %d of them new\n", o.Wave, o.Finished, o.Partial, o.New)
		for _, line := range o.Refused {
			fmt.Fprintf(c.err, "skipped: %s\n", line)
		}
	}
	return forget(c, p, field)
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
		c.printf("%d responses were withdrawn and are dropped here. Cuts made before still hold them: make a new one and remove the old.\n", max(f.Responses, f.Envelopes))
	}
	return err
}

// fetch syncs and prints what came.
func fetch(c console, p *workspace.Project, from workspace.Field) error {
	synced, err := p.Sync(c.ctx, from, progressOf(c, "fetching"))
	if err != nil {
		return err
	}
	broken := 0
	for _, s := range synced {
		c.printf("wave %d: %d new envelopes, %d in all, %d partial\n", s.Wave, s.New, s.All, s.Partial)
		for _, b := range s.Breaks {
			fmt.Fprintf(c.err, "the chain is broken: %s\n", b)
			broken++
		}
	}
	if broken > 0 {
		return study.Problem{Where: "sync", What: fmt.Sprintf("the chain is broken in %d places: envelopes were altered, removed or inserted at the field", broken),
			Do: "compare the field with its backup before you use these answers"}
	}
	return nil
}

// progressOf prints a line that grows on a terminal, and nothing elsewhere.
func progressOf(c console, what string) func(study.WaveID, int) {
	if !terminal(c.out) {
		return nil
	}
	return func(w study.WaveID, n int) { c.printf("\r%s wave %d: %-12d\r", what, w, n) }
}
