package estimate

import (
	"fmt"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
	"sojourn/weight"
)

// A Derived is a variable made for one estimate: a recode, an indicator, a sum.
// Who lacks a value of a variable in the expression lacks the derived one too.
type Derived struct {
	Name  string     `yaml:"name" json:"name"`
	Value string     `yaml:"value" json:"value"` // expression over the linked dataset and the variables derived before
	Label study.Text `yaml:"label,omitempty" json:"label,omitempty"`

	// Categories are the codes in their order, where the variable is to have
	// categories and no numbers; a single "*" takes the values that occur, by
	// size. Every other value is an error.
	Categories []string `yaml:"categories,omitempty" json:"categories,omitempty"`
}

// anyCategory stands for the values that occur.
const anyCategory = "*"

// derived returns the dataset with the spec's own variables. It is an error
// if one cannot be worked out.
func derived(spec Spec, d *dataset.Dataset) (*dataset.Dataset, error) {
	if len(spec.Derive) == 0 {
		return d, nil
	}
	with := dataset.New(d.Rows)
	for _, c := range d.Columns {
		if err := with.Add(c); err != nil {
			return nil, err
		}
	}
	for _, v := range spec.Derive {
		c, err := v.column(with)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.Name, err)
		}
		if err := with.Add(c); err != nil {
			return nil, err
		}
	}
	return with, nil
}

// column works the variable out for every row.
func (v Derived) column(d *dataset.Dataset) (*dataset.Column, error) {
	e, err := compile(v.Value, d)
	if err != nil {
		return nil, err
	}
	values, why := make([]expr.Value, d.Rows), make([]dataset.Missing, d.Rows)
	numeric := v.Categories == nil
	for row := range values {
		if why[row] = e.missing(int32(row)); why[row] != dataset.Present {
			continue
		}
		if values[row], err = e.At(row); err != nil {
			return nil, err
		}
		if values[row].IsEmpty() {
			why[row] = dataset.NotApplicable
			continue
		}
		kind := values[row].Kind()
		numeric = numeric && (kind == expr.Number || kind == expr.Boolean)
	}
	c := dataset.Variable{Name: v.Name, Label: v.Label, Kind: dataset.Numeric}
	if numeric {
		return filled(dataset.NewColumn(c, d.Rows, dataset.Present), why, func(to *dataset.Column, row int) {
			to.Numbers[row], _ = values[row].Float()
		}), nil
	}
	return v.categorical(c, values, why)
}

func (v Derived) categorical(c dataset.Variable, values []expr.Value, why []dataset.Missing) (*dataset.Column, error) {
	words := make([]string, len(values))
	for row, value := range values {
		if why[row] == dataset.Present {
			words[row] = value.Text()
		}
	}
	codes := v.Categories
	if len(codes) == 0 || len(codes) == 1 && codes[0] == anyCategory {
		codes = differing(words, why)
	}
	return categoricalFrom(c, codes, words, why)
}

// filled sets the cells that have a value and the reasons of the others.
func filled(c *dataset.Column, why []dataset.Missing, set func(c *dataset.Column, row int)) *dataset.Column {
	for row := range why {
		if c.Missing[row] = why[row]; why[row] == dataset.Present {
			set(c, row)
		}
	}
	return c
}

// bySize orders numbers by size and words by letters.
func bySize(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil && x < y, (errX != nil || errY != nil) && a < b:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// prepared is the engine on the data that the spec asks for: with its derived
// variables, and without the rows that its design leaves out.
func (e *Engine) prepared(spec Spec) (*Engine, error) {
	if len(spec.Derive) == 0 && (spec.Design == nil || spec.Design.Rows == "") {
		return e, nil
	}
	data, err := derived(spec, e.data)
	if err != nil {
		return nil, underivable(spec, err)
	}
	on := &Engine{study: e.study, cut: e.cut, data: data, weights: e.weights, unmade: e.unmade, digests: e.digests, rolls: &rolls{}, lineage: e.lineage}
	if spec.Design == nil || spec.Design.Rows == "" {
		return on, nil
	}
	rows, err := meeting(spec.Design.Rows, data)
	if err != nil {
		return nil, unfindable(spec, err)
	}
	if len(rows) == 0 {
		return nil, noRows(spec)
	}
	on.data = kept(data, rows)
	if set, named := e.weights[spec.Weight]; named {
		if set.Method != weight.Given {
			return nil, setOnAll(spec)
		}
		set.Values = pick(set.Values, rows)
		on.weights = map[string]weight.Set{spec.Weight: set}
	}
	return on, nil
}

func underivable(s Spec, err error) study.Problems {
	return study.Problems{trouble(s.Name, "derive", "a derived variable cannot be worked out: "+err.Error(), "correct the expression; variables are written ${life_sat_w2}")}
}

func unfindable(s Spec, err error) study.Problems {
	return study.Problems{trouble(s.Name, "design", "the rows cannot be found: "+err.Error(), "correct the condition")}
}

func noRows(s Spec) study.Problems {
	return study.Problems{trouble(s.Name, "design", "no row meets the condition of the design", "correct the condition")}
}

func setOnAll(s Spec) study.Problems {
	return study.Problems{trouble(s.Name, "design", fmt.Sprintf("the set %s was made on all rows", s.Weight), "leave rows out of the design, and the people out by where")}
}

// meeting lists the rows that meet a condition.
func meeting(condition string, d *dataset.Dataset) ([]int32, error) {
	c, err := compile(condition, d)
	if err != nil {
		return nil, err
	}
	in := slices.Repeat([]bool{true}, d.Rows)
	if err := c.narrow(in); err != nil {
		return nil, err
	}
	var rows []int32
	for row, keep := range in {
		if keep {
			rows = append(rows, int32(row))
		}
	}
	return rows, nil
}

// kept is a dataset of some rows.
func kept(d *dataset.Dataset, rows []int32) *dataset.Dataset {
	part := dataset.New(len(rows))
	for _, c := range d.Columns {
		to := dataset.NewColumn(c.Variable, len(rows), dataset.Skipped)
		for i, row := range rows {
			to.Copy(i, c, int(row))
		}
		to.Seen = c.Seen
		_ = part.Add(to) // the names and lengths are those of a dataset
	}
	return part
}

func pick(xs []float64, rows []int32) []float64 {
	picked := make([]float64, len(rows))
	for j, row := range rows {
		picked[j] = xs[row]
	}
	return picked
}
