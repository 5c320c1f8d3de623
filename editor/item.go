package editor

import (
	"net/http"
	"slices"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/instrument"
	"sojourn/study"
)

// itemPage is the form of one row of the survey.
type itemPage struct {
	*visit
	Row, End   int
	Seen       string
	Item       string // its name
	Shown      string // the same to be read
	Begins     bool
	Kind       string
	Main, More []family
	Logic      []field
	Further    []field
	Boxes      []option
	Reasons    []option
	Kinds      []option
	Lists      []option
	List       string
	Chooses    bool
	Or         bool // or_other
	Required   string
	When       field
	InWords    string
	Unknown    []unknown
	Lines      []line
	Insist     bool // the problems are of the change under way, which may be made all the same
	Departures []instrument.Departure
	Open       bool // further settings have something in them
	Before     int
	After      int
}

// An unknown is a cell that the program does not understand and keeps.
type unknown struct{ Column, Value string }

// item serves GET item: one row.
func (e *Editor) item(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	row, there := v.rowOf("survey", v.row())
	if !there {
		return study.ErrNotFound
	}
	return v.form(http.StatusOK, row, nil)
}

// form shows the form of a row; with problems, those that a change brings.
func (v *visit) form(status int, row xlsform.Row, brings study.Problems) error {
	beside, there := edit.Beside(edit.Outline(v.wb), row.Number)
	if !there {
		return study.ErrNotFound // the end of a group
	}
	p := itemPage{visit: v, Row: row.Number, End: beside.Part.End, Seen: seen(row), Item: beside.Part.Name, Shown: visible(beside.Part.Name), Begins: beside.Part.Begins,
		Lines: v.linesOf(row.Number, v.Problems), Insist: len(brings) > 0}
	if p.Insist {
		p.Lines = v.lines(brings)
	}
	depth := 0
	if beside.Around != nil {
		depth = 1
	}
	p.Kind = v.kind(beside.Part.Type, depth)
	if beside.Before != nil {
		p.Before = beside.Before.Row
	}
	if beside.After != nil {
		p.After = beside.After.Row
	}
	v.layWordings(&p, row)
	v.layType(&p, row)
	v.layLogic(&p, row)
	v.laySettings(&p, row)
	v.layUnknown(&p, row)
	if when := v.cell("survey", row, "relevant"); when != "" {
		p.InWords = v.wordings().condition(when)
	}
	if err := v.layDepartures(&p); err != nil {
		return err
	}
	return v.show(status, "item", v.Say("item.title", visible(p.Item)), p)
}

// linesOf are the problems of one row.
func (v *visit) linesOf(row int, ps study.Problems) []line {
	return slices.DeleteFunc(v.lines(ps), func(l line) bool { return l.Row != row })
}

func (v *visit) layWordings(p *itemPage, row xlsform.Row) {
	main := []string{"label", "hint"}
	more := []string{"guidance_hint", "constraint_message", "required_message", "reference"}
	if p.Begins {
		main, more = []string{"label"}, nil
		if strings.Contains(strings.ToLower(v.cell("survey", row, "type")), "repeat") {
			more = []string{"another"}
		}
	}
	p.Main, p.More = v.families("survey", row, main...), v.families("survey", row, more...)
}

func (v *visit) layType(p *itemPage, row xlsform.Row) {
	cell := v.cell("survey", row, "type")
	k := xlsform.KindOf(cell)
	kind := v.posted("kind", k.Name)
	if !slices.Contains(kinds, kind) {
		p.Kinds = []option{{kind, visible(cell), true}}
	}
	for _, name := range kinds {
		p.Kinds = append(p.Kinds, option{name, v.Say("kind."+name) + ": " + v.Say("kind."+name+".about"), name == kind})
	}
	p.List = v.posted("list", k.List)
	p.Or = k.Other
	p.Chooses = kind == "select_one" || kind == "select_multiple" || kind == "rank"
	for _, l := range edit.Lists(v.wb) {
		label := visible(l.Name)
		if n := len(l.Rows); n > 0 {
			first, _ := v.spoken("choices", l.Rows[0], "label")
			label = v.Say("list.option", label, n, abridgedTo(first, 40))
		}
		p.Lists = append(p.Lists, option{l.Name, label, l.Name == p.List})
	}
	required := v.cell("survey", row, "required")
	switch {
	case required == "" || strings.EqualFold(required, "no") || strings.EqualFold(required, "false()"):
	case truth(required):
		p.Required = "yes"
	default:
		p.Required = "when"
		p.When.Value = required
	}
	p.Required = v.posted("required", p.Required)
	p.When = field{Name: "required_when", Label: v.Say("required.when"), Value: v.posted("required_when", p.When.Value), Code: true}
}

