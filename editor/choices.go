package editor

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// listsPage is every list of choices.
type listsPage struct {
	*visit
	Lists []listed
}

// A listed list is one with who uses it.
type listed struct {
	Name, Shown string
	Count       int
	First       string
	Users       []option // address and name of each question
}

func (v *visit) listedOf(l *edit.List) listed {
	out := listed{Name: l.Name, Shown: visible(l.Name), Count: len(l.Rows)}
	var labels []string
	for _, row := range l.Rows[:min(3, len(l.Rows))] {
		text, _ := v.spoken("choices", row, "label")
		labels = append(labels, abridgedTo(text, 40))
	}
	out.First = strings.Join(labels, ", ")
	for _, u := range l.Users {
		out.Users = append(out.Users, option{Value: v.To("item", "row", u.Row), Label: visible(called(u))})
	}
	return out
}

// lists serves GET lists.
func (e *Editor) lists(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	p := listsPage{visit: v}
	for _, l := range edit.Lists(v.wb) {
		p.Lists = append(p.Lists, v.listedOf(l))
	}
	return v.show(http.StatusOK, "lists", v.Say("lists"), p)
}

// A choice is one row of a list, as the page of the list has it.
type choice struct {
	Row         int
	Code        field
	Labels      []field
	Unknown     []unknown
	Top, Bottom bool
	Lines       []line
}

// choicesPage is one list.
type choicesPage struct {
	*visit
	List    listed
	Choices []choice
	Code    field
	Labels  []field
	Seen    string
	Pages   []option
	From    int
	Lines   []line
}

// leaf is how many choices stand on a page: of a list of all towns, more would
// make the page slow.
const leaf = 100

// choices serves GET list.
func (e *Editor) choices(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	return v.choicesOf(http.StatusOK, v.r.FormValue("list"), nil)
}

func (v *visit) listNamed(name string) *edit.List {
	for _, l := range edit.Lists(v.wb) {
		if l.Name == name {
			return l
		}
	}
	return &edit.List{Name: name}
}

func (v *visit) choicesOf(status int, name string, ps study.Problems) error {
	if strings.TrimSpace(name) == "" {
		return study.ErrNotFound
	}
	l := v.listNamed(name)
	p := choicesPage{visit: v, List: v.listedOf(l), Seen: seenList(l), Lines: v.lines(ps)}
	p.From, _ = strconv.Atoi(v.r.FormValue("from"))
	p.From = max(0, min(p.From, len(l.Rows)-1)) / leaf * leaf
	for from := 0; len(l.Rows) > leaf && from < len(l.Rows); from += leaf {
		p.Pages = append(p.Pages, option{v.To("list", "list", name, "from", from), strconv.Itoa(from+1) + "–" + strconv.Itoa(min(from+leaf, len(l.Rows))), from == p.From})
	}
	wrong := map[int][]line{}
	for _, prob := range v.lines(v.Problems) {
		if strings.HasSuffix(prob.Where, " choices") {
			wrong[prob.Problem.Row] = append(wrong[prob.Problem.Row], prob)
		}
	}
	for n, row := range l.Rows {
		if n < p.From || n >= p.From+leaf {
			continue
		}
		at := strconv.Itoa(row.Number)
		c := choice{Row: row.Number, Top: n == 0, Bottom: n == len(l.Rows)-1, Unknown: v.unknownChoice(row), Lines: wrong[row.Number],
			Code: field{Name: "code:" + at, Label: v.Say("choice.code"), Value: v.posted("code:"+at, v.cell("choices", row, "name"))}}
		for _, lang := range v.languages() {
			c.Labels = append(c.Labels, field{Name: "l:" + at + ":" + string(lang), Label: v.Tongue(lang), Lang: lang,
				Value: v.posted("l:"+at+":"+string(lang), v.wording("choices", row, "label", lang))})
		}
		p.Choices = append(p.Choices, c)
	}
	p.Code = field{Name: "code:new", Label: v.Say("choice.code"), Value: v.posted("code:new", "")}
	for _, lang := range v.languages() {
		name := "l:new:" + string(lang)
		p.Labels = append(p.Labels, field{Name: name, Label: v.Tongue(lang), Lang: lang, Value: v.posted(name, "")})
	}
	return v.show(status, "choices", v.Say("choices.title", p.List.Shown), p)
}

