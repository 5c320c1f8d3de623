package archive

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// Amend changes a work and writes what differs into its file: comments, order and
// whatever else its author wrote stay.
func (l *Library) Amend(id library.ID, change func(*library.Work) error) error {
	text, version, err := l.Source(id)
	if err != nil {
		return err
	}
	w, ps := library.Read(id.File(), text)
	if ps.Err() != nil {
		return ps
	}
	if err := change(&w); err != nil {
		return err
	}
	if text, err = library.Edit(id.File(), text, w); err != nil {
		return err
	}
	return l.Replace(id, version, text)
}

// AddFinding writes a finding under the others. The table keeps its columns and
// every row as it is; a finding that fills a column which it lacks is refused. A
// finding without an id gets the next that is free.
func (l *Library) AddFinding(f library.Finding) error {
	l.adding.Lock()
	defer l.adding.Unlock()
	name := filepath.Join(l.Dir, filepath.FromSlash(library.FindingsFile))
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		var b bytes.Buffer
		err = library.WriteFindings(&b, nil)
		text = b.Bytes()
	}
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	there, _ := library.ReadFindings(library.FindingsFile, bytes.NewReader(text))
	if f.ID == "" {
		f.ID = freeID(string(f.Work), there)
	}
	row, err := rowOf(f, text)
	if err != nil {
		return err
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	text = append(text, row...)
	after, ps := library.ReadFindings(library.FindingsFile, bytes.NewReader(text))
	if len(after) != len(there)+1 {
		return errors.Join(ps.Err(), study.Problem{Severity: study.Error, Code: "finding", Where: library.FindingsFile, What: "the finding cannot be added", Do: "give it a value, and an id that no other has"})
	}
	return writeFile(name, text)
}

func freeID(work string, there []library.Finding) string {
	taken := map[string]bool{}
	for _, f := range there {
		taken[f.ID] = true
	}
	for n := 1; ; n++ {
		if id := fmt.Sprintf("%s-%03d", work, n); !taken[id] {
			return id
		}
	}
}

// rowOf writes a finding in the columns of a table.
func rowOf(f library.Finding, table []byte) ([]byte, error) {
	in := csv.NewReader(bytes.NewReader(table))
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "no-table", Where: library.FindingsFile, What: "there is no table", Do: "mend its first line, or take the file away"}
	}
	var b bytes.Buffer
	if err := library.WriteFindings(&b, []library.Finding{f}); err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	value := map[string]string{}
	for i, column := range rows[0] {
		value[column] = rows[1][i]
	}
	row := make([]string, len(head))
	for i, column := range head {
		if column = strings.TrimPrefix(strings.TrimSpace(column), "\ufeff"); column == "source" {
			column = "work"
		}
		row[i] = value[column]
		delete(value, column)
	}
	for column, left := range value {
		if left != "" {
			return nil, study.Problem{Severity: study.Error, Code: "no-column", Where: library.FindingsFile, Row: 1, Column: column, What: "the table has no column for it", Do: "add the column " + column + " to the first line"}
		}
	}
	b.Reset()
	out := csv.NewWriter(&b)
	out.UseCRLF = bytes.Contains(table, []byte("\r\n"))
	if err := out.Write(row); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	out.Flush()
	return b.Bytes(), out.Error()
}
