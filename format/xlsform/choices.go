package xlsform

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// choices reads the lists. A choice without any label is shown by its code.
func (r *reader) choices(t table) {
	for _, row := range t.sheet.Rows {
		list, code := t.get(row, "list_name"), t.get(row, "name")
		if list == "" && code == "" {
			continue
		}
		if list == "" || code == "" {
			r.problem(study.Error, "choice", "choices", row.Number, "", "a choice needs list_name and name", "fill in both")
			continue
		}
		if r.in.Lists[list] == nil {
			r.in.Lists[list] = &dataset.CodeList{Name: list}
		}
		label := t.text(row, "label", r.fallback)
		if len(label) == 0 {
			label = study.Text{r.fallback: code}
			r.problem(study.Warning, "no-label", "choices", row.Number, "label", fmt.Sprintf("the choice %q of the list %q has no label and is shown by its code", code, list), "write a label")
		}
		l := r.in.Lists[list]
		l.Categories = append(l.Categories, dataset.Category{Code: code, Label: label})
		r.in.ListRows[list] = append(r.in.ListRows[list], instrument.Place{File: r.wb.File, Sheet: "choices", Row: row.Number})
	}
}

// traits keeps of the other columns what filters use, and warns of the rest.
func (r *reader) traits(t table) {
	used := map[string]map[string]bool{} // columns by list
	columns := map[string]bool{}
	for _, p := range r.in.Pages {
		for _, i := range p.Items {
			if i.Filter == nil || i.Codes == nil {
				continue
			}
			if used[i.Codes.Name] == nil {
				used[i.Codes.Name] = map[string]bool{}
			}
			for _, c := range i.Filter.Columns() {
				used[i.Codes.Name][c], columns[c] = true, true
				if _, there := t.others[c]; !there && c != "name" {
					r.problem(study.Error, "unknown-trait", "survey", i.Source.Row, "choice_filter", fmt.Sprintf("the sheet choices has no column %q", c), "correct the name; an answer is written ${name}, a text in quotes")
				}
			}
		}
	}
	for at, column := range t.sheet.Columns {
		if first, other := t.others[column]; other && first == at && !columns[column] {
			r.problem(study.Warning, "unknown-column", "choices", r.heading(t), column, "the column is not known and no filter uses it; it is passed over", "correct its name or take it out")
		}
	}
	for _, row := range t.sheet.Rows {
		list, code := t.get(row, "list_name"), t.get(row, "name")
		if list == "" || code == "" || used[list] == nil {
			continue
		}
		traits := instrument.Traits{}
		for c := range used[list] {
			if c == "name" {
				traits[c] = code
			} else if at, there := t.others[c]; there && cell(row, at) != "" {
				traits[c] = cell(row, at)
			}
		}
		if r.in.Traits == nil {
			r.in.Traits = map[string][]instrument.Traits{}
		}
		r.in.Traits[list] = append(r.in.Traits[list], traits)
	}
}
