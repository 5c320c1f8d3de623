package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/instrument"
	"sojourn/study"
)

// A BankItem is a question of a question bank: an item of a form from which
// others are made up.
type BankItem struct {
	File string
	*instrument.Item
}

// Bank lists the items of forms that ask something and meet every word, which
// may stand in the name, a wording, the source or the harmonisation target.
func Bank(forms []*instrument.Instrument, words ...string) []BankItem {
	var found []BankItem
	for _, in := range forms {
		for _, p := range in.Pages {
			for _, i := range p.Items {
				if i.Asks() && meets(i, words) {
					found = append(found, BankItem{in.Source.File, i})
				}
			}
		}
	}
	return found
}

func meets(i *instrument.Item, words []string) bool {
	texts := []string{i.Name, i.Origin, i.Target}
	for _, label := range i.Label {
		texts = append(texts, label)
	}
	all := strings.ToLower(strings.Join(texts, "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, strings.ToLower(w)) })
}

// Copy puts the row of an item, and the list that it chooses from, into another
// form: before the end of its last group, or at the end. Columns that the form
// lacks are added, those of languages among them. What the form has stays as it
// is: a name that is taken, or a list of the same name with other choices, is a
// problem.
func Copy(from *Workbook, item string, to *Workbook) error {
	source, target := from.Sheet("survey"), to.Sheet("survey")
	if source == nil || target == nil {
		return copyProblem(to.File, "there is no sheet survey", "give two questionnaires")
	}
	row, ok := source.find("name", item)
	if !ok {
		return copyProblem(from.File, fmt.Sprintf("there is no item %q", item), "look for its name with: sojourn bank search")
	}
	if _, taken := target.find("name", item); taken {
		return copyProblem(to.File, fmt.Sprintf("there is already an item %q", item), "rename one of the two")
	}
	words := strings.Fields(source.at(row, "type"))
	if len(words) > 1 && strings.HasPrefix(words[0], "select") || len(words) > 1 && words[0] == "rank" {
		if err := copyList(from, words[1], to); err != nil {
			return err
		}
	}
	target = to.Sheet("survey") // a sheet that was added may have moved it
	at := len(target.Rows)
	if at > 0 && strings.HasPrefix(typeOf(target.at(target.Rows[at-1], "type")), "end_group") {
		at--
	}
	target.insert(at, source, row)
	return nil
}

func copyProblem(where, what, do string) error {
	return study.Problems{{Severity: study.Error, Code: "bank", Where: where, What: what, Do: do}}
}

// copyList copies the choices of a list.
func copyList(from *Workbook, list string, to *Workbook) error {
	source := from.Sheet("choices")
	if source == nil {
		return copyProblem(from.File, "there is no sheet choices", "correct the form of the bank")
	}
	target := to.Sheet("choices")
	if target == nil {
		to.Sheets = append(to.Sheets, Sheet{Name: "choices", Columns: slices.Clone(source.Columns)})
		target = to.Sheet("choices")
	}
	if there := target.codes(list); len(there) > 0 {
		if !slices.Equal(there, source.codes(list)) {
			return copyProblem(to.File, fmt.Sprintf("there is another list %q already", list), "rename one of the two")
		}
		return nil
	}
	for _, row := range source.Rows {
		if source.at(row, "list_name") == list {
			target.insert(len(target.Rows), source, row)
		}
	}
	return nil
}

// codes lists the codes of a list.
func (s *Sheet) codes(list string) []string {
	var codes []string
	for _, row := range s.Rows {
		if s.at(row, "list_name") == list {
			codes = append(codes, s.at(row, "name"))
		}
	}
	return codes
}

// Key is a column by what it means, which [Sheet.Column] finds: the same for label::en and
// label::English (en).
func (s *Sheet) Key(column string) string {
	family, lang, translated := cutColumn(s.Name, column)
	if !translated {
		return family
	}
	code, _ := languageCode(lang)
	return family + "::" + string(code)
}

// Column finds a column by what it means, such as "relevant" or "label::ru"; -1
// if there is none.
func (s *Sheet) Column(key string) int {
	return slices.IndexFunc(s.Columns, func(c string) bool { return s.Key(c) == key })
}

func (s *Sheet) at(row Row, key string) string {
	if n := s.Column(key); n >= 0 {
		return cell(row, n)
	}
	return ""
}

func (s *Sheet) find(key, value string) (Row, bool) {
	for _, row := range s.Rows {
		if s.at(row, key) == value {
			return row, true
		}
	}
	return Row{}, false
}

// insert puts a row of another sheet at a place, under the same columns.
func (s *Sheet) insert(place int, of *Sheet, row Row) {
	cells := make([]string, len(s.Columns))
	for n, column := range of.Columns {
		value := cell(row, n)
		if value == "" {
			continue
		}
		at := s.Column(of.Key(column))
		if at < 0 {
			at = len(s.Columns)
			s.Columns = append(s.Columns, column)
			cells = append(cells, "")
		}
		cells[at] = value
	}
	s.Rows = slices.Insert(s.Rows, place, Row{Cells: cells})
	for n := range s.Rows {
		s.Rows[n].Number = max(1, s.Heading) + 1 + n
		s.Rows[n].Cells = append(s.Rows[n].Cells, make([]string, len(s.Columns)-len(s.Rows[n].Cells))...)
	}
}
