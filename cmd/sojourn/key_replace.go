package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sojourn/seal"
	"sojourn/study"
)

// keyReplaceCommand is "sojourn key replace".
type keyReplaceCommand struct {
	Study string `arg:"" help:"Study folder."`
	Role  string `arg:"" enum:"answers,contact,recovery" help:"Whose place is taken: answers, contact or recovery."`
	New   string `required:"" placeholder:"FILE" help:"File with the public half of the new key: what \"sojourn key new\" or \"sojourn key show\" printed."`
	Old   string `placeholder:"WORDS" help:"Fingerprint of the key that goes, eight words; needed where the study lists several."`
}

// Help shows an example.
func (keyReplaceCommand) Help() string {
	return `Example: sojourn key show new.key --passphrase pass.txt > new.txt
         sojourn key replace exile-panel answers --new new.txt

Puts the public half of a new key into study.yaml in the place of one that was lost or stolen, or at the beginning of a
wave. Compare the eight words it prints with its holder, aloud. Nothing is sealed to the new key before the field is
started anew with this study.yaml.`
}

// Run changes study.yaml.
func (k keyReplaceCommand) Run(c console) error {
	folder, err := study.Load(os.DirFS(k.Study))
	if err != nil {
		return err
	}
	drills, err := study.ReadDrills(folder.Files)
	if err != nil {
		return err
	}
	fresh, err := publicHalf(k.New, k.Role, drills)
	if err != nil {
		return err
	}
	words, err := seal.Fingerprint(fresh)
	if err != nil {
		return err
	}
	old, err := k.gone(folder.Study, fresh)
	if err != nil {
		return err
	}
	name := filepath.Join(k.Study, study.File)
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", study.File, err)
	}
	changed := bytes.ReplaceAll(text, []byte(old), []byte(fresh))
	if _, err := study.Parse(changed); err != nil {
		return err
	}
	if err := replaceFile(name, text, changed); err != nil {
		return err
	}
	c.printf("%s: the %s key is now: %s\n%s", study.File, k.Role, words, nextSteps[k.Role])
	return nil
}

// nextSteps say what else belongs to a change of each key.
var nextSteps = map[string]string{
	"answers": "Next: its holder tries it (sojourn key drill), the field gets this study.yaml and is started anew, and what was\n" +
		"sealed before is sealed anew: sojourn key reseal\n",
	"contact": "Next: its holder tries it (sojourn key drill), the field gets this study.yaml and is started anew; hand over the contacts\n" +
		"that wait there, and at the mailroom: sojourn mailroom reseal\n",
	"recovery": "Next: its holder tries it (sojourn key drill), the field gets this study.yaml and is started anew, and what was\n" +
		"sealed before is sealed anew: sojourn key reseal, with --all if the former key was lost, and sojourn mailroom reseal\n",
}

var (
	publicForm = regexp.MustCompile(`\bage1[a-z0-9]{20,}`)
	roleForm   = regexp.MustCompile(`(?m)(?:^role: +|under keys: )(\w+)`)
)

// publicHalf finds the one public key that stands in a file. One of another
// role, by the file or by an earlier drill, is refused.
func publicHalf(name, role string, drills []study.Drill) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", study.Problem{Where: name, What: "this file cannot be read", Do: "check the name and the permissions"}
	}
	found := publicForm.FindAllString(string(data), -1)
	slices.Sort(found)
	if found = slices.Compact(found); len(found) != 1 {
		return "", study.Problem{Where: name, What: fmt.Sprintf("%d public keys stand in this file, and not one", len(found)), Do: "write there what \"sojourn key show\" prints for the new key"}
	}
	of := role
	if m := roleForm.FindSubmatch(data); m != nil {
		of = string(m[1])
	}
	for _, d := range drills {
		if d.Key == found[0] && of == role {
			of = d.Role
		}
	}
	if of != role {
		return "", study.Problem{Where: name, What: fmt.Sprintf("this key is of the role %s, not %s", of, role), Do: "make a pair for this role alone: sojourn key new " + role}
	}
	return found[0], nil
}

// gone is the public key whose place is taken.
func (k keyReplaceCommand) gone(s *study.Study, fresh string) (string, error) {
	keys := map[string][]string{"answers": s.Keys.Answers, "contact": s.Keys.Contact, "recovery": s.Keys.Recovery}[k.Role]
	if slices.Contains(slices.Concat(s.Keys.Answers, s.Keys.Contact, s.Keys.Recovery), fresh) {
		return "", study.Problem{Where: "--new", What: "this key is in " + study.File + " already", Do: "make a new pair: sojourn key new " + k.Role}
	}
	var match []string
	for _, key := range keys {
		if words, err := seal.Fingerprint(key); err == nil && (k.Old == "" || strings.Join(strings.Fields(k.Old), " ") == words) {
			match = append(match, key)
		}
	}
	switch {
	case len(keys) == 0:
		return "", study.Problem{Where: study.File, Column: "keys." + k.Role, What: "no such key is listed", Do: "add the new one to " + study.File + " by hand"}
	case len(match) == 1:
		return match[0], nil
	case k.Old == "":
		return "", study.Problem{Where: "--old", What: fmt.Sprintf("the study lists %d %s keys", len(keys), k.Role), Do: "say by the eight words of its fingerprint which one goes"}
	}
	return "", study.Problem{Where: "--old", What: "no " + k.Role + " key of the study has these words", Do: "see them with \"sojourn key show\", or on the study's first page"}
}
