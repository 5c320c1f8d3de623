package tabular

import (
	"strings"

	"sojourn/dataset"
)

// r writes base R: no package needs to be installed.
func (s *script) r() {
	s.put("# Loads %s. Run it with: source(\"this file\", encoding = \"UTF-8\")", s.Data)
	s.put("# The table is then \"data\". Why a cell is NA stands in the column NAME.missing.")
	s.put("data <- utils::read.table(%s, header = TRUE, sep = %s, dec = \".\", quote = \"\\\"\", comment.char = \"\",", rText(s.Data), rText(separator))
	s.put("  na.strings = \"\", encoding = \"UTF-8\", check.names = FALSE, fill = FALSE, stringsAsFactors = FALSE,")
	s.put("  colClasses = c(")
	for i, f := range s.fields {
		s.put("    %s%s", rText(rClass(f)), comma(i, len(s.fields)))
	}
	s.put("  ))")
	s.put("names(data) <- c(")
	for i, f := range s.fields {
		s.put("  %s%s", rText(f.name), comma(i, len(s.fields)))
	}
	s.put(")")
	for _, f := range s.fields {
		column := "data[[" + rText(f.name) + "]]"
		switch {
		case f.role == reason:
			var codes, labels []string
			for _, m := range reasons(f.of) {
				codes, labels = append(codes, m.String()), append(labels, s.reason(m))
			}
			s.rFactor(column, codes, labels, false)
		case f.role == value && f.of.Kind == dataset.Categorical:
			var codes, labels []string
			for _, category := range f.of.Variable.Codes.Categories {
				codes, labels = append(codes, s.Options.guarded(category.Code)), append(labels, s.categoryLabel(category))
			}
			s.rFactor(column, codes, labels, f.of.Scale == dataset.Ordinal)
		case s.guarded() && f.role == value && f.of.Kind != dataset.Numeric:
			s.put("%s <- sub(\"^'\", \"\", %s) # guards a spreadsheet from formulas", column, column)
		}
		if label := s.label(f); label != "" && f.role != reason {
			s.put("attr(%s, \"label\") <- %s", column, rText(label))
		}
	}
}

func rClass(f field) string {
	switch {
	case f.role == indicator:
		return "integer"
	case f.role == value && f.of.Kind == dataset.Numeric:
		return "numeric"
	}
	return "character"
}

// rFactor makes the column a factor. Two labels that are the same would make
// one level of two, so each then gets its code in brackets.
func (s *script) rFactor(column string, codes, labels []string, ordered bool) {
	seen := map[string]int{}
	for _, label := range labels {
		seen[label]++
	}
	call := "factor"
	if ordered {
		call = "ordered"
	}
	s.put("%s <- %s(%s,", column, call, column)
	s.put("  levels = c(")
	for i, code := range codes {
		s.put("    %s%s", rText(code), comma(i, len(codes)))
	}
	s.put("  ), labels = c(")
	for i, label := range labels {
		if seen[label] > 1 {
			label += " [" + codes[i] + "]"
		}
		s.put("    %s%s", rText(label), comma(i, len(codes)))
	}
	s.put("  ))")
}

func comma(i, n int) string {
	if i < n-1 {
		return ","
	}
	return ""
}

var rEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// rText writes s as R reads it back.
func rText(s string) string { return `"` + rEscapes.Replace(sound(s)) + `"` }
