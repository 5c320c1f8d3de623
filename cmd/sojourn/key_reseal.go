package main

import (
	"context"
	"fmt"
	"strings"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
	"sojourn/workspace"
)

// keyResealCommand is "sojourn key reseal".
type keyResealCommand struct {
	Study      string   `arg:"" help:"Study folder, whose study.yaml lists the new key already."`
	Field      string   `required:"" placeholder:"URL" help:"The field's sync address. The field was started anew with the new key."`
	Token      string   `required:"" placeholder:"FILE" help:"File with the field's sync token."`
	Key        []string `required:"" placeholder:"FILE" help:"The new answers key, and the one that still opens the old envelopes: the former answers key, or the recovery key."`
	Passphrase string   `placeholder:"FILE" help:"File whose first line is the passphrase of the keys."`
	All        bool     `help:"Seal everything anew, also what the keys at hand find as it should be: after a recovery key was lost."`
}

// Help shows an example.
func (keyResealCommand) Help() string {
	return `Example: sojourn key reseal exile-panel --field http://127.0.0.1:8081 --token sync-token --key new.key --key old.key

After a key was stolen, lost or changed: opens every envelope here and seals it to the keys of study.yaml, puts the result
in the place of the old one here and at the field, and does the same with partial responses and with the outer seal of
contacts that wait at the field. The chain and everybody's receipt stay as they are. Interrupted, start it again.

It protects from whoever has the key and gets at this computer or the field from now on. It does not undo what was copied
before: somebody who has the key and an old copy reads that copy. See which are left with: sojourn key copies`
}

// Run seals anew.
func (k keyResealCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	token, err := firstLine(k.Token)
	if err != nil {
		return err
	}
	change, err := k.change(p.Study)
	if err != nil {
		return err
	}
	field := workspace.Field{Address: k.Field, Token: token}
	if broken, err := fetch(c, p, field); err != nil {
		return err
	} else if broken > 0 {
		return study.Problem{Where: "key reseal", What: "the chain is broken, and what is sealed anew could hide it", Do: "compare the field with its backup first; see: sojourn sync"}
	}
	c.printf("Sealing to the keys of %s:\n  %s\n", study.File, strings.Join(change.To.Fingerprints(), "\n  "))
	refused, err := k.seal(c, p, field, change)
	if err != nil {
		return err
	}
	if refused > 0 {
		return study.Problem{Where: "key reseal", What: fmt.Sprintf("%d bodies stay as they were: none of the keys given opens them", refused),
			Do: "give the key that opens them with one more --key, or use the recovery key"}
	}
	c.printf("The former ciphertext is gone here and at the field. It is still in copies made before: sojourn key copies\n")
	return nil
}

// change reads the keys and tells those that the study lists from the others.
func (k keyResealCommand) change(s *study.Study) (custody.Change, error) {
	keys, err := answersKeys(k.Key, k.Passphrase)
	if err != nil {
		return custody.Change{}, err
	}
	to, err := fieldwork.Recipients(s)
	if err != nil {
		return custody.Change{}, err
	}
	return changeOfKeys(to, keys)
}

// changeOfKeys refuses keys of which none is listed.
func changeOfKeys(to seal.Recipients, keys []custody.Identity) (custody.Change, error) {
	change, err := custody.NewChange(to, keys...)
	if err != nil {
		return change, study.Problem{Where: "--key", What: err.Error(), Do: "list the new key first, with \"sojourn key replace\", and give its file too"}
	}
	return change, nil
}

// seal seals anew and counts what none of the keys opens.
func (k keyResealCommand) seal(c console, p *workspace.Project, field workspace.Field, change custody.Change) (refused int, err error) {
	bars := &waveBars{console: c, what: "sealing"}
	all, err := p.SealAnew(c.ctx, field, change, k.All, bars.show)
	bars.clear()
	for _, a := range all {
		c.printf("wave %d: of %s %d sealed anew here; %s replaced at the field, and %s\n", a.Wave, counted(a.All, "envelope"), a.Here, counted(a.Field, "body"), counted(a.Partial, "partial response"))
		for _, line := range a.Refused {
			fmt.Fprintf(c.err, "left as it was: %s\n", line)
		}
		refused += len(a.Refused)
	}
	if err != nil {
		return refused, interrupted(c.ctx, "key reseal", err)
	}
	n, left, err := p.SealContactsAnew(c.ctx, field, change, k.All)
	c.printf("contacts at the field: the outer seal of %d made anew\n", n)
	for _, line := range left {
		fmt.Fprintf(c.err, "left as it was: %s\n", line)
	}
	return refused + len(left), interrupted(c.ctx, "key reseal", err)
}

// interrupted is what to say of an error after somebody stopped the command.
func interrupted(ctx context.Context, command string, err error) error {
	if err != nil && ctx.Err() != nil {
		return study.Problem{Where: command, What: "it was interrupted", Do: "start it again; it goes on where it stopped"}
	}
	return err
}
