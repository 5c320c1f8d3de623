package editor

import (
	"cmp"
	"errors"
	"io/fs"
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

// listPage is every questionnaire of the study, and the form of a new one.
type listPage struct {
	*visit
	Files   []File
	Form    string
	Tongues string
	Kind    string
	Refused []line
}

// Links gives the address of a file's page.
func (p listPage) Link(f File) string {
	copied := *p.visit
	copied.Name = f.Name
	return copied.To("form")
}

// list serves GET of the root.
func (e *Editor) list(v *visit) error {
	return v.listed(http.StatusOK, listPage{visit: v, Tongues: "en"})
}

func (v *visit) listed(status int, p listPage) error {
	known, err := v.folder.Files()
	if err != nil {
		return err
	}
	p.Files = known
	return v.show(status, "list", v.Say("list.title"), p)
}

var fileName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,40}$`)

// create serves POST new: an empty questionnaire.
func (e *Editor) create(v *visit) error {
	form := v.r.PostForm
	p := listPage{visit: v, Form: plain(form.Get("name")), Tongues: plain(form.Get("tongues")), Kind: form.Get("kind")}
	refuse := func(what, do string) error {
		p.Refused = v.linesPlain(study.Problems{{Severity: study.Error, What: what, Do: do}})
		return v.listed(http.StatusUnprocessableEntity, p)
	}
	if !fileName.MatchString(p.Form) {
		return refuse(v.Say("new.bad-name"), v.Say("new.bad-name.do"))
	}
	var tongues []study.Lang
	for _, word := range strings.FieldsFunc(p.Tongues, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		lang := study.Lang(strings.ToLower(word))
		if !xlsform.KnownLanguage(lang) {
			return refuse(v.Say("new.bad-language", visible(word)), v.Say("new.bad-language.do"))
		}
		if !slices.Contains(tongues, lang) {
			tongues = append(tongues, lang)
		}
	}
	if len(tongues) == 0 {
		return refuse(v.Say("new.no-language"), v.Say("new.bad-language.do"))
	}
	data, name, err := blank(p.Form, tongues, p.Kind == "xlsx")
	if err != nil {
		return err
	}
	err = v.folder.Create(name, data)
	if errors.Is(err, fs.ErrExist) {
		return refuse(v.Say("new.exists", name), v.Say("new.bad-name.do"))
	}
	if err != nil {
		return err
	}
	v.Name = name
	return v.seeOther(v.To("form"))
}

// linesPlain lists problems that are of no row.
func (v *visit) linesPlain(ps study.Problems) []line {
	var all []line
	for _, p := range ps {
		all = append(all, line{Problem: p})
	}
	return all
}

// blank is a questionnaire with its columns and nothing in them.
func blank(form string, tongues []study.Lang, xlsx bool) (data []byte, name string, err error) {
	texts := func(families ...string) []string {
		var columns []string
		for _, f := range families {
			for _, lang := range tongues {
				columns = append(columns, f+"::"+xlsform.LanguageName(lang))
			}
		}
		return columns
	}
	survey := append(append([]string{"type", "name"}, texts("label", "hint")...), "required", "relevant", "constraint", "appearance")
	settings := append([]string{"form_id", "version", "default_language"}, texts("form_title")...)
	values := make([]string, len(settings))
	copy(values, []string{form, "1", xlsform.LanguageName(tongues[0])})
	for n := range tongues {
		values[3+n] = form
	}
	wb := &xlsform.Workbook{Sheets: []xlsform.Sheet{
		{Name: "survey", Columns: survey},
		{Name: "choices", Columns: append([]string{"list_name", "name"}, texts("label")...)},
		{Name: "settings", Columns: settings, Rows: []xlsform.Row{{Number: 2, Cells: values}}},
	}}
	if xlsx {
		data, err = xlsform.WriteXLSX(wb)
		return data, "instrument/" + form + ".xlsx", err
	}
	return xlsform.WriteMarkdown(wb), "instrument/" + form + ".md", nil
}

// addPage is the form of something new.
type addPage struct {
	*visit
	Below  int
	What   string // "item", "page", "group" or "repeat"
	Item   string
	Kinds  []option
	Lists  []option
	List   string
	Labels []field
	Lines  []line
}

// add serves GET add.
func (e *Editor) add(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	below, _ := strconv.Atoi(v.r.FormValue("below"))
	return v.adding(http.StatusOK, below, nil)
}

func (v *visit) adding(status, below int, ps study.Problems) error {
	p := addPage{visit: v, Below: below, What: v.r.FormValue("what"), Item: v.posted("name", ""), Lines: v.lines(ps)}
	if !slices.Contains([]string{"page", "group", "repeat"}, p.What) {
		p.What = "item"
	}
	kind := v.posted("kind", kinds[0])
	for _, name := range kinds {
		p.Kinds = append(p.Kinds, option{name, v.Say("kind."+name) + ": " + v.Say("kind."+name+".about"), name == kind})
	}
	p.List = v.posted("list", "")
	for _, l := range edit.Lists(v.wb) {
		label := visible(l.Name)
		if n := len(l.Rows); n > 0 {
			first, _ := v.spoken("choices", l.Rows[0], "label")
			label = v.Say("list.option", label, n, abridgedTo(first, 40))
		}
		p.Lists = append(p.Lists, option{l.Name, label, l.Name == p.List})
	}
	p.Labels = v.families("survey", xlsform.Row{}, "label")[0].Fields
	return v.show(status, "add", v.Say("add."+p.What), p)
}

// saveNew serves POST add.
func (e *Editor) saveNew(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	form := v.r.PostForm
	if form.Get("stamp") != v.Stamp {
		return v.changed(nil)
	}
	below, err := strconv.Atoi(form.Get("below"))
	if err != nil {
		return study.ErrNotFound
	}
	what := form.Get("what")
	kind := v.newKind(what)
	if kind == "" {
		return study.ErrNotFound
	}
	cells := v.cells("survey", xlsform.Row{})
	cells["type"], cells["name"] = kind, plain(form.Get("name"))
	if cells["name"] == "" && !strings.HasPrefix(kind, "note") {
		return v.adding(http.StatusUnprocessableEntity, below, study.Problems{{Severity: study.Error, Column: "name", What: v.Say("add.no-name"), Do: v.Say("add.no-name.do")}})
	}
	change := edit.All(edit.Sheet("survey", "type", "name"), edit.Add("survey", below, cells))
	if strings.HasPrefix(kind, "begin_") {
		change = edit.All(change, v.ended(below, strings.Replace(kind, "begin", "end", 1)))
	}
	next, err := change(v.wb)
	if err == nil {
		fresh := slices.DeleteFunc(v.fresh(next), func(p study.Problem) bool { return p.Column != "name" })
		if len(fresh) > 0 {
			err = fresh
		}
	}
	if ps := study.ProblemsOf(err); ps != nil {
		return v.adding(http.StatusUnprocessableEntity, below, ps)
	}
	if err != nil {
		return err
	}
	err = v.save(next, history.Step{What: "added", Names: []string{cells["name"]}})
	if what == "page" || what == "group" {
		return v.outcome(err, v.To("form", "#", "r"+strconv.Itoa(v.newRow(next, below))))
	}
	return v.outcome(err, v.To("item", "row", v.newRow(next, below)))
}

// newKind is the type of what is added; empty where there is no such type.
func (v *visit) newKind(what string) string {
	form := v.r.PostForm
	if kind := map[string]string{"page": "begin_group", "group": "begin_group", "repeat": "begin_repeat"}[what]; kind != "" {
		return kind
	}
	now := xlsform.Kind{Name: form.Get("kind")}
	if !slices.Contains(kinds, now.Name) {
		return ""
	}
	if now.Name == "select_one" || now.Name == "select_multiple" || now.Name == "rank" {
		now.List = cmp.Or(plain(form.Get("newlist")), plain(form.Get("list")), plain(form.Get("name")))
	}
	return written(now)
}

// newRow is the number of the row that was put below another.
func (v *visit) newRow(next *xlsform.Workbook, below int) int {
	for _, r := range next.Sheet("survey").Rows {
		if r.Number > below {
			return r.Number
		}
	}
	return below + 1
}

// ended adds the row that ends a group below the one that begins it.
func (v *visit) ended(below int, kind string) edit.Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		return edit.Add("survey", v.newRow(wb, below), map[string]string{"type": kind})(wb)
	}
}

// saveAs serves POST xlsx: the same questionnaire in a file that can be written.
func (e *Editor) saveAs(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	if v.Broken {
		return v.refused(v.Problems)
	}
	data, err := xlsform.WriteXLSX(v.wb)
	if err != nil {
		return v.refused(study.Problems{{Severity: study.Error, Where: v.Base(), What: err.Error(), Do: v.Say("xlsx.do")}})
	}
	name := strings.TrimSuffix(v.Name, path.Ext(v.Name)) + ".xlsx"
	err = v.folder.Create(name, data)
	if errors.Is(err, fs.ErrExist) {
		return v.refused(study.Problems{{Severity: study.Error, Where: path.Base(name), What: v.Say("new.exists", name), Do: v.Say("xlsx.do")}})
	}
	if err != nil {
		return err
	}
	v.Name = name
	return v.seeOther(v.To("form"))
}
