package tabular

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"sojourn/dataset"
)

// Limits of Stata in characters (help limits).
const (
	stataName  = 32
	stataLabel = 80
)

// stata writes a do-file for Stata 14 and later. Every column is read as text
// under a name of its own and then turned into what it is, so that no guess of
// the program's is in the way.
func (s *script) stata() {
	names := s.names(stataName)
	s.put("* Loads %s with labels. Missing values: .a not asked, .b skipped, .c refused, .d don't know,", s.Data)
	s.put("* .e does not apply, .f broke off, .g not in the wave.")
	s.put("version 14")
	s.put("import delimited using %s, clear varnames(nonames) stringcols(_all) encoding(\"UTF-8\") delimiters(%s) bindquote(strict) maxquotedrows(unlimited)",
		stataText(s.Data), stataText(separator))
	s.put("drop in 1")
	s.put("rename v* raw_*__")
	for i, f := range s.fields {
		if f.role == reason {
			continue
		}
		raw, name := rawStata(i+1), names[f.name]
		switch {
		case f.role == indicator || f.of.Kind == dataset.Numeric:
			s.put("generate double %s = real(%s)", name, raw)
		case f.of.Kind == dataset.Categorical:
			s.put("generate long %s = .", name)
			for k, n := range numbers(f.of.Variable.Codes) {
				s.put("replace %s = %d if %s == %s", name, n, raw, stataText(s.Options.guarded(f.of.Variable.Codes.Categories[k].Code)))
			}
		default:
			s.put("generate strL %s = %s", name, raw)
			if s.guarded() {
				s.put("replace %s = substr(%s, 2, .) if substr(%s, 1, 1) == \"'\"", name, name, name)
			}
		}
		s.stataLabels(f, name)
		s.put("label variable %s %s", name, stataText(s.fitted(f.of, "its label", s.label(f), stataLabel, utf8.RuneCountInString)))
	}
	s.put("drop raw_*__")
	s.put("compress")
}

func rawStata(i int) string { return "raw_" + strconv.Itoa(i) + "__" }

// stataLabels defines the value labels of a numeric column, and the missing
// values with theirs.
func (s *script) stataLabels(f field, name string) {
	switch {
	case f.role == indicator:
		s.put("label define %s 0 %s 1 %s", name, stataText(s.chosen(false)), stataText(s.chosen(true)))
	case f.of.Kind == dataset.Categorical:
		for k, n := range numbers(f.of.Variable.Codes) {
			s.put("label define %s %d %s, modify", name, n, stataText(s.categoryLabel(f.of.Variable.Codes.Categories[k])))
		}
	case f.of.Kind != dataset.Numeric:
		return // a text has no missing values
	}
	at := s.reasonField(f.of)
	for _, m := range reasons(f.of) {
		s.put("replace %s = %s if %s == %s", name, extended(m), rawStata(at), stataText(m.String()))
		s.put("label define %s %s %s, modify", name, extended(m), stataText(s.reason(m)))
	}
	if f.role == indicator || f.of.Kind == dataset.Categorical || len(reasons(f.of)) > 0 {
		s.put("label values %s %s", name, name)
	}
}

var stataEscapes = strings.NewReplacer("`", "\\`", "$", "\\$", "\"'", "\" '")

// stataText writes s in compound quotes, inside which only their own ends and
// the signs of macros mean anything.
func stataText(s string) string { return "`\"" + stataEscapes.Replace(oneLine(s)) + "\"'" }