// unknownChoice lists the cells of a choice that the form does not have.
func (v *visit) unknownChoice(row xlsform.Row) []unknown {
	var all []unknown
	s := v.wb.Sheet("choices")
	for n, column := range s.Columns {
		key := s.Key(column)
		if cell := cellAt(row, n); cell != "" && key != "list_name" && key != "name" && key != "label" && !strings.HasPrefix(key, "label::") {
			all = append(all, unknown{visible(column), visible(cell)})
		}
	}
	return all
}

// seenList sums a list up as it was shown.
func seenList(l *edit.List) string {
	var all xlsform.Row
	for _, row := range l.Rows {
		all.Cells = append(all.Cells, seen(row))
	}
	return seen(all)
}

// saveChoices serves POST list: what was typed is written, and then what the button
// says is done.
func (e *Editor) saveChoices(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	form := v.r.PostForm
	name := form.Get("list")
	l := v.listNamed(name)
	if form.Get("stamp") != v.Stamp && seenList(l) != form.Get("seen") {
		return v.changed(nil)
	}
	changes, step := v.relabelled(l), "choices"
	names := []string{name}
	if code := plain(form.Get("code:new")); code != "" {
		changes = append(changes, edit.AddChoice(name, code, v.newLabels()))
		step, names = "added-choice", []string{code, name}
	}
	anchor := "new"
	if n := slices.IndexFunc(l.Rows, func(r xlsform.Row) bool {
		at := strconv.Itoa(r.Number)
		return form.Get("up") == at || form.Get("down") == at || form.Get("remove") == at
	}); n >= 0 {
		var change edit.Change
		change, step = v.moveChoice(l, n)
		names = []string{v.cell("choices", l.Rows[n], "name"), name}
		if change != nil {
			changes = append(changes, change)
		}
		anchor = "c" + strconv.Itoa(l.Rows[max(0, n-1)].Number)
	}
	address := v.To("list", "list", name, "from", form.Get("from"), "#", anchor)
	err := v.commit(edit.All(changes...), step, names...)
	if ps := study.ProblemsOf(err); ps != nil {
		return v.choicesOf(http.StatusConflict, name, ps)
	}
	return v.outcome(err, address)
}

// relabelled are the codes and labels that were typed.
func (v *visit) relabelled(l *edit.List) []edit.Change {
	var changes []edit.Change
	form, s := v.r.PostForm, v.wb.Sheet("choices")
	for _, row := range l.Rows {
		at := strconv.Itoa(row.Number)
		if code := "code:" + at; form.Has(code) && plain(form.Get(code)) != v.cell("choices", row, "name") {
			changes = append(changes, edit.Set("choices", row.Number, columnOf(s, "name"), form.Get(code)))
		}
		for _, lang := range v.languages() {
			field := "l:" + at + ":" + string(lang)
			if form.Has(field) && plain(form.Get(field)) != v.wording("choices", row, "label", lang) {
				changes = append(changes, edit.Set("choices", row.Number, edit.WordingColumn(s, "label", lang, lang == v.first()), plain(form.Get(field))))
			}
		}
	}
	return changes
}

func (v *visit) newLabels() map[string]string {
	cells := map[string]string{}
	for _, lang := range v.languages() {
		if text := plain(v.r.PostForm.Get("l:new:" + string(lang))); text != "" {
			cells[edit.WordingColumn(v.wb.Sheet("choices"), "label", lang, lang == v.first())] = text
		}
	}
	return cells
}

// moveChoice is what a button beside the nth choice does.
func (v *visit) moveChoice(l *edit.List, n int) (edit.Change, string) {
	form, row := v.r.PostForm, l.Rows[n].Number
	switch {
	case form.Has("remove"):
		return edit.Delete("choices", row), "removed-choice"
	case form.Has("down") && n+1 < len(l.Rows):
		return edit.Move("choices", row, l.Rows[n+1].Number), "moved-choice"
	case form.Has("up") && n > 0: // the one above goes below
		return edit.Move("choices", l.Rows[n-1].Number, row), "moved-choice"
	}
	return nil, "moved-choice"
}
