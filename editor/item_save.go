package editor

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// saveItem serves POST item: it writes what the form changes.
func (e *Editor) saveItem(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	row, ok := v.meant()
	if !ok {
		return v.changed(&row)
	}
	changes, step := v.itemChanges(row)
	next, err := edit.All(changes...)(v.wb)
	if ps := study.ProblemsOf(err); ps != nil {
		return v.form(http.StatusConflict, row, ps)
	} else if err != nil {
		return err
	}
	brings := slices.DeleteFunc(v.fresh(next), func(p study.Problem) bool { return !slices.Contains(asked, p.Column) })
	if len(brings) > 0 && v.r.PostForm.Get("insist") == "" {
		return v.form(http.StatusUnprocessableEntity, row, brings)
	}
	if err := v.commit(edit.All(changes...), step.What, step.Names...); err != nil {
		if ps := study.ProblemsOf(err); ps != nil {
			return v.form(http.StatusConflict, row, ps)
		}
		return v.outcome(err, "")
	}
	if after := v.r.PostForm.Get("then"); after == "outline" {
		return v.seeOther(v.To("form", "#", "r"+rowText(row.Number)))
	}
	return v.seeOther(v.To("item", "row", row.Number))
}

// itemChanges are the changes that the form of an item asks for, and the step that
// they are.
func (v *visit) itemChanges(row xlsform.Row) ([]edit.Change, history.Step) {
	cells := v.cells("survey", row)
	v.typed(row, cells)
	name := v.cell("survey", row, "name")
	to := name
	if v.r.PostForm.Has("name") {
		to = plain(v.r.PostForm.Get("name"))
	}
	var changes []edit.Change
	for _, column := range slices.Sorted(maps.Keys(cells)) {
		changes = append(changes, edit.Set("survey", row.Number, column, cells[column]))
	}
	step, names := "edited", append([]string{name}, slices.Sorted(maps.Keys(cells))...)
	switch {
	case to == name:
	case name == "" || to == "":
		changes = append(changes, edit.Set("survey", row.Number, "name", to))
		names[0] = to
	default:
		changes = append(changes, edit.Rename(name, to))
		if step = "renamed"; len(cells) > 0 {
			step = "renamed-and-edited"
		}
		names = []string{name, to}
	}
	return changes, history.Step{What: step, Names: names}
}

// asked are the columns whose faults are told before they are written.
var asked = append([]string{"name", "type", "required", "parameters"}, expressions...)

// typed adds what the form says of the type, of being required and of reasons not
// to answer.
func (v *visit) typed(row xlsform.Row, cells map[string]string) {
	form := v.r.PostForm
	s := v.wb.Sheet("survey")
	was := xlsform.KindOf(v.cell("survey", row, "type"))
	if form.Has("kind") {
		now := xlsform.Kind{Name: plain(form.Get("kind")), Other: form.Has("or")}
		if now.Name == "select_one" || now.Name == "select_multiple" || now.Name == "rank" {
			now.List = plain(form.Get("list"))
			if fresh := plain(form.Get("newlist")); fresh != "" {
				now.List = fresh
			}
		} else {
			now.Other = false
		}
		if now != was && slices.Contains(kinds, now.Name) {
			cells[columnOf(s, "type")] = written(now)
		}
	}
	if form.Has("required") {
		now := map[string]string{"yes": "yes", "when": plain(form.Get("required_when"))}[form.Get("required")]
		current := v.cell("survey", row, "required")
		if now != current && !(now == "yes" && truth(current)) && !(now == "" && (strings.EqualFold(current, "no") || strings.EqualFold(current, "false()"))) {
			cells[columnOf(s, "required")] = now
		}
	}
	if form.Has("nonanswers-shown") {
		current := strings.Fields(strings.ReplaceAll(v.cell("survey", row, "nonanswers"), ",", " "))
		var now []string
		for _, r := range reasons {
			if slices.Contains(form["nonanswers"], r) {
				now = append(now, r)
			}
		}
		slices.Sort(current)
		if sorted := slices.Sorted(slices.Values(now)); !slices.Equal(sorted, current) {
			cells[columnOf(s, "nonanswers")] = strings.Join(now, " ")
		}
	}
}

// written is a type as its cell.
func written(k xlsform.Kind) string {
	cell := strings.TrimSpace(k.Name + " " + k.List)
	if k.Other {
		cell += " or_other"
	}
	return cell
}
