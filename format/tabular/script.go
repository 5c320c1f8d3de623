package tabular

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// A Program is a statistics program for which a script can be written.
type Program string

// The programs.
const (
	R     Program = "r"
	Stata Program = "stata"
	SPSS  Program = "spss"
)

// called is the program's name as its makers write it.
func (p Program) called() string {
	return map[Program]string{R: "R", Stata: "Stata", SPSS: "SPSS"}[p]
}

// A Script says which script is wanted.
type Script struct {
	Program Program
	Data    string     // name of the CSV, as the script finds it
	Lang    study.Lang // of the labels
	Options Options    // with which the CSV was written
}

// WriteScript writes a script that loads the CSV of the dataset with its
// labels and its reasons for empty cells.
//
// In R a choice of one is a factor, and the columns NAME.missing are factors.
// In Stata and SPSS it is a number: the category's own code if all codes of
// the list are whole numbers, else its place in the list. A choice of several
// becomes an indicator for each category. Reasons are .a to .i in Stata and
// user-missing values in SPSS, in the order of [dataset.Reasons]: not asked, skipped, refused, don't
// know, does not apply, broke off, not in the wave. A text that is missing is
// empty there without its reason, for which the .sav and .dta files have room.
//
// Names and labels are shortened where the program allows less, with a warning
// that names the variable.
func WriteScript(w io.Writer, d *dataset.Dataset, s Script) (study.Problems, error) {
	fields, err := layout(d)
	if err != nil {
		return nil, err
	}
	out := &script{Writer: bufio.NewWriter(w), Script: s, fields: fields, data: d}
	switch s.Program {
	case R:
		out.r()
	case Stata:
		out.stata()
	case SPSS:
		out.spss()
	default:
		return nil, study.Problem{Severity: study.Error, Code: "program", Where: "script", What: fmt.Sprintf("no script can be written for %q", s.Program), Do: "choose " + string(R) + ", " + string(Stata) + " or " + string(SPSS)}
	}
	if err := out.Flush(); err != nil {
		return out.problems, fmt.Errorf("tabular: writing the script: %w", err)
	}
	return out.problems, nil
}

// A script is being written.
type script struct {
	*bufio.Writer
	Script
	fields   []field
	data     *dataset.Dataset
	problems study.Problems
}

// guarded reports whether texts of the file may begin with an apostrophe that
// is none of theirs.
func (s *script) guarded() bool { return s.Options.Profile == Guarded }

// put writes a line. The writer's own error comes back when it is flushed.
func (s *script) put(format string, args ...any) { fmt.Fprintf(s.Writer, format+"\n", args...) }

// warn says of a variable once what may be true of many of its labels.
func (s *script) warn(c *dataset.Column, what, do string) {
	if p := problem(study.Warning, c.Name, what, do); !slices.Contains(s.problems, p) {
		s.problems = append(s.problems, p)
	}
}

// fitted shortens a text of the variable to the limit, with a warning.
func (s *script) fitted(c *dataset.Column, what, text string, limit int, length func(string) int) string {
	text = oneLine(text)
	if length(text) <= limit {
		return text
	}
	s.warn(c, fmt.Sprintf("%s is longer than %s allows and is cut", what, s.Program.called()), "shorten it in the questionnaire, or take the whole wording from the labels")
	for length(text)+length("…") > limit {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text + "…"
}

// bytesIn is the length of s where a program counts bytes.
func bytesIn(s string) int { return len(s) }

// oneLine is s without ends of lines, which no program allows in a label.
func oneLine(s string) string { return strings.Join(strings.Fields(sound(s)), " ") }

// names gives every field of the script a name that the program allows, each
// but once. Those of categories are NAME_CODE.
func (s *script) names(limit int) map[string]string {
	allowed := labelled.Names{Limit: limit, Cut: labelled.CutBytes, Fold: strings.ToLower, Allowed: wordRune, First: letter,
		Reserved: func(s string) bool { return reservedNames[strings.ToLower(s)] }}
	names := map[string]string{}
	for _, f := range s.fields {
		if f.role == reason {
			continue
		}
		name, _ := allowed.Give(f.name)
		names[f.name] = name
		if f.role == value && name != f.name {
			s.warn(f.of, fmt.Sprintf("the name is not one that %s allows; there it is %s", s.Program.called(), name), "rename the variable if that is not wanted")
		}
	}
	return names
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func wordRune(r rune) bool { return letter(r) || r >= '0' && r <= '9' || r == '_' }

// reservedNames are words that SPSS or Stata keep for themselves.
var reservedNames = map[string]bool{
	"all": true, "and": true, "by": true, "eq": true, "ge": true, "gt": true, "le": true, "lt": true, "ne": true, "not": true, "or": true, "to": true, "with": true,
	"byte": true, "double": true, "float": true, "if": true, "in": true, "int": true, "long": true, "strl": true, "using": true,
}

// numbers gives every category its number: its own code if all are whole
// numbers, else its place in the list, counted from 1.
func numbers(l *dataset.CodeList) []int {
	var all []int
	for _, x := range labelled.Numbers(l, math.MinInt32, math.MaxInt32) {
		all = append(all, int(x))
	}
	return all
}

// userMissing gives the number that stands for each reason in SPSS: -91, -92
// and on, or -991, -992 and on where a value is among those, as in the .sav.
func userMissing(c *dataset.Column) func(dataset.Missing) int {
	base := 90
	values := c.Numbers
	if c.Kind == dataset.Categorical {
		for _, n := range numbers(c.Variable.Codes) {
			values = append(values, float64(n))
		}
	}
	taken := func(x float64) bool {
		return x >= float64(-base-int(dataset.Withheld)) && x <= float64(-base-int(dataset.NotAsked))
	}
	for base < math.MaxInt32 && slices.ContainsFunc(values, taken) {
		base = base*10 + 90
	}
	return func(m dataset.Missing) int { return -base - int(m) }
}

// extended is the missing value that stands for a reason in Stata.
func extended(m dataset.Missing) string { return "." + string(rune('a'+int(m)-int(dataset.NotAsked))) }

// reasonField is the place of the column NAME.missing in the file, counted
// from 1; 0 if there is none.
func (s *script) reasonField(c *dataset.Column) int {
	return 1 + slices.IndexFunc(s.fields, func(f field) bool { return f.of == c && f.role == reason })
}

// label is the variable's label in the language of the script.
func (s *script) label(f field) string {
	if f.role == indicator {
		return both(f.of.Label, f.of.Variable.Codes.Categories[f.category].Label).In(s.Lang)
	}
	return f.of.Label.In(s.Lang)
}

// categoryLabel is the label of a category; its code where it has none.
func (s *script) categoryLabel(category dataset.Category) string {
	if label := category.Label.In(s.Lang); label != "" {
		return label
	}
	return category.Code
}

func (s *script) chosen(yes bool) string { return labelled.Chosen(yes, s.Lang) }

func (s *script) reason(m dataset.Missing) string { return labelled.Reason(m, s.Lang) }
