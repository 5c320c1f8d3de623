package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	batchSize       = 512  // changes in one transaction at most
	checkpointAfter = 1024 // changes between two passive checkpoints
)

// A change is what somebody wants done to the database. It runs on the
// writer's connection, never with the context of the one who asked: a change
// interrupted in the middle would take its whole batch with it. It returns the
// first error it meets, because after some of them SQLite has already given up
// the transaction and would commit each further statement by itself.
type change func(ctx context.Context, conn *sql.Conn) error

// A job is a change on its way through the writer.
type job struct {
	change change
	alone  bool // outside any transaction, such as a checkpoint
	err    error
	done   chan error
}

// A writer is the only one to change its database. It takes as many waiting
// jobs as there are into one transaction and answers them after its commit,
// so that one fsync serves all of them.
type writer struct {
	conn    *sql.Conn
	jobs    chan *job
	stopped chan struct{}

	mu     sync.RWMutex // held for reading while a job is being handed over
	closed bool

	failed  error // only the writer's goroutine looks at these
	pending int   // changes since the last checkpoint
}

func startWriter(conn *sql.Conn) *writer {
	w := &writer{conn: conn, jobs: make(chan *job), stopped: make(chan struct{})}
	go w.run()
	return w
}

// do has the change committed together with others and returns its outcome.
func (w *writer) do(ctx context.Context, c change) error {
	return w.submit(ctx, &job{change: c})
}

// doAlone runs the change outside any transaction and returns its outcome.
func (w *writer) doAlone(ctx context.Context, c change) error {
	return w.submit(ctx, &job{change: c, alone: true})
}

// submit hands the job over and waits. Until it is taken, the end of ctx calls
// it off; from then on only the outcome counts, because whoever gave up
// waiting could not know whether the change was kept.
func (w *writer) submit(ctx context.Context, j *job) error {
	j.done = make(chan error, 1)
	if err := w.hand(ctx, j); err != nil {
		return err
	}
	return <-j.done
}

func (w *writer) hand(ctx context.Context, j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err // select would choose at random
	}
	select {
	case w.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close lets the jobs already handed over finish and gives the connection back.
func (w *writer) close() error {
	w.mu.Lock()
	already := w.closed
	w.closed = true
	w.mu.Unlock()
	if already {
		return nil
	}
	close(w.jobs)
	<-w.stopped
	return w.conn.Close()
}

func (w *writer) run() {
	defer close(w.stopped)
	for j := range w.jobs {
		var batch []*job
		for j != nil && !j.alone {
			batch = append(batch, j)
			j = w.next(len(batch))
		}
		if len(batch) > 0 {
			w.settle(batch, w.together)
		}
		if j != nil {
			w.settle([]*job{j}, w.single)
		}
		w.tidy(len(batch))
	}
}

// next returns a job that is waiting already, if the batch has room for it.
func (w *writer) next(taken int) *job {
	if taken == batchSize {
		return nil
	}
	select {
	case j := <-w.jobs:
		return j // nil when closed
	default:
		return nil
	}
}

// settle runs the jobs and answers each of them. An error of how is one of all.
func (w *writer) settle(jobs []*job, how func([]*job) error) {
	err := w.failed
	if err == nil {
		err = w.judge(how(jobs))
	}
	for _, j := range jobs {
		if err != nil {
			j.err = err
		}
		j.done <- j.err
	}
}

// together commits the jobs in one transaction. A job that fails is undone
// alone and keeps its error; the others do not notice.
func (w *writer) together(jobs []*job) error {
	err := w.exec(`BEGIN IMMEDIATE`)
	for _, j := range jobs {
		if err == nil {
			err = w.attempt(j)
		}
	}
	if err == nil {
		err = w.exec(`COMMIT`)
	}
	if err != nil {
		w.exec(`ROLLBACK`) // fails where SQLite has done it already
	}
	return err
}

// attempt runs one job of a transaction. Its error means that the transaction
// itself is lost.
func (w *writer) attempt(j *job) error {
	if err := w.exec(`SAVEPOINT job`); err != nil {
		return err
	}
	if j.err = j.change(context.Background(), w.conn); j.err != nil {
		if err := w.exec(`ROLLBACK TO job`); err != nil {
			return j.err // SQLite gave up the whole transaction, and this is why
		}
	}
	return w.exec(`RELEASE job`)
}

// single runs a job outside any transaction.
func (w *writer) single(jobs []*job) error {
	return jobs[0].change(context.Background(), w.conn)
}

func (w *writer) exec(statement string) error {
	_, err := w.conn.ExecContext(context.Background(), statement)
	return err
}

// judge decides whether err was the last thing this writer did. A full disk or
// another process's lock pass; anything else leaves open what is on the disk.
// A failed fsync must not be tried again: the kernel may have dropped the
// pages and report success for what was never written.
func (w *writer) judge(err error) error {
	if err == nil || errors.Is(err, errReaders) {
		return err
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY:
			return err
		}
	}
	w.failed = fmt.Errorf("%w (%w)", ErrReadOnly, err)
	return w.failed
}

// tidy moves the log into the database from time to time.
func (w *writer) tidy(changes int) {
	w.pending += changes
	if w.failed != nil || w.pending < checkpointAfter {
		return
	}
	w.pending = 0
	w.judge(checkpoint(context.Background(), w.conn, "PASSIVE"))
}

// errReaders says that a checkpoint could not finish.
var errReaders = errors.New("the old log is still being read; try again later")

// checkpoint moves the log into the database. In the mode TRUNCATE it waits
// for readers and leaves an empty log, without the bytes of what was replaced.
func checkpoint(ctx context.Context, conn *sql.Conn, mode string) error {
	var busy, frames, moved int
	err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(`+mode+`)`).Scan(&busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = errReaders
	}
	return err
}
