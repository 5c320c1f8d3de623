// Package editor is where a questionnaire is written in the browser, by somebody
// who need not know XLSForm: pages of the desk over one file of the study folder.
//
// The file stays the truth. Every form changes cells of it, by [edit], and what
// the program does not understand is shown, cannot be changed here and is kept.
// The pages work without a script; with one they notice by themselves that the
// file was saved elsewhere. A file that is broken is shown with what is wrong.
//
// # Nothing is lost
//
// A form says which state of the file it was made from. If the file is another by
// then, and what the form changes is no longer what it showed, both are shown and
// nothing is written. Every step can be taken back. What was fielded is kept, and
// the first change begins a new version.
//
// # What the package refuses to know
//
// It reads and writes no file: a [Folder] does. It knows no answers and nobody who
// gave them. Whether a questionnaire is good is for the linter to say.
package editor

import (
	"embed"
	"html/template"
	"net/http"
	"path"
	"strings"
	"sync"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/look"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed pages/*.html editor.css editor.js words
var files embed.FS

// A File is a questionnaire of the study folder.
type File struct {
	Name  string         // its path, such as "instrument/wave1.md"
	Waves []study.WaveID // that field it
}

// A Folder is the study folder as the editor needs it. Its methods are called by
// several goroutines at once. What a person can mend comes back as
// [study.Problem] or [study.Problems].
type Folder interface {
	// Files lists the questionnaires. No other file is read or written.
	Files() ([]File, error)
	Read(name string) ([]byte, error)
	// Create writes a file that is not there; else the error is [fs.ErrExist].
	Create(name string, data []byte) error
	// Save, Back and Forth change a file that is in the state was; else the error
	// is [history.ErrChanged].
	Save(name, was string, data []byte, step history.Step) error
	Back(name, was string) error
	Forth(name, was string) error
	Steps(name string, data []byte) (back, forth *history.Step)
	// Peek gives the state to which one step would lead, -1 back or 1 forth.
	Peek(name string, data []byte, by int) ([]byte, bool)
	State(name, stamp string) ([]byte, bool)
	// Sources and KeepSources hold from which wording each translation was made.
	Sources(name string) map[string]string
	KeepSources(name string, sources map[string]string) error
	// Fielded lists the versions of a questionnaire that respondents have seen;
	// now is the one that stands in the file.
	Fielded(name, now string) ([]string, error)
	// KeepFielded keeps a copy of a fielded version, and KeptFielded gives it.
	KeepFielded(name, version string, data []byte) error
	KeptFielded(name, version string) ([]byte, bool)
	// Departures lists what differs from earlier waves if the file holds in.
	Departures(name string, in *instrument.Instrument) ([]instrument.Departure, error)
	// Tell adds an entry to the lineage.
	Tell(instrument.Continuation) error
}

// Options are the settings of the pages.
type Options struct {
	Root    string                            // under which the pages are served, such as "/questionnaire/"
	Preview func(name string) (string, error) // address at which the preview of a file is served; nil where there is none
}

// Editor is the pages.
type Editor struct {
	Options
	folder Folder
	book   *phrasebook.Book
	pages  *template.Template
	style  string
	script template.JS

	mu     sync.Mutex
	recent []reading // files as pages showed them last
}

// A reading is a file as it was shown, with what it means. It is never changed.
type reading struct {
	name, stamp string
	data        []byte
	wb          *xlsform.Workbook
	in          *instrument.Instrument
	problems    study.Problems
	broken      bool // the file cannot be read whole
}

// A Frame is what the desk puts around a page.
type Frame = func(status int, title string, main template.HTML) error

// New returns the pages over a folder.
func New(f Folder, o Options) *Editor {
	return &Editor{Options: o, folder: f, book: phrasebook.MustOpen(files, "words"), style: embedded("editor.css"),
		script: template.JS(embedded("editor.js")), pages: template.Must(template.ParseFS(files, "pages/*.html"))}
}

// embedded reads a file of the program.
func embedded(name string) string {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded: a fault of the build
	}
	return string(data)
}

// Style is the style sheet of the pages beyond that of the frame.
func (e *Editor) Style() string { return e.style }

// A serve serves one address.
type serve func(*visit) error

// routes lists the addresses under the root. What is posted changes the file;
// nothing else does.
func (e *Editor) routes() map[string]serve {
	return map[string]serve{
		"GET ": e.list, "POST new": e.create,
		"GET form": e.outline, "POST act": e.act,
		"GET item": e.item, "POST item": e.saveItem,
		"GET add": e.add, "POST add": e.saveNew,
		"GET move": e.move, "GET remove": e.remove,
		"GET lists": e.lists, "GET list": e.choices, "POST list": e.saveChoices,
		"GET texts": e.texts, "POST texts": e.saveTexts,
		"GET settings": e.settings, "POST settings": e.saveSettings,
		"POST lineage": e.saveLineage, "POST xlsx": e.saveAs,
		"GET stamp": e.stamp,
	}
}

// Serve answers a request for a page under the root.
func (e *Editor) Serve(w http.ResponseWriter, r *http.Request, lang study.Lang, frame Frame) error {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	route, there := e.routes()[method+" "+strings.TrimPrefix(r.URL.Path, e.Root)]
	if !there {
		return study.ErrNotFound
	}
	if err := r.ParseForm(); err != nil {
		return study.Problem{Severity: study.Error, Where: "form", What: "the form is too large or was cut off", Do: "make the text shorter, or edit the file in another program"}
	}
	v := &visit{Editor: e, w: w, r: r, frame: frame, Lang: lang, voice: e.book.In(lang)}
	v.Talk = lang
	return route(v)
}

// understood reads a file, or remembers how it was read. What was shown is kept for
// a while, also to say later what somebody else changed since.
func (e *Editor) understood(name string, data []byte) reading {
	const some = 8
	stamp := history.Stamp(data)
	e.mu.Lock()
	for _, r := range e.recent {
		if r.stamp == stamp && r.name == name {
			e.mu.Unlock()
			return r
		}
	}
	e.mu.Unlock()
	wb, found := xlsform.Read(path.Base(name), data)
	r := reading{name: name, stamp: stamp, data: data, wb: wb, broken: found.Err() != nil}
	r.in, r.problems = checked(wb, found)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.recent = append(e.recent, r)
	e.recent = e.recent[max(0, len(e.recent)-some):]
	return r
}

// recalled is a file as it was shown; false if that is forgotten.
func (e *Editor) recalled(name, stamp string) ([]byte, bool) {
	e.mu.Lock()
	for _, r := range e.recent {
		if r.stamp == stamp && r.name == name {
			e.mu.Unlock()
			return r.data, true
		}
	}
	e.mu.Unlock()
	return e.folder.State(name, stamp)
}

// policy lets our script run and the preview stand in a frame.
func (e *Editor) policy(h http.Header, preview string) {
	const name = "Content-Security-Policy"
	p := strings.Replace(h.Get(name), "script-src 'none'", "script-src "+look.StyleHash(string(e.script)), 1) + "; connect-src 'self'"
	if preview != "" {
		p += "; frame-src " + preview
	}
	h.Set(name, p)
}
