package editor

import (
	"net/http"
	"slices"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

// The answers to the question what became of an item since an earlier wave.
var fates = []string{"same", "reworded", "rescaled", "new"}

// saveLineage serves POST lineage: it tells lineage.yaml what changed.
func (e *Editor) saveLineage(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	form := v.r.PostForm
	all, err := v.folder.Departures(v.Name, v.in)
	if err != nil {
		return v.outcome(err, "")
	}
	item := form.Get("was")
	all = slices.DeleteFunc(all, func(d instrument.Departure) bool { return d.Item != item || d.Told })
	row, there := v.rowOf("survey", v.row())
	if len(all) == 0 || !there || !slices.Contains(fates, form.Get("fate")) {
		return v.outcome(nil, v.To("item", "row", v.row()))
	}
	c := continuation(all, form.Get("fate"))
	for _, lang := range v.languages() {
		if note := plain(form.Get("note:" + string(lang))); note != "" {
			if c.Note == nil {
				c.Note = study.Text{}
			}
			c.Note[lang] = note
		}
	}
	if len(c.Note) == 0 {
		return v.form(http.StatusUnprocessableEntity, row, study.Problems{{Severity: study.Error, Code: "lineage-note", Where: instrument.LineageFile, Column: "note",
			What: v.Say("lineage.no-note"), Do: v.Say("lineage.no-note.do")}})
	}
	if err := v.folder.Tell(c); err != nil {
		if ps := study.ProblemsOf(err); ps != nil {
			return v.form(http.StatusConflict, row, ps)
		}
		return err
	}
	return v.seeOther(v.To("item", "row", row.Number))
}

// continuation is the entry for what was answered. What stayed the same in
// substance, or was asked in other words, may be compared; what is new may not.
func continuation(ds []instrument.Departure, fate string) instrument.Continuation {
	d := ds[0]
	c := instrument.Continuation{Item: d.Item, From: instrument.Side{Item: d.Item, Wave: d.Before}, To: instrument.Side{Item: d.Item, Waves: []study.WaveID{d.Wave}}}
	for _, d := range ds {
		if !slices.Contains(c.Change, d.Change) {
			c.Change = append(c.Change, d.Change)
		}
	}
	switch fate {
	case "rescaled":
		if !slices.Contains(c.Change, instrument.Categories) && !slices.Contains(c.Change, instrument.Scale) {
			c.Change = append(c.Change, instrument.Scale)
		}
	case "reworded":
		if !slices.Contains(c.Change, instrument.Wording) {
			c.Change = append(c.Change, instrument.Wording)
		}
	case "new":
		no := false
		c.Comparable = &no
	}
	return c
}

// Fates are the answers as a form offers them.
func (v *visit) Fates() []option {
	var all []option
	for _, f := range fates {
		all = append(all, option{f, v.Say("fate." + f), false})
	}
	return all
}

// Notes are the fields in which it is told what changed.
func (v *visit) Notes() []field {
	fields := v.families("survey", xlsform.Row{}, "label")[0].Fields
	for n := range fields {
		lang := string(fields[n].Lang)
		fields[n].Name = "note:" + lang
		fields[n].Value = strings.TrimSpace(v.r.PostForm.Get("note:" + lang))
	}
	return fields
}
