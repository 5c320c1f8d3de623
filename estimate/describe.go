package estimate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// A Described says of a variable what a data file does not: that its numbers
// are codes, which codes there are, and which values are no answers.
type Described struct {
	Label      study.Text            `yaml:"label,omitempty"`
	Kind       dataset.Kind          `yaml:"kind,omitempty"`       // left out: categorical with categories, else as found
	Categories []string              `yaml:"categories,omitempty"` // in their order; ["*"] those that occur
	Labels     map[string]study.Text `yaml:"labels,omitempty"`     // of the categories
	Missing    map[string]string     `yaml:"missing,omitempty"`    // value -> reason, such as "98": dont_know
}

// mostCategories is the number of different words up to which a column that
// nothing describes is taken for one of categories.
const mostCategories = 1000

// Describe returns the data with their variables as described. A column of
// words of which nothing is said becomes one of numbers, if all its words are,
// with NA, NaN and a dot for no answer; else one of the categories that occur,
// with NA for no answer, if these are not more than a thousand.
func Describe(d *dataset.Dataset, variables map[string]Described) (*dataset.Dataset, error) {
	ps := unknown(d, variables)
	with := dataset.New(d.Rows)
	for _, c := range d.Columns {
		v, told := variables[c.Name]
		var err error
		if told {
			c, err = v.column(c)
		} else if c.Kind == dataset.Words {
			c = guessed(c)
		}
		if err == nil {
			err = with.Add(c)
		}
		if err != nil {
			ps = append(ps, trouble(c.Name, "variables", err.Error(), "correct the description or the data"))
		}
	}
	return with, ps.Err()
}

// unknown lists the variables that the data lack.
func unknown(d *dataset.Dataset, variables map[string]Described) (ps study.Problems) {
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if _, err := d.Column(name); err != nil {
			ps = append(ps, trouble(name, "variables", "the data have no variable of this name", "use one of "+someNames(d)))
		}
	}
	return ps
}

// someNames lists variables of the data, as many as a line holds.
func someNames(d *dataset.Dataset) string {
	const most = 20
	var names []string
	for _, c := range d.Columns[:min(len(d.Columns), most)] {
		names = append(names, c.Name)
	}
	if len(d.Columns) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// guessed makes numbers or categories of words.
func guessed(c *dataset.Column) *dataset.Column {
	words, why := wordsOf(c)
	if to := numericFrom(c.Variable, words, why, true); to != nil {
		return to
	}
	for row, word := range words {
		if word == notAvailable && why[row] == dataset.Present {
			why[row] = dataset.Skipped
		}
	}
	codes := differing(words, why)
	if len(codes) > mostCategories {
		return c
	}
	to, _ := categoricalFrom(c.Variable, codes, words, why) // the codes are those that occur
	return to
}

// column makes of a column what is said of it.
func (v Described) column(c *dataset.Column) (*dataset.Column, error) {
	words, why := wordsOf(c)
	reasons := map[string]dataset.Missing{}
	for value, reason := range v.Missing {
		m, err := dataset.ParseMissing(reason)
		if err != nil || m == dataset.Present {
			return c, fmt.Errorf("%q is no reason for an empty cell; use skipped, refused, dont_know, not_applicable, not_asked, broke_off, not_in_wave or unknown", reason)
		}
		reasons[value] = m
	}
	for row, word := range words {
		if m, is := reasons[word]; is && why[row] == dataset.Present {
			why[row] = m
		}
	}
	variable := c.Variable
	variable.Codes = nil
	if len(v.Label) > 0 {
		variable.Label = v.Label
	}
	switch kind := v.kind(c); kind {
	case dataset.Numeric:
		if to := numericFrom(variable, words, why, false); to != nil {
			return to, nil
		}
		return c, fmt.Errorf("not all its values are numbers")
	case dataset.Categorical:
		to, err := categoricalFrom(variable, v.codes(c, reasons, words, why), words, why)
		if err != nil {
			return c, err
		}
		v.label(to.Variable.Codes, c)
		return to, nil
	case dataset.Multiple:
		return v.set(variable, c, words, why)
	case dataset.Words:
		variable.Kind = dataset.Words
		to := dataset.NewColumn(variable, len(words), dataset.Present)
		copy(to.Missing, why)
		copy(to.Texts, words)
		return to, nil
	default:
		return c, fmt.Errorf("the kind %q is not known; use numeric, categorical, multiple or words", kind)
	}
}

// codes are the categories as described, as the data have them, or as they
// occur.
func (v Described) codes(c *dataset.Column, reasons map[string]dataset.Missing, words []string, why []dataset.Missing) []string {
	switch {
	case len(v.Categories) == 0 && c.Kind == dataset.Categorical:
		return slices.DeleteFunc(codesOf(c.Variable.Codes), func(code string) bool { return reasons[code] != dataset.Present })
	case len(v.Categories) == 0 || len(v.Categories) == 1 && v.Categories[0] == anyCategory:
		return differing(words, why)
	}
	return v.Categories
}

// kind is what the variable is to become.
func (v Described) kind(c *dataset.Column) dataset.Kind {
	switch {
	case v.Kind != "":
		return v.Kind
	case len(v.Categories) > 0:
		return dataset.Categorical
	case c.Kind == dataset.Words:
		words, why := wordsOf(c)
		for row, word := range words {
			if v.Missing[word] != "" {
				why[row] = dataset.Skipped
			}
		}
		if numericFrom(c.Variable, words, why, true) != nil {
			return dataset.Numeric
		}
		return dataset.Categorical
	}
	return c.Kind
}

// label names the categories: as described, or as the data did.
func (v Described) label(list *dataset.CodeList, from *dataset.Column) {
	for i, category := range list.Categories {
		if t, ok := v.Labels[category.Code]; ok {
			list.Categories[i].Label = t
		} else if from.Variable.Codes != nil {
			if at := from.Variable.Codes.Index(category.Code); at >= 0 {
				list.Categories[i].Label = from.Variable.Codes.Categories[at].Label
			}
		}
	}
}

// set makes a variable of several choices of words with spaces between codes.
func (v Described) set(variable dataset.Variable, c *dataset.Column, words []string, why []dataset.Missing) (*dataset.Column, error) {
	codes := v.Categories
	if len(codes) == 0 || len(codes) == 1 && codes[0] == anyCategory {
		var all []string
		for row, word := range words {
			if why[row] == dataset.Present {
				all = append(all, strings.Fields(word)...)
			}
		}
		codes = differing(all, make([]dataset.Missing, len(all)))
	}
	if len(codes) > dataset.MaxSet {
		return c, fmt.Errorf("it has %d choices, and a set has at most %d", len(codes), dataset.MaxSet)
	}
	variable.Kind, variable.Codes = dataset.Multiple, listOf(variable.Name, codes)
	v.label(variable.Codes, c)
	to := dataset.NewColumn(variable, len(words), dataset.Present)
	copy(to.Missing, why)
	for row, word := range words {
		for code := range strings.FieldsSeq(word) {
			k := variable.Codes.Index(code)
			if k < 0 && why[row] == dataset.Present {
				return c, fmt.Errorf("the value %q is none of its categories", code)
			}
			if k >= 0 {
				to.Sets[row] |= 1 << k
			}
		}
	}
	return to, nil
}
