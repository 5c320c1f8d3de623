package editor

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// settingsPage is what belongs to the questionnaire as a whole.
type settingsPage struct {
	*visit
	Titles  []field
	Fields  []field
	Fielded []string
	Sheets  []string // that the program does not know and keeps
	Lines   []line
}

// settings serves GET settings.
func (e *Editor) settings(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	return v.settingsOf(http.StatusOK, nil)
}

var settingKeys = []string{"form_id", "version", "default_language"}

func (v *visit) settingsOf(status int, ps study.Problems) error {
	p := settingsPage{visit: v, Lines: v.lines(ps)}
	var row xlsform.Row
	if s := v.wb.Sheet("settings"); s != nil && len(s.Rows) > 0 {
		row = s.Rows[0]
	}
	p.Titles = v.families("settings", row, "form_title")[0].Fields
	for _, key := range settingKeys {
		p.Fields = append(p.Fields, field{Name: "s:" + key, Label: v.Say("setting." + key), About: v.Say("setting." + key + ".about"), Value: v.posted("s:"+key, settingOf(v.wb, key))})
	}
	for _, s := range v.wb.Sheets {
		if !slices.Contains([]string{"survey", "choices", "settings", "experiments"}, s.Name) {
			p.Sheets = append(p.Sheets, visible(s.Name))
		}
	}
	var err error
	if p.Fielded, err = v.folder.Fielded(v.Name, v.in.Version); err != nil {
		return err
	}
	return v.show(status, "settings", v.Say("settings"), p)
}

// saveSettings serves POST settings.
func (e *Editor) saveSettings(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	form := v.r.PostForm
	if form.Get("stamp") != v.Stamp {
		return v.changed(nil)
	}
	var row xlsform.Row
	s := v.wb.Sheet("settings")
	if s != nil && len(s.Rows) > 0 {
		row = s.Rows[0]
	}
	cells := v.cells("settings", row)
	for _, key := range settingKeys {
		if field := "s:" + key; form.Has(field) && plain(form.Get(field)) != settingOf(v.wb, key) {
			cells[columnOf(s, key)] = plain(form.Get(field))
		}
	}
	var changes []edit.Change
	for _, column := range slices.Sorted(maps.Keys(cells)) {
		changes = append(changes, set(column, cells[column]))
	}
	step, names := "settings", []string{strings.Join(slices.Sorted(maps.Keys(cells)), ", ")}
	if lang := strings.ToLower(plain(form.Get("language"))); lang != "" {
		if !xlsform.KnownLanguage(study.Lang(lang)) {
			return v.settingsOf(http.StatusUnprocessableEntity, study.Problems{{Severity: study.Error, What: v.Say("new.bad-language", visible(lang)), Do: v.Say("new.bad-language.do")}})
		}
		changes = append(changes, edit.Sheet("survey", "type", "name"), edit.AddLanguage(study.Lang(lang)))
		step, names = "added-language", []string{v.Tongue(study.Lang(lang))}
	}
	return v.outcome(v.commit(edit.All(changes...), step, names...), v.To("settings"))
}
