// Package store keeps what the field holds: drafts, envelopes, wrapped return
// phrases and sealed contacts, and beside them what the team sets and who the
// team is, in SQLite files in a directory of its own.
//
// It promises three things. What it has acknowledged survives a kill and a
// power cut: a change is acknowledged only after its transaction is on the
// disk, and once the disk has failed to keep one, nothing is written any more.
// The same submission is stored once, however often and from however many
// processes it comes. And what was replaced or deleted is gone from the bytes
// of the files after the next [DB.Expire].
//
// Contacts lie in a file apart. The pages of one file are handed out in the
// order in which things arrive, so that in a common file the place of a
// contact would tell whose envelope came just before it. What is of the team
// lies in a third, which knows moments and nobody who answers.
//
// The package holds ciphertext and clear headers. It cannot open anything,
// knows no instrument and no moment finer than a day, and puts neither bodies
// nor keys into an error.
package store

import (
	"embed"
	"errors"
	"fmt"
	"path/filepath"
)

// The files of the field's directory.
const (
	fieldFile   = "field.db"
	contactFile = "contact.db"
	staffFile   = "staff.db"
)

//go:embed migrate
var migrations embed.FS

// ErrReadOnly says that the disk once failed to keep a change. Whether a
// second try would reach the disk cannot be known, so there is none.
var ErrReadOnly = errors.New("the disk failed to keep a change, and nothing is written any more; check the disk, then start the field again")

// ErrClosed says that the store was closed before the change was begun.
var ErrClosed = errors.New("the store is closed")

// A DB is the field's storage. Its methods may be called at the same time
// from anywhere, and by several processes on the same directory.
type DB struct {
	field    *file
	contacts *file
	staff    *file
}

// Open opens the field's storage in the directory dir and brings it to the
// present schema. A missing directory is made, readable only by its owner; one
// that others can look into is refused, as is a newer database.
func Open(dir string) (_ *DB, err error) {
	defer wrap(&err, "opening %s", dir)

	if err := privateDir(dir); err != nil {
		return nil, err
	}
	field, err := openFile(filepath.Join(dir, fieldFile), fieldMigrations)
	if err != nil {
		return nil, err
	}
	contacts, err := openFile(filepath.Join(dir, contactFile), "migrate/contact")
	if err != nil {
		return nil, errors.Join(err, field.close())
	}
	staff, err := openFile(filepath.Join(dir, staffFile), "migrate/staff")
	if err != nil {
		return nil, errors.Join(err, field.close(), contacts.close())
	}
	return &DB{field, contacts, staff}, nil
}

// Close finishes the changes already handed over, refuses further ones with
// [ErrClosed] and closes the files.
func (db *DB) Close() (err error) {
	defer wrap(&err, "closing")
	return errors.Join(db.field.close(), db.contacts.close(), db.staff.close())
}

// wrap adds to *err, once per exported method, what the store was doing.
func wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("store: %s: %w", fmt.Sprintf(format, args...), *err)
	}
}
