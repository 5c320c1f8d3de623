package model

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Formula says what is explained by what, such as
//
//	trust ~ age + country*wave
//
// in the notation of Wilkinson & Rogers (1973). [Parse] reads one.
type Formula struct {
	Response Variable
	Terms    []Term // main effects first, then by the number of variables crossed
	Constant bool   // whether there is an intercept
	Offset   []Variable
}

// A Term is one variable, or several crossed with each other.
type Term []Variable

// A Variable is a column of the data as a formula uses it.
type Variable struct {
	Name string
	As   Use
	Args []string // codes: of As Indicator the categories that count as 1, of As Factor the category to compare with
}

// A Use is how a formula reads a column.
type Use string

// The uses. Without one a categorical column is a factor, whose first
// category of the code list is the one compared with, and a numeric column is
// a number.
const (
	Plain     Use = ""
	Factor    Use = "factor" // categories; factor(x, code) compares with code
	Number    Use = "number" // the numbers that the codes of a scale stand for
	Indicator Use = "is"     // is(x, a, b): 1 for the categories a and b, else 0
	Log       Use = "log"    // natural logarithm
	Sqrt      Use = "sqrt"
	Square    Use = "square"
)

// String writes the variable as [Parse] reads it.
func (v Variable) String() string {
	name := v.Name
	if first, _ := utf8.DecodeRuneInString(name); !plain(name) || unicode.IsDigit(first) || first == '.' {
		name = `"` + name + `"` // a term that begins with a digit would be an intercept
	}
	if v.As == Plain {
		return name
	}
	parts := []string{name}
	for _, a := range v.Args {
		if !plain(a) {
			a = `"` + a + `"`
		}
		parts = append(parts, a)
	}
	return string(v.As) + "(" + strings.Join(parts, ", ") + ")"
}

// plain reports whether a name or code stands without quotation marks.
func plain(word string) bool { return word != "" && strings.IndexFunc(word, ends) < 0 }

// ends reports whether a character ends a name or code.
func ends(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '.'
}

// String writes the term with colons between its variables.
func (t Term) String() string {
	parts := make([]string, len(t))
	for i, v := range t {
		parts[i] = v.String()
	}
	return strings.Join(parts, ":")
}

// has reports whether the term crosses v with something, or is v.
func (t Term) has(v Variable) bool {
	return slices.ContainsFunc(t, func(o Variable) bool { return o.String() == v.String() })
}

// same reports whether two terms cross the same variables.
func (t Term) same(o Term) bool {
	return len(t) == len(o) && !slices.ContainsFunc(t, func(v Variable) bool { return !o.has(v) })
}

// without is the term with v left out.
func (t Term) without(v Variable) Term {
	var rest Term
	for _, o := range t {
		if o.String() != v.String() {
			rest = append(rest, o)
		}
	}
	return rest
}

// cross is the term of all variables of both.
func (t Term) cross(o Term) Term {
	all := slices.Clone(t)
	for _, v := range o {
		if !all.has(v) {
			all = append(all, v)
		}
	}
	return all
}

// String writes the formula as [Parse] reads it.
func (f Formula) String() string {
	var parts []string
	if !f.Constant {
		parts = append(parts, "0")
	} else if len(f.Terms) == 0 {
		parts = append(parts, "1")
	}
	for _, t := range f.Terms {
		parts = append(parts, t.String())
	}
	for _, v := range f.Offset {
		parts = append(parts, "offset("+v.String()+")")
	}
	return f.Response.String() + " ~ " + strings.Join(parts, " + ")
}

// Names lists the columns that the formula needs, each once.
func (f Formula) Names() []string {
	names := []string{f.Response.Name}
	add := func(v Variable) {
		if !slices.Contains(names, v.Name) {
			names = append(names, v.Name)
		}
	}
	for _, t := range f.Terms {
		for _, v := range t {
			add(v)
		}
	}
	for _, v := range f.Offset {
		add(v)
	}
	return names
}

// Term finds a term by its text; the order of crossed variables does not
// matter. It is -1 if the formula has no such term.
func (f Formula) Term(text string) int {
	p := parser{text: text}
	terms, err := p.sum()
	if err != nil || p.peek() != "" || len(terms.terms) != 1 {
		return -1
	}
	return slices.IndexFunc(f.Terms, terms.terms[0].same)
}
