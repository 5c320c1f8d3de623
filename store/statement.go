package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// openSQL opens a database whose connections keep the statements that they
// have prepared. To parse a statement anew takes longer than to run it, and
// there are some dozens of them.
func openSQL(source string) (*sql.DB, error) {
	plain, err := sql.Open("sqlite", source) // opens nothing yet
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	return sql.OpenDB(connector{plain.Driver(), source}), nil
}

// A connector makes connections that keep their statements.
type connector struct {
	driver driver.Driver
	source string
}

// Driver is that of SQLite.
func (c connector) Driver() driver.Driver { return c.driver }

// session is what the driver's connections can do beyond the least.
type session interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.SessionResetter
	driver.Validator
}

// Connect opens a connection.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.source)
	if err != nil {
		return nil, err
	}
	able, ok := conn.(session)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver of SQLite opens a %T, which cannot keep statements", conn), conn.Close())
	}
	return &keeper{session: able, kept: map[string]*statement{}}, nil
}

// A keeper is a connection that keeps its statements. It offers no way past
// them, so that database/sql prepares whatever it is asked to run.
type keeper struct {
	session
	kept map[string]*statement
}

// PrepareContext gives the statement that was kept, or a new one. One that is
// being read from is not given twice.
func (k *keeper) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if s := k.kept[query]; s != nil && !s.taken {
		s.taken = true
		return s, nil
	}
	stmt, err := k.session.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	able, ok := stmt.(runnable)
	if !ok || k.kept[query] != nil || len(k.kept) >= maxKept {
		return stmt, nil
	}
	s := &statement{runnable: able, taken: true}
	k.kept[query] = s
	return s, nil
}

// maxKept bounds the statements of a connection, should some be made up from
// parts one day.
const maxKept = 200

// Close lets go of the statements and of the connection.
func (k *keeper) Close() error {
	var errs []error
	for _, s := range k.kept {
		errs = append(errs, s.runnable.Close())
	}
	return errors.Join(append(errs, k.session.Close())...)
}

// runnable is a statement of the driver.
type runnable interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// A statement is one that is kept.
type statement struct {
	runnable
	taken bool
}

// Close gives it back. The driver has reset it when its rows were closed.
func (s *statement) Close() error {
	s.taken = false
	return nil
}
