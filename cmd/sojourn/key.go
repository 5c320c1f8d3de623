package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

// keyCommand is "sojourn key".
type keyCommand struct {
	New     keyNewCommand     `cmd:"" help:"Make a private key and print its public half."`
	Show    keyShowCommand    `cmd:"" help:"Show the role, public half and fingerprint of a key file."`
	Drill   keyDrillCommand   `cmd:"" help:"Try whether a private key still opens what is sealed to it."`
	Replace keyReplaceCommand `cmd:"" help:"Put a new key into study.yaml in the place of one that was lost, stolen or changed."`
	Reseal  keyResealCommand  `cmd:"" help:"Seal what was sealed before to the present keys, here and at the field."`
	Copies  keyCopiesCommand  `cmd:"" help:"List the copies that still hold the old ciphertext."`
}

// keyNewCommand is "sojourn key new".
type keyNewCommand struct {
	Role       string `arg:"" enum:"answers,contact,recovery" help:"What the key opens: answers, contact, or recovery (both, in an emergency)."`
	Out        string `required:"" placeholder:"FILE" help:"Where to write the private key. An existing file is never overwritten."`
	Passphrase string `placeholder:"FILE" help:"File whose first line is the passphrase that locks the key." xor:"lock"`
	Draw       bool   `help:"Draw a passphrase of six words and write it into the file of --passphrase, which must not be there yet."`
	Unlocked   bool   `help:"Write the key without a passphrase. Only for made-up studies." xor:"lock"`
}

// Help shows an example.
func (keyNewCommand) Help() string {
	return `Example: sojourn key new answers --out answers.key --passphrase pass.txt

         sojourn key new contact --out contact.key --passphrase pass.txt --draw

A passphrase that would soon be guessed is refused; with --draw the program draws one of six words, which scripts do as well.
Make the answers key and the contact key on different computers, by different people. Keep a recovery key on paper or a
stick in a sealed envelope: without any key the answers are gone, by design. Then put the printed line into study.yaml.`
}

// Run makes the key.
func (k keyNewCommand) Run(c console) error {
	if k.Passphrase == "" && (k.Draw || !k.Unlocked) {
		return study.Problem{Where: "key new", What: "nothing says how to lock the key", Do: "add --passphrase FILE, with --draw where the program is to make the passphrase; or --unlocked for a made-up study"}
	}
	id, err := custody.NewIdentity(custody.Role(k.Role), study.DayOf(time.Now().UTC()))
	if err != nil {
		return err
	}
	data, err := k.file(id)
	if err != nil {
		return err
	}
	if err := writeNew(k.Out, data); err != nil {
		return err
	}
	words, err := seal.Fingerprint(id.Public())
	if err != nil {
		return err
	}
	c.printf("The private key is in %s. Keep it off the field server, and keep a copy where a fire or a theft does not reach both.\n"+
		"Fingerprint, to compare aloud: %s\nPut this line under keys: %s: in study.yaml:\n  - %s\n", k.Out, words, k.Role, id.Public())
	return nil
}

// file is the key as it is written: locked, or open where that is asked for.
func (k keyNewCommand) file(id custody.Identity) ([]byte, error) {
	if k.Passphrase == "" {
		var open bytes.Buffer
		err := id.Write(&open)
		return open.Bytes(), err
	}
	if k.Draw {
		if _, err := os.Stat(k.Out); err == nil {
			return nil, notOver(k.Out) // before a passphrase lies about that opens nothing
		}
		drawn, err := seal.NewPhrase("en", rand.Reader)
		if err != nil {
			return nil, err
		}
		if err := writeNew(k.Passphrase, []byte(drawn.String()+"\n")); err != nil {
			return nil, err
		}
	}
	passphrase, err := firstLine(k.Passphrase)
	if err != nil {
		return nil, err
	}
	data, err := id.Lock(passphrase, custody.WorkFactor)
	if errors.Is(err, custody.ErrGuessable) {
		return nil, study.Problem{Where: k.Passphrase, What: "the passphrase would soon be guessed by somebody who has the key file",
			Do: "take six words that have nothing to do with each other, or delete this file and add --draw: then the program draws them"}
	}
	return data, err
}

// keyShowCommand is "sojourn key show".
type keyShowCommand struct {
	File       string `arg:"" help:"Key file."`
	Passphrase string `placeholder:"FILE" help:"File whose first line is the passphrase of the key."`
}

// Help shows an example.
func (keyShowCommand) Help() string {
	return `Example: sojourn key show answers.key --passphrase pass.txt

Compare the eight words of the fingerprint aloud with those on the study's first page.`
}

// Run shows the public side of the key.
func (k keyShowCommand) Run(c console) error {
	id, err := readKey(k.File, k.Passphrase)
	if err != nil {
		return err
	}
	words, err := seal.Fingerprint(id.Public())
	if err != nil {
		return err
	}
	c.printf("role:        %s\ncreated:     %s\nfingerprint: %s\npublic half: %s\n", id.Role(), id.Created(), words, id.Public())
	return nil
}

// readKey reads a key file and unlocks it if it is locked.
func readKey(name, passphraseFile string) (custody.Identity, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return custody.Identity{}, study.Problem{Where: name, What: "there is no such key file", Do: "name the file that \"sojourn key new\" wrote"}
	}
	if err != nil {
		return custody.Identity{}, fmt.Errorf("reading the key file: %w", err)
	}
	if passphraseFile == "" {
		if bytes.HasPrefix(data, []byte("age-encryption.org")) || bytes.HasPrefix(data, []byte("-----BEGIN AGE")) {
			return custody.Identity{}, study.Problem{Where: name, What: "the key is locked", Do: "add --passphrase FILE, a file whose first line is the passphrase"}
		}
		return custody.Read(bytes.NewReader(data))
	}
	passphrase, err := firstLine(passphraseFile)
	if err != nil {
		return custody.Identity{}, err
	}
	return custody.Unlock(data, passphrase)
}

// firstLine reads a passphrase or token from a file, so that it stands in no list of
// processes and in no shell history.
func firstLine(name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", study.Problem{Where: name, What: "this file cannot be read", Do: "check the name and the permissions"}
	}
	line, _, _ := strings.Cut(string(data), "\n")
	if line = strings.TrimRight(line, "\r"); line == "" {
		return "", study.Problem{Where: name, What: "the first line of this file is empty", Do: "write the secret there"}
	}
	return line, nil
}

// writeNew writes a private file that must not be there yet.
func writeNew(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return study.Problem{Where: filepath.Dir(name), What: "the folder cannot be written to", Do: "choose another place or change its permissions"}
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return notOver(name)
	}
	if err != nil {
		return study.Problem{Where: name, What: "the file cannot be written", Do: "choose another place or change the permissions of the folder"}
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

func notOver(name string) error {
	return study.Problem{Where: name, What: "this file is already there and is not overwritten", Do: "choose another name"}
}
