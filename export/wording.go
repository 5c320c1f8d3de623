package export

import (
	"strings"
	"unicode/utf8"

	"sojourn/dataset"
	"sojourn/study"
)

// misspelt warns of variables whose name, label, codes or labels of codes have
// characters that files of text or XML cannot carry. Each format puts U+FFFD or
// a letter that it allows in their place.
func misspelt(d *dataset.Dataset) study.Problems {
	var ps study.Problems
	for _, c := range d.Columns {
		texts := []study.Text{c.Label, {"": c.Name}}
		if list := c.Variable.Codes; list != nil {
			texts = append(texts, study.Text{"": list.Name})
			for _, category := range list.Categories {
				texts = append(texts, category.Label, study.Text{"": category.Code})
			}
		}
		for _, text := range texts {
			if !carried(text) {
				ps = append(ps, study.Problem{Severity: study.Warning, Code: "label-altered", Where: "labels and codes", Column: visible(c.Name),
					What: "its name, a label or a code has characters that files cannot carry; they are � there", Do: "correct the questionnaire, derive.yaml or the mapping of the import, and make the cut again"})
				break
			}
		}
	}
	return ps
}

// carried reports whether a text file and XML 1.0 can hold the text in every
// language.
func carried(t study.Text) bool {
	for _, s := range t {
		if !utf8.ValidString(s) || visible(s) != s {
			return false
		}
	}
	return true
}

// visible is s with � for what XML 1.0 has no place for (section 2.2).
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' {
			return utf8.RuneError
		}
		return r
	}, s)
}
