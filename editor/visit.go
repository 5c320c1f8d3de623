package editor

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/instrument"
	"sojourn/listener"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

// A visit is one request with the file as it stands. Every page embeds it.
type visit struct {
	*Editor
	w     http.ResponseWriter
	r     *http.Request
	frame Frame
	voice phrasebook.Voice
	Lang  study.Lang // of the page
	Talk  study.Lang // in which wordings of the questionnaire are shown

	Name     string // of the file
	data     []byte
	Stamp    string
	wb       *xlsform.Workbook
	in       *instrument.Instrument
	Problems study.Problems
	Broken   bool // the file cannot be read whole, and so cannot be written
	Foreign  bool // the file is of a kind that is only read
	Back     *history.Step
	Forth    *history.Step
	Stage    string // address of the preview; empty where there is none
}

// Say gives words of the program.
func (v *visit) Say(key string, args ...any) string { return v.voice.Say(key, args...) }

// read gives the bytes of the file that the address or the form names, if it is a
// questionnaire of the study.
func (v *visit) read() ([]byte, error) {
	name := v.r.FormValue("file")
	known, err := v.folder.Files()
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(known, func(f File) bool { return f.Name == name }) {
		return nil, study.ErrNotFound
	}
	v.Name = name
	return v.folder.Read(name)
}

// open reads the file and what it means.
func (v *visit) open() error {
	var err error
	if v.data, err = v.read(); err != nil {
		return err
	}
	name := v.Name
	now := v.understood(name, v.data)
	v.Stamp, v.wb, v.in, v.Problems, v.Broken = now.stamp, now.wb, now.in, now.problems, now.broken
	v.Foreign = !v.Broken && !writable(v.data)
	v.Back, v.Forth = v.folder.Steps(name, v.data)
	if lang := study.Lang(v.r.FormValue("in")); slices.Contains(v.in.Languages, lang) {
		v.Talk = lang
	} else if !slices.Contains(v.in.Languages, v.Talk) {
		v.Talk = v.first()
	}
	return nil
}

// writable reports whether files of the kind are written back: .xlsx and Markdown.
func writable(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK")) || bytes.Contains(data, []byte("|")) && !bytes.Contains(data, []byte{0})
}

// checked makes the questionnaire of the sheets and lists what is wrong with it,
// after the problems of reading.
func checked(wb *xlsform.Workbook, before study.Problems) (*instrument.Instrument, study.Problems) {
	in, found := xlsform.Instrument(wb)
	all := append(before[:len(before):len(before)], found...)
	if found.Err() == nil {
		all = append(all, instrument.Check(in)...)
	}
	return in, all
}

// first is the language in which a column without one is.
func (v *visit) first() study.Lang {
	if len(v.in.Languages) == 0 {
		return "en"
	}
	return v.in.Languages[0]
}

// show renders a page into the frame of the desk.
func (v *visit) show(status int, page, title string, data any) error {
	if v.Preview != nil && v.Name != "" && v.Stage == "" {
		stage, err := v.Preview(v.Name)
		if err != nil {
			return err
		}
		v.Stage = stage
	}
	v.policy(v.w.Header(), v.Stage)
	var b bytes.Buffer
	if err := v.pages.ExecuteTemplate(&b, page+".html", data); err != nil {
		return fmt.Errorf("editor: page %s: %w", page, err)
	}
	if v.Name != "" {
		title += " · " + path.Base(v.Name)
	}
	return v.frame(status, title, template.HTML(b.String()))
}

// Script is what pages run where scripts run.
func (v *visit) Script() template.JS { return v.script }

// Base is the file's name without its folder.
func (v *visit) Base() string { return path.Base(v.Name) }

// Text reports whether the file is a text that can be mended as one.
func (v *visit) Text() bool {
	return !bytes.HasPrefix(v.data, []byte("PK")) && !bytes.Contains(v.data, []byte{0})
}

