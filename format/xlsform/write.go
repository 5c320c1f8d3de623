package xlsform

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// FromInstrument writes a questionnaire as sheets. Columns that no row needs
// are left out. Reading the sheets gives the same questionnaire.
func FromInstrument(in *instrument.Instrument) *Workbook {
	w := writer{in: in}
	wb := &Workbook{File: in.Source.File, Sheets: []Sheet{w.survey(), w.choices(), w.settings()}}
	if len(in.Experiments) > 0 {
		wb.Sheets = append(wb.Sheets, w.experiments())
	}
	return wb
}

// A writer knows the languages in which columns are written.
type writer struct{ in *instrument.Instrument }

// record is a row by the names of its columns.
type record map[string]string

func (rec record) set(column, cell string) {
	if cell != "" {
		rec[column] = cell
	}
}

func (w writer) text(rec record, family string, text study.Text) {
	for _, lang := range w.in.Languages {
		rec.set(family+"::"+LanguageName(lang), text[lang])
	}
}

func (w writer) survey() Sheet {
	records := w.drawnRows()
	for _, p := range w.in.Pages {
		begin := record{"type": "begin_group"}
		begin.set("name", p.Name)
		begin.set("relevant", source(p.Relevance))
		w.text(begin, "label", p.Title)
		records = append(records, begin)
		for _, i := range p.Items {
			records = append(records, sumGroups(p, i.Name, false)...)
			records = append(records, w.item(i))
			records = append(records, sumGroups(p, i.Name, true)...)
		}
		records = append(records, record{"type": "end_group"})
	}
	return w.sheet("survey", records, []string{"type", "name"},
		"label", "hint", "guidance_hint", "relevant", "required", "required_message", "constraint", "constraint_message", "calculation", "default",
		"choice_filter", "parameters", "appearance", "other", "exclusive", "nonanswers", "sensitive", "help", "carry", "scale", "source", "target", "reference")
}

func (w writer) item(i *instrument.Item) record {
	kind, other := string(i.Type), i.Other
	if i.Codes != nil && i.Chooses() {
		kind += " " + i.Codes.Name
	}
	if other == "other" {
		kind, other = kind+" or_other", ""
	}
	var reasons []string
	for _, m := range i.NonAnswers {
		reasons = append(reasons, m.String())
	}
	rec := record{"type": kind}
	rec.set("name", i.Name)
	w.text(rec, "label", i.Label)
	w.text(rec, "hint", i.Hint)
	w.text(rec, "guidance_hint", i.Guidance)
	rec.set("relevant", source(i.Relevance))
	rec.set("required", yes(i.Required))
	if i.RequiredWhen != nil {
		rec.set("required", source(i.RequiredWhen))
	}
	w.text(rec, "required_message", i.RequiredMessage)
	rec.set("constraint", source(i.Constraint))
	w.text(rec, "constraint_message", i.ConstraintMessage)
	rec.set("calculation", source(i.Calculation))
	rec.set("default", source(i.Default))
	if i.Filter != nil {
		rec.set("choice_filter", i.Filter.Source())
	}
	rec.set("parameters", parameters(i))
	rec.set("appearance", i.Appearance)
	rec.set("other", other)
	rec.set("exclusive", strings.Join(i.Exclusive, " "))
	rec.set("nonanswers", strings.Join(reasons, " "))
	rec.set("sensitive", yes(i.Sensitive))
	rec.set("help", yes(i.HelpLink))
	rec.set("carry", yes(i.Carry))
	rec.set("scale", string(i.Scale))
	rec.set("source", i.Origin)
	rec.set("target", i.Target)
	w.text(rec, "reference", i.Reference)
	return rec
}

// sum writes what numbers add up to.
func sum(s instrument.Sum) string { return "sum=" + strconv.FormatFloat(s.Total, 'f', -1, 64) }

// sumGroups gives the rows that begin or end, at an item, a group of numbers
// that add up.
func sumGroups(p *instrument.Page, item string, end bool) []record {
	var rows []record
	for n, s := range p.Sums {
		switch {
		case !end && item == s.Items[0]:
			rows = append(rows, record{"type": "begin_group", "name": p.Name + "_sum_" + strconv.Itoa(n+1), "parameters": sum(s)})
		case end && item == s.Items[len(s.Items)-1]:
			rows = append(rows, record{"type": "end_group"})
		}
	}
	return rows
}

// parameters writes the scale of a range and the order of choices.
func parameters(i *instrument.Item) string {
	var words []string
	if s := i.Slider; s != nil {
		number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
		words = append(words, "start="+number(s.Start), "end="+number(s.End), "step="+number(s.Step))
		if i.Codes != nil {
			words = append(words, "tick_interval="+number(s.Step), "tick_labelset="+i.Codes.Name)
		}
	}
	if i.Shuffle {
		words = append(words, "randomize=true")
	}
	if i.Seed != nil {
		words = append(words, "seed="+i.Seed.Source())
	}
	return strings.Join(words, " ")
}

func source(e *expr.Expr) string {
	if e == nil {
		return ""
	}
	return e.Source()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (w writer) choices() Sheet {
	var records []record
	columns := map[string]bool{} // of traits
	for _, list := range w.lists() {
		traits := w.in.Traits[list.Name]
		for n, c := range list.Categories {
			rec := record{}
			if n < len(traits) {
				for column, value := range traits[n] {
					rec.set(column, value)
					columns[column] = true
				}
			}
			rec["list_name"], rec["name"] = list.Name, c.Code
			w.text(rec, "label", c.Label)
			records = append(records, rec)
		}
	}
	delete(columns, "name")
	return w.sheet("choices", records, []string{"list_name", "name"}, append([]string{"label"}, slices.Sorted(maps.Keys(columns))...)...)
}

// lists gives the lists in the order in which items use them, then the rest.
func (w writer) lists() []*dataset.CodeList {
	var lists []*dataset.CodeList
	add := func(l *dataset.CodeList) {
		if l != nil && !slices.ContainsFunc(lists, func(have *dataset.CodeList) bool { return have.Name == l.Name }) {
			lists = append(lists, l)
		}
	}
	for _, p := range w.in.Pages {
		for _, i := range p.Items {
			add(i.Codes)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.in.Lists)) {
		add(w.in.Lists[name])
	}
	return lists
}

func (w writer) settings() Sheet {
	rec := record{}
	rec.set("form_id", w.in.Form)
	rec.set("version", w.in.Version)
	if len(w.in.Languages) > 0 {
		rec.set("default_language", LanguageName(w.in.Languages[0]))
	}
	w.text(rec, "form_title", w.in.Title)
	return w.sheet("settings", []record{rec}, []string{"form_id", "version"}, "default_language", "form_title")
}

// sheet lays records out in columns: those always there, then those of the
// families that some record uses, a family of texts in every language.
func (w writer) sheet(name string, records []record, always []string, families ...string) Sheet {
	columns := slices.Clone(always)
	for _, f := range families {
		if !slices.Contains(Texts(name), f) {
			if slices.ContainsFunc(records, func(rec record) bool { return rec[f] != "" }) {
				columns = append(columns, f)
			}
			continue
		}
		for _, lang := range w.in.Languages {
			column := f + "::" + LanguageName(lang)
			if f == "label" || slices.ContainsFunc(records, func(rec record) bool { return rec[column] != "" }) {
				columns = append(columns, column)
			}
		}
	}
	sheet := Sheet{Name: name, Columns: columns}
	for _, rec := range records {
		cells := make([]string, len(columns))
		for at, c := range columns {
			cells[at] = rec[c]
		}
		sheet.add(cells...)
	}
	return sheet
}
