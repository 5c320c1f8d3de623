package editor

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// A field is one cell of a form.
type field struct {
	Name, Label, About string
	Value              string
	Lang               study.Lang // of the value; empty where it is in none
	Long, Code         bool       // of several lines; an expression
	Options            []option
	Problems           []line
}

// ID names the field on its page.
func (f field) ID() string {
	return "f-" + strings.NewReplacer(":", "-", " ", "-").Replace(f.Name)
}

// Dir is the direction in which the value is written.
func (f field) Dir() string {
	switch {
	case f.Code:
		return "ltr"
	case f.Lang != "":
		return f.Lang.Dir()
	}
	return "auto"
}

// An option is one thing to choose.
type option struct {
	Value, Label string
	Chosen       bool
}

// A family is one kind of wording in every language, side by side.
type family struct {
	Key, Label, About string
	Fields            []field
	Filled            bool
}

// posted is what the form says of a field, else what the file says.
func (v *visit) posted(name, current string) string {
	if v.r.Method == http.MethodPost && v.r.PostForm.Has(name) {
		return plain(v.r.PostForm.Get(name))
	}
	return current
}

// plain gives what was typed as it stands in a cell.
func plain(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// families lays out the wordings of a row.
func (v *visit) families(sheet string, row xlsform.Row, keys ...string) []family {
	var all []family
	for _, key := range keys {
		f := family{Key: key, Label: v.Say("column." + key), About: v.Say("column." + key + ".about")}
		for _, lang := range v.languages() {
			name := "w:" + key + ":" + string(lang)
			value := v.posted(name, v.wording(sheet, row, key, lang))
			f.Filled = f.Filled || value != ""
			f.Fields = append(f.Fields, field{Name: name, Label: v.Tongue(lang), Value: value, Lang: lang, Long: true})
		}
		all = append(all, f)
	}
	return all
}

// languages are those of the questionnaire; of one that has none yet, English.
func (v *visit) languages() []study.Lang {
	if len(v.in.Languages) == 0 {
		return []study.Lang{"en"}
	}
	return v.in.Languages
}

// cells gathers what a form says of the cells of a row and what is not so in the
// file, by the name of the column.
func (v *visit) cells(sheet string, row xlsform.Row) map[string]string {
	changed := map[string]string{}
	note := func(column, was, now string) {
		if was != now {
			changed[column] = now
		}
	}
	s := v.wb.Sheet(sheet)
	for name := range v.r.PostForm {
		kind, key, _ := strings.Cut(name, ":")
		value := plain(v.r.PostForm.Get(name))
		switch kind {
		case "w":
			key, lang, _ := strings.Cut(key, ":")
			if slices.Contains(xlsform.Texts(sheet), key) && slices.Contains(v.languages(), study.Lang(lang)) {
				note(edit.WordingColumn(s, key, study.Lang(lang), study.Lang(lang) == v.first()), v.wording(sheet, row, key, study.Lang(lang)), value)
			}
		case "s":
			if slices.Contains(plainKeys, key) {
				note(columnOf(s, key), v.cell(sheet, row, key), value)
			}
		case "cell": // of a form that is sent again over a changed file
			if family, _, _ := strings.Cut(s.Key(key), "::"); slices.Contains(xlsform.Texts(sheet), family) || slices.Contains(formKeys(), family) {
				note(key, v.column(sheet, row, key), value)
			}
		case "yes":
			if slices.Contains(boxes, key) && truth(v.cell(sheet, row, key)) != v.r.PostForm.Has("box:"+key) {
				changed[columnOf(s, key)] = map[bool]string{true: "yes", false: ""}[v.r.PostForm.Has("box:"+key)]
			}
		}
	}
	return changed
}

// columnOf is the column of a meaning as it is written in the sheet.
func columnOf(s *xlsform.Sheet, key string) string {
	if s != nil {
		if n := s.Column(key); n >= 0 {
			return s.Columns[n]
		}
	}
	return key
}

// plainKeys are the columns of one cell that the form of an item has, boxes those
// that are yes or nothing.
var (
	expressions = []string{"relevant", "constraint", "calculation", "default", "choice_filter", "repeat_count"}
	plainKeys   = append([]string{"parameters", "appearance", "exclusive", "other", "scale", "source", "target"}, expressions...)
	boxes       = []string{"sensitive", "help", "carry", "disabled"}
	reasons     = []string{"refused", "dont_know", "not_applicable"}
)

// formKeys are all columns of one cell that the form of an item writes.
func formKeys() []string {
	return append(append([]string{"type", "required", "nonanswers"}, plainKeys...), boxes...)
}

func truth(cell string) bool {
	switch strings.ToLower(cell) {
	case "yes", "true", "true()", "1":
		return true
	}
	return false
}

// seen sums a row up as it was shown.
func seen(row xlsform.Row) string {
	cells := row.Cells
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	sum := sha256.Sum256([]byte(strings.Join(cells, "\x1f")))
	return hex.EncodeToString(sum[:8])
}
