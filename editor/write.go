package editor

import (
	"bytes"
	"errors"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// commit makes a change of the file as one step. A version that was fielded is
// kept, and the change begins the next one.
func (v *visit) commit(change edit.Change, what string, names ...string) error {
	if v.Broken {
		return v.Problems
	}
	next, err := change(v.wb)
	if err != nil {
		return err
	}
	return v.save(next, history.Step{What: what, Names: names})
}

// save writes the sheets into the file.
func (v *visit) save(next *xlsform.Workbook, step history.Step) error {
	if edit.Same(v.wb, next) {
		return nil
	}
	next, err := v.raised(next)
	if err != nil {
		return err
	}
	data, err := edit.Write(path.Base(v.Name), v.data, next)
	if err != nil {
		return err
	}
	if err := v.folder.Save(v.Name, v.Stamp, data, step); err != nil {
		return err
	}
	return v.keepSources(next)
}

// raised gives the questionnaire a new version where the one in the file was
// fielded; a copy of that is kept first. The version of anything that was fielded
// is not given to something else.
func (v *visit) raised(next *xlsform.Workbook) (*xlsform.Workbook, error) {
	version, to := v.in.Version, settingOf(next, "version")
	fielded, err := v.folder.Fielded(v.Name, version)
	if err != nil {
		return nil, err
	}
	if to != version && slices.Contains(fielded, to) {
		return nil, v.alreadyFielded(to)
	}
	if !slices.Contains(fielded, version) {
		return next, nil
	}
	if err := v.folder.KeepFielded(v.Name, version, v.data); err != nil {
		return nil, err
	}
	if to != version {
		return next, nil
	}
	return InVersion(next, NextVersion(version, fielded))
}

// NextVersion is the first version after one that was not fielded.
func NextVersion(version string, fielded []string) string {
	fresh := raise(version)
	for slices.Contains(fielded, fresh) {
		fresh = raise(fresh)
	}
	return fresh
}

// InVersion gives the questionnaire a version.
func InVersion(wb *xlsform.Workbook, version string) (*xlsform.Workbook, error) {
	return set("version", version)(wb)
}

func (v *visit) alreadyFielded(version string) study.Problems {
	return study.Problems{{Severity: study.Error, Code: "fielded", Where: v.Base(), Column: "version", What: v.Say("fielded.what", version), Do: v.Say("fielded.do")}}
}

// turnable refuses a step that would put something else into the file under a
// version that was fielded. What is kept of that version may come back.
func (v *visit) turnable(to []byte) error {
	wb, ps := xlsform.Read(v.Base(), to)
	if ps.Err() != nil {
		return nil // it has no version, and no field takes it
	}
	in, _ := xlsform.Instrument(wb)
	fielded, err := v.folder.Fielded(v.Name, v.in.Version)
	if err != nil || !slices.Contains(fielded, in.Version) {
		return err
	}
	if kept, there := v.folder.KeptFielded(v.Name, in.Version); there && bytes.Equal(kept, to) {
		return nil
	}
	return v.alreadyFielded(in.Version)
}

var ending = regexp.MustCompile(`^(.*?)([0-9]+)$`)

// raise gives the version after one: its last number is one more.
func raise(version string) string {
	m := ending.FindStringSubmatch(version)
	if m == nil {
		return strings.TrimSpace(version + " 2")
	}
	n, err := strconv.ParseUint(m[2], 10, 63)
	if err != nil {
		return version + ".2"
	}
	fresh := strconv.FormatUint(n+1, 10)
	return m[1] + strings.Repeat("0", max(0, len(m[2])-len(fresh))) + fresh
}

// settingOf is a cell of the sheet settings.
func settingOf(wb *xlsform.Workbook, key string) string {
	s := wb.Sheet("settings")
	if s == nil || len(s.Rows) == 0 {
		return ""
	}
	return cellAt(s.Rows[0], s.Column(key))
}

// set writes a cell of the sheet settings, which is made where there is none.
func set(key, value string) edit.Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		if s := wb.Sheet("settings"); s != nil && len(s.Columns) > 0 && len(s.Rows) > 0 {
			return edit.Set("settings", s.Rows[0].Number, key, value)(wb)
		}
		return edit.All(edit.Sheet("settings", key), edit.Add("settings", 0, map[string]string{key: value}))(wb)
	}
}

// fresh lists the errors that a change brings. The row does not count: a change
// may move what was wrong before.
func (v *visit) fresh(next *xlsform.Workbook) study.Problems {
	var fresh study.Problems
	_, found := checked(next, nil)
	for _, p := range found {
		if p.Severity == study.Error && !slices.ContainsFunc(v.Problems, func(q study.Problem) bool { return q.Code == p.Code && q.What == p.What }) {
			fresh = append(fresh, p)
		}
	}
	return fresh
}

// outcome answers after a change: leads on, or shows what stands against it.
func (v *visit) outcome(err error, address string) error {
	switch {
	case err == nil:
		return v.seeOther(address)
	case errors.Is(err, history.ErrChanged):
		return v.changed(nil)
	}
	if ps := study.ProblemsOf(err); ps != nil {
		return v.refused(ps)
	}
	return err
}

// refusedPage says why something was not done.
type refusedPage struct {
	*visit
	Refused []line
}

func (v *visit) refused(ps study.Problems) error {
	return v.show(http.StatusConflict, "refused", v.Say("refused"), refusedPage{v, v.lines(ps)})
}
