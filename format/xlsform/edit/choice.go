package edit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sojourn/format/xlsform"
)

// A List is the choices of one name.
type List struct {
	Name  string
	Rows  []xlsform.Row // of the sheet choices
	Users []*Part       // the questions that offer it
}

// Lists gives every list of choices, in the order in which they begin, and after
// them those that a question asks for and that are not there.
func Lists(wb *xlsform.Workbook) []*List {
	var lists []*List
	by := map[string]*List{}
	find := func(name string) *List {
		if by[name] == nil {
			by[name] = &List{Name: name}
			lists = append(lists, by[name])
		}
		return by[name]
	}
	if s := wb.Sheet("choices"); s != nil {
		names := s.Column("list_name")
		for _, row := range s.Rows {
			if name := text(row, names); name != "" {
				find(name).Rows = append(find(name).Rows, row)
			}
		}
	}
	Walk(Outline(wb), func(p *Part, _ []*Part) {
		if k := xlsform.KindOf(p.Type); k.List != "" && chooses(k.Name) {
			find(k.List).Users = append(find(k.List).Users, p)
		}
	})
	return lists
}

// chooses reports whether questions of the type have a list of choices.
func chooses(kind string) bool {
	return kind == "select_one" || kind == "select_multiple" || kind == "rank"
}

// AddChoice puts a choice at the end of its list, or begins the list with it. The
// sheet is made where there is none.
func AddChoice(list, code string, cells map[string]string) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		if strings.TrimSpace(list) == "" || strings.TrimSpace(code) == "" {
			return nil, refuse(wb, "choices", 0, "name", "choice", "a choice needs list_name and name", "fill in both")
		}
		all := maps.Clone(cells)
		if all == nil {
			all = map[string]string{}
		}
		all["list_name"], all["name"] = list, code
		below := 0
		if s := wb.Sheet("choices"); s != nil && len(s.Rows) > 0 {
			below = s.Rows[len(s.Rows)-1].Number
		}
		for _, l := range Lists(wb) {
			if l.Name != list || len(l.Rows) == 0 {
				continue
			}
			below = l.Rows[len(l.Rows)-1].Number
			s := wb.Sheet("choices")
			if slices.ContainsFunc(l.Rows, func(r xlsform.Row) bool { return cell(s, r, "name") == strings.TrimSpace(code) }) {
				return nil, refuse(wb, "choices", below, "name", "duplicate-name", fmt.Sprintf("the list %q has a choice %q already", list, code), "choose another code")
			}
		}
		return All(Sheet("choices", "list_name", "name"), Add("choices", below, all))(wb)
	}
}

// Sheet makes a sheet with the columns where there is none of the name, or none
// with any columns.
func Sheet(name string, columns ...string) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		wb = clone(wb)
		s := wb.Sheet(name)
		if s == nil {
			wb.Sheets = append(wb.Sheets, xlsform.Sheet{Name: name})
			s = &wb.Sheets[len(wb.Sheets)-1]
		}
		if len(s.Columns) == 0 {
			s.Columns = columns
		}
		return wb, nil
	}
}
