package xlsform

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// Instrument turns the sheets into a questionnaire. Where there are problems
// it still gives what could be read, so that [instrument.Check] can look at the
// rest; only if the problems have no error is it the questionnaire as written.
func Instrument(wb *Workbook) (*instrument.Instrument, study.Problems) {
	r := &reader{wb: wb, in: &instrument.Instrument{
		Lists:    map[string]*dataset.CodeList{},
		ListRows: map[string][]instrument.Place{},
		Source:   instrument.Place{File: wb.File, Sheet: "settings", Row: 2},
	}}
	settings, survey, choices := r.open("settings"), r.open("survey"), r.open("choices")
	r.settings(settings)
	r.languages(survey, choices)
	if len(settings.sheet.Rows) > 0 {
		r.in.Title = settings.text(settings.sheet.Rows[0], "form_title", r.fallback)
	}
	r.choices(choices)
	r.survey(survey)
	r.strangers()
	return r.in, r.problems
}

// A reader builds the instrument row by row.
type reader struct {
	wb       *Workbook
	in       *instrument.Instrument
	problems study.Problems
	fallback study.Lang // of columns without a language
	groups   []group    // open at the current row, outermost first
}

// A group is a page, or a part of one that has its own condition.
type group struct {
	name     string
	relevant *expr.Expr // for a part of a page: with that of the parts around it
	row      int
}

func (r *reader) problem(severity study.Severity, code, sheet string, row int, column, what, do string) {
	r.problems = append(r.problems, study.Problem{Severity: severity, Code: code, Where: place(r.wb.File, sheet), Row: row, Column: column, What: what, Do: do})
}

func (r *reader) settings(t table) {
	row := Row{Number: 2}
	if len(t.sheet.Rows) > 0 {
		row = t.sheet.Rows[0]
	}
	if len(t.sheet.Rows) > 1 {
		r.problem(study.Error, "settings", "settings", t.sheet.Rows[1].Number, "", "there is more than one row of settings", "keep one row")
	}
	r.in.Form, r.in.Version = t.get(row, "form_id"), t.get(row, "version")
	if r.in.Form == "" {
		r.in.Form = strings.TrimSuffix(path.Base(r.wb.File), path.Ext(r.wb.File))
	}
	if name := t.get(row, "default_language"); name != "" {
		lang, ok := languageCode(name)
		if !ok {
			r.problem(study.Error, "language", "settings", row.Number, "default_language", fmt.Sprintf("%q does not say which language it is", name),
				"write it as in the columns, such as English (en)")
			return
		}
		r.fallback = lang
	}
}

// languages settles which languages there are: the default first, then as
// their columns come. A column that names no language is in the default one,
// which is that of the first column that names one, or English.
func (r *reader) languages(survey, choices table) {
	var met []study.Lang
	plain := false
	for _, t := range []table{survey, choices} {
		for _, family := range columnNames[t.sheet.Name].texts {
			for _, c := range t.texts[family] {
				plain = plain || c.lang == ""
				if c.lang != "" && !slices.Contains(met, c.lang) {
					met = append(met, c.lang)
				}
			}
		}
	}
	if r.fallback == "" {
		r.fallback = "en"
		if len(met) > 0 {
			r.fallback = met[0]
		}
	}
	if plain || slices.Contains(met, r.fallback) {
		met = append([]study.Lang{r.fallback}, slices.DeleteFunc(met, func(l study.Lang) bool { return l == r.fallback })...)
	}
	r.in.Languages = met
}

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
		l := r.in.Lists[list]
		l.Categories = append(l.Categories, dataset.Category{Code: code, Label: t.text(row, "label", r.fallback)})
		r.in.ListRows[list] = append(r.in.ListRows[list], instrument.Place{File: r.wb.File, Sheet: "choices", Row: row.Number})
	}
}

func (r *reader) survey(t table) {
	if len(t.sheet.Columns) == 0 {
		r.problem(study.Error, "no-survey", "", 0, "", "there is no sheet named survey", "write ## survey and a table with the columns type, name and label")
	}
	for _, row := range t.sheet.Rows {
		r.surveyRow(t, row)
	}
	for _, g := range r.groups {
		r.problem(study.Error, "open-group", "survey", g.row, "type", fmt.Sprintf("the group %q is not closed", g.name), "add a row end_group")
	}
}

func (r *reader) surveyRow(t table, row Row) {
	if !slices.ContainsFunc(row.Cells, func(c string) bool { return c != "" }) {
		return
	}
	kind, rest, _ := strings.Cut(typeOf(t.get(row, "type")), " ")
	switch kind {
	case "begin_group":
		r.beginGroup(t, row)
	case "end_group":
		if len(r.groups) == 0 {
			r.problem(study.Error, "stray-end", "survey", row.Number, "type", "end_group closes nothing", "take the row out, or add begin_group above")
			return
		}
		r.groups = r.groups[:len(r.groups)-1]
	default:
		if item := r.item(t, row, kind, strings.Fields(rest)); item != nil {
			r.place(item)
		}
	}
}

func (r *reader) beginGroup(t table, row Row) {
	g := group{name: t.get(row, "name"), row: row.Number}
	relevant := r.expression(t, row, "relevant")
	label := t.text(row, "label", r.fallback)
	source := instrument.Place{File: r.wb.File, Sheet: "survey", Row: row.Number}
	if len(r.groups) == 0 {
		r.in.Pages = append(r.in.Pages, &instrument.Page{Name: g.name, Title: label, Relevance: relevant, Source: source})
	} else {
		g.relevant = r.both(r.groups[len(r.groups)-1].relevant, relevant, row)
	}
	r.groups = append(r.groups, g)
	if len(r.groups) > 1 && len(label) > 0 {
		r.place(&instrument.Item{Name: g.name, Type: instrument.Note, Label: label, Source: source})
	}
}

// place puts an item on the page under way, or on one of its own.
func (r *reader) place(i *instrument.Item) {
	if len(r.groups) == 0 {
		r.in.Pages = append(r.in.Pages, &instrument.Page{Name: i.Name, Source: i.Source})
	} else {
		i.Relevance = r.both(r.groups[len(r.groups)-1].relevant, i.Relevance, Row{Number: i.Source.Row})
	}
	page := r.in.Pages[len(r.in.Pages)-1]
	page.Items = append(page.Items, i)
}

// both joins the condition of a group and that of what stands in it.
func (r *reader) both(outer, inner *expr.Expr, row Row) *expr.Expr {
	if outer == nil {
		return inner
	}
	if inner == nil {
		return outer
	}
	return r.parse("("+outer.Source()+") and ("+inner.Source()+")", "relevant", row)
}

func (r *reader) expression(t table, row Row, column string) *expr.Expr {
	source := t.get(row, column)
	if source == "" {
		return nil
	}
	return r.parse(source, column, row)
}

func (r *reader) parse(source, column string, row Row) *expr.Expr {
	e, err := expr.Parse(source)
	if err != nil {
		r.problem(study.Error, "expression", "survey", row.Number, column, "the expression is not understood "+err.Error(), "correct the expression")
		return nil
	}
	return e
}

// strangers warns of sheets that nothing reads.
func (r *reader) strangers() {
	for _, s := range r.wb.Sheets {
		if _, known := columnNames[s.Name]; !known {
			r.problem(study.Warning, "unknown-sheet", s.Name, 0, "", "the sheet is not known and is passed over", "name it survey, choices or settings")
		}
	}
}
