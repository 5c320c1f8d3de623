package edit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sojourn/format/xlsform"
)

// Duplicate puts a copy of a row, or of a whole group, below it. What is copied
// gets names of its own, and what refers to each other within the copy goes on
// doing so.
func Duplicate(row int) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		wb = clone(wb)
		s, n, m, err := span(wb, "survey", row)
		if err != nil {
			return nil, err
		}
		taken := map[string]bool{}
		name := s.Column("name")
		for _, r := range s.Rows {
			taken[text(r, name)] = true
		}
		rows := make([]xlsform.Row, m-n)
		fresh := map[string]string{}
		for k, r := range s.Rows[n:m] {
			rows[k] = xlsform.Row{Number: r.Number, Cells: slices.Clone(r.Cells)}
			if was := text(r, name); was != "" && nesting(s, r) >= 0 {
				fresh[was] = free(was, taken)
				rows[k].Cells[name] = fresh[was]
			}
		}
		for k := range rows {
			for c, cell := range rows[k].Cells {
				if !strings.Contains(cell, "${") {
					continue
				}
				for was, now := range fresh {
					cell = renamed(wb, cell, was, now)
				}
				rows[k].Cells[c] = cell
			}
		}
		insert(s, m, rows)
		return wb, nil
	}
}

var numbered = regexp.MustCompile(`_[0-9]+$`)

// free finds a name like the one given that nothing has, and takes it.
func free(name string, taken map[string]bool) string {
	const longest = 32 // as statistics programs take it
	stem := numbered.ReplaceAllString(name, "")
	for n := 2; ; n++ {
		end := fmt.Sprintf("_%d", n)
		letters := []rune(stem)
		try := string(letters[:min(len(letters), longest-len(end))]) + end
		if !taken[try] {
			taken[try] = true
			return try
		}
	}
}
