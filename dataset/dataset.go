// Package dataset holds what was measured, as typed columns: variables with
// their labels in every language, code lists, and for every empty cell the
// reason why it is empty.
//
// It knows shapes and names. It does not know where values came from (see
// fieldwork), what is wrong with them (see clean) or what they mean for a
// population (see estimate). Columns are plain slices so that the statistics
// can run over a million rows without looking anything up.
package dataset

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sojourn/study"
)

// A Kind says which slice of a [Column] holds its values.
type Kind string

// The kinds of variable.
const (
	Categorical Kind = "categorical" // one category of a code list: Codes
	Multiple    Kind = "multiple"    // any number of categories: Sets
	Numeric     Kind = "numeric"     // Numbers
	Words       Kind = "words"       // free text or an ISO date: Texts
)

// A Scale is the level of measurement.
type Scale string

// The levels of measurement.
const (
	Nominal  Scale = "nominal"
	Ordinal  Scale = "ordinal" // the code list's order is the order of the scale
	Interval Scale = "interval"
)

// A Missing is the reason why a cell is empty. The zero value means that the
// cell is not empty.
type Missing uint8

// The reasons for an empty cell.
const (
	Present       Missing = iota
	NotAsked              // routing passed the item by
	Skipped               // shown, left without an answer
	Refused               // "prefer not to say"
	DontKnow              // "don't know"
	NotApplicable         // "does not apply to me"
	BrokeOff              // the respondent left before it
	NotInWave             // the person did not respond in this wave, or the wave did not ask
	Unknown               // data from elsewhere do not say why
	Withheld              // there may be an answer; a release keeps it back, so that nobody is recognised
)

var missingNames = [...]string{"", "not_asked", "skipped", "refused", "dont_know", "not_applicable", "broke_off", "not_in_wave", "unknown", "withheld"}

// Reasons lists every reason for an empty cell, in the order of the constants.
func Reasons() []Missing {
	var all []Missing
	for m := NotAsked; int(m) < len(missingNames); m++ {
		all = append(all, m)
	}
	return all
}

// String is the reason's stable name; empty for Present.
func (m Missing) String() string {
	if int(m) < len(missingNames) {
		return missingNames[m]
	}
	return "missing(" + strconv.Itoa(int(m)) + ")"
}

// ParseMissing is the reverse of [Missing.String].
func ParseMissing(s string) (Missing, error) {
	for i, name := range missingNames {
		if s == name {
			return Missing(i), nil
		}
	}
	return 0, fmt.Errorf("dataset: %q is no reason for an empty cell", s)
}

// A Category is one permitted value of a code list.
type Category struct {
	Code  string     `json:"code"`
	Label study.Text `json:"label"`
}

// A CodeList is the permitted values of a variable in their order.
type CodeList struct {
	Name       string     `json:"name"`
	Categories []Category `json:"categories"`
}

// MaxSet is the number of categories that a Multiple variable may have: its
// values are bit sets of one machine word.
const MaxSet = 64

// Index returns the place of the category with the given code, or -1.
func (l *CodeList) Index(code string) int {
	for i, c := range l.Categories {
		if c.Code == code {
			return i
		}
	}
	return -1
}

// Scores returns the numbers that the categories stand for, where every code is
// a number, as on a scale from 1 to 5; else nil, and no mean can be formed.
func (l *CodeList) Scores() []float64 {
	scores := make([]float64, len(l.Categories))
	for i, c := range l.Categories {
		x, err := strconv.ParseFloat(c.Code, 64)
		if err != nil {
			return nil
		}
		scores[i] = x
	}
	return scores
}

// A Variable is a named thing measured.
type Variable struct {
	Name  string       `json:"name"`
	Label study.Text   `json:"label"`
	Kind  Kind         `json:"kind"`
	Scale Scale        `json:"scale,omitempty"`
	Codes *CodeList    `json:"codes,omitempty"` // Categorical and Multiple
	Item  string       `json:"item,omitempty"`  // name of the item it comes from; empty if derived
	Wave  study.WaveID `json:"wave,omitempty"`  // 0 if it belongs to no single wave

	Universe study.Text `json:"universe,omitempty"` // who should have a value; empty: everybody asked
	Formula  string     `json:"formula,omitempty"`  // of a derived variable: what it was computed by
	Repeated *Repeated  `json:"repeated,omitempty"` // of an item that was asked several times; nil of all others
}

// A Repeated says that a variable is one time of something that the
// questionnaire asks several times, such as once for each country lived in.
type Repeated struct {
	Repeat string `json:"repeat"` // name of what is repeated
	Time   int    `json:"time"`   // counted from 1
	Name   string `json:"name"`   // of the variable, the same for all times
}

