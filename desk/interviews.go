package desk

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sojourn/handover"
	"sojourn/listener"
	"sojourn/panel"
	"sojourn/study"
)

// Interviews is what the page about drawing people needs. It sees marks and
// numbers, and nobody's answer or address.
type Interviews interface {
	// Eligible tells by the quotas of the study folder who could be drawn now;
	// nil where there are no quotas.
	Eligible() ([]panel.Account, error)
	// DrawPeople draws by these quotas and keeps the drawing.
	DrawPeople(seed uint64) error
	// Drawings lists what was drawn, the oldest first.
	Drawings() ([]Drawn, error)
	// UndoDrawing forgets a drawing, or gives [study.ErrNotFound].
	UndoDrawing(id string) error
}

// A Drawn is a drawing as the page shows it.
type Drawn struct {
	ID     string
	Day    study.Day
	Seed   uint64
	Cut    string // hash
	Groups []panel.Account
	Marks  []handover.Mark
}

// interviewsPage is everything interviews.html may show.
type interviewsPage struct {
	*frame
	Undone   bool
	None     bool // there are no quotas
	Example  string
	Groups   table
	Seed     int
	Drawings []drawingLine
	Problems []problem
}

// A drawingLine is one drawing.
type drawingLine struct {
	ID, Name, Of string
	Groups       table
	File         string
	Marks        string
}

const quotaExample = `groups:
  - name: georgia
    where: ${country_now_w3} = 'GE'
    people: 5
  - name: young
    where: ${age_w3} < 25
    people: 5
`

// interviews serves GET /panel/interviews.
func (s *site) interviews(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "interviews.title")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	p := interviewsPage{frame: f, Undone: r.URL.Query().Has("undone"), Example: quotaExample}
	groups, err := s.project.Eligible()
	if p.Problems = problemsOf(err); err != nil && len(p.Problems) == 0 {
		return err
	}
	p.None = groups == nil && len(p.Problems) == 0
	if groups != nil {
		p.Groups = f.quotas(groups)
	}
	all, err := s.project.Drawings()
	if err != nil {
		return err
	}
	p.Seed = len(all) + 1
	for _, d := range slices.Backward(all) {
		p.Drawings = append(p.Drawings, f.drawing(d))
	}
	return s.pages.Show(w, http.StatusOK, "interviews", p)
}

// quotas sets who could be drawn.
func (f *frame) quotas(groups []panel.Account) table {
	t := table{ID: "quotas", Heads: 1, Caption: f.Say("interviews.groups.caption"), Bodies: []body{{}}, Columns: []column{heading(f.Say("interviews.group")),
		heading(f.Say("interviews.where")), numbers(f.Say("interviews.wanted")), numbers(f.Say("interviews.eligible")), heading("")}}
	for _, g := range groups {
		short := ""
		if g.Eligible < g.People {
			short = f.Word("interviews.short")
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{{Text: plain(g.Name)}, {Text: code(g.Where)},
			{Text: plain(f.Count(g.People))}, {Text: plain(f.Count(g.Eligible))}, {Text: plain(short)}}})
	}
	return t
}

// drawing sets what was drawn: numbers by group, and marks without a group.
func (f *frame) drawing(d Drawn) drawingLine {
	line := drawingLine{ID: d.ID, Name: f.Word("interviews.drawing", d.ID, f.Day(d.Day)), File: "/panel/interviews/" + d.ID + ".jsonl"}
	line.Of = f.Word("interviews.of", f.Word("people", len(d.Marks)), d.Seed, d.Cut[:min(12, len(d.Cut))])
	line.Groups = table{ID: "drawing-" + d.ID, Heads: 1, Caption: f.Say("interviews.drawing.caption", d.ID), Bodies: []body{{}}, Columns: []column{heading(f.Say("interviews.group")),
		numbers(f.Say("interviews.wanted")), numbers(f.Say("interviews.eligible")), numbers(f.Say("interviews.drawn"))}}
	for _, g := range d.Groups {
		line.Groups.Bodies[0].Rows = append(line.Groups.Bodies[0].Rows, row{Cells: texts(g.Name, f.Count(g.People), f.Count(g.Eligible), f.Count(g.Drawn))})
	}
	for _, m := range slices.Sorted(slices.Values(d.Marks)) {
		line.Marks += string(m) + "\n"
	}
	return line
}

// drawPeople serves POST /panel/interviews/draw.
func (s *site) drawPeople(w http.ResponseWriter, r *http.Request) error {
	seed, err := strconv.ParseUint(r.PostFormValue("seed"), 10, 64)
	if err != nil {
		return study.Problem{Severity: study.Error, Code: "seed", Where: "seed", What: "this is not a whole number", Do: "write one such as 2024"}
	}
	if err := s.project.DrawPeople(seed); err != nil {
		return err
	}
	return listener.SeeOther(w, "/panel/interviews#drawings")
}

// undoDrawing serves POST /panel/interviews/undo.
func (s *site) undoDrawing(w http.ResponseWriter, r *http.Request) error {
	if err := s.project.UndoDrawing(r.PostFormValue("drawing")); err != nil {
		return err
	}
	return listener.SeeOther(w, "/panel/interviews?"+url.Values{"undone": {"1"}}.Encode())
}

// forInterviews serves GET /panel/interviews/{file}: the file for the mailroom.
func (s *site) forInterviews(w http.ResponseWriter, r *http.Request) error {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".jsonl")
	all, err := s.project.Drawings()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(d Drawn) bool { return ok && d.ID == id })
	if at < 0 {
		return study.ErrNotFound
	}
	var file bytes.Buffer
	if err := (handover.Selection{Study: s.project.Study().ID, Marks: all[at].Marks}).Write(&file); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="for-interviews-%s.jsonl"`, id))
	_, _ = file.WriteTo(w) // a browser that went away is no failure of ours
	return nil
}
