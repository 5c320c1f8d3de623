package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
	"sojourn/workspace"
)

// keyDrillCommand is "sojourn key drill".
type keyDrillCommand struct {
	Study      string `arg:"" help:"Study folder."`
	Key        string `required:"" placeholder:"FILE" help:"The private key to try."`
	Passphrase string `placeholder:"FILE" help:"File whose first line is the passphrase of the key."`
}

// Help shows an example.
func (keyDrillCommand) Help() string {
	return `Example: sojourn key drill exile-panel --key answers.key --passphrase pass.txt

Seals something to the study's keys, as the field does, opens it with this key and writes the day into drills.yaml. Each
holder does it before the first wave and every 90 days; the field of a real study does not start without.`
}

// Run tries the key and notes the day.
func (k keyDrillCommand) Run(c console) error {
	folder, err := study.Load(os.DirFS(k.Study))
	if err != nil {
		return err
	}
	drills, err := study.ReadDrills(folder.Files)
	if err != nil {
		return err
	}
	id, err := readKey(k.Key, k.Passphrase)
	if err != nil {
		return err
	}
	if err := inItsPlace(folder.Study, k.Key, id); err != nil {
		return err
	}
	sets := sealedTo(folder.Study, id)
	if len(sets) == 0 {
		return study.Problem{Where: k.Key, What: "this " + string(id.Role()) + " key is not among the keys of the study",
			Do: "compare fingerprints with \"sojourn key show\"; list the key's public half in " + study.File}
	}
	for _, keys := range sets {
		to, err := seal.ParseRecipients(keys)
		if err != nil {
			return err
		}
		if err := custody.Drill(id, to); err != nil {
			return study.Problem{Where: k.Key, What: err.Error(), Do: "find the right key file before anybody is asked anything"}
		}
	}
	day := study.DayOf(time.Now().In(folder.Study.Location()))
	text, err := study.WithDrill(drills, study.Drill{Role: string(id.Role()), Key: id.Public(), Day: day})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(k.Study, study.DrillFile), text, 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", study.DrillFile, err)
	}
	c.printf("the key opens what is sealed to it; noted in %s\n", study.DrillFile)
	return nil
}

// sealedTo lists the sets of recipients, as the field uses them, that hold the key.
func sealedTo(s *study.Study, id custody.Identity) [][]string {
	var sets [][]string
	for _, keys := range [][]string{s.Keys.Answers, s.Keys.Contact} {
		if all := slices.Concat(keys, s.Keys.Recovery); len(keys) > 0 && slices.Contains(all, id.Public()) {
			sets = append(sets, all)
		}
	}
	return sets
}

// inItsPlace refuses a key that the study lists under another role than its own.
func inItsPlace(s *study.Study, name string, id custody.Identity) error {
	for role, keys := range map[custody.Role][]string{custody.Answers: s.Keys.Answers, custody.Contact: s.Keys.Contact, custody.Recovery: s.Keys.Recovery} {
		if role != id.Role() && slices.Contains(keys, id.Public()) {
			return study.Problem{Where: name, What: fmt.Sprintf("this %s key stands in %s under keys.%s", id.Role(), study.File, role),
				Do: fmt.Sprintf("make a pair for that role alone (sojourn key new %s) and put it there", role)}
		}
	}
	return nil
}

// drillsDue lists the keys of a real study that should be tried, where its
// folder says when they were.
func drillsDue(p *workspace.Project, now time.Time) study.Problems {
	drills, err := study.ReadDrills(p.Files)
	if err != nil || drills == nil || p.Study.Synthetic {
		return nil
	}
	due := p.Study.DrillsDue(drills, study.DayOf(now.In(p.Study.Location())))
	for i := range due {
		due[i].Severity = study.Warning // whoever reads it here is not kept from anything
	}
	return due
}
