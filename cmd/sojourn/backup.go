package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"sojourn/store"
	"sojourn/study"
)

// backupCommand is "sojourn backup".
type backupCommand struct {
	Data string `required:"" placeholder:"DIR" help:"Folder of the field's sealed storage. The field may be running."`
	Out  string `required:"" placeholder:"DIR" help:"Folder to be made for the copy."`
}

// Help shows an example.
func (backupCommand) Help() string {
	return `Example: sojourn backup --data /var/lib/sojourn --out backup-2022-04-01

The copy is as sealed as the storage, and checked. Destroy copies older than 30 days: who withdrew is still in them.`
}

// Run makes the copy.
func (k backupCommand) Run(c console) error {
	if _, err := os.Stat(filepath.Join(k.Data, "field.db")); err != nil {
		return study.Problem{Where: k.Data, What: "there is no storage of a field here", Do: "name the folder given to \"sojourn field --data\""}
	}
	db, err := store.Open(k.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := errors.Join(db.Backup(c.ctx, k.Out), copyFielded(k.Data, k.Out)); err != nil {
		return err
	}
	c.printf("%s: copied and checked\n", k.Out)
	return nil
}

// copyFielded copies the questionnaires that the field has fielded: responses
// under way go on in theirs.
func copyFielded(from, to string) error {
	folder := filepath.Join(from, fieldedDir)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.CopyFS(filepath.Join(to, fieldedDir), os.DirFS(folder)); err != nil {
		return fmt.Errorf("copying the fielded questionnaires: %w", err)
	}
	return nil
}

// restoreCommand is "sojourn restore".
type restoreCommand struct {
	Backup    string `arg:"" help:"Folder that \"sojourn backup\" made."`
	Data      string `required:"" placeholder:"DIR" help:"Folder to be made for the field's storage."`
	Withdrawn string `required:"" placeholder:"FILE" help:"What was withdrawn, from the desk: \"sojourn withdrawn\". It is erased before anything is served."`
}

// Help shows an example.
func (restoreCommand) Help() string {
	return `Example: sojourn restore backup-2022-04-01 --data /var/lib/sojourn-new --withdrawn withdrawn.json

Checks the copy, puts it into a new folder and erases there what people withdrew since. Then start the field with it.`
}

// Run restores.
func (k restoreCommand) Run(c console) error {
	file, err := os.Open(k.Withdrawn)
	if err != nil {
		return study.Problem{Where: k.Withdrawn, What: "this file cannot be read", Do: "make it at the desk with \"sojourn withdrawn\""}
	}
	defer file.Close()
	erased, err := store.ReadErased(file)
	if err != nil {
		return err
	}
	if err := errors.Join(store.Restore(c.ctx, k.Backup, k.Data, erased), copyFielded(k.Backup, k.Data)); err != nil {
		return err
	}
	c.printf("%s: restored and checked, %d withdrawn responses erased again\n", k.Data, len(erased.Responses))
	return nil
}

// withdrawnCommand is "sojourn withdrawn".
type withdrawnCommand struct {
	Study string `arg:"" help:"Study folder."`
	Out   string `required:"" placeholder:"FILE" help:"File for \"sojourn restore\". An existing file is never overwritten."`
}

// Help shows an example.
func (withdrawnCommand) Help() string {
	return `Example: sojourn withdrawn exile-panel --out withdrawn.json

Lists, by random names, what was withdrawn as of the last sync, so that a restored field does not bring it back.`
}

// Run writes the list.
func (k withdrawnCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	marks, err := p.Withdrawn()
	if err != nil {
		return err
	}
	e := store.Erased{}
	for _, m := range slices.Sorted(maps.Keys(marks)) {
		e.Marks = append(e.Marks, string(m))
	}
	if e.Responses, err = p.Buried(); err != nil {
		return err
	}
	var file bytes.Buffer
	if err := json.NewEncoder(&file).Encode(e); err != nil {
		return fmt.Errorf("writing the list: %w", err)
	}
	if err := writeNew(k.Out, file.Bytes()); err != nil {
		return err
	}
	c.printf("%s: %s and %s\n", k.Out, counted(len(e.Responses), "response"), counted(len(e.Marks), "person"))
	return nil
}
