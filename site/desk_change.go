package site

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// problemsIn gives what a person can mend of an error, or the error.
func problemsIn(err error) (study.Problems, error) {
	if ps := study.ProblemsOf(err); ps != nil {
		return ps, nil
	}
	return nil, err
}

// change serves GET change/ID: the form over a work's fields.
func (d *Desk) change(s setting, id library.ID, frame Frame) error {
	w, version, ps, err := d.work(id)
	if err != nil {
		return err
	}
	if len(ps) > 0 { // only its text can be mended
		return d.edit(s, id, frame)
	}
	return s.changing(frame, s.changePage(w, version))
}

// work reads the file of a work as it is now.
func (d *Desk) work(id library.ID) (library.Work, string, study.Problems, error) {
	text, version, err := d.shelf.Source(id)
	if err != nil {
		return library.Work{}, "", nil, err
	}
	w, ps := library.Read(id.File(), text)
	return w, version, ps, nil
}

func (s setting) changePage(w library.Work, version string) changePage {
	return changePage{setting: s, ID: w.ID, Version: version, Fields: s.fields(w), Editions: s.editionFields(w), Finding: s.findingFields(library.Finding{})}
}

func (s setting) changing(frame Frame, p changePage) error {
	f, err := s.filled("change", s.Say("edit"), p)
	if err != nil {
		return err
	}
	return s.framed(frame, f, "change")
}

// keep serves POST change/ID. What cannot be used is shown again as it was typed.
func (d *Desk) keep(w http.ResponseWriter, r *http.Request, s setting, id library.ID, frame Frame) error {
	if err := r.ParseForm(); err != nil {
		return study.ErrNotFound
	}
	text, _, err := d.shelf.Source(id)
	if err != nil {
		return err
	}
	now, ps := library.Read(id.File(), text)
	if len(ps) == 0 {
		ps = take(&now, r)
	}
	if len(ps) == 0 {
		var edited []byte
		if edited, err = library.Edit(id.File(), text, now); err == nil {
			err = d.shelf.Replace(id, r.PostFormValue("version"), edited)
		}
		if ps, err = problemsIn(err); err != nil {
			return err
		}
	}
	if len(ps) == 0 {
		http.Redirect(w, r, s.To("entry", string(id)), http.StatusSeeOther)
		return nil
	}
	p := s.changePage(now, r.PostFormValue("version"))
	p.Problems = ps
	p.typed(r)
	return s.changing(frame, p)
}

// typed puts what was sent back into the inputs.
func (p *changePage) typed(r *http.Request) {
	back := func(fields []field) {
		for i := range fields {
			if values, ok := r.PostForm[fields[i].Name]; ok {
				fields[i].Value = strings.Join(values, "")
			}
		}
	}
	back(p.Fields)
	back(p.Finding)
	for _, e := range p.Editions {
		back(e.Fields)
	}
}

// mostSent is what a file may weigh that is attached from a form.
const mostSent = 200 << 20

// attach serves POST attach/ID: a file of this computer becomes a saved copy.
func (d *Desk) attach(w http.ResponseWriter, r *http.Request, s setting, id library.ID, frame Frame) error {
	ps, err := problemsIn(d.attached(r, id))
	switch {
	case err != nil:
		return err
	case len(ps) == 0:
		http.Redirect(w, r, s.To("entry", string(id)), http.StatusSeeOther)
		return nil
	}
	work, version, _, err := d.work(id)
	if err != nil {
		return err
	}
	p := s.changePage(work, version)
	p.Problems = ps
	return s.changing(frame, p)
}

func (d *Desk) attached(r *http.Request, id library.ID) error {
	refuse := func(what, do string) error {
		return study.Problem{Severity: study.Error, Code: "no-file", Where: id.File(), What: what, Do: do}
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return refuse("no file came", "choose one and send it again")
	}
	lang := study.Lang("")
	for {
		part, err := parts.NextPart()
		if err != nil {
			return refuse("no file came, or it is larger than 200 MB", "choose one; a larger file is attached by: sojourn library attach")
		}
		data, err := io.ReadAll(io.LimitReader(part, mostSent+1))
		switch {
		case err != nil || len(data) > mostSent:
			return refuse("the file is larger than 200 MB", "attach it by: sojourn library attach")
		case part.FormName() == "edition":
			lang = study.Lang(data)
		case part.FormName() == "file" && len(data) == 0:
			return refuse("no file came", "choose one and send it again")
		case part.FormName() == "file":
			return d.shelf.Attach(id, lang, part.FileName(), data)
		}
	}
}

// findingFields are the inputs of a finding to add.
func (s setting) findingFields(f library.Finding) []field {
	one := func(name, value string) field {
		return field{Name: "finding_" + name, Label: s.Say("adding." + name), Value: value}
	}
	unit := one("unit", f.Unit)
	unit.Options = []choice{{library.PercentUnit, s.Say("unit.percent")}, {"mean", s.Say("unit.mean")}, {"count", s.Say("unit.count")}}
	all := []field{one("label_en", ""), one("label_ru", ""), one("value", ""), unit, one("page", ""), one("figure", ""), one("group", ""), one("category", ""), one("base_n", ""), one("sample", ""), one("measure", ""), one("language", ""), one("note", "")}
	for _, i := range []int{0, 1, len(all) - 1} { // wordings and note
		all[i].Wide = true
	}
	return all
}

// finding serves POST finding/ID: a figure that the work publishes is added.
func (d *Desk) finding(w http.ResponseWriter, r *http.Request, s setting, id library.ID, frame Frame) error {
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue("finding_" + name)) }
	var ps study.Problems
	number := func(name string) int {
		n, err := strconv.Atoi(strings.ReplaceAll(value(name), " ", ""))
		if value(name) != "" && (err != nil || n < 0) {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "finding", Where: library.FindingsFile, Column: name, What: "this is no whole number: " + value(name), Do: "write it in digits, or leave it out"})
		}
		return n
	}
	f := library.Finding{Work: id, Language: study.Lang(value("language")), Page: number("page"), Figure: value("figure"), Measure: value("measure"), LabelEN: value("label_en"), LabelRU: value("label_ru"),
		Group: value("group"), Category: value("category"), Value: value("value"), Unit: value("unit"), Base: number("base_n"), Sample: value("sample"), Note: value("note")}
	work, version, _, err := d.work(id)
	if err != nil {
		return err
	}
	if len(ps) == 0 {
		if ps, err = problemsIn(d.shelf.AddFinding(f)); err != nil {
			return err
		}
	}
	if len(ps) == 0 {
		http.Redirect(w, r, s.To("entry", string(id)), http.StatusSeeOther)
		return nil
	}
	p := s.changePage(work, version)
	p.Problems, p.Tried = ps, true
	p.typed(r)
	return s.changing(frame, p)
}
