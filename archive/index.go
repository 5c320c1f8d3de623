package archive

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the index is a file of SQLite with full-text search

	"sojourn/archive/text"
	"sojourn/library"
	"sojourn/library/words"
	"sojourn/study"
)

// pageBits leaves room for so many pages of one work: a row's number is that of
// the work, shifted, and that of the page, so that a hit names its work without a join.
const pageBits = 20

// An Index finds words in works and in the text of their copies.
type Index struct {
	db  *sql.DB
	lib *Library

	mu      sync.RWMutex
	works   []library.Work
	numbers map[int64]*library.Work // by their number in the index
}

// OpenIndex opens the index of a library and makes it where there is none. An
// index of another version of the program is made anew.
func OpenIndex(l *Library) (*Index, error) {
	name := filepath.Join(l.Dir, private, "library.db")
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(name)+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(normal)")
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	x := &Index{db: db, lib: l}
	if err := x.prepare(); err != nil {
		db.Close()
		return nil, fmt.Errorf("archive: the index %s: %w", filepath.Base(name), err)
	}
	return x, nil
}

// Close closes the index.
func (x *Index) Close() error { return x.db.Close() }

const indexVersion = 1

const indexTables = `
	DROP TABLE IF EXISTS work;
	DROP TABLE IF EXISTS page;
	DROP TABLE IF EXISTS copy;
	DROP TABLE IF EXISTS stem;
	CREATE TABLE work (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, mark TEXT NOT NULL);
	CREATE TABLE page (place INTEGER PRIMARY KEY, copy TEXT NOT NULL, edition INTEGER NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL);
	CREATE TABLE copy (hash TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hash, number));
	CREATE VIRTUAL TABLE stem USING fts5(title, body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');`

func (x *Index) prepare() error {
	var version int
	if err := x.db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version == indexVersion {
		return nil
	}
	if _, err := x.db.Exec(indexTables); err != nil {
		return err
	}
	_, err := x.db.Exec(fmt.Sprintf("PRAGMA user_version = %d", indexVersion))
	return err
}

// Update brings the index up to the works and copies as they are now: what did
// not change is left alone. Copies whose text cannot be taken out are listed.
func (x *Index) Update(ctx context.Context, r text.Reader, progress func(done, total int)) (study.Problems, error) {
	works, _, err := x.lib.Works()
	if err != nil {
		return nil, err
	}
	marks, err := x.marks(ctx)
	if err != nil {
		return nil, fmt.Errorf("archive: index: %w", err)
	}
	var problems study.Problems
	var stale []library.Work
	for _, w := range works {
		if marks[w.ID] != x.mark(w) {
			stale = append(stale, w)
		}
		delete(marks, w.ID)
	}
	for id := range marks {
		if err := x.drop(ctx, id); err != nil {
			return nil, fmt.Errorf("archive: index: %w", err)
		}
	}
	const batch = 500
	for at := 0; at < len(stale); at += batch {
		part := stale[at:min(at+batch, len(stale))]
		ps, err := x.put(ctx, r, part)
		problems = append(problems, ps...)
		if err != nil {
			return problems, fmt.Errorf("archive: index: %w", err)
		}
		if progress != nil {
			progress(at+len(part), len(stale))
		}
	}
	return problems, x.number(ctx, works)
}

// number remembers the works by their number in the index.
func (x *Index) number(ctx context.Context, works []library.Work) error {
	by := make(map[library.ID]*library.Work, len(works))
	for i := range works {
		by[works[i].ID] = &works[i]
	}
	rows, err := x.db.QueryContext(ctx, "SELECT n, id FROM work")
	if err != nil {
		return fmt.Errorf("archive: index: %w", err)
	}
	defer rows.Close()
	numbers := make(map[int64]*library.Work, len(works))
	for rows.Next() {
		var n int64
		var id library.ID
		if err := rows.Scan(&n, &id); err != nil {
			return fmt.Errorf("archive: index: %w", err)
		}
		if w := by[id]; w != nil {
			numbers[n] = w
		}
	}
	x.mu.Lock()
	x.works, x.numbers = works, numbers
	x.mu.Unlock()
	return rows.Err()
}

