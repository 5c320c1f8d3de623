package desk

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/clean"
)

// cleaningPage is everything cleaning.html may show.
type cleaningPage struct {
	*frame
	Rules   table
	Cut     *cutLine
	Changed bool // the rules are not those that the cut was made by
	Anew    bool // the cut was made just now
	Steps   []step
	Flows   []flow
}

// A flow is what the rules did in one wave.
type flow struct {
	Wave  template.HTML
	Table table
}

// cleaning serves GET /cleaning: the rules and what they did.
func (s *site) cleaning(w http.ResponseWriter, r *http.Request) error {
	p := cleaningPage{frame: s.frame(r, "nav.cleaning"), Anew: r.URL.Query().Has("anew")}
	rules, err := s.project.Rules()
	if err != nil {
		return err
	}
	p.Rules = p.rules(rules)
	if p.Cut, err = s.cutLine(p.frame); err != nil {
		return err
	}
	if p.Cut == nil {
		received, err := s.project.Received()
		if err != nil {
			return err
		}
		// With open answers the button is what to do next.
		if !slices.ContainsFunc(received, func(r Received) bool { return r.Opened > 0 }) {
			p.Steps = p.next(received, false)
		}
		return s.render(w, http.StatusOK, "cleaning", p)
	}
	cut, _, err := s.project.Cut()
	if err != nil {
		return err
	}
	for _, log := range cut.Logs {
		p.Changed = p.Changed || !sameRules(rules, log)
		p.Flows = append(p.Flows, p.flow(log))
	}
	return s.render(w, http.StatusOK, "cleaning", p)
}

// recut serves POST /cleaning/cut.
func (s *site) recut(w http.ResponseWriter, _ *http.Request) error {
	if err := s.project.Recut(); err != nil {
		return err
	}
	return seeOther(w, "/cleaning?anew")
}

// sameRules reports whether the rules of a wave bear the names of those that
// ran. Changed thresholds go unseen here; they change the hash of the next cut.
func sameRules(rules []clean.Rule, log clean.Log) bool {
	var now, then []string
	for _, r := range rules {
		if len(r.Waves) == 0 || slices.Contains(r.Waves, log.Wave) {
			now = append(now, r.Name)
		}
	}
	for _, t := range log.Tallies {
		then = append(then, t.Rule)
	}
	return slices.Equal(now, then)
}

// rules lists the rules in the order in which they run.
func (f *frame) rules(rules []clean.Rule) table {
	t := table{ID: "rules", Heads: 1, Caption: f.Say("cleaning.rules.caption"), Bodies: []body{{}},
		Columns: []column{heading(f.Say("cleaning.rule")), heading(f.Say("cleaning.finds")), heading(f.Say("cleaning.reason"))}}
	for i, r := range rules {
		finds := f.Say("rule."+string(r.Kind), f.threshold(r)...)
		if len(r.Waves) > 0 {
			finds += `<br><span class="fine">` + f.Say("cleaning.only") + " " + f.waveNames(r.Waves) + `</span>`
		}
		if len(r.Items) > 0 {
			finds += `<br><span class="fine">` + codes(r.Items) + `</span>`
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{
			{Text: plain(strconv.Itoa(i+1)+". ") + code(r.Name)}, {Text: finds}, {Text: f.Text(r.Reason)}}})
	}
	return t
}

// threshold gives what the wording of a rule's kind tells of this one.
func (f *frame) threshold(r clean.Rule) []any {
	switch r.Kind {
	case clean.Completion, clean.Speeder:
		return []any{f.voice.Percent(r.Share, 0)}
	case clean.Range:
		return []any{r.Item, f.bound(r.Min), f.bound(r.Max)}
	case clean.Duplicate, clean.StraightLine:
		return []any{r.Least}
	}
	return nil
}

// bound writes one end of a range.
func (f *frame) bound(x *float64) string {
	if x == nil {
		return "…"
	}
	_, digits, _ := strings.Cut(strconv.FormatFloat(*x, 'f', -1, 64), ".")
	return f.voice.Number(*x, len(digits))
}

// flow sets the way of a wave's responses through the rules, with a bar for
// what each rule set aside.
func (f *frame) flow(log clean.Log) flow {
	t := table{ID: "flow-" + strconv.Itoa(int(log.Wave)), Heads: 1, Caption: f.Say("cleaning.flow.caption"), Columns: []column{heading(f.Say("cleaning.rule")),
		numbers(f.Say("cleaning.caught")), numbers(f.Say("cleaning.alone")), numbers(f.Say("cleaning.removed")), heading(""), numbers(f.Say("cleaning.left"))}}
	most := 1
	for _, x := range log.Tallies {
		most = max(most, x.Removed)
	}
	rows := []row{{Kind: "sum", Cells: append([]cell{{Text: f.Say("cleaning.raw")}}, texts("", "", "", "", f.Count(log.Raw))...)}}
	for _, x := range log.Tallies {
		cells := append([]cell{{Text: code(x.Rule)}}, texts(f.Count(x.Caught), f.Count(x.Alone), f.Count(x.Removed))...)
		rows = append(rows, row{Cells: append(cells, cell{Text: bar(x.Removed, most)}, cell{Text: plain(f.Count(x.Left))})})
	}
	rows = append(rows, row{Kind: "sum", Cells: append([]cell{{Text: f.Say("cleaning.clean")}}, texts("", "", "", "", f.Count(log.Clean))...)})
	t.Bodies = []body{{Rows: rows}}
	return flow{f.Wave(log.Wave), t}
}

// bar draws n of most as a bar for the eye; the number stands beside it.
func bar(n, most int) template.HTML {
	const width = 120
	return template.HTML(fmt.Sprintf(`<svg class="bar" width="%d" height="10" aria-hidden="true"><rect width="%d" height="10" fill="currentColor"/></svg>`, width, (n*width+most-1)/most))
}
