package edit

import (
	"sojourn/format/xlsform"
	"sojourn/study"
)

// WordingColumn names the column in which a kind of wording, such as "label",
// stands in a language: one that is there, or what a new one is to be called. A
// column without a language holds the first language of the questionnaire.
func WordingColumn(s *xlsform.Sheet, family string, lang study.Lang, first bool) string {
	if s != nil {
		if n := s.Column(family + "::" + string(lang)); n >= 0 {
			return s.Columns[n]
		}
		if n := s.Column(family); n >= 0 && first {
			return s.Columns[n]
		}
	}
	return family + "::" + xlsform.LanguageName(lang)
}

// AddLanguage adds the columns of labels in a language to the sheets survey and
// choices. One that has the language already stays as it is.
func AddLanguage(lang study.Lang) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		wb = clone(wb)
		for _, name := range []string{"survey", "choices"} {
			s := wb.Sheet(name)
			if s == nil || len(s.Columns) == 0 || s.Column("label::"+string(lang)) >= 0 {
				continue
			}
			column(s, "label::"+xlsform.LanguageName(lang))
		}
		return wb, nil
	}
}
