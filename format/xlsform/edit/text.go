package edit

import (
	"sojourn/format/xlsform"
	"sojourn/study"
)

// A Text is one wording with its place.
type Text struct {
	Sheet, Family string
	Row           int
	Item          string // name of the item; of a choice, its list and code
	By            map[study.Lang]string
}

// Key names a text whatever its wording.
func (t Text) Key() string { return t.Sheet + "/" + t.Item + "/" + t.Family }

// Texts lists the wordings of a questionnaire in its languages, of which the first
// is that of columns without a language. One that is in no language is left out.
func Texts(wb *xlsform.Workbook, languages []study.Lang) []Text {
	var all []Text
	for _, name := range []string{"survey", "choices", "settings"} {
		s := wb.Sheet(name)
		if s == nil {
			continue
		}
		named, listed := s.Column("name"), s.Column("list_name")
		for _, family := range xlsform.Texts(name) {
			columns := map[study.Lang]int{}
			for n, lang := range languages {
				columns[lang] = columnNamed(s, WordingColumn(s, family, lang, n == 0))
			}
			for _, row := range s.Rows {
				t := Text{Sheet: name, Family: family, Row: row.Number, Item: text(row, named), By: map[study.Lang]string{}}
				if name == "choices" {
					t.Item = text(row, listed) + " " + t.Item
				}
				for lang, n := range columns {
					if wording := text(row, n); wording != "" {
						t.By[lang] = wording
					}
				}
				if len(t.By) > 0 {
					all = append(all, t)
				}
			}
		}
	}
	return all
}

// columnNamed finds a column by its written name; -1 without one.
func columnNamed(s *xlsform.Sheet, name string) int {
	for n, c := range s.Columns {
		if c == name {
			return n
		}
	}
	return -1
}
