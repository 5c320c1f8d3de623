package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/study"
)

// columnAliases are other names in use for the same columns.
var columnAliases = map[string]string{
	"survey:relevance": "relevant", "survey:calculate": "calculation", "survey:caption": "label", "survey:command": "type",
	"survey:readonly": "read_only", "survey:count": "repeat_count", "survey:default_value": "default",
	"choices:value":      "name",
	"settings:id_string": "form_id", "settings:title": "form_title",
}

// A table gives access to the cells of a sheet by the names of its columns.
type table struct {
	sheet *Sheet
	plain map[string]int
	texts map[string][]textColumn

	others map[string]int // of choices: columns that filters may use
}

// A textColumn holds the wordings of one language; of the default one if the
// language is empty.
type textColumn struct {
	lang study.Lang
	at   int
}

// open finds the columns of a sheet. A sheet that is not there is an empty table.
func (r *reader) open(name string) table {
	t := table{sheet: r.wb.Sheet(name), plain: map[string]int{}, texts: map[string][]textColumn{}, others: map[string]int{}}
	if t.sheet == nil {
		t.sheet = &Sheet{Name: name}
	}
	for at, column := range t.sheet.Columns {
		family, lang, translated := cutColumn(name, column)
		f, known := feature(name, family)
		switch {
		case strings.TrimSpace(column) == "":
		case known && f.Support == Refused:
			r.refuseColumn(t, at, f)
		case known && f.texts:
			r.textColumn(t, f.Name, lang, translated, at)
		case known && f.Support == Supported && !translated:
			r.plainColumn(t, f.Name, at)
		case known && f.Name == "audio":
			r.audioColumn(t, at, f)
		case known && f.quiet:
		default:
			r.unknownColumn(t, at, f.Note)
		}
	}
	return t
}

// cutColumn cuts "label::English (en)", or "label:english" as it was written of
// old, into the name of the column and the language.
func cutColumn(sheet, column string) (family, lang string, translated bool) {
	family, lang, translated = strings.Cut(column, "::")
	if !translated {
		family, lang, translated = strings.Cut(column, ":")
	}
	family = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(family)), " ", "_")
	if f, known := feature(sheet, lang); family == "bind" && known && f.Support == Supported { // bind::relevant, as it was written of old
		family, lang, translated = f.Name, "", false
	}
	if family == "media" && translated { // media::image::English
		family, lang, translated = strings.Cut(lang, "::")
	}
	if name, ok := columnAliases[sheet+":"+family]; ok {
		family = name
	}
	return family, lang, translated
}

func (r *reader) heading(t table) int { return max(1, t.sheet.Heading) }

func (r *reader) plainColumn(t table, family string, at int) {
	if before, again := t.plain[family]; again {
		severity := study.Warning
		if strings.EqualFold(t.sheet.Columns[at], t.sheet.Columns[before]) {
			severity = study.Error
		}
		r.problem(severity, "duplicate-column", t.sheet.Name, r.heading(t), t.sheet.Columns[at], fmt.Sprintf("the column is there twice, and the one named %q counts", t.sheet.Columns[before]), "keep one of them")
		return
	}
	t.plain[family] = at
}

func (r *reader) textColumn(t table, family, lang string, translated bool, at int) {
	column := textColumn{at: at}
	if translated && strings.TrimSpace(strings.ToLower(lang)) != "default" {
		code, how := languageCode(lang)
		advice := "write the language with its code, such as " + family + "::Русский (ru)"
		switch how {
		case unnamed:
			r.problem(study.Error, "language", t.sheet.Name, r.heading(t), t.sheet.Columns[at], fmt.Sprintf("%q does not say which language it is", lang), advice)
			return
		case invented:
			r.problem(study.Warning, "language", t.sheet.Name, r.heading(t), t.sheet.Columns[at], fmt.Sprintf("%q is no language that is known; pages will not be marked as being in it", lang), advice)
		case byName:
			r.problem(study.Warning, "language", t.sheet.Name, r.heading(t), t.sheet.Columns[at], fmt.Sprintf("the language is named without its code; it is taken for %s", code), advice)
		}
		column.lang = code
	}
	if slices.ContainsFunc(t.texts[family], func(c textColumn) bool { return c.lang == column.lang }) {
		r.problem(study.Error, "duplicate-column", t.sheet.Name, r.heading(t), t.sheet.Columns[at], "the language is there twice", "keep one of the columns")
		return
	}
	t.texts[family] = append(t.texts[family], column)
}

// refuseColumn refuses a column that has something in it.
func (r *reader) refuseColumn(t table, at int, f Feature) {
	for _, row := range t.sheet.Rows {
		switch strings.ToLower(cell(row, at)) {
		case "", "no", "false", "false()":
			continue
		}
		if t.sheet.Name == "settings" && strings.ToLower(cell(row, at)) != "yes" {
			continue
		}
		r.problem(study.Error, unsupported, t.sheet.Name, row.Number, t.sheet.Columns[at], fmt.Sprintf("the column %s is not supported: %s", f.Name, f.Note), "take it out")
		return
	}
}

// audioColumn passes over sound that has words beside it, and refuses a
// question that is only to be heard.
func (r *reader) audioColumn(t table, at int, f Feature) {
	told := false
	for _, row := range t.sheet.Rows {
		if cell(row, at) == "" {
			continue
		}
		if !r.labelled(t.sheet, row) {
			r.problem(study.Error, unsupported, t.sheet.Name, row.Number, t.sheet.Columns[at], "the column audio is not supported where there is no label to read", "write a label")
		} else if !told {
			r.problem(study.Warning, "unknown-column", t.sheet.Name, r.heading(t), t.sheet.Columns[at], f.Note+"; it is passed over", "see that the labels say all of it")
			told = true
		}
	}
}

// labelled reports whether a row has a label in some language.
func (r *reader) labelled(s *Sheet, row Row) bool {
	for at, column := range s.Columns {
		if family, _, _ := cutColumn(s.Name, column); family == "label" && cell(row, at) != "" {
			return true
		}
	}
	return false
}

// unknownColumn keeps the columns of choices for filters, and warns of others.
func (r *reader) unknownColumn(t table, at int, why string) {
	column := strings.TrimSpace(t.sheet.Columns[at])
	if t.sheet.Name == "choices" {
		if _, again := t.others[column]; !again {
			t.others[column] = at
		}
		return
	}
	if why == "" {
		why = "the column is not known"
	}
	r.problem(study.Warning, "unknown-column", t.sheet.Name, r.heading(t), t.sheet.Columns[at], why+"; it is passed over", "correct its name or take it out")
}

// get is the cell of a row in a plain column; empty without the column.
func (t table) get(row Row, column string) string {
	at, ok := t.plain[column]
	if !ok {
		return ""
	}
	return cell(row, at)
}

// text is the wording of a row in every language that has one.
func (t table) text(row Row, family string, fallback study.Lang) study.Text {
	var text study.Text
	for _, c := range t.texts[family] {
		s := cell(row, c.at)
		if s == "" {
			continue
		}
		if text == nil {
			text = study.Text{}
		}
		lang := c.lang
		if lang == "" {
			lang = fallback
		}
		if text[lang] == "" || c.lang != "" {
			text[lang] = s
		}
	}
	return text
}

func cell(row Row, at int) string {
	if at >= len(row.Cells) {
		return ""
	}
	return strings.TrimSpace(row.Cells[at])
}
