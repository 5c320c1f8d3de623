package estimate

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"sojourn/dataset"
)

// A Source is data that need not be held in memory: a file of columns.
type Source interface {
	Rows() int
	Variables() []dataset.Variable
	// Read reads whole columns.
	Read(names []string) (*dataset.Dataset, error)
	// Blocks hands the columns to take block by block, from the first row on. A
	// block is valid during the call.
	Blocks(names []string, take func(*dataset.Dataset) error) error
}

// word is what may be a variable's name in an expression or a formula.
var word = regexp.MustCompile(`[\pL_][\pL\pN_.]*`)

var ofWave = regexp.MustCompile(`_w[0-9]+$`)

// mentioned lists the variables of which anything in the parts may speak: by
// name, as an item of any wave, or by the beginning of a name before "*". It
// lists one too many rather than one too few.
func mentioned(variables []dataset.Variable, parts ...any) []string {
	words := map[string]bool{dispositionItem: true}
	var names, beginnings []string
	legible := each(parts, func(text string) {
		words[text] = true
		for _, part := range append(strings.Split(text, crossing), word.FindAllString(text, -1)...) {
			words[part] = true
		}
		if beginning, many := strings.CutSuffix(text, "*"); many && beginning != "" {
			beginnings = append(beginnings, beginning)
		}
	})
	for _, v := range variables {
		begins := func(beginning string) bool { return strings.HasPrefix(v.Name, beginning) }
		if !legible || words[v.Name] || words[ofWave.ReplaceAllString(v.Name, "")] || slices.ContainsFunc(beginnings, begins) {
			names = append(names, v.Name)
		}
	}
	return names
}

// each calls take with every text in x, or reports that x cannot be written as
// JSON: a number in it is none, for which its spec is refused later.
func each(x any, take func(text string)) bool {
	written, err := json.Marshal(x)
	if err != nil {
		return false
	}
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case string:
			take(x)
		case []any:
			for _, part := range x {
				walk(part)
			}
		case map[string]any:
			for key, part := range x {
				take(key)
				walk(part)
			}
		}
	}
	var plain any
	if json.Unmarshal(written, &plain) != nil {
		return false
	}
	walk(plain)
	return true
}

// settled completes the description of variables by looking through the
// columns of which only the values tell what they are: texts, and categories
// that are to be those that occur. After that a block is read as the whole
// would be.
func settled(source Source, variables map[string]Described, names []string) (map[string]Described, error) {
	told := maps.Clone(variables)
	if told == nil {
		told = map[string]Described{}
	}
	open := map[string]*occurrence{}
	for _, v := range source.Variables() {
		if slices.Contains(names, v.Name) && told[v.Name].open(v) {
			_, described := variables[v.Name]
			open[v.Name] = &occurrence{described: told[v.Name], guess: !described, words: map[string]bool{}, numeric: true}
		}
	}
	if len(open) == 0 {
		return told, nil
	}
	err := source.Blocks(slices.Collect(maps.Keys(open)), func(block *dataset.Dataset) error {
		for _, c := range block.Columns {
			if err := open[c.Name].look(c); err != nil {
				return fmt.Errorf("estimate: %s: %w", c.Name, err)
			}
		}
		return nil
	})
	for name, o := range open {
		told[name] = o.settle()
	}
	return told, err
}

// open reports whether only the values tell what the variable is.
func (v Described) open(of dataset.Variable) bool {
	unlisted := len(v.Categories) == 0 || v.Categories[0] == anyCategory
	switch v.Kind {
	case "":
		return of.Kind == dataset.Words && unlisted || len(v.Categories) > 0 && unlisted
	case dataset.Categorical, dataset.Multiple:
		return unlisted && of.Kind != v.Kind
	}
	return false
}

// An occurrence is what was seen of a variable so far.
type occurrence struct {
	described Described
	guess     bool            // nothing is said of the variable
	words     map[string]bool // that occur
	numeric   bool            // all are numbers
	some      bool            // and there is one
}

// look looks through a block.
func (o *occurrence) look(c *dataset.Column) error {
	words, why := wordsOf(c)
	for row, w := range words {
		if why[row] != dataset.Present || o.described.Missing[w] != "" || o.words[w] || w == notAvailable && o.guess {
			continue
		}
		if o.numeric && !slices.Contains(noNumbers, w) {
			o.numeric, o.some = numericFrom(c.Variable, []string{w}, []dataset.Missing{dataset.Present}, true) != nil, true
		}
		if !o.numeric && o.guess && len(o.words) > mostCategories {
			continue // words, whatever else comes
		}
		if o.described.Kind == dataset.Multiple {
			for code := range strings.FieldsSeq(w) {
				o.words[code] = true
			}
		} else {
			o.words[w] = true
		}
		if len(o.words) > math.MaxUint16 {
			if !o.numeric {
				return fmt.Errorf("it has more than %d categories", math.MaxUint16)
			}
			clear(o.words) // numbers need not be told apart
		}
	}
	return nil
}

// settle says what the variable is.
func (o *occurrence) settle() Described {
	v := o.described
	switch {
	case v.Kind == "" && len(v.Categories) == 0 && o.numeric && o.some:
		v.Kind = dataset.Numeric
		return v
	case o.guess && len(o.words) > mostCategories:
		v.Kind = dataset.Words
		return v
	case v.Kind == "":
		v.Kind = dataset.Categorical
	}
	if o.guess {
		v.Missing = map[string]string{notAvailable: dataset.Skipped.String()}
	}
	v.Categories = slices.SortedFunc(maps.Keys(o.words), bySize)
	return v
}