// mark changes when a work or the presence of one of its copies changes.
func (x *Index) mark(w library.Work) string {
	x.lib.mu.Lock()
	f := x.lib.files[string(w.ID)+".md"]
	x.lib.mu.Unlock()
	mark := fmt.Sprintf("%d %d", f.modified.UnixNano(), f.size)
	for _, c := range w.Copies() {
		if _, err := os.Stat(x.lib.CopyPath(c)); err == nil {
			mark += " " + c.Hash[:8]
		}
	}
	return mark
}

func (x *Index) marks(ctx context.Context) (map[library.ID]string, error) {
	rows, err := x.db.QueryContext(ctx, "SELECT id, mark FROM work")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	marks := map[library.ID]string{}
	for rows.Next() {
		var id library.ID
		var mark string
		if err := rows.Scan(&id, &mark); err != nil {
			return nil, err
		}
		marks[id] = mark
	}
	return marks, rows.Err()
}

// drop takes a work out of the index.
func (x *Index) drop(ctx context.Context, id library.ID) error {
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := dropRows(tx, id); err != nil {
		return err
	}
	return tx.Commit()
}

func dropRows(tx *sql.Tx, id library.ID) error {
	var n int64
	switch err := tx.QueryRow("SELECT n FROM work WHERE id = $1", id).Scan(&n); err {
	case nil:
	case sql.ErrNoRows:
		return nil
	default:
		return err
	}
	for _, query := range []string{"DELETE FROM stem WHERE rowid BETWEEN $1 AND $2", "DELETE FROM page WHERE place BETWEEN $1 AND $2"} {
		if _, err := tx.Exec(query, n<<pageBits, (n+1)<<pageBits-1); err != nil {
			return err
		}
	}
	_, err := tx.Exec("DELETE FROM work WHERE n = $1", n)
	return err
}

// put writes works into the index in one transaction.
func (x *Index) put(ctx context.Context, r text.Reader, works []library.Work) (study.Problems, error) {
	var problems study.Problems
	read := map[string][]string{} // before the transaction: reading a PDF takes long
	for _, w := range works {
		for _, c := range w.Copies() {
			pages, p, err := x.pages(ctx, r, w, c)
			if err != nil {
				return problems, err
			}
			if p != nil {
				problems = append(problems, *p)
			}
			read[c.Hash] = pages
		}
	}
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return problems, err
	}
	defer tx.Rollback()
	for _, w := range works {
		if err := x.putOne(tx, w, read); err != nil {
			return problems, err
		}
	}
	return problems, tx.Commit()
}

func (x *Index) putOne(tx *sql.Tx, w library.Work, read map[string][]string) error {
	if err := dropRows(tx, w.ID); err != nil {
		return err
	}
	done, err := tx.Exec("INSERT INTO work (id, mark) VALUES ($1, $2)", w.ID, x.mark(w))
	if err != nil {
		return err
	}
	n, err := done.LastInsertId()
	if err != nil {
		return err
	}
	place := n << pageBits
	put := func(title, body, hash string, edition, number int) error {
		if _, err := tx.Exec("INSERT INTO page (place, copy, edition, number, body) VALUES ($1, $2, $3, $4, $5)", place, hash, edition, number, body); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO stem (rowid, title, body) VALUES ($1, $2, $3)", place, words.Stems(title), words.Stems(body))
		place++
		return err
	}
	title, body := card(w)
	if err := put(title, body, "", 0, 0); err != nil {
		return err
	}
	for i, e := range w.Editions {
		for _, c := range e.Copies {
			for number, page := range read[c.Hash] {
				if page == "" || place >= (n+1)<<pageBits-1 {
					continue
				}
				if err := put("", page, c.Hash, i, number+1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
