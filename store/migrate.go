package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// applicationID marks a file as ours: "Sjrn" in ASCII.
const applicationID = 0x536a726e

// identify refuses a database that some other program made.
func identify(ctx context.Context, conn *sql.Conn) error {
	var id, objects int
	err := cmp.Or(
		conn.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id),
		conn.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&objects))
	if err != nil {
		return err
	}
	if id != applicationID && (id != 0 || objects > 0) {
		return errors.New("this database was made by another program; name an empty directory")
	}
	return nil
}

// migrate applies the files of a folder that the database has not seen, in
// the order of their numbers, each in a transaction of its own. user_version
// counts those applied.
func migrate(ctx context.Context, conn *sql.Conn, files fs.FS, folder string) error {
	names, err := fs.Glob(files, path.Join(folder, "*.sql"))
	if err != nil {
		return err
	}
	for {
		more, err := migrateOne(ctx, conn, files, names)
		if err != nil || !more {
			return err
		}
	}
}

// migrateOne applies the next migration, if there is one. It reads the version
// inside the transaction, since another process may be migrating too.
func migrateOne(ctx context.Context, conn *sql.Conn, files fs.FS, names []string) (more bool, err error) {
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			conn.ExecContext(ctx, `ROLLBACK`) // err is what matters; this one may have happened already
		}
	}()
	var version int
	if err := conn.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return false, err
	}
	if version > len(names) {
		return false, fmt.Errorf("this database has version %d, and this program knows versions up to %d; use the newer program that made it", version, len(names))
	}
	if version < len(names) {
		if err := apply(ctx, conn, files, names[version], version+1); err != nil {
			return false, fmt.Errorf("migration %s: %w", path.Base(names[version]), err)
		}
	}
	_, err = conn.ExecContext(ctx, `COMMIT`)
	return version < len(names), err
}

func apply(ctx context.Context, conn *sql.Conn, files fs.FS, name string, version int) error {
	if prefix := fmt.Sprintf("%04d_", version); !strings.HasPrefix(path.Base(name), prefix) {
		return fmt.Errorf("the file stands at place %d; number it %s", version, prefix)
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	marks := fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, version)
	for _, statement := range []string{string(text), marks} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
