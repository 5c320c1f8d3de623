package export

import (
	"fmt"
	"strings"
	"unicode"

	"sojourn/study"
)

// note keeps a warning of a file under the file's name and that of the
// variable.
func (w *writer) note(file string, p study.Problem) {
	if p.Severity != study.Warning {
		return
	}
	if name, ok := strings.CutPrefix(p.Where, "variable "); ok && p.Column == "" {
		p.Column = name
	}
	p.Where = file
	w.problems = append(w.problems, p)
}

// gathered tells warnings of one file that differ in the variable and in
// numbers only as one, which names all the variables: a hundred lines of the
// same are read by nobody.
func gathered(ps study.Problems) study.Problems {
	var all study.Problems
	at := map[string]int{}
	others := map[int][]string{}
	for _, p := range ps {
		key := p.Where + "\n" + p.Code + "\n" + withoutNumbers(p.What)
		if i, ok := at[key]; ok && p.Column != "" {
			others[i] = append(others[i], p.Column)
			continue
		}
		at[key] = len(all)
		all = append(all, p)
	}
	for i, names := range others {
		all[i].What += fmt.Sprintf(" (the like in %d more: %s)", len(names), strings.Join(names, ", "))
	}
	return all
}

func withoutNumbers(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}
