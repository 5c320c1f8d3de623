package editor

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// act serves POST act: what is done by one button to a row, or to the last step.
func (e *Editor) act(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	form := v.r.PostForm
	stale := form.Get("stamp") != v.Stamp
	for _, name := range []string{"back", "forth", "text", "up", "down", "below"} { // these go by places, which may be others now
		if form.Has(name) && stale {
			return v.changed(nil)
		}
	}
	switch {
	case form.Has("back") || form.Has("forth"):
		return v.turn(form.Has("back"))
	case form.Has("text"):
		return v.saveText(plainLines(form.Get("text")))
	case form.Has("up") || form.Has("down"):
		row, _ := strconv.Atoi(form.Get("up") + form.Get("down"))
		return v.shift(row, form.Has("up"))
	}
	return v.actOn()
}

// actOn does what a button says to the row that the form is about.
func (v *visit) actOn() error {
	form := v.r.PostForm
	target, ok := v.meant()
	if !ok {
		return v.changed(nil)
	}
	row := target.Number
	beside, there := edit.Beside(edit.Outline(v.wb), row)
	if !there {
		return study.ErrNotFound
	}
	switch {
	case form.Has("below"):
		below, err := strconv.Atoi(form.Get("below"))
		if err != nil {
			return study.ErrNotFound
		}
		return v.place(beside.Part, below)
	case form.Has("remove"):
		return v.outcome(v.commit(edit.Delete("survey", row), "removed", called(beside.Part)), v.To("form", "#", "r"+strconv.Itoa(max(2, row-1))))
	case form.Has("copy"):
		err := v.commit(edit.Duplicate(row), "copied", called(beside.Part))
		return v.outcome(err, v.To("item", "row", beside.Part.End+1))
	}
	return study.ErrNotFound
}

// called is how a step names a part.
func called(p *edit.Part) string {
	if p.Name == "" {
		return p.Type
	}
	return p.Name
}

// turn takes the last step back, or takes it again.
func (v *visit) turn(back bool) error {
	by, take := 1, v.folder.Forth
	if back {
		by, take = -1, v.folder.Back
	}
	address := v.To("form")
	if to, there := v.folder.Peek(v.Name, v.data, by); there {
		if err := v.turnable(to); err != nil {
			return v.outcome(err, address)
		}
	}
	err := take(v.Name, v.Stamp)
	if errors.Is(err, history.ErrNothing) {
		err = nil
	}
	return v.outcome(err, address)
}

// saveText writes a text file as it was typed: the way to mend one that cannot be
// read as tables.
func (v *visit) saveText(text string) error {
	if !v.Text() || !v.Broken { // else it is changed cell by cell
		return study.ErrNotFound
	}
	return v.outcome(v.folder.Save(v.Name, v.Stamp, []byte(text), history.Step{What: "text"}), v.To("form"))
}

func plainLines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// shift moves a part over its neighbour; at the edge of a group, out of it.
func (v *visit) shift(row int, up bool) error {
	beside, there := edit.Beside(edit.Outline(v.wb), row)
	if !there {
		return v.changed(nil)
	}
	survey := v.wb.Sheet("survey").Rows
	before := func(row int) int { // the row above, 0 where it is the first
		n := slices.IndexFunc(survey, func(r xlsform.Row) bool { return r.Number >= row })
		if n <= 0 {
			return 0
		}
		return survey[n-1].Number
	}
	p, step := beside.Part, "moved-down"
	below := 0
	switch {
	case up && beside.Before != nil:
		below, step = before(beside.Before.Row), "moved-up"
	case up && beside.Around != nil:
		below, step = before(beside.Around.Row), "moved-up"
	case !up && beside.After != nil:
		below = beside.After.End
	case !up && beside.Around != nil && !beside.Around.Open:
		below = beside.Around.End
	default:
		return v.seeOther(v.To("form", "#", "r"+strconv.Itoa(row)))
	}
	return v.moveTo(p, below, step, called(p))
}