func abridgedTo(text string, n int) string {
	if letters := []rune(text); len(letters) > n {
		text = string(letters[:n-1]) + "…"
	}
	return visible(text)
}

func (v *visit) layLogic(p *itemPage, row xlsform.Row) {
	kind := xlsform.KindOf(v.cell("survey", row, "type")).Name
	for _, key := range expressions {
		value := v.cell("survey", row, key)
		fits := map[string]bool{"relevant": true, "repeat_count": kind == "begin_repeat", "calculation": kind == "calculate",
			"constraint": !p.Begins && kind != "calculate" && kind != "note", "default": !p.Begins && kind != "note", "choice_filter": p.Chooses}[key]
		if !fits && value == "" {
			continue
		}
		f := field{Name: "s:" + key, Label: v.Say("column." + key), About: v.Say("column." + key + ".about"), Value: v.posted("s:"+key, value), Long: true, Code: true}
		for _, l := range p.Lines {
			if l.Row == row.Number && l.Column == key {
				f.Problems = append(f.Problems, l)
			}
		}
		p.Logic = append(p.Logic, f)
	}
}

func (v *visit) laySettings(p *itemPage, row xlsform.Row) {
	for _, key := range plainKeys[:len(plainKeys)-len(expressions)] {
		value := v.cell("survey", row, key)
		if p.Begins && key != "parameters" && key != "appearance" && value == "" {
			continue
		}
		f := field{Name: "s:" + key, Label: v.Say("column." + key), About: v.Say("column." + key + ".about"), Value: v.posted("s:"+key, value)}
		if key == "scale" {
			for _, s := range []string{"", "nominal", "ordinal", "interval"} {
				f.Options = append(f.Options, option{s, v.Say("scale." + s), s == f.Value})
			}
			if !slices.ContainsFunc(f.Options, func(o option) bool { return o.Chosen }) {
				f.Options = append(f.Options, option{f.Value, visible(f.Value), true})
			}
		}
		p.Open = p.Open || f.Value != ""
		p.Further = append(p.Further, f)
	}
	for _, key := range boxes {
		if p.Begins && key != "disabled" {
			continue
		}
		on := truth(v.cell("survey", row, key))
		if v.r.Method == http.MethodPost && v.r.PostForm.Has("yes:"+key) {
			on = v.r.PostForm.Has("box:" + key)
		}
		p.Open = p.Open || on
		p.Boxes = append(p.Boxes, option{key, v.Say("column." + key), on})
	}
	if p.Begins {
		return
	}
	offered := strings.Fields(strings.ReplaceAll(v.cell("survey", row, "nonanswers"), ",", " "))
	if v.r.Method == http.MethodPost && v.r.PostForm.Has("nonanswers-shown") {
		offered = v.r.PostForm["nonanswers"]
	}
	for _, r := range reasons {
		p.Reasons = append(p.Reasons, option{r, v.Say("reason." + r), slices.Contains(offered, r)})
	}
}

// layUnknown lists what is in the row and the program does not understand.
func (v *visit) layUnknown(p *itemPage, row xlsform.Row) {
	s := v.wb.Sheet("survey")
	understood := append([]string{"type", "name", "required", "nonanswers"}, append(plainKeys[:len(plainKeys):len(plainKeys)], boxes...)...)
	for n, column := range s.Columns {
		key, _, _ := strings.Cut(s.Key(column), "::")
		if value := cellAt(row, n); value != "" && !slices.Contains(understood, key) && !slices.Contains(xlsform.Texts("survey"), key) {
			p.Unknown = append(p.Unknown, unknown{visible(column), visible(value)})
		}
	}
}

// layDepartures lists what differs from an earlier wave and is not told yet.
func (v *visit) layDepartures(p *itemPage) error {
	if v.Problems.Err() != nil {
		return nil
	}
	all, err := v.folder.Departures(v.Name, v.in)
	if err != nil {
		if study.ProblemsOf(err) != nil {
			return nil // another file of the study has to be mended first
		}
		return err
	}
	for _, d := range all {
		if d.Item == p.Item && !d.Told {
			p.Departures = append(p.Departures, d)
		}
	}
	return nil
}
