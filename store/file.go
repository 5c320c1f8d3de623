package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// readers is how many connections read at the same time.
const readers = 4

// pragmas hold for every connection. FULL is what makes an acknowledgement
// true after a power cut: NORMAL passes every kill test and loses them.
var pragmas = []string{
	"busy_timeout(5000)",
	"synchronous(FULL)",
	"secure_delete(ON)",
	"trusted_schema(OFF)",
	"foreign_keys(ON)",
	"cell_size_check(ON)",
	"temp_store(MEMORY)",
	"mmap_size(0)",
	"wal_autocheckpoint(0)", // the writer does it, since SQLite would hide a failing fsync there
}

// A file is one SQLite database with its only writer and its readers.
type file struct {
	name   string
	read   *sql.DB
	write  *sql.DB
	writer *writer
}

// openFile opens the database at name and applies the migrations of a folder.
func openFile(name, folder string) (_ *file, err error) {
	if err := privateFile(name); err != nil {
		return nil, err
	}
	f := &file{name: name}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	if f.write, err = openSQL(source(name)); err != nil {
		return nil, err
	}
	f.write.SetMaxOpenConns(1)
	conn, err := f.write.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	if err := prepare(conn, folder); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", filepath.Base(name), err), conn.Close())
	}
	// SQLite makes the entry of its log in the directory durable as well, but
	// passes over the error if that fails.
	if err := syncDir(filepath.Dir(name)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	f.writer = startWriter(conn)
	if f.read, err = openSQL(source(name) + "&_query_only=1"); err != nil {
		return nil, err
	}
	f.read.SetMaxOpenConns(readers)
	f.read.SetMaxIdleConns(readers)
	return f, nil
}

// prepare checks whose database it is before anything in it is changed.
func prepare(conn *sql.Conn, folder string) error {
	ctx := context.Background()
	if err := identify(ctx, conn); err != nil {
		return err
	}
	var mode string
	if err := conn.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("the file system offers no write-ahead log (mode %s); keep the directory on a local disk", mode)
	}
	// After a failed fsync the log may have a hole that only a power cut
	// would show. Emptying it first keeps new changes from standing behind it.
	if err := checkpoint(ctx, conn, "TRUNCATE"); err != nil && !errors.Is(err, errReaders) {
		return err
	}
	return migrate(ctx, conn, migrations, folder)
}

// source is the driver's name for the database at name with all pragmas.
func source(name string) string {
	q := url.Values{"_pragma": pragmas, "_defensive": {"1"}, "_dqs": {"0"}}
	u := url.URL{Scheme: "file", OmitHost: true, Path: name, RawQuery: q.Encode()}
	return u.String()
}

func (f *file) close() error {
	var errs []error
	if f.writer != nil {
		errs = append(errs, f.writer.close())
	}
	for _, pool := range []*sql.DB{f.read, f.write} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// privateDir makes dir if it is missing and checks that nobody but its owner
// can enter. It does not tighten a directory that it did not make: dir could
// be one that others need.
func privateDir(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return syncDir(filepath.Dir(dir))
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errors.New("this is a file; name a directory")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("other users of this computer can look into the directory; run: chmod 700 %s", dir)
	}
	return nil
}

// privateFile makes sure that the file name exists and is readable only by its
// owner. SQLite gives the log files the same mode.
func privateFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
