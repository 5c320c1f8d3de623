package xlsform

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// Instrument turns the sheets into a questionnaire. Where there are problems
// it still gives what could be read, so that [instrument.Check] can look at the
// rest; only if the problems have no error is it the questionnaire as written.
func Instrument(wb *Workbook) (*instrument.Instrument, study.Problems) {
	r := newReader(wb)
	settings, survey, choices, experiments := r.open("settings"), r.open("survey"), r.open("choices"), r.open(experimentSheet)
	r.settings(settings)
	r.languages(survey, choices, experiments)
	if len(settings.sheet.Rows) > 0 {
		r.in.Title = settings.text(settings.sheet.Rows[0], "form_title", r.fallback)
	}
	r.choices(choices)
	r.experiments(experiments)
	r.survey(survey)
	r.traits(choices)
	r.passedReferences(survey, choices)
	r.strangers()
	r.pages()
	if r.problems.Err() == nil {
		r.problems = append(r.problems, r.in.Unroll(r.repeats)...)
	}
	return r.in, r.problems
}

func newReader(wb *Workbook) *reader {
	return &reader{wb: wb, names: map[string]string{}, parts: map[*instrument.Page]int{}, in: &instrument.Instrument{
		Lists:    map[string]*dataset.CodeList{},
		ListRows: map[string][]instrument.Place{},
		Source:   instrument.Place{File: wb.File, Sheet: "settings", Row: 2},
	}}
}

// unsupported is the code of every problem that refuses something of XLSForm
// by its name.
const unsupported = "unsupported"

// A reader builds the instrument row by row.
type reader struct {
	wb       *Workbook
	in       *instrument.Instrument
	problems study.Problems
	fallback study.Lang        // of columns without a language
	groups   []*group          // open at the current row, outermost first
	top      map[string]string // names outside any group
	names    map[string]string // of items so far, by their small letters
	repeats  []instrument.Repeat
	parts    map[*instrument.Page]int // further pages of a group in which repeats stand
	passed   []passedRow
	root     string // what other programs call the whole form
}

func (r *reader) problem(severity study.Severity, code, sheet string, row int, column, what, do string) {
	r.problems = append(r.problems, study.Problem{Severity: severity, Code: code, Where: place(r.wb.File, sheet), Row: row, Column: column, What: what, Do: do})
}

// fail tells of an error in a row of the survey.
func (r *reader) fail(code string, row Row, column, what, do string) {
	r.problem(study.Error, code, "survey", row.Number, column, what, do)
}

func (r *reader) source(row Row) instrument.Place {
	return instrument.Place{File: r.wb.File, Sheet: "survey", Row: row.Number}
}

func (r *reader) settings(t table) {
	row := Row{Number: 2}
	if len(t.sheet.Rows) > 0 {
		row = t.sheet.Rows[0]
	}
	if len(t.sheet.Rows) > 1 {
		r.problem(study.Warning, "settings", "settings", t.sheet.Rows[1].Number, "", "there is more than one row of settings, and only the first counts", "keep one row")
	}
	r.in.Form, r.in.Version = t.get(row, "form_id"), t.get(row, "version")
	if r.in.Form == "" {
		r.in.Form = strings.TrimSuffix(path.Base(r.wb.File), path.Ext(r.wb.File))
	}
	r.rootName(t, row)
	if name := t.get(row, "default_language"); name != "" && !strings.EqualFold(name, "default") {
		lang, how := languageCode(name)
		if how == unnamed {
			r.problem(study.Error, "language", "settings", row.Number, "default_language", fmt.Sprintf("%q does not say which language it is", name),
				"write it as in the columns, such as English (en)")
			return
		}
		r.fallback = lang
	}
}

// rootName reads what other programs call the form as a whole, "data" where
// nothing is said.
func (r *reader) rootName(t table, row Row) {
	r.root = "data"
	for at, column := range t.sheet.Columns {
		if strings.EqualFold(strings.TrimSpace(column), "name") && cell(row, at) != "" {
			if r.root = cell(row, at); !xmlName.MatchString(r.root) {
				r.problem(study.Error, "name", "settings", row.Number, "name", fmt.Sprintf("the name %q is not usable", r.root), "use Latin letters, digits and _, a letter first")
			}
		}
	}
}

// languages settles which languages there are: the default first, then as
// their columns come. A column that names no language is in the default one,
// which is that of the first column that names one, or English.
func (r *reader) languages(tables ...table) {
	var met []study.Lang
	plain := false
	for _, t := range tables {
		for _, family := range Texts(t.sheet.Name) {
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

func (r *reader) survey(t table) {
	if _, typed := t.plain["type"]; len(t.sheet.Columns) == 0 {
		r.problem(study.Error, "no-survey", "", 0, "", "there is no sheet named survey", "write a sheet survey with the columns type, name and label")
	} else if !typed {
		r.problem(study.Error, "no-type", "survey", r.heading(t), "", "there is no column type", "write a sheet survey with the columns type, name and label")
		return
	}
	for _, row := range t.sheet.Rows {
		if !slices.ContainsFunc(row.Cells, func(c string) bool { return strings.TrimSpace(c) != "" }) || r.yes(t, row, "disabled") {
			continue
		}
		r.surveyRow(t, row)
	}
	for _, g := range r.groups {
		r.fail("open-group", Row{Number: g.row}, "type", fmt.Sprintf("the group %q is not closed", g.name), "add a row "+strings.Replace(g.kind, "begin", "end", 1))
	}
}

func (r *reader) surveyRow(t table, row Row) {
	kind, rest, _ := strings.Cut(typeOf(t.get(row, "type")), " ")
	switch kind {
	case "":
		r.untyped(t, row)
	case "begin_group", "begin_repeat":
		r.begin(t, row, kind)
	case "end_group", "end_repeat":
		r.end(row, kind)
	default:
		if r.drawnRow(kind, t.get(row, "name")) {
			return
		}
		if item := r.item(t, row, kind, strings.Fields(rest)); item != nil {
			r.place(item)
		}
	}
}

// untyped passes over a row of remarks, and refuses one that has a name or a
// label but no type.
func (r *reader) untyped(t table, row Row) {
	if t.get(row, "name") == "" && len(t.text(row, "label", r.fallback)) == 0 {
		r.problem(study.Warning, "remark", "survey", row.Number, "", "the row has neither type nor name nor label and is passed over", "take it out, or fill it in")
		return
	}
	r.fail("type", row, "type", "the row has no type", "write one, such as text")
}

// strangers warns of sheets that nothing reads.
func (r *reader) strangers() {
	for _, s := range r.wb.Sheets {
		f, known := feature("sheets", s.Name)
		switch {
		case known && f.Support == Refused && len(s.Rows) > 0:
			r.problem(study.Error, unsupported, s.Name, 0, "", fmt.Sprintf("the sheet %s is not supported: %s", s.Name, f.Note), "take it out")
		case !known:
			r.problem(study.Warning, "unknown-sheet", s.Name, 0, "", "the sheet is not known and is passed over", "name it survey, choices or settings")
		}
	}
}
