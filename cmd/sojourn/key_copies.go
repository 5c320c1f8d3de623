package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/store"
	"sojourn/study"
)

// keyCopiesCommand is "sojourn key copies".
type keyCopiesCommand struct {
	Study      string   `arg:"" help:"Study folder, whose study.yaml lists the new key already."`
	Folders    []string `arg:"" help:"Folders in which to look: for copies of the field's storage, of the desk's envelopes, of the mailroom, and for files of contacts."`
	Key        []string `required:"" placeholder:"FILE" help:"The new key, and the former one if it is at hand."`
	Passphrase string   `placeholder:"FILE" help:"File whose first line is the passphrase of the keys."`
}

// Help shows an example.
func (keyCopiesCommand) Help() string {
	return `Example: sojourn key copies exile-panel /backups ~/exile-panel --key new.key --key old.key

After things were sealed anew: lists what still holds the old ciphertext, so that it can be destroyed. Nothing is changed.
A copy is old if the former key opens something in it or the new one does not. Who has the former key and such a copy reads it.`
}

// A sealedCopy is a place with ciphertext in it.
type sealedCopy struct {
	path     string
	what     string
	all, old int
}

// Run looks.
func (k keyCopiesCommand) Run(c console) error {
	folder, err := study.Load(os.DirFS(k.Study))
	if err != nil {
		return err
	}
	change, contacts, err := k.change(folder.Study)
	if err != nil {
		return err
	}
	var found []sealedCopy
	for _, dir := range k.Folders {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return study.Problem{Where: path, What: "this folder cannot be looked into", Do: "check the name and the permissions"}
			}
			if c.ctx.Err() != nil {
				return c.ctx.Err()
			}
			one := sealedCopy{path: path}
			one.what, err = eachSealed(c, path, d, contacts, func(body []byte) {
				if one.all++; !change.Stands(body) {
					one.old++
				}
			})
			if one.all > 0 {
				found = append(found, one)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return listCopies(c, found)
}

// change reads the keys, of answers or of contacts.
func (k keyCopiesCommand) change(s *study.Study) (change custody.Change, contacts bool, err error) {
	var keys []custody.Identity
	for _, name := range k.Key {
		key, err := readKey(name, k.Passphrase)
		if err != nil {
			return change, false, err
		}
		keys, contacts = append(keys, key), contacts || key.Role() == custody.Contact
	}
	listed := s.Keys.Answers
	if contacts {
		listed = s.Keys.Contact
	}
	to, err := seal.ParseRecipients(slices.Concat(listed, s.Keys.Recovery))
	if err == nil {
		change, err = changeOfKeys(to, keys)
	}
	return change, contacts, err
}

// listCopies prints what was found, and that something is to be destroyed.
func listCopies(c console, found []sealedCopy) error {
	old := 0
	for _, f := range found {
		if f.old == 0 {
			c.printf("%s: %s, as it should be (%d)\n", f.path, f.what, f.all)
			continue
		}
		old++
		c.printf("%s: %s, OLD: %d of %d are not sealed to the present keys alone\n", f.path, f.what, f.old, f.all)
	}
	if len(found) == 0 {
		return study.Problem{Where: "key copies", What: "nothing sealed was found", Do: "name the folders in which copies lie"}
	}
	if old > 0 {
		return study.Problem{Where: "key copies", What: fmt.Sprintf("%d places hold the old ciphertext", old),
			Do: "destroy them once a new backup is made; copies elsewhere, such as of the machine's provider, are not seen from here"}
	}
	return nil
}

// eachSealed hands the bodies in one file to take, contacts or answers, and
// says what the file is; nothing where it holds none. Other files are passed over.
func eachSealed(c console, path string, d fs.DirEntry, contacts bool, take func([]byte)) (string, error) {
	switch name := d.Name(); {
	case d.IsDir():
		return "", nil
	case !contacts && (name == "field.db" || name == "contact.db"): // also contacts, whose outer seal is of the answers key
		return "the field's storage", store.EachSealed(c.ctx, path, take)
	case !contacts && filepath.Base(filepath.Dir(path)) == "envelopes" && strings.HasSuffix(name, ".jsonl"):
		return "envelopes of a desk", eachEnvelope(path, take)
	case contacts && name == "contacts":
		return "contacts of a mailroom", eachBase64(path, take)
	case contacts && strings.HasSuffix(name, ".jsonl"):
		return "contacts on their way to the mailroom", eachHandedOver(path, take)
	}
	return "", nil
}

// eachEnvelope takes the bodies of a desk's file.
func eachEnvelope(path string, take func([]byte)) error {
	return eachLine(path, func(e seal.Envelope) {
		if e.Kind != seal.Withdrawn {
			take(e.Body)
		}
	})
}

// eachHandedOver takes the contacts of a file between desk and mailroom.
func eachHandedOver(path string, take func([]byte)) error {
	return eachLine(path, func(line struct {
		Contact []byte `json:"contact"`
	}) {
		if len(line.Contact) > 0 {
			take(line.Contact)
		}
	})
}

// eachLine takes the lines of a file of JSON up to one that is none.
func eachLine[T any](path string, take func(T)) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("looking into %s: %w", path, err)
	}
	defer file.Close()
	dec := json.NewDecoder(bufio.NewReader(file))
	for {
		var line T
		if dec.Decode(&line) != nil {
			return nil
		}
		take(line)
	}
}

// eachBase64 takes the contacts of a mailroom.
func eachBase64(path string, take func([]byte)) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("looking into %s: %w", path, err)
	}
	for line := range bytes.Lines(data) {
		if body, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(line))); err == nil {
			take(body)
		}
	}
	return nil
}