// A Column is the values of one variable. The slice that the variable's kind
// names, and Missing, have one entry a row; a value counts only where Missing
// is Present.
type Column struct {
	Variable
	Codes   []uint16 // index into Variable.Codes.Categories
	Sets    []uint64 // bit i is category i
	Numbers []float64
	Texts   []string
	Missing []Missing

	// Seen are the numbers that occur in all rows, where these are only some of
	// them: as many as [AsCategories] needs to say the same of all blocks.
	Seen []float64
}

// NewColumn returns a column of n rows, all empty for the reason why.
func NewColumn(v Variable, n int, why Missing) *Column {
	c := &Column{Variable: v, Missing: make([]Missing, n)}
	for i := range c.Missing {
		c.Missing[i] = why
	}
	switch v.Kind {
	case Categorical:
		c.Codes = make([]uint16, n)
	case Multiple:
		c.Sets = make([]uint64, n)
	case Numeric:
		c.Numbers = make([]float64, n)
	case Words:
		c.Texts = make([]string, n)
	}
	return c
}

// Len is the number of rows.
func (c *Column) Len() int { return len(c.Missing) }

// Given counts the cells that have a value.
func (c *Column) Given() int {
	n := 0
	for _, m := range c.Missing {
		if m == Present {
			n++
		}
	}
	return n
}

// CodeAt returns the code of a Categorical column at a row; empty where the
// cell is empty.
func (c *Column) CodeAt(row int) string {
	if c.Missing[row] != Present {
		return ""
	}
	return c.Variable.Codes.Categories[c.Codes[row]].Code
}

// Text writes the value at a row: a code, the codes of a set with spaces
// between, a number, a text; empty where the cell is empty.
func (c *Column) Text(row int) string {
	if c.Missing[row] != Present {
		return ""
	}
	switch c.Kind {
	case Categorical:
		return c.CodeAt(row)
	case Multiple:
		return strings.Join(c.Picked(row), " ")
	case Numeric:
		return strconv.FormatFloat(c.Numbers[row], 'g', -1, 64)
	}
	return c.Texts[row]
}

// Picked lists the codes of a Multiple column at a row.
func (c *Column) Picked(row int) []string {
	var codes []string
	for k, category := range c.Variable.Codes.Categories {
		if c.Sets[row]>>k&1 == 1 {
			codes = append(codes, category.Code)
		}
	}
	return codes
}

// Copy puts row from of the column src into row to. Both columns must be of
// the same kind and, where they have one, of the same code list.
func (c *Column) Copy(to int, src *Column, from int) {
	c.Missing[to] = src.Missing[from]
	switch c.Kind {
	case Categorical:
		c.Codes[to] = src.Codes[from]
	case Multiple:
		c.Sets[to] = src.Sets[from]
	case Numeric:
		c.Numbers[to] = src.Numbers[from]
	case Words:
		c.Texts[to] = src.Texts[from]
	}
}

// A Dataset is a table of columns of equal length.
type Dataset struct {
	Rows    int
	Columns []*Column
	index   map[string]*Column
}

// New returns an empty dataset of n rows.
func New(n int) *Dataset { return &Dataset{Rows: n, index: map[string]*Column{}} }

// Add appends a column. It is an error if the length differs from that of the
// dataset or the name is taken.
func (d *Dataset) Add(c *Column) error {
	if c.Len() != d.Rows {
		return fmt.Errorf("dataset: column %s has %d rows, the dataset %d", c.Name, c.Len(), d.Rows)
	}
	if _, taken := d.index[c.Name]; taken {
		return fmt.Errorf("dataset: two columns are named %s", c.Name)
	}
	d.index[c.Name] = c
	d.Columns = append(d.Columns, c)
	return nil
}

// Clone is a dataset of the same columns, to which others can be added.
func (d *Dataset) Clone() *Dataset {
	return &Dataset{Rows: d.Rows, Columns: slices.Clone(d.Columns), index: maps.Clone(d.index)}
}

// SortedBy is the dataset with its rows in the order of a Words column of the
// same length.
func (d *Dataset) SortedBy(key *Column) (*Dataset, error) {
	rows := make([]int, d.Rows)
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int { return strings.Compare(key.Texts[a], key.Texts[b]) })
	sorted := New(d.Rows)
	for _, c := range d.Columns {
		to := NewColumn(c.Variable, d.Rows, Skipped)
		for i, row := range rows {
			to.Copy(i, c, row)
		}
		if err := sorted.Add(to); err != nil {
			return nil, err
		}
	}
	return sorted, nil
}

// Column returns the column of the given name, or [study.ErrNotFound].
func (d *Dataset) Column(name string) (*Column, error) {
	if c, ok := d.index[name]; ok {
		return c, nil
	}
	return nil, fmt.Errorf("dataset: no variable %s: %w", name, study.ErrNotFound)
}

// InWave is the name under which a linked dataset, one row a person, keeps an
// item of a wave: "life_sat_w2".
func InWave(item string, wave study.WaveID) string {
	return item + "_w" + strconv.Itoa(int(wave))
}
