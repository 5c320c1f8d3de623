package tabular

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sojourn/dataset"
	"sojourn/study"
)

// ReadData reads a CSV whose columns the legend describes. Commas, semicolons
// and tabs between cells are all understood, a decimal comma only where it
// separates nothing.
//
// An empty cell without a word on why has the reason Unknown. A cell whose
// contents the legend does not allow stays empty in the same way, and a warning
// names the variable and the number of such cells; what is in them is never
// repeated. A file that would be read wrongly is refused: rows of unequal
// length, two columns of one name, another encoding than UTF-8.
func ReadData(r io.Reader, l Legend) (*dataset.Dataset, study.Problems, error) {
	s, err := newScanner("data", r)
	if err != nil {
		return nil, nil, err
	}
	width, ok, err := s.next()
	if err != nil {
		return nil, nil, err
	}
	if !ok {
		return nil, nil, s.problem("the file is empty", "choose a CSV with a heading of variable names")
	}
	targets, problems, err := match(s, l)
	if err != nil {
		return nil, problems, err
	}
	rows := 0
	for {
		n, ok, err := s.next()
		if err != nil {
			return nil, problems, err
		}
		if !ok {
			break
		}
		if n != width {
			return nil, problems, s.problem(fmt.Sprintf("the row has %d cells and the heading %d", n, width), "look for a separator or a quotation mark too many in this row or the one before")
		}
		for _, t := range targets {
			if err := t.take(s); err != nil {
				return nil, problems, err
			}
		}
		rows++
	}
	d := dataset.New(rows)
	for _, t := range targets {
		if t.strange > 0 {
			problems = append(problems, problem(study.Warning, t.column.Name, fmt.Sprintf("the labels do not allow what stands in %s; it is read as empty, the reason not known", study.Counted(t.strange, "cell")), "complete the labels, or correct the file"))
		}
		if err := d.Add(t.column); err != nil {
			return nil, problems, err
		}
	}
	return d, problems, nil
}

// A target is a column of the dataset and where its cells stand in the file.
type target struct {
	column  *dataset.Column
	value   int
	reason  int // -1: there is no such column
	codes   map[string]int
	missing map[string]dataset.Missing // by the contents of the value's cell
	reasons map[string]dataset.Missing // by the contents of the reason's cell
	guarded bool                       // an apostrophe at the beginning is none of the text's
	strange int                        // cells that could not be understood
}

// match finds the columns of the variables by the heading.
func match(s *scanner, l Legend) ([]*target, study.Problems, error) {
	heading := s.strings()
	at := map[string]int{}
	for i, name := range heading {
		if len(l.Guarded) > 0 {
			name = strings.TrimPrefix(name, guard)
			heading[i] = name
		}
		if _, twice := at[name]; twice {
			return nil, nil, s.problem(fmt.Sprintf("two columns are named %q", name), "rename one of them")
		}
		at[name] = i
	}
	var targets []*target
	var problems study.Problems
	known := map[string]bool{}
	reasons := map[string]dataset.Missing{}
	for _, m := range append(dataset.Reasons(), dataset.Present) {
		reasons[m.String()] = m
	}
	for _, v := range l.Variables {
		i, ok := at[v.Name]
		if !ok {
			problems = append(problems, problem(study.Warning, v.Name, "the data have no column of this name", "correct the name in the heading or in the labels"))
			continue
		}
		t := &target{column: dataset.NewColumn(v, 0, dataset.Present), value: i, reason: -1, missing: l.Missing[v.Name], reasons: reasons, guarded: l.Guarded[v.Name]}
		if k, ok := at[v.Name+missingSuffix]; ok {
			t.reason = k
		}
		known[v.Name], known[v.Name+missingSuffix] = true, true
		if v.Codes != nil {
			t.codes = make(map[string]int, len(v.Codes.Categories))
			for k, category := range v.Codes.Categories {
				t.codes[category.Code] = k
				known[v.Name+between+category.Code] = true
			}
		}
		targets = append(targets, t)
	}
	problems = append(problems, undescribed(heading, known)...)
	if len(targets) == 0 {
		return nil, problems, s.problem("no column of the file is described by the labels", "check that data and labels belong together")
	}
	return targets, problems, nil
}

