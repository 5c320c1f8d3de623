package main

import (
	"errors"
	"os"
	"time"

	"sojourn/seal/custody"
	"sojourn/store"
	"sojourn/study"
)

// throwaway opens a storage that forget removes, and the public halves of keys
// whose private halves nobody has.
func throwaway() (db *store.DB, keys study.Keys, forget func() error, err error) {
	for role, public := range map[custody.Role]*[]string{custody.Answers: &keys.Answers, custody.Contact: &keys.Contact} {
		id, err := custody.NewIdentity(role, study.DayOf(time.Now().UTC()))
		if err != nil {
			return nil, keys, nil, err
		}
		*public = []string{id.Public()}
	}
	dir, err := os.MkdirTemp("", "sojourn-")
	if err != nil {
		return nil, keys, nil, err
	}
	if db, err = store.Open(dir); err != nil {
		return nil, keys, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return db, keys, func() error { return errors.Join(db.Close(), os.RemoveAll(dir)) }, nil
}
