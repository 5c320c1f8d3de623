package editor

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
)

func rowText(n int) string { return strconv.Itoa(n) }

// meant finds the row that a form is about in the file as it is now: by its number
// if the file is as the form was made from, else by its name. It is false where
// the row is gone, or is not what the form showed any more.
func (v *visit) meant() (xlsform.Row, bool) {
	row, there := v.rowOf("survey", v.row())
	if v.r.FormValue("stamp") == v.Stamp {
		return row, there
	}
	if name := v.r.FormValue("was"); name != "" {
		row, there = v.rowOf("survey", edit.Find(v.wb, name))
	}
	return row, there && seen(row) == v.r.FormValue("seen")
}

// A clash is a cell that is not as a form showed it.
type clash struct {
	Where                string
	Before, Theirs, Mine string
}

// changedPage shows that the file was changed by somebody else: what they did, and
// what the form would have written.
type changedPage struct {
	*visit
	Row     int // of the item in the file as it is now; 0 where the form is about none
	Seen    string
	Item    string // its name
	Renamed string // another name that the form gives it
	Mine    []clash
	Sent    []unknown // what else was typed, to be copied
	Changes []clash   // anywhere in the file
	More    int
	Known   bool // what the file was before is known
}

// changed shows a conflict. Row is what the form of an item is about now; nil for
// other forms, empty if the item is gone.
func (v *visit) changed(row *xlsform.Row) error {
	if err := v.open(); err != nil { // once more: it may have changed just now
		return err
	}
	p := changedPage{visit: v}
	before := *v
	if data, known := v.recalled(v.Name, v.r.FormValue("stamp")); known {
		before.wb, _ = xlsform.Read(v.Base(), data)
		before.in, _ = checked(before.wb, nil)
		p.Known = true
		p.Changes = differing(before.wb, v.wb)
	}
	const most = 40
	if p.More = len(p.Changes) - most; p.More > 0 {
		p.Changes = p.Changes[:most]
	}
	if row != nil && row.Number > 0 {
		p.ofItem(&before, *row)
	} else {
		for name, values := range v.r.PostForm {
			if _, key, typed := strings.Cut(name, ":"); typed && values[0] != "" {
				p.Sent = append(p.Sent, unknown{visible(key), values[0]})
			}
		}
		slices.SortFunc(p.Sent, func(a, b unknown) int { return strings.Compare(a.Column, b.Column) })
	}
	return v.show(http.StatusConflict, "changed", v.Say("changed"), p)
}

// ofItem lists the cells that the form of an item changes, against the file from
// which it was made.
func (p *changedPage) ofItem(before *visit, row xlsform.Row) {
	v := p.visit
	p.Row, p.Seen, p.Item = row.Number, seen(row), v.cell("survey", row, "name")
	was, there := before.rowOf("survey", v.row())
	if !there || before.cell("survey", was, "name") != v.r.FormValue("was") {
		before, was = v, row
	}
	cells := before.cells("survey", was)
	before.typed(was, cells)
	for _, column := range slices.Sorted(maps.Keys(cells)) {
		p.Mine = append(p.Mine, clash{Where: column, Mine: cells[column],
			Before: before.column("survey", was, column), Theirs: v.column("survey", row, column)})
	}
	if to := plain(v.r.FormValue("name")); v.r.PostForm.Has("name") && to != v.r.FormValue("was") {
		p.Renamed = to
	}
}

// column is a cell of a row by the name of its column.
func (v *visit) column(sheet string, row xlsform.Row, name string) string {
	s := v.wb.Sheet(sheet)
	if s == nil {
		return ""
	}
	if n := slices.Index(s.Columns, name); n >= 0 {
		return cellAt(row, n)
	}
	return cellAt(row, s.Column(name))
}

// differing lists the cells that two states of the file have different, row by
// row, rows that go by the same name held against each other.
func differing(before, now *xlsform.Workbook) []clash {
	var all []clash
	for n := range now.Sheets {
		s := &now.Sheets[n]
		old := before.Sheet(s.Name)
		if old == nil {
			old = &xlsform.Sheet{Name: s.Name}
		}
		was := named(old)
		for key, row := range inOrder(named(s)) {
			for c, column := range s.Columns {
				earlier := ""
				if r, there := was[key]; there {
					earlier = cellAt(r, old.Column(s.Key(column)))
				}
				if cell := cellAt(row, c); cell != earlier {
					all = append(all, clash{Where: s.Name + " " + visible(key) + " " + visible(column), Before: earlier, Theirs: cell})
				}
			}
			delete(was, key)
		}
		for key := range inOrder(was) {
			all = append(all, clash{Where: s.Name + " " + visible(key), Before: visible(key)})
		}
	}
	return all
}

// named gives the rows of a sheet by what they are called.
func named(s *xlsform.Sheet) map[string]xlsform.Row {
	rows := map[string]xlsform.Row{}
	name, list := s.Column("name"), s.Column("list_name")
	for _, r := range s.Rows {
		key := strings.TrimSpace(cellAt(r, list) + " " + cellAt(r, name))
		if _, taken := rows[key]; key == "" || taken {
			key = strings.TrimSpace(key + " " + rowText(r.Number))
		}
		rows[key] = r
	}
	return rows
}

// inOrder goes through rows by their numbers.
func inOrder(rows map[string]xlsform.Row) func(func(string, xlsform.Row) bool) {
	keys := make([]string, 0, len(rows))
	for key := range rows {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int { return rows[a].Number - rows[b].Number })
	return func(yield func(string, xlsform.Row) bool) {
		for _, key := range keys {
			if r, there := rows[key]; there && !yield(key, r) {
				return
			}
		}
	}
}
