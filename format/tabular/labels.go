package tabular

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// A Legend is what a file of labels says about the columns of a CSV.
type Legend struct {
	Variables []dataset.Variable
	// Missing tells by variable which contents of a cell are no value but the
	// reason for an empty one, such as -99 for refused. Files that this package
	// wrote need none.
	Missing map[string]map[string]dataset.Missing
	// Guarded tells in which variables an apostrophe before a text is none of
	// the text's, see [Guarded].
	Guarded map[string]bool
}

// LegendOf is the legend of a dataset.
func LegendOf(d *dataset.Dataset) Legend {
	l := Legend{Variables: make([]dataset.Variable, len(d.Columns))}
	for i, c := range d.Columns {
		l.Variables[i] = c.Variable
	}
	return l
}

// The columns of a file of labels. A column "label.LANG" follows for each
// language.
const (
	variableColumn = "variable"
	rowColumn      = "row" // variable, category or missing
	codeColumn     = "code"
	reasonColumn   = "reason"
	kindColumn     = "kind"
	scaleColumn    = "scale"
	itemColumn     = "item"
	waveColumn     = "wave"
	listColumn     = "list"
	guardColumn    = "guard" // only of the guarded profile
	labelPrefix    = "label."
)

const (
	variableRow = "variable"
	categoryRow = "category"
	missingRow  = "missing"
)

var fixedColumns = []string{variableColumn, rowColumn, codeColumn, reasonColumn, kindColumn, scaleColumn, itemColumn, waveColumn, listColumn, guardColumn}

// WriteLabels writes the file of labels that belongs to [WriteData]: a row for
// each variable, then one for each of its categories, then one for each reason
// for which its cells are empty, with the labels in every language.
func WriteLabels(w io.Writer, d *dataset.Dataset, o Options) error {
	e := encoder{o}
	out := bufio.NewWriter(w)
	var line []byte
	for _, record := range labelRecords(d, o.Profile == Guarded) {
		line = e.record(line, record)
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("tabular: writing labels: %w", err)
		}
		line = line[:0]
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("tabular: writing labels: %w", err)
	}
	return nil
}

// labelRecords are the rows of the file of labels, the heading first. The
// column guard is the last of the fixed ones.
func labelRecords(d *dataset.Dataset, guarded bool) [][]string {
	langs := languages(LegendOf(d).Variables)
	head := slices.Clone(fixedColumns)
	if !guarded {
		head = head[:len(head)-1]
	}
	fixed := len(head)
	for _, lang := range langs {
		head = append(head, labelPrefix+string(lang))
	}
	records := [][]string{head}
	add := func(v dataset.Variable, row, code, reason string, label study.Text) {
		r := make([]string, fixed)
		copy(r, []string{v.Name, row, code, reason})
		if row == variableRow {
			wave, list := "", ""
			if v.Wave != 0 {
				wave = strconv.Itoa(int(v.Wave))
			}
			if v.Codes != nil {
				list = v.Codes.Name
			}
			copy(r[4:], []string{string(v.Kind), string(v.Scale), v.Item, wave, list})
			if guarded && v.Kind != dataset.Numeric {
				r[fixed-1] = "apostrophe"
			}
		}
		for _, lang := range langs {
			r = append(r, label[lang])
		}
		records = append(records, r)
	}
	for _, c := range d.Columns {
		add(c.Variable, variableRow, "", "", c.Label)
		if c.Variable.Codes != nil {
			for _, category := range c.Variable.Codes.Categories {
				add(c.Variable, categoryRow, category.Code, "", category.Label)
			}
		}
		for _, why := range reasons(c) {
			add(c.Variable, missingRow, "", why.String(), labelled.ReasonText(why))
		}
	}
	return records
}

// reasons lists the reasons for which cells of the column are empty, in their
// fixed order.
func reasons(c *dataset.Column) []dataset.Missing {
	var used [256]bool
	for _, m := range c.Missing {
		used[m] = true
	}
	return slices.DeleteFunc(dataset.Reasons(), func(m dataset.Missing) bool { return !used[m] })
}

// ReadLabels reads a file of labels. Columns that it does not know are passed
// over with a warning.
func ReadLabels(r io.Reader) (Legend, study.Problems, error) {
	const name = "labels"
	s, err := newScanner(name, r)
	if err != nil {
		return Legend{}, nil, err
	}
	if _, ok, err := s.next(); err != nil || !ok {
		if err == nil {
			err = s.problem("the file of labels is empty", "choose the file that was written beside the data")
		}
		return Legend{}, nil, err
	}
	l := labelReader{scanner: s, at: map[string]int{}, index: map[string]int{}}
	if err := l.heading(s.strings()); err != nil {
		return Legend{}, nil, err
	}
	for {
		_, ok, err := s.next()
		if err != nil {
			return Legend{}, l.problems, err
		}
		if !ok {
			return l.legend, l.problems, l.problems.Err()
		}
		l.row(s.strings())
	}
}

// A labelReader builds a legend row by row.
type labelReader struct {
	*scanner
	at       map[string]int // column by name
	langs    []study.Lang   // of the columns that hold labels
	langAt   []int
	legend   Legend
	index    map[string]int // variable by name
	problems study.Problems
	guarded  bool // the file itself is
}

