package report

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"sojourn/study"
)

// FiguresFile is the name of the file in the study folder that [ParseFigures] reads.
const FiguresFile = "figures.yaml"

// A Kind says how a figure is drawn.
type Kind string

// The kinds of figure.
const (
	Bars     Kind = "bars"     // one bar a cell, with its interval and n
	Stacked  Kind = "stacked"  // distributions that each sum to 100 %
	Lines    Kind = "lines"    // change over waves, with intervals
	Alluvial Kind = "alluvial" // people who moved between categories, from one transition
	Funnel   Kind = "funnel"   // people left after each step, from one funnel
)

// A Figure is one named figure of figures.yaml:
//
//	figures:
//	  - name: life_sat            # what {{figure life_sat}} and {{table life_sat}} refer to
//	    kind: bars                # bars, stacked, lines, alluvial or funnel
//	    estimate: life_sat_w2     # a name of estimates.yaml
//	  - name: trust
//	    kind: lines
//	    estimates: [trust_locals_waves, trust_migrants_waves]
//	    title: {en: "Trust in locals and in migrants", ru: "Доверие к местным и к мигрантам"}
//	    series: estimate          # a line for each estimate; its title is the label
//	  - name: stability_by_country
//	    kind: stacked
//	    estimate: legal_stability_w3
//	    rows: country             # a bar for each country; the parts are the categories
//	  - name: fear_by_country
//	    kind: bars
//	    estimate: fear_w3
//	    rows: country
//	    pick: {category: ["yes"]} # only these cells, in this order; one code or a list
//	  - name: employment
//	    kind: alluvial            # takes the counts of a transition
//	    estimate: employment_w1_w3
//
// Rows and Series name dimensions: "wave", "category", "step", "from", "to",
// the variable of the estimate's by, or "estimate" where several estimates are
// listed. What varies and is not named is found: when one dimension varies it
// makes the rows, when two do the last in the order wave, by, category makes
// the rows of bars, the parts of stacked bars and the series of lines. Where
// more than two vary, pick must choose.
//
// Categories come in the order of the codebook unless pick lists them. A
// figure without a title gets that of its estimate; sample, waves, n, weight
// and notes are printed from the estimates and are never written here.
type Figure struct {
	Name      string           `yaml:"name"`
	Kind      Kind             `yaml:"kind"`
	Estimate  string           `yaml:"estimate,omitempty"`
	Estimates []string         `yaml:"estimates,omitempty"`
	Title     study.Text       `yaml:"title,omitempty"`
	Pick      map[string]Codes `yaml:"pick,omitempty"`
	Rows      string           `yaml:"rows,omitempty"`
	Series    string           `yaml:"series,omitempty"`

	// References are findings of the library that bars are held against.
	References []Compared `yaml:"references,omitempty"`
}

// A Compared is a finding of the library in a figure: a row of its own, after
// the row whose value it names or at the end.
type Compared struct {
	Finding string     `yaml:"finding"` // WORK#FINDING
	Title   study.Text `yaml:"title"`   // of whom it speaks, such as "Georgia, 2022"
	Row     string     `yaml:"row,omitempty"`
}

// Codes are values of one dimension, written as one code or as a list.
type Codes []string

// UnmarshalYAML reads one code or a list of codes.
func (c *Codes) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*c = Codes{node.Value}
		return nil
	}
	return node.Decode((*[]string)(c))
}

// sources are the names of the estimates a figure draws.
func (f Figure) sources() []string {
	if f.Estimate != "" {
		return append([]string{f.Estimate}, f.Estimates...)
	}
	return f.Estimates
}

// ParseFigures reads the text of a figures.yaml and checks each figure for
// itself; whether its estimates and categories exist is known only to [Build].
func ParseFigures(data []byte) ([]Figure, error) {
	var file struct {
		Figures []Figure `yaml:"figures"`
	}
	if err := study.Decode(FiguresFile, data, &file); err != nil {
		return nil, err
	}
	var ps study.Problems
	seen := map[string]bool{}
	for i, f := range file.Figures {
		if seen[f.Name] {
			ps = append(ps, figureProblem(f, i+1, "duplicate-figure", fmt.Sprintf("two figures are named %q", f.Name), "give each a name of its own"))
		}
		seen[f.Name] = true
		ps = append(ps, f.check(i+1)...)
	}
	return file.Figures, ps.Err()
}

func (f Figure) check(row int) study.Problems {
	var ps study.Problems
	if !nameForm.MatchString(f.Name) {
		ps = append(ps, figureProblem(f, row, "figure-name", fmt.Sprintf("figure %d is named %q", row, f.Name), "use small letters, digits and underscores, a letter first"))
	}
	if !slices.Contains([]Kind{Bars, Stacked, Lines, Alluvial, Funnel}, f.Kind) {
		ps = append(ps, figureProblem(f, row, "figure-kind", fmt.Sprintf("the kind %q of figure %q is not known", f.Kind, f.Name), "use bars, stacked, lines, alluvial or funnel"))
	}
	switch n := len(f.sources()); {
	case n == 0:
		ps = append(ps, figureProblem(f, row, "figure-estimate", fmt.Sprintf("figure %q names no estimate", f.Name), "add estimate: and a name of estimates.yaml"))
	case n > 1 && (f.Kind == Alluvial || f.Kind == Funnel):
		ps = append(ps, figureProblem(f, row, "figure-estimate", fmt.Sprintf("figure %q is of kind %s and lists %d estimates", f.Name, f.Kind, n), "leave one"))
	}
	if f.Rows != "" && f.Rows == f.Series {
		ps = append(ps, figureProblem(f, row, "figure-rows", fmt.Sprintf("rows and series of figure %q are both %q", f.Name, f.Rows), "leave one of the two away"))
	}
	return ps
}

func figureProblem(f Figure, row int, code, what, do string) study.Problem {
	return study.Problem{Severity: study.Error, Code: code, Where: FiguresFile, Row: row, Column: f.Name, What: what, Do: do}
}
