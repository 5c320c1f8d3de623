package tabular

import (
	"fmt"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// Limits of SPSS in bytes.
const (
	spssName       = 64
	spssLabel      = 255
	spssValueLabel = 120
	spssText       = 32767
)

// spss writes a syntax file for SPSS and PSPP. Every column is read as text
// under a name of its own and then turned into what it is.
func (s *script) spss() {
	s.spssTexts()
	names := s.names(spssName)
	s.put("* Loads %s with labels. Missing values, from -91 or, where that is a value, -991 down:", oneLine(s.Data))
	s.put("* not asked, skipped, refused, don't know, does not apply, broke off, not in the wave, not known.")
	s.put("SET DECIMAL=DOT.")
	s.put("GET DATA /TYPE=TXT /FILE=%s /ENCODING='UTF8' /ARRANGEMENT=DELIMITED /DELCASE=LINE", spssLiteral(s.Data))
	s.put("  /DELIMITERS=%s /QUALIFIER='\"' /FIRSTCASE=2 /VARIABLES=", spssLiteral(separator))
	for i, f := range s.fields {
		s.put("  %s A%d", rawSPSS(i+1), s.width(f))
	}
	s.put("  .")
	for i, f := range s.fields {
		if f.role != reason {
			s.spssVariable(f, rawSPSS(i+1), names[f.name])
		}
	}
	s.spssSets(names)
	s.put("EXECUTE.")
	if n := len(s.fields); n > 0 { // in one command: each reads all rows once more
		s.put("DELETE VARIABLES %s TO %s.", rawSPSS(1), rawSPSS(n))
	}
}

// spssTexts warns of texts that the syntax cannot load whole.
func (s *script) spssTexts() {
	for _, c := range s.data.Columns {
		broken, long := 0, 0
		for _, text := range c.Texts {
			if strings.ContainsAny(text, "\r\n") {
				broken++
			}
			if len(text) > spssText {
				long++
			}
		}
		if broken > 0 {
			s.warn(c, fmt.Sprintf("there are several lines in %s, and at each SPSS would begin a new row", study.Counted(broken, "text")), "take the .sav file instead")
		}
		if long > 0 {
			s.warn(c, fmt.Sprintf("SPSS allows texts of %d bytes; what is beyond is cut from %s", spssText, study.Counted(long, "text")), "take the CSV where the whole text is wanted")
		}
	}
}

func rawSPSS(i int) string { return "raw." + strconv.Itoa(i) }

func (s *script) spssVariable(f field, raw, name string) {
	level := "NOMINAL"
	switch {
	case f.role == indicator || f.of.Kind == dataset.Numeric:
		s.put("COMPUTE %s = NUMBER(%s, F40).", name, raw)
		if f.role == value {
			level = "SCALE"
		}
	case f.of.Kind == dataset.Categorical:
		for k, n := range numbers(f.of.Variable.Codes) {
			s.put("IF (%s = %s) %s = %d.", raw, spssLiteral(s.Options.guarded(f.of.Variable.Codes.Categories[k].Code)), name, n)
		}
		s.put("FORMATS %s (F8.0).", name)
		if f.of.Scale == dataset.Ordinal {
			level = "ORDINAL"
		}
	default:
		s.put("STRING %s (A%d).", name, s.width(f))
		s.put("COMPUTE %s = %s.", name, raw)
		if s.guarded() {
			s.put("IF (SUBSTR(%s, 1, 1) = \"'\") %s = SUBSTR(%s, 2).", raw, name, raw)
		}
	}
	s.spssLabels(f, name)
	if label := s.fitted(f.of, "its label", s.label(f), spssLabel, bytesIn); label != "" {
		s.put("VARIABLE LABELS %s %s.", name, spssLiteral(label))
	}
	s.put("VARIABLE LEVEL %s (%s).", name, level)
}

// spssLabels gives a numeric column its value labels, and the missing values
// with theirs.
func (s *script) spssLabels(f field, name string) {
	var pairs []string
	pair := func(n int, label string) {
		pairs = append(pairs, fmt.Sprintf("\n  %d %s", n, spssLiteral(s.fitted(f.of, "the label of a category", label, spssValueLabel, bytesIn))))
	}
	switch {
	case f.role == indicator:
		pair(0, s.chosen(false))
		pair(1, s.chosen(true))
		s.put("FORMATS %s (F8.0).", name)
	case f.of.Kind == dataset.Categorical:
		for k, n := range numbers(f.of.Variable.Codes) {
			pair(n, s.categoryLabel(f.of.Variable.Codes.Categories[k]))
		}
	case f.of.Kind != dataset.Numeric:
		return // a text has no missing values
	}
	number := userMissing(f.of)
	at := rawSPSS(s.reasonField(f.of))
	for _, m := range reasons(f.of) {
		s.put("IF (%s = '%s') %s = %d.", at, m, name, number(m))
		pair(number(m), s.reason(m))
	}
	if len(pairs) > 0 {
		s.put("VALUE LABELS %s%s.", name, strings.Join(pairs, ""))
	}
	if len(reasons(f.of)) > 0 {
		s.put("MISSING VALUES %s (%d THRU %d).", name, number(dataset.Withheld), number(dataset.NotAsked))
	}
}

// spssSets declares the choices of several as multiple response sets.
func (s *script) spssSets(names map[string]string) {
	for _, f := range s.fields {
		if f.role != value || f.of.Kind != dataset.Multiple {
			continue
		}
		var members []string
		for _, category := range f.of.Variable.Codes.Categories {
			members = append(members, names[f.name+between+category.Code])
		}
		if len(members) < 2 {
			continue // a set of one is refused
		}
		s.put("MRSETS /MDGROUP NAME=$%s LABEL=%s VARIABLES=%s VALUE=1.", names[f.name],
			spssLiteral(s.fitted(f.of, "its label", s.label(f), spssLabel, bytesIn)), strings.Join(members, "\n  "))
	}
}

// width is the number of bytes of the longest cell of the field.
func (s *script) width(f field) int {
	const number, reasonWidth = 40, 16
	c := f.of
	longest := 1
	switch {
	case f.role == reason:
		return reasonWidth
	case f.role == indicator:
		return 1
	case c.Kind == dataset.Numeric:
		return number
	case c.Kind == dataset.Words:
		for _, text := range c.Texts {
			longest = max(longest, len(s.Options.guarded(sound(text))))
		}
	default:
		all := 0
		for _, category := range c.Variable.Codes.Categories {
			longest = max(longest, len(s.Options.guarded(category.Code)))
			all += len(category.Code) + 1
		}
		if c.Kind == dataset.Multiple {
			longest = max(longest, all+1)
		}
	}
	if longest > spssText {
		return spssText
	}
	return longest
}

// spssLiteral writes s in apostrophes; one inside is written twice.
func spssLiteral(s string) string {
	return "'" + strings.ReplaceAll(oneLine(s), "'", "''") + "'"
}
