package editor

import (
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// A line is a problem as a page lists it.
type line struct {
	study.Problem
	Href string // where it can be mended; empty where it cannot be said
	Row  int    // of the survey, where it is there
}

// Stops reports whether it is an error.
func (l line) Stops() bool { return l.Severity != study.Warning }

// lines puts problems into the list of a page.
func (v *visit) lines(ps study.Problems) []line {
	var all []line
	lists := map[int]string{}
	for _, l := range edit.Lists(v.wb) {
		for _, row := range l.Rows {
			lists[row.Number] = l.Name
		}
	}
	parts := map[int]bool{}
	edit.Walk(edit.Outline(v.wb), func(p *edit.Part, _ []*edit.Part) { parts[p.Row] = true })
	for _, p := range ps {
		l := line{Problem: p}
		sheet := p.Where[strings.LastIndex(p.Where, " ")+1:]
		switch {
		case sheet == "survey" && parts[p.Row]:
			l.Row = p.Row
			l.Href = v.To("item", "row", p.Row)
		case sheet == "choices" && lists[p.Row] != "":
			l.Href = v.To("list", "list", lists[p.Row], "#", "c"+strconv.Itoa(p.Row))
		case sheet == "settings" || p.Row == 1:
			l.Href = v.To("settings")
		}
		all = append(all, l)
	}
	return all
}

// An entry is a row of the outline.
type entry struct {
	Row      int
	Depth    int
	Begins   bool
	Kind     string // what it is, in words
	Name     string
	Text     string
	Lang     study.Lang
	When     string // its condition in words
	Errors   int
	Warnings int
	Top      bool // nothing stands before it in its group
	Bottom   bool
	Last     int // row below which something new stands at the end of the group
	Entries  []*entry
}

// A located entry is one with its page.
type located struct {
	*visit
	Entry *entry
}

// At puts an entry on the page.
func (v *visit) At(e *entry) located { return located{v, e} }

// outlinePage is the questionnaire as a whole.
type outlinePage struct {
	*visit
	Entries          []*entry
	Lines            []line
	Errors, Warnings int
	Version          string
	Fielded          bool
	Last             int // row below which a new page stands
}

// outline serves GET form: the questionnaire as a whole.
func (e *Editor) outline(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	p := outlinePage{visit: v, Lines: v.lines(v.Problems), Version: v.in.Version}
	badges := map[int][2]int{}
	for _, l := range p.Lines {
		b := badges[l.Row]
		if l.Stops() {
			p.Errors++
			b[0]++
		} else {
			p.Warnings++
			b[1]++
		}
		badges[l.Row] = b
	}
	fielded, err := v.folder.Fielded(v.Name, v.in.Version)
	if err != nil {
		return err
	}
	for _, f := range fielded {
		p.Fielded = p.Fielded || f == v.in.Version
	}
	rows := map[int]xlsform.Row{}
	if s := v.wb.Sheet("survey"); s != nil {
		for _, r := range s.Rows {
			rows[r.Number] = r
		}
	}
	w := v.wordings()
	parts := edit.Outline(v.wb)
	p.Entries = v.entries(parts, rows, badges, w, 0)
	if n := len(parts); n > 0 {
		p.Last = parts[n-1].End
	}
	return v.show(http.StatusOK, "outline", v.Say("outline"), p)
}

// deepest is how deep groups are shown inside each other; what is deeper is shown
// as if it stood there.
const deepest = 8

func (v *visit) entries(parts []*edit.Part, rows map[int]xlsform.Row, badges map[int][2]int, w worder, depth int) []*entry {
	var all []*entry
	for n, p := range parts {
		row := rows[p.Row]
		e := &entry{Row: p.Row, Last: lastIn(p), Depth: depth, Begins: p.Begins, Kind: v.kind(p.Type, depth), Name: visible(p.Name), Top: n == 0, Bottom: n == len(parts)-1,
			Errors: badges[p.Row][0], Warnings: badges[p.Row][1]}
		text, lang := v.spoken("survey", row, "label")
		e.Text, e.Lang = abridged(text), lang
		if text == "" {
			e.Text, e.Lang = v.Say("no-wording"), v.Lang
			if calculation := v.cell("survey", row, "calculation"); calculation != "" {
				e.Text = abridged(calculation)
			}
		}
		if when := v.cell("survey", row, "relevant"); when != "" {
			e.When = abridged(w.condition(when))
		}
		inner := v.entries(p.Parts, rows, badges, w, min(depth+1, deepest))
		if depth < deepest {
			e.Entries = inner
			all = append(all, e)
		} else {
			all = append(append(all, e), inner...)
		}
	}
	return all
}

// lastIn is the last row in a group before its end.
func lastIn(p *edit.Part) int {
	if n := len(p.Parts); n > 0 {
		return p.Parts[n-1].End
	}
	return p.Row
}

// kind names what a row is, in words.
func (v *visit) kind(cell string, depth int) string {
	k := xlsform.KindOf(cell)
	switch {
	case k.Name == "begin_group" && depth == 0:
		return v.Say("kind.page")
	case known(k.Name):
		return v.Say("kind." + k.Name)
	case cell == "":
		return v.Say("kind.none")
	}
	return visible(cell)
}

// known reports whether the editor has words for a type.
func known(kind string) bool {
	for _, k := range kinds {
		if k == kind {
			return true
		}
	}
	return kind == "begin_group" || kind == "begin_repeat"
}

// kinds are the types of question that can be chosen, the commonest first.
var kinds = []string{"select_one", "select_multiple", "text", "integer", "decimal", "date", "range", "rank", "note", "acknowledge", "calculate", "hidden"}

// abridged keeps a list readable; the whole stands on the item's own page.
func abridged(text string) string {
	const longest = 160
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest-1]) + "…"
	}
	return visible(text)
}

// visible gives a text with the characters to be seen that change how others are
// read and cannot be seen themselves.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\u200c' && r != '\u200d' && unicode.In(r, unicode.Cf, unicode.Cc, unicode.Co) && r != '\n' && r != '\t' {
			return '␣'
		}
		return r
	}, text)
}

// Told puts a step into words.
func (v *visit) Told(s *history.Step) string {
	args := []any{"", ""}
	for n, name := range s.Names {
		if n < len(args) {
			args[n] = visible(name)
		} else {
			args[1] = args[1].(string) + ", " + visible(name)
		}
	}
	return v.Say("step."+s.What, args...)
}