// place moves a part below a row that was chosen, and names the step by what it
// stands after.
func (v *visit) place(p *edit.Part, below int) error {
	after := ""
	edit.Walk(edit.Outline(v.wb), func(q *edit.Part, _ []*edit.Part) {
		if q.Row == below || q.End == below {
			after = called(q)
		}
	})
	if after == "" {
		return v.moveTo(p, below, "moved-first", called(p))
	}
	return v.moveTo(p, below, "moved-after", called(p), after)
}

func (v *visit) moveTo(p *edit.Part, below int, step string, names ...string) error {
	now := below + 1
	if below > p.Row {
		now = below - (p.End - p.Row)
	}
	return v.outcome(v.commit(edit.Move("survey", p.Row, below), step, names...), v.To("form", "#", "r"+strconv.Itoa(now)))
}

// A spot is a place to which a part can be moved.
type spot struct {
	Below int
	Depth int
	Label string
	Here  bool // it stands there
}

// movePage lists the places to which a part can be moved.
type movePage struct {
	*visit
	Row   int
	Seen  string
	Item  string
	Spots []spot
}

// move serves GET move.
func (e *Editor) move(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	parts := edit.Outline(v.wb)
	beside, there := edit.Beside(parts, v.row())
	row, _ := v.rowOf("survey", v.row())
	if !there {
		return study.ErrNotFound
	}
	moving := beside.Part
	p := movePage{visit: v, Row: moving.Row, Seen: seen(row), Item: visible(called(moving))}
	p.Spots = append([]spot{{Below: 0, Label: v.Say("move.first")}}, v.spots(parts, beside, 0)...)
	return v.show(http.StatusOK, "move", v.Say("move.title", p.Item), p)
}

// spots lists the places beside parts and in them, as they follow each other.
func (v *visit) spots(parts []*edit.Part, moving edit.Neighbour, depth int) []spot {
	var all []spot
	for _, q := range parts {
		if q == moving.Part {
			continue
		}
		text, _ := v.spokenAt(q.Row)
		label := visible(called(q)) + " · " + abridgedTo(text, 60)
		if q.Begins {
			all = append(all, spot{q.Row, depth, v.Say("move.into", label), false})
			all = append(all, v.spots(q.Parts, moving, min(depth+1, deepest))...)
		}
		if !q.Open {
			all = append(all, spot{q.End, depth, v.Say("move.after", label), moving.Before == q})
		}
	}
	return all
}

func (v *visit) spokenAt(row int) (string, study.Lang) {
	r, _ := v.rowOf("survey", row)
	return v.spoken("survey", r, "label")
}

// removePage says what taking a part out would break.
type removePage struct {
	*visit
	Row      int
	Seen     string
	Item     string
	Inside   int // parts that go with it
	Mentions []mention
}

// A mention is a cell that refers to what is to be taken out.
type mention struct {
	edit.Mention
	Href string
}

// remove serves GET remove.
func (e *Editor) remove(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	beside, there := edit.Beside(edit.Outline(v.wb), v.row())
	row, _ := v.rowOf("survey", v.row())
	if !there {
		return study.ErrNotFound
	}
	part := beside.Part
	p := removePage{visit: v, Row: part.Row, Seen: seen(row), Item: visible(called(part))}
	edit.Walk(part.Parts, func(*edit.Part, []*edit.Part) { p.Inside++ })
	for _, m := range edit.Mentions(v.wb, part.Names(), part.Row, part.End) {
		found := mention{Mention: m}
		if m.Sheet == "survey" {
			found.Href = v.To("item", "row", m.Row)
		}
		m.Of, m.Text = visible(m.Of), abridged(m.Text)
		found.Mention = m
		p.Mentions = append(p.Mentions, found)
	}
	return v.show(http.StatusOK, "remove", v.Say("remove.title", p.Item), p)
}