func (l *labelReader) heading(names []string) error {
	for i, name := range names {
		name = strings.TrimSpace(name)
		if lang, ok := strings.CutPrefix(name, labelPrefix); ok {
			l.langs, l.langAt = append(l.langs, study.Lang(lang)), append(l.langAt, i)
			continue
		}
		if !slices.Contains(fixedColumns, name) {
			l.warn(name, "this column is not understood and is passed over", "")
		}
		l.at[name] = i
	}
	_, l.guarded = l.at[guardColumn]
	for _, name := range []string{variableColumn, rowColumn} {
		if _, ok := l.at[name]; !ok {
			return l.problem("the file of labels has no column "+name, "give it the columns "+strings.Join(fixedColumns, ", "))
		}
	}
	return nil
}

func (l *labelReader) warn(column, what, do string) {
	l.problems = append(l.problems, study.Problem{Severity: study.Warning, Code: "labels", Where: l.name, Row: l.record, Column: column, What: what, Do: do})
}

func (l *labelReader) refuse(column, what, do string) {
	p := l.problem(what, do)
	p.Column = column
	l.problems = append(l.problems, p)
}

func (l *labelReader) row(cells []string) {
	if l.guarded {
		for i := range cells {
			cells[i] = strings.TrimPrefix(cells[i], guard)
		}
	}
	get := func(name string) string {
		if i, ok := l.at[name]; ok && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	label := study.Text{}
	for k, i := range l.langAt {
		if i < len(cells) && cells[i] != "" {
			label[l.langs[k]] = cells[i]
		}
	}
	name := get(variableColumn)
	if get(rowColumn) == variableRow {
		l.variable(name, label, get)
		return
	}
	i, ok := l.index[name]
	if !ok {
		l.refuse(variableColumn, fmt.Sprintf("variable %q has no row of its own before this one", name), "put its row \"variable\" first")
		return
	}
	switch v := &l.legend.Variables[i]; get(rowColumn) {
	case categoryRow:
		l.category(v, dataset.Category{Code: get(codeColumn), Label: label})
	case missingRow:
		l.missing(v.Name, get(codeColumn), get(reasonColumn))
	default:
		l.refuse(rowColumn, "this is none of variable, category, missing", "write one of the three")
	}
}

func (l *labelReader) variable(name string, label study.Text, get func(string) string) {
	v := dataset.Variable{Name: name, Label: label, Kind: dataset.Kind(get(kindColumn)), Scale: dataset.Scale(get(scaleColumn)), Item: get(itemColumn)}
	if _, taken := l.index[name]; taken || name == "" {
		l.refuse(variableColumn, fmt.Sprintf("the variable %q is described twice or has no name", name), "give each variable one row and a name")
		return
	}
	switch v.Kind {
	case dataset.Categorical, dataset.Multiple:
		v.Codes = &dataset.CodeList{Name: get(listColumn)}
	case dataset.Numeric, dataset.Words:
	default:
		l.refuse(kindColumn, "the kind of the variable is none of categorical, multiple, numeric, words", "write one of the four")
	}
	if wave := get(waveColumn); wave != "" {
		n, err := strconv.Atoi(wave)
		if err != nil || n < 0 {
			l.refuse(waveColumn, "the wave is no number", "write 1, 2, 3 … or nothing")
		}
		v.Wave = study.WaveID(n)
	}
	if get(guardColumn) != "" {
		if l.legend.Guarded == nil {
			l.legend.Guarded = map[string]bool{}
		}
		l.legend.Guarded[name] = true
	}
	l.index[name] = len(l.legend.Variables)
	l.legend.Variables = append(l.legend.Variables, v)
}

func (l *labelReader) category(v *dataset.Variable, c dataset.Category) {
	switch {
	case v.Codes == nil:
		l.refuse(rowColumn, fmt.Sprintf("variable %s has a category and is neither categorical nor multiple", v.Name), "correct its kind, or take the category out")
	case c.Code == "" || v.Codes.Index(c.Code) >= 0:
		l.refuse(codeColumn, fmt.Sprintf("variable %s has a category without a code, or two with the same", v.Name), "give each category a code of its own")
	case v.Kind == dataset.Multiple && len(v.Codes.Categories) == dataset.MaxSet:
		l.refuse(rowColumn, fmt.Sprintf("variable %s has more than %d categories", v.Name, dataset.MaxSet), "make it several variables")
	case len(v.Codes.Categories) > math.MaxUint16:
		l.refuse(rowColumn, fmt.Sprintf("variable %s has more than %d categories", v.Name, math.MaxUint16+1), "make it a variable of kind words")
	default:
		v.Codes.Categories = append(v.Codes.Categories, c)
	}
}

func (l *labelReader) missing(variable, code, reason string) {
	why, err := dataset.ParseMissing(reason)
	if err != nil || why == dataset.Present {
		l.refuse(reasonColumn, fmt.Sprintf("variable %s has a row \"missing\" whose reason is not known", variable), "write one of "+reasonNames())
		return
	}
	if code == "" {
		return // a file of our own: the reason stands in a column beside
	}
	if l.legend.Missing == nil {
		l.legend.Missing = map[string]map[string]dataset.Missing{}
	}
	if l.legend.Missing[variable] == nil {
		l.legend.Missing[variable] = map[string]dataset.Missing{}
	}
	l.legend.Missing[variable][code] = why
}

func reasonNames() string {
	var names []string
	for _, m := range dataset.Reasons() {
		names = append(names, m.String())
	}
	return strings.Join(names, ", ")
}
