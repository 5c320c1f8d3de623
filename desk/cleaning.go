package desk

import (
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/chart"
	"sojourn/clean"
	"sojourn/listener"
)

// cleaningPage is everything cleaning.html may show.
type cleaningPage struct {
	*frame
	Rules   table
	Cut     *cutLine
	Stale   []template.HTML // by what the cut was made that is not so any more
	Anew    bool            // the cut was made just now
	Steps   []step
	Flows   []flow
	Flagged int // responses that a rule flagged or somebody decided about
}

// A flow is what the rules did in one wave.
type flow struct {
	Wave  template.HTML
	Table table
	Chart template.HTML // nothing where no rule set anything aside
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
		return s.pages.Show(w, http.StatusOK, "cleaning", p)
	}
	cut, _, err := s.project.Cut()
	if err != nil {
		return err
	}
	stale, err := s.project.Stale()
	if err != nil {
		return err
	}
	for _, x := range stale {
		p.Stale = append(p.Stale, p.change(x))
	}
	for _, log := range cut.Logs {
		p.Flows = append(p.Flows, p.flow(log))
		p.Flagged += len(log.Flagged)
	}
	return s.pages.Show(w, http.StatusOK, "cleaning", p)
}

// recut serves POST /cleaning/cut.
func (s *site) recut(w http.ResponseWriter, _ *http.Request) error {
	if err := s.project.Recut(); err != nil {
		return err
	}
	return listener.SeeOther(w, "/cleaning?anew")
}

// change words a part of the recipe that changed.
func (f *frame) change(x clean.Change) template.HTML {
	return code(x.Part) + " · " + code(x.Name) + ": " + f.Say("how."+string(x.How))
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
		for _, line := range details(r) {
			finds += `<br><span class="fine">` + line + `</span>`
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{
			{Text: plain(strconv.Itoa(i+1)+". ") + code(r.Name)}, {Text: finds}, {Text: f.Text(r.Reason)}}})
	}
	return t
}

// details lists the items, checks and conditions of a rule, a line each.
func details(r clean.Rule) []template.HTML {
	var lines []template.HTML
	for _, grid := range append([][]string{r.Items, r.Channels}, r.Grids...) {
		if len(grid) > 0 {
			lines = append(lines, codes(grid))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Checks)) {
		lines = append(lines, code(name)+": "+codes(r.Checks[name]))
	}
	if r.When != "" {
		lines = append(lines, code(r.When))
	}
	return lines
}

// threshold gives what the wording of a rule's kind tells of this one.
func (f *frame) threshold(r clean.Rule) []any {
	switch r.Kind {
	case clean.Completion, clean.Speeder:
		return []any{f.voice.Percent(r.Share, 0)}
	case clean.Range:
		return []any{r.Item, f.bound(r.Min), f.bound(r.Max)}
	case clean.Similar:
		return []any{f.voice.Percent(r.Share, 0), r.Least}
	case clean.StraightLine:
		return []any{r.Least, max(r.Straight, 1)}
	case clean.Duplicate:
		return []any{r.Least}
	case clean.Attention:
		return []any{max(r.Least, 1)}
	case clean.OutOfField:
		return []any{r.Days}
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
	t := table{ID: "flow-" + strconv.Itoa(int(log.Wave)), Heads: 1, Caption: f.Say("cleaning.flow.caption", f.waveLabel(log.Wave)), Columns: []column{heading(f.Say("cleaning.rule")),
		numbers(f.Say("cleaning.caught")), numbers(f.Say("cleaning.kept")), numbers(f.Say("cleaning.alone")), numbers(f.Say("cleaning.removed")), heading(""), numbers(f.Say("cleaning.left"))}}
	most := 1
	for _, x := range log.Tallies {
		most = max(most, x.Removed)
	}
	sum := func(key string, n int) row {
		return row{Kind: "sum", Cells: append([]cell{{Text: f.Say(key)}}, texts("", "", "", "", "", f.Count(n))...)}
	}
	rows := []row{sum("cleaning.raw", log.Raw)}
	for _, x := range log.Tallies {
		cells := append([]cell{{Text: code(x.Rule)}}, texts(f.Count(x.Caught), f.Count(x.Kept), f.Count(x.Alone), f.Count(x.Removed))...)
		rows = append(rows, row{Cells: append(cells, cell{Text: bar(x.Removed, most)}, cell{Text: plain(f.Count(x.Left))})})
	}
	rows = append(rows, sum("cleaning.clean", log.Clean))
	t.Bodies = []body{{Rows: rows}}
	return flow{f.Wave(log.Wave), t, f.flowChart(log)}
}

// flowChart draws the same as a funnel, without the rules that set nothing
// aside.
func (f *frame) flowChart(log clean.Log) template.HTML {
	wave, _ := f.Study.Wave(log.Wave)
	figure := chart.Funnel{Decimals: 1, Frame: chart.Frame{ID: "chart-" + strconv.Itoa(int(log.Wave)), Lang: f.Lang, Title: f.Word("cleaning.chart", f.words(wave.Title)),
		Sample: f.Word("cleaning.chart.sample"), N: log.Raw, Base: f.Word("cleaning.raw"), Source: f.words(f.Study.Title), Synthetic: f.Study.Synthetic}}
	stage := func(label string, people int) {
		figure.Stages = append(figure.Stages, chart.Stage{Label: label, Tally: chart.Tally{People: people}})
	}
	stage(f.Word("cleaning.raw"), log.Raw)
	for _, x := range log.Tallies {
		if x.Removed > 0 {
			stage(f.Word("cleaning.after", x.Rule), x.Left)
		}
	}
	svg, err := figure.SVG()
	if err != nil || len(figure.Stages) < 2 {
		return "" // the table beside it says the same
	}
	return template.HTML(svg)
}

// bar draws n of most as a bar for the eye; the number stands beside it.
func bar(n, most int) template.HTML {
	const width = 120
	return template.HTML(fmt.Sprintf(`<svg class="bar" width="%d" height="10" aria-hidden="true"><rect width="%d" height="10" fill="currentColor"/></svg>`, width, (n*width+most-1)/most))
}
