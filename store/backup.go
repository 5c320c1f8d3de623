package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sojourn/seal"
)

// Backup writes a copy of the storage into a new directory, as it is at one
// moment of each file, while the field goes on. The copy holds what the
// storage holds, all of it sealed, and is checked before Backup returns.
func (db *DB) Backup(ctx context.Context, dir string) (err error) {
	defer wrap(&err, "backing up")

	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for name, f := range map[string]*file{fieldFile: db.field, contactFile: db.contacts, staffFile: db.staff} {
		to := filepath.Join(dir, name)
		if err := errors.Join(copyDatabase(ctx, f.name, to), settle(to)); err != nil {
			return err
		}
	}
	if err := syncDir(dir); err != nil {
		return err
	}
	return Verify(ctx, dir)
}

// copyDatabase copies a database as it is at one moment. It takes a connection
// of its own: the readers may write nothing, not even elsewhere.
func copyDatabase(ctx context.Context, from, to string) error {
	db, err := sql.Open("sqlite", source(from))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to)
	return errors.Join(err, db.Close())
}

// settle makes a file private and durable.
func settle(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync(), f.Close())
}

// Restore copies a backup into a new directory and erases there what was
// withdrawn since the backup was made. The copy is served by [Open] like any
// storage. An existing directory is left alone.
func Restore(ctx context.Context, backup, dir string, withdrawn Erased) (err error) {
	defer wrap(&err, "restoring")

	if err := Verify(ctx, backup); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for _, name := range kept(backup) {
		if err := copyFile(filepath.Join(backup, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	db, err := Open(dir)
	if err != nil {
		return err
	}
	if err := db.verifyChains(ctx); err != nil { // of an older version only now
		return errors.Join(err, db.Close(), os.RemoveAll(dir))
	}
	for _, w := range withdrawn.withdrawals() {
		if err = db.Withdraw(ctx, w); err != nil {
			break
		}
	}
	err = errors.Join(err, db.endSessions(ctx)) // whoever was let in then is not let in now
	return errors.Join(err, db.Close())
}

// kept are the files of a storage. A copy from before the team had one of its
// own has two.
func kept(dir string) []string {
	names := []string{fieldFile, contactFile}
	if _, err := os.Stat(filepath.Join(dir, staffFile)); err == nil {
		names = append(names, staffFile)
	}
	return names
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// Verify checks a storage that nobody has open: that the databases are whole
// and that every wave's chain holds up to its head. The chains of a storage
// that an older version of this program left are read by [Restore], which
// brings its copy up to date first.
func Verify(ctx context.Context, dir string) (err error) {
	for _, name := range kept(dir) {
		if err := integrity(ctx, filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	read, err := sql.Open("sqlite", source(filepath.Join(dir, fieldFile))+"&mode=ro&_query_only=1")
	if err != nil {
		return err
	}
	defer read.Close()
	var version int
	if err := read.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if newest, err := fs.Glob(migrations, fieldMigrations+"/*.sql"); err != nil || version < len(newest) {
		return err
	}
	return (&DB{field: &file{read: read}}).verifyChains(ctx)
}

func (db *DB) verifyChains(ctx context.Context) error {
	heads, err := db.Heads(ctx)
	if err != nil {
		return err
	}
	for _, head := range heads {
		if err := db.verifyChain(ctx, head); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) verifyChain(ctx context.Context, head seal.Chain) error {
	chain := seal.Chain{Wave: head.Wave}
	for {
		page, err := db.Envelopes(ctx, head.Wave, chain.Seq, batchSize)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := chain.Verify(e); err != nil {
				return err
			}
		}
		if len(page) < batchSize {
			break
		}
	}
	if chain != head {
		return fmt.Errorf("the chain of wave %d ends at %d and not at %d", head.Wave, chain.Seq, head.Seq)
	}
	return nil
}

// integrity has SQLite look at every page of a database file.
func integrity(ctx context.Context, name string) error {
	if _, err := os.Stat(name); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", source(name)+"&mode=ro&_query_only=1")
	if err != nil {
		return err
	}
	defer db.Close()
	found, err := list(ctx, db, scanOne[string], `PRAGMA integrity_check`)
	if err != nil {
		return fmt.Errorf("the file is damaged: %w", err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return fmt.Errorf("the file is damaged in %d places", len(found))
	}
	return nil
}
