package library

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sojourn/study"
)

// PercentUnit is the unit of shares.
const PercentUnit = "percent"

// A Finding is a figure that a work publishes, where it stands and of whom it
// speaks: one row of library/findings.csv.
type Finding struct {
	ID       string
	Work     ID
	Language study.Lang // of the edition that says so; empty where all do
	Page     int
	Figure   string
	Section  string
	Measure  string // the same name wherever the same thing is measured
	LabelEN  string // as the work words it
	LabelRU  string
	Group    string // of whom: "wave=1; country=GE"
	Category string // the answer: "yes"
	Value    string // as printed, or what Formula gives
	Formula  string // of a value that follows from others, such as "={a}-{b}"
	Unit     string
	Base     int // people; 0 where the work does not say
	Sample   string
	Note     string
}

// Number is the value where it is one.
func (f Finding) Number() (float64, bool) {
	x, err := strconv.ParseFloat(strings.ReplaceAll(f.Value, ",", "."), 64)
	return x, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x)
}

// columns of findings.csv. "source" is taken for "work", and a missing column is empty.
var columns = []string{"id", "work", "language", "page", "figure", "section", "measure", "label_en", "label_ru", "group", "category", "value", "unit", "base_n", "sample", "note"}

// ReadFindings reads a table of findings. A row that cannot be used is listed
// with its number and left out.
func ReadFindings(file string, r io.Reader) ([]Finding, study.Problems) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return nil, study.Problems{{Severity: study.Error, Code: "no-table", Where: file, What: "there is no table", Do: "begin with the line " + strings.Join(columns, ",")}}
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")
		if name == "source" {
			name = "work"
		}
		at[name] = i
	}
	var found []Finding
	var ps study.Problems
	seen, rows := map[string]bool{}, map[string]int{}
	for row := 2; ; row++ {
		record, err := in.Read()
		if err == io.EOF {
			return derived(file, found, rows, ps)
		}
		problem := func(column, what, do string) {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "finding", Where: file, Row: row, Column: column, What: what, Do: do})
		}
		if err != nil {
			problem("", "the row is not in the form of CSV", "mend its quotation marks")
			return derived(file, found, rows, ps)
		}
		f, column, what := finding(record, at)
		switch {
		case what != "":
			problem(column, what, "correct the cell")
		case seen[f.ID]:
			problem("id", fmt.Sprintf("the id %q stands twice", f.ID), "give each finding its own")
		default:
			found = append(found, f)
		}
		seen[f.ID], rows[f.ID] = true, row
	}
}

// finding reads one row; column and what say what is wrong with it.
func finding(record []string, at map[string]int) (f Finding, column, what string) {
	cell := func(name string) string {
		if i, ok := at[name]; ok && i < len(record) {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	f = Finding{ID: cell("id"), Work: ID(cell("work")), Language: study.Lang(cell("language")), Figure: cell("figure"), Section: cell("section"), Measure: cell("measure"), LabelEN: cell("label_en"),
		LabelRU: cell("label_ru"), Group: cell("group"), Category: cell("category"), Value: cell("value"), Unit: cell("unit"), Sample: cell("sample"), Note: cell("note")}
	if strings.HasPrefix(f.Value, "=") {
		f.Formula = f.Value
	}
	for name, to := range map[string]*int{"page": &f.Page, "base_n": &f.Base} {
		text := strings.ReplaceAll(cell(name), " ", "")
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return f, name, fmt.Sprintf("%q is no whole number", text)
		}
		*to = n
	}
	switch {
	case f.ID == "":
		return f, "id", "the finding has no id"
	case !f.Work.Valid():
		return f, "work", fmt.Sprintf("%q cannot be the name of a work", f.Work)
	case f.Value == "":
		return f, "value", "the finding has no value"
	}
	return f, "", ""
}

// WriteFindings writes a table of findings.
func WriteFindings(w io.Writer, findings []Finding) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return fmt.Errorf("library: findings: %w", err)
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	for _, f := range findings {
		if err := out.Write([]string{f.ID, string(f.Work), string(f.Language), number(f.Page), f.Figure, f.Section, f.Measure, f.LabelEN, f.LabelRU, f.Group, f.Category, cmp.Or(f.Formula, f.Value), f.Unit, number(f.Base), f.Sample, f.Note}); err != nil {
			return fmt.Errorf("library: findings: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// A Contradiction is a list of findings that say of the same measure, group,
// category, sample and unit different things.
type Contradiction struct {
	Measure, Group, Category, Unit, Sample string
	Says                                   []Finding
}

// Contradictions puts findings that contradict each other side by side, those of
// two editions or pages of one work as well as those of two works. Numbers agree
// if the coarser of the two, rounded as it is printed, is the other: 42 and 41.6
// do, 42 and 43 do not. They come in the order of the findings.
func Contradictions(findings []Finding) []Contradiction {
	type key struct{ measure, group, category, unit, sample string }
	by := map[key][]Finding{}
	var order []key
	for _, f := range findings {
		if f.Measure == "" {
			continue
		}
		k := key{f.Measure, f.Group, f.Category, f.Unit, f.Sample}
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], f)
	}
	var found []Contradiction
	for _, k := range order {
		says := by[k]
		if slices.ContainsFunc(says, func(f Finding) bool { return !agree(says[0], f) }) {
			found = append(found, Contradiction{k.measure, k.group, k.category, k.unit, k.sample, says})
		}
	}
	return found
}

// Decimals is how many digits the work prints after the point.
func (f Finding) Decimals() int { return decimals(f.Value) }

func agree(a, b Finding) bool {
	x, ok := a.Number()
	y, also := b.Number()
	if !ok || !also {
		return a.Value == b.Value
	}
	digits := min(decimals(a.Value), decimals(b.Value))
	half := 0.5 * math.Pow(10, -float64(digits))
	if decimals(a.Value) == decimals(b.Value) {
		return x == y
	}
	return math.Abs(x-y) <= half+1e-9
}

func decimals(s string) int {
	_, after, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	return len(after)
}
