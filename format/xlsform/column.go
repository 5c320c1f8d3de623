package xlsform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"sojourn/study"
)

// columnNames are the columns that are understood, by sheet. Those of texts
// may carry a language: label::English (en).
var columnNames = map[string]struct{ plain, texts []string }{
	"survey": {
		plain: []string{"type", "name", "relevant", "required", "constraint", "calculation", "appearance",
			"other", "exclusive", "nonanswers", "sensitive", "help", "scale"},
		texts: []string{"label", "hint", "constraint_message", "reference"},
	},
	"choices": {
		plain: []string{"list_name", "name"},
		texts: []string{"label"},
	},
	"settings": {
		plain: []string{"form_id", "version", "default_language"},
		texts: []string{"form_title"},
	},
}

// columnAliases are other names in use for the same columns.
var columnAliases = map[string]string{
	"survey:relevance": "relevant", "survey:calculate": "calculation", "survey:caption": "label", "survey:command": "type",
	"survey:constraint message": "constraint_message",
	"choices:list name":         "list_name", "choices:value": "name",
	"settings:id_string": "form_id", "settings:title": "form_title",
}

// decisive are columns of the standard that are not supported and would change
// who is asked what; a form that uses them is not the form that was written.
var decisive = []string{"choice_filter", "repeat_count", "trigger"}

// A table gives access to the cells of a sheet by the names of its columns.
type table struct {
	sheet *Sheet
	plain map[string]int
	texts map[string][]textColumn
}

// A textColumn holds the wordings of one language; of the default one if the
// language is empty.
type textColumn struct {
	lang study.Lang
	at   int
}

// open finds the columns of a sheet. A sheet that is not there is an empty table.
func (r *reader) open(name string) table {
	t := table{sheet: r.wb.Sheet(name), plain: map[string]int{}, texts: map[string][]textColumn{}}
	if t.sheet == nil {
		t.sheet = &Sheet{Name: name}
	}
	for at, column := range t.sheet.Columns {
		family, lang, translated := strings.Cut(column, "::")
		family = canonical(name, family)
		switch known := columnNames[name]; {
		case slices.Contains(known.texts, family):
			r.textColumn(t, family, lang, translated, at)
		case slices.Contains(known.plain, family) && !translated:
			if _, again := t.plain[family]; again {
				r.problem(study.Error, "duplicate-column", name, 1, column, "the column is there twice", "keep one of them")
			}
			t.plain[family] = at
		case column != "":
			r.unknownColumn(t, at, family)
		}
	}
	return t
}

func canonical(sheet, column string) string {
	column = strings.ToLower(strings.TrimSpace(column))
	if name, ok := columnAliases[sheet+":"+column]; ok {
		return name
	}
	return column
}

func (r *reader) textColumn(t table, family, lang string, translated bool, at int) {
	column := textColumn{at: at}
	if translated {
		code, ok := languageCode(lang)
		if !ok {
			r.problem(study.Error, "language", t.sheet.Name, 1, t.sheet.Columns[at], fmt.Sprintf("%q does not say which language it is", lang),
				"write the language with its code, such as "+family+"::Русский (ru)")
			return
		}
		column.lang = code
	}
	if slices.ContainsFunc(t.texts[family], func(c textColumn) bool { return c.lang == column.lang }) {
		r.problem(study.Error, "duplicate-column", t.sheet.Name, 1, t.sheet.Columns[at], "the language is there twice", "keep one of the columns")
		return
	}
	t.texts[family] = append(t.texts[family], column)
}

// unknownColumn warns of a column that is passed over; it is an error if the
// column has something in it that decides who is asked what.
func (r *reader) unknownColumn(t table, at int, family string) {
	severity, what := study.Warning, "the column is not known and is passed over"
	if slices.Contains(decisive, family) {
		if !slices.ContainsFunc(t.sheet.Rows, func(row Row) bool { return cell(row, at) != "" }) {
			return
		}
		severity, what = study.Error, "the column is not supported"
	}
	r.problem(severity, "unknown-column", t.sheet.Name, 1, t.sheet.Columns[at], what, "correct its name or take it out")
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

var (
	namedLanguage = regexp.MustCompile(`\(([^()]+)\)\s*$`)
	languageForm  = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
)

// languageCode reads "Русский (ru)" or "ru".
func languageCode(s string) (study.Lang, bool) {
	if m := namedLanguage.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	code := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-")
	return study.Lang(code), languageForm.MatchString(code)
}

// languageName writes "Русский (ru)", the language named in itself.
func languageName(lang study.Lang) string {
	tag, err := language.Parse(string(lang))
	if err != nil {
		return string(lang)
	}
	name := []rune(display.Self.Name(tag))
	if len(name) == 0 {
		return string(lang)
	}
	return strings.ToUpper(string(name[:1])) + string(name[1:]) + " (" + string(lang) + ")"
}
