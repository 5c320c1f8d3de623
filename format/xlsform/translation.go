package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/study"
)

// The sheet in which a questionnaire is translated has a row for every text,
// after the steps of team translation known as TRAPD: translation, review,
// adjudication (J. A. Harkness, "Questionnaire Translation", in Cross-Cultural
// Survey Methods, 2003). Only what is adjudicated goes back.
var translationColumns = []string{"sheet", "item", "text", "source", "draft", "review", "adjudicated", "state", "comment"}

// The states of a translation.
const (
	stateMissing     = "missing"
	stateDraft       = "draft"
	stateReviewed    = "reviewed"
	stateAdjudicated = "adjudicated"
	stateStale       = "stale" // the source changed since
)

// A text is one wording of a workbook with its places in two languages.
type text struct {
	sheet, item, family string
	source, target      string
	row                 Row
	number              int // of the row in its sheet's Rows
}

// key names a text whatever its wording.
func (t text) key() string { return t.sheet + "\n" + t.item + "\n" + t.family }

// texts lists the wordings of a workbook that there are in the source language.
func (wb *Workbook) texts(source, target study.Lang) []text {
	r := newReader(wb)
	var found []text
	settings, survey, choices := r.open("settings"), r.open("survey"), r.open("choices")
	r.settings(settings)
	r.languages(survey, choices)
	for _, t := range []table{survey, choices, settings} {
		for n, row := range t.sheet.Rows {
			item := t.get(row, "name")
			if t.sheet.Name == "choices" {
				item = t.get(row, "list_name") + " " + item
			}
			for _, family := range Texts(t.sheet.Name) {
				wording := t.text(row, family, r.fallback)
				if wording[source] != "" {
					found = append(found, text{t.sheet.Name, item, family, wording[source], wording[target], row, n})
				}
			}
		}
	}
	return found
}

// Translations makes the sheet in which the workbook is translated from one
// language into another. Drafts, reviews and comments of an earlier such sheet
// are kept; earlier may be nil. A translation made from another wording of the
// source is stale.
func Translations(wb *Workbook, source, target study.Lang, earlier *Workbook) *Workbook {
	made := map[string]Row{}
	var old table
	if earlier != nil {
		old = openTranslations(earlier)
		for _, row := range old.sheet.Rows {
			made[old.get(row, "sheet")+"\n"+old.get(row, "item")+"\n"+old.get(row, "text")] = row
		}
	}
	sheet := Sheet{Name: "translation", Columns: slices.Clone(translationColumns)}
	for _, t := range wb.texts(source, target) {
		cells := []string{t.sheet, t.item, t.family, t.source, "", "", t.target, "", ""}
		stale := false
		if row, known := made[t.key()]; known {
			cells[4], cells[5], cells[8] = old.get(row, "draft"), old.get(row, "review"), old.get(row, "comment")
			stale = old.get(row, "source") != t.source
			if t.target == "" || !stale {
				cells[6] = old.get(row, "adjudicated")
			}
		}
		cells[7] = state(cells, stale)
		sheet.add(cells...)
	}
	return &Workbook{File: wb.File, Sheets: []Sheet{sheet}}
}

// state sums up how far a translation is.
func state(cells []string, stale bool) string {
	switch {
	case cells[4] == "" && cells[5] == "" && cells[6] == "":
		return stateMissing
	case stale:
		return stateStale
	case cells[6] != "":
		return stateAdjudicated
	case cells[5] != "":
		return stateReviewed
	}
	return stateDraft
}

// openTranslations finds the columns of a sheet of translations.
func openTranslations(wb *Workbook) table {
	t := table{sheet: wb.Sheet("translation"), plain: map[string]int{}}
	if t.sheet == nil {
		t.sheet = &Sheet{Name: "translation"}
	}
	for at, column := range t.sheet.Columns {
		if name := strings.ToLower(strings.TrimSpace(column)); slices.Contains(translationColumns, name) {
			t.plain[name] = at
		}
	}
	return t
}

// Translate puts what is adjudicated in a sheet of translations into a copy of
// the workbook and leaves everything else as it is. What is missing, what is
// not yet adjudicated and what was made from another wording of the source is
// told, row by row of the sheet of translations, and left as it was.
func Translate(wb *Workbook, source, target study.Lang, translations *Workbook) (*Workbook, study.Problems) {
	t := openTranslations(translations)
	var problems study.Problems
	tell := func(severity study.Severity, code string, row int, what, do string) {
		problems = append(problems, study.Problem{Severity: severity, Code: code, Where: place(translations.File, "translation"), Row: row, What: what, Do: do})
	}
	for _, column := range translationColumns[:4] {
		if _, there := t.plain[column]; !there {
			tell(study.Error, "no-column", 1, fmt.Sprintf("there is no column %s", column), "start from the sheet that was made for the translation")
			return wb, problems
		}
	}
	rows := map[string]Row{}
	for _, row := range t.sheet.Rows {
		rows[t.get(row, "sheet")+"\n"+t.get(row, "item")+"\n"+t.get(row, "text")] = row
	}
	done := wb.clone()
	for _, x := range wb.texts(source, target) {
		row, there := rows[x.key()]
		delete(rows, x.key())
		of := fmt.Sprintf("the %s of %s in the sheet %s", x.family, x.item, x.sheet)
		switch wording := t.get(row, "adjudicated"); {
		case !there || wording == "" && x.target == "":
			tell(study.Warning, "missing-translation", row.Number, of+" has no adjudicated translation", "translate it")
		case wording == "" || wording == x.target:
		case t.get(row, "source") != x.source:
			tell(study.Warning, "stale-translation", row.Number, of+" was translated from another wording", "look at the source again, and make the sheet anew")
		default:
			done.put(x, target, wording)
		}
	}
	for _, row := range t.sheet.Rows {
		if _, left := rows[t.get(row, "sheet")+"\n"+t.get(row, "item")+"\n"+t.get(row, "text")]; left {
			tell(study.Warning, "unknown-text", row.Number, "the questionnaire has no such text any more", "take the row out")
		}
	}
	return done, problems
}

// clone copies a workbook so that cells can be changed.
func (wb *Workbook) clone() *Workbook {
	copied := &Workbook{File: wb.File}
	for _, s := range wb.Sheets {
		s.Columns = slices.Clone(s.Columns)
		s.Rows = slices.Clone(s.Rows)
		for n := range s.Rows {
			s.Rows[n].Cells = slices.Clone(s.Rows[n].Cells)
		}
		copied.Sheets = append(copied.Sheets, s)
	}
	return copied
}

// put writes a wording into the column of its language, which is added where
// there is none.
func (wb *Workbook) put(x text, lang study.Lang, wording string) {
	r := newReader(wb)
	t := r.open(x.sheet)
	at := slices.IndexFunc(t.texts[x.family], func(c textColumn) bool { return c.lang == lang })
	if at >= 0 {
		at = t.texts[x.family][at].at
	} else {
		at = len(t.sheet.Columns)
		t.sheet.Columns = append(t.sheet.Columns, x.family+"::"+LanguageName(lang))
	}
	row := &t.sheet.Rows[x.number]
	for len(row.Cells) <= at {
		row.Cells = append(row.Cells, "")
	}
	row.Cells[at] = wording
}