// undescribed is one warning that names all columns of which the labels say
// nothing: a codebook of one wave beside the data of three lacks hundreds.
func undescribed(heading []string, known map[string]bool) study.Problems {
	var names []string
	for _, name := range heading {
		variable, why := strings.CutSuffix(name, missingSuffix)
		if !known[name] && !(why && slices.Contains(names, variable)) {
			names = append(names, name)
		}
	}
	switch len(names) {
	case 0:
		return nil
	case 1:
		return study.Problems{problem(study.Warning, names[0], "the labels do not describe this column; it is passed over", "describe it in the labels if it is wanted")}
	}
	return study.Problems{problem(study.Warning, names[0], fmt.Sprintf("the labels do not describe %s, passed over here: %s", study.Counted(len(names), "column"), strings.Join(names, ", ")), "describe them in the labels if they are wanted")}
}

// take adds the row's cell to the column.
func (t *target) take(s *scanner) error {
	why, told := dataset.Unknown, false
	if t.reason >= 0 {
		if why, told = t.reasons[string(s.cell(t.reason))]; !told {
			t.strange++
		}
	}
	content := s.cell(t.value)
	if t.guarded {
		content = bytes.TrimPrefix(content, []byte(guard))
	}
	if m, ok := t.missing[string(content)]; ok {
		why, content, told = m, nil, true
	}
	if told && why != dataset.Present {
		content = nil
	}
	if t.column.Kind == dataset.Words && !utf8.Valid(content) {
		return s.problem("the file is not in UTF-8", "save it as \"CSV UTF-8\"")
	}
	ok := t.add(content, told && why == dataset.Present, s.separator != ',')
	if !ok && len(content) > 0 {
		t.strange++
	}
	switch {
	case ok:
		why = dataset.Present
	case why == dataset.Present:
		why = dataset.Unknown
	}
	t.column.Missing = append(t.column.Missing, why)
	return nil
}

// add appends a value and reports whether the cell had one. An empty cell has
// one only if it is said to be there: an empty text, or a set without members.
func (t *target) add(content []byte, there, decimalComma bool) bool {
	c := t.column
	switch c.Kind {
	case dataset.Categorical:
		k, ok := t.codes[string(content)]
		c.Codes = append(c.Codes, uint16(k))
		return ok
	case dataset.Multiple:
		set, ok := t.set(content)
		c.Sets = append(c.Sets, set)
		return ok && (len(content) > 0 || there)
	case dataset.Numeric:
		x, err := strconv.ParseFloat(string(content), 64)
		if err != nil && decimalComma {
			x, err = strconv.ParseFloat(string(bytes.Replace(content, []byte{','}, []byte{'.'}, 1)), 64)
		}
		if err != nil || math.IsNaN(x) && !there { // others write NaN for an empty cell
			c.Numbers = append(c.Numbers, 0)
			return false
		}
		c.Numbers = append(c.Numbers, x)
		return true
	}
	c.Texts = append(c.Texts, string(content))
	return len(content) > 0 || there
}

// set reads codes with spaces between them.
func (t *target) set(content []byte) (uint64, bool) {
	var set uint64
	for code := range bytes.FieldsSeq(content) {
		k, ok := t.codes[string(code)]
		if !ok {
			return 0, false
		}
		set |= 1 << k
	}
	return set, true
}

// Heading reads the names in the first row of a CSV.
func Heading(r io.Reader) ([]string, error) {
	s, err := newScanner("data", r)
	if err != nil {
		return nil, err
	}
	if _, ok, err := s.next(); err != nil || !ok {
		if err == nil {
			err = s.problem("the file is empty", "choose a CSV with a heading of variable names")
		}
		return nil, err
	}
	return s.strings(), nil
}
