package library

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/study"
)

const fence = "---\n"

// Read reads the file of a work. The name is that of the file, by which problems
// say where they are; the ID is taken from it.
func Read(name string, data []byte) (Work, study.Problems) {
	id := ID(strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], ".md"))
	front, notes, ok := split(string(data))
	if !ok {
		return Work{ID: id}, study.Problems{{Severity: study.Error, Code: "no-front-matter", Where: name, Row: 1,
			What: "the file does not begin with front matter", Do: "put the work's fields between two lines of ---, or import the file with: sojourn library import"}}
	}
	w := Work{ID: id, Notes: notes}
	// The line of the first fence is kept empty, so that lines are counted as in the file.
	if err := study.Decode(name, []byte("\n"+front), &w); err != nil {
		return Work{ID: id}, placed(err)
	}
	ps := w.Check(name)
	lines := linesOf(front)
	for i := range ps {
		ps[i].Row = lines[strings.SplitN(ps[i].Column, ".", 2)[0]]
	}
	return w, ps
}

// split takes front matter and notes apart.
func split(text string) (front, notes string, ok bool) {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	rest, begins := strings.CutPrefix(text, fence)
	if !begins {
		return "", "", false
	}
	if notes, empty := strings.CutPrefix(rest, fence); empty {
		return "", notes, true
	}
	if strings.HasSuffix(rest, "\n---") {
		rest += "\n"
	}
	front, notes, ok = strings.Cut(rest, "\n"+fence)
	return front + "\n", strings.TrimPrefix(notes, "\n"), ok
}

var lineNumber = regexp.MustCompile(`line (\d+): `)

// placed moves the line that a YAML problem names into the place of the problem.
func placed(err error) study.Problems {
	ps, ok := err.(study.Problems)
	if !ok {
		return study.Problems{{Severity: study.Error, Code: "yaml", What: err.Error(), Do: "mend the file"}}
	}
	for i, p := range ps {
		if m := lineNumber.FindStringSubmatch(p.What); m != nil {
			ps[i].Row, _ = strconv.Atoi(m[1])
			ps[i].What = strings.Replace(p.What, m[0], "", 1)
		}
	}
	return ps
}

// linesOf gives the line of the file on which each field begins.
func linesOf(front string) map[string]int {
	lines := map[string]int{}
	n := 1
	for line := range strings.Lines(front) {
		n++
		if key, _, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
			lines[key] = n
		}
	}
	return lines
}

// Write gives the file of the work. What [Read] read from a file written so is
// written to the same bytes.
func (w Work) Write() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(fence)
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(w); err != nil {
		return nil, fmt.Errorf("library: writing %s: %w", w.ID, err)
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("library: writing %s: %w", w.ID, err)
	}
	b.WriteString(fence)
	if w.Notes != "" {
		b.WriteString("\n" + strings.TrimRight(w.Notes, "\n") + "\n")
	}
	return b.Bytes(), nil
}
