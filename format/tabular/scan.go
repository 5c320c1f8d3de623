package tabular

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"sojourn/study"
)

// maxRecord bounds the bytes of one record, so that a file whose quotation
// mark never closes does not fill the memory.
const maxRecord = 64 << 20

// A scanner reads the records of a CSV. The standard library's reader is not
// used because it turns CR LF inside a cell into LF, and a text must come back
// as it was written.
type scanner struct {
	name      string // of the file in problems
	in        *bufio.Reader
	separator byte
	text      []byte // of the record, cell after cell
	ends      []int  // where each cell ends in text
	record    int    // counted from 1
	marked    bool   // a quotation mark is in the record, so that it is no empty line
}

// newScanner passes over a byte order mark and finds out by the first line
// what stands between cells: the first comma, semicolon or tab in it.
func newScanner(name string, r io.Reader) (*scanner, error) {
	s := &scanner{name: name, in: bufio.NewReaderSize(r, 1<<16), separator: ','}
	start, err := s.in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("tabular: reading %s: %w", name, err)
	}
	if string(start) == byteOrderMark {
		if _, err := s.in.Discard(len(byteOrderMark)); err != nil {
			return nil, err
		}
	}
	start, _ = s.in.Peek(1 << 15) // an error comes back with the first record
	quoted := false
	for _, c := range start {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',' || c == ';' || c == '\t':
			s.separator = c
			return s, nil
		case c == '\n' || c == '\r':
			return s, nil
		}
	}
	return s, nil
}

// next reads a record; ok is false at the end of the file. Empty lines are
// passed over. Cells are valid until the next call.
func (s *scanner) next() (cells int, ok bool, err error) {
	for {
		s.text, s.ends, s.marked = s.text[:0], s.ends[:0], false
		s.record++
		ended, err := s.line()
		if err != nil {
			return 0, false, err
		}
		empty := len(s.ends) == 1 && len(s.text) == 0 && !s.marked
		if ended && empty {
			return 0, false, nil
		}
		if !empty {
			return len(s.ends), true, nil
		}
	}
}

// line reads up to the end of a record; ended is true at the end of the file.
func (s *scanner) line() (ended bool, err error) {
	for {
		c, err := s.in.ReadByte()
		if err == nil && c == '"' && s.atStart() {
			if err := s.quoted(); err != nil {
				return false, err
			}
			continue
		}
		switch {
		case errors.Is(err, io.EOF):
			s.ends = append(s.ends, len(s.text))
			return true, nil
		case err != nil:
			return false, fmt.Errorf("tabular: reading %s: %w", s.name, err)
		case c == s.separator:
			s.ends = append(s.ends, len(s.text))
		case c == '\n':
			s.ends = append(s.ends, len(s.text))
			return false, nil
		case c == '\r':
			if following, err := s.in.Peek(1); err == nil && following[0] == '\n' {
				s.in.Discard(1) // cannot fail: the byte was just seen
			}
			s.ends = append(s.ends, len(s.text))
			return false, nil
		default:
			s.text = append(s.text, c)
		}
		if len(s.text) > maxRecord {
			return false, s.problem("the row is longer than any row should be", "look for a quotation mark that is not closed")
		}
	}
}

func (s *scanner) atStart() bool {
	return len(s.ends) == 0 && len(s.text) == 0 || len(s.ends) > 0 && s.ends[len(s.ends)-1] == len(s.text)
}

// quoted reads what stands between quotation marks; two of them mean one.
func (s *scanner) quoted() error {
	s.marked = true
	for {
		c, err := s.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return s.problem("a quotation mark opens in this row and never closes", "close it; inside a cell a quotation mark is written twice")
		}
		if err != nil {
			return fmt.Errorf("tabular: reading %s: %w", s.name, err)
		}
		if c == '"' {
			following, err := s.in.Peek(1)
			if err != nil || following[0] != '"' {
				return nil
			}
			s.in.Discard(1) // cannot fail: the byte was just seen
		}
		s.text = append(s.text, c)
		if len(s.text) > maxRecord {
			return s.problem("the row is longer than any row should be", "look for a quotation mark that is not closed")
		}
	}
}

// cell is the text of a cell of the record.
func (s *scanner) cell(i int) []byte {
	start := 0
	if i > 0 {
		start = s.ends[i-1]
	}
	return s.text[start:s.ends[i]]
}

// strings copies the cells of the record.
func (s *scanner) strings() []string {
	cells := make([]string, len(s.ends))
	for i := range cells {
		cells[i] = string(s.cell(i))
	}
	return cells
}

func (s *scanner) problem(what, do string) study.Problem {
	return study.Problem{Severity: study.Error, Code: "csv", Where: s.name, Row: s.record, What: what, Do: do}
}