// Whole is the file as a text.
func (v *visit) Whole() string { return strings.ToValidUTF8(string(v.data), "\uFFFD") }

// To is the address of a page over the file, with further fields in pairs.
func (v *visit) To(page string, pairs ...any) string {
	q := url.Values{"file": {v.Name}, "in": {string(v.Talk)}}
	for n := 0; n+1 < len(pairs); n += 2 {
		q.Set(fmt.Sprint(pairs[n]), fmt.Sprint(pairs[n+1]))
	}
	anchor := ""
	if at := q.Get("#"); at != "" {
		anchor = "#" + at
	}
	q.Del("#")
	return v.Root + page + "?" + q.Encode() + anchor
}

// Parts are the pages over the whole questionnaire.
func (v *visit) Parts() []option {
	var all []option
	for _, p := range []struct{ page, key string }{{"form", "outline"}, {"lists", "lists"}, {"texts", "texts"}, {"settings", "settings"}} {
		all = append(all, option{v.To(p.page), v.Say(p.key), v.r.URL.Path == v.Root+p.page})
	}
	return all
}

// Other is the address of this page with another language of the wordings.
func (v *visit) Other(lang study.Lang) string {
	q := url.Values{}
	if v.r.Method == http.MethodGet {
		q = v.r.URL.Query()
	}
	q.Set("file", v.Name)
	q.Set("in", string(lang))
	q.Del("lang")
	return v.Root + strings.TrimPrefix(v.r.URL.Path, v.Root) + "?" + q.Encode()
}

// Languages lists those of the questionnaire.
func (v *visit) Languages() []study.Lang { return v.in.Languages }

// Tongue names a language in itself.
func (v *visit) Tongue(lang study.Lang) string {
	name, _, _ := strings.Cut(xlsform.LanguageName(lang), " (")
	return name
}

// seeOther leads the browser to a page after a form was taken.
func (v *visit) seeOther(address string) error {
	return listener.SeeOther(v.w, address)
}

// row is the number of a row that the address or form names.
func (v *visit) row() int {
	n, _ := strconv.Atoi(v.r.FormValue("row"))
	return n
}

// rowOf gives a row of a sheet; false if nothing stands there.
func (v *visit) rowOf(sheet string, number int) (xlsform.Row, bool) {
	s := v.wb.Sheet(sheet)
	if s == nil {
		return xlsform.Row{}, false
	}
	n := slices.IndexFunc(s.Rows, func(r xlsform.Row) bool { return r.Number == number })
	if n < 0 {
		return xlsform.Row{}, false
	}
	return s.Rows[n], true
}

// cell is a cell of a row by what its column means.
func (v *visit) cell(sheet string, row xlsform.Row, key string) string {
	s := v.wb.Sheet(sheet)
	if s == nil {
		return ""
	}
	return cellAt(row, s.Column(key))
}

func cellAt(row xlsform.Row, column int) string {
	if column < 0 || column >= len(row.Cells) {
		return ""
	}
	return strings.TrimSpace(row.Cells[column])
}

// wording is what a row says in a language.
func (v *visit) wording(sheet string, row xlsform.Row, family string, lang study.Lang) string {
	s := v.wb.Sheet(sheet)
	if s == nil {
		return ""
	}
	return cellAt(row, slices.Index(s.Columns, edit.WordingColumn(s, family, lang, lang == v.first())))
}

// spoken is the wording of a row in the language of the page, or in the first that
// there is, with its language.
func (v *visit) spoken(sheet string, row xlsform.Row, family string) (string, study.Lang) {
	for _, lang := range append([]study.Lang{v.Talk, v.first()}, v.in.Languages...) {
		if text := v.wording(sheet, row, family, lang); text != "" {
			return text, lang
		}
	}
	return "", v.Talk
}

// stamp serves the state of the file, by which a script notices a change.
func (e *Editor) stamp(v *visit) error {
	data, err := v.read()
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = v.w.Write([]byte(history.Stamp(data))) // a browser that went away is no failure of ours
	return nil
}
