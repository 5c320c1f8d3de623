package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/estimate/hypothesis/outcome"
	"sojourn/panel"
	"sojourn/study"
)

// panelPage is everything panel.html may show.
type panelPage struct {
	*frame
	Samples, Later []option
	Items          []optionGroup
	Funnel         *plate
	Histories      table
	Pairs          table
	Sizes          table
	Accounts       []account
	Attrition      *account
	Losses         *lossPage
	Tried          string // the people who responded in at least so many of the waves ticked
	Tick           []option
	Least          []option
	TriedLines     string // how to keep that sample
	Download       string
}

// A panelQuery is what the page asks the engine about: a sample, a later wave
// with what came before it, an item, and a sample that study.yaml has not.
type panelQuery struct {
	sample string
	to     study.WaveID
	item   string
	of     []study.WaveID
	least  int
}

// panel serves GET /panel: who came back, wave after wave.
func (s *site) panel(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "nav.panel")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	p := panelPage{frame: f}
	ins := s.reckoning(f, cut, r.URL.Query())
	if err := s.chooseOfPanel(&p, ins); err != nil {
		return err
	}
	if p.Histories, p.Pairs, err = f.histories(cut.Data, ins.waves); err != nil {
		return err
	}
	sizes, err := s.sampleSizes()
	if err != nil {
		return err
	}
	p.Sizes = f.samples(sizes)
	if p.Accounts, err = ins.accounts(); err != nil {
		return err
	}
	if p.Attrition, err = ins.attrition(); err != nil {
		return err
	}
	if p.Losses, err = ins.losses(r.URL.Query()); err != nil {
		return err
	}
	if p.Funnel, err = ins.funnel(); err != nil {
		return err
	}
	if err := ins.tried(&p); err != nil {
		return err
	}
	p.Download = "/panel.csv?" + url.Values{"sample": {ins.sample}, "to": {strconv.Itoa(int(ins.to))}, "item": {ins.item}}.Encode()
	return s.pages.Show(w, http.StatusOK, "panel", p)
}

// A reckoning is the panel's accounting of one sample.
type reckoning struct {
	*frame
	panelQuery
	site  *site
	cut   *clean.Cut
	waves []study.WaveID // in which anybody took part or was invited
}

// reckoning reads what is asked for; what is not understood is the default.
func (s *site) reckoning(f *frame, cut *clean.Cut, query url.Values) reckoning {
	k := reckoning{frame: f, site: s, cut: cut}
	for _, w := range f.Study.Waves {
		if c, err := cut.Data.Column(dataset.InWave(clean.DispositionItem, w.Number)); err == nil && slices.Max(append(c.Codes, 0)) > 0 {
			k.waves = append(k.waves, w.Number)
		}
	}
	k.sample = query.Get("sample")
	if _, err := f.Study.Sample(k.sample); err != nil {
		k.sample = sampleFor(f.Study, k.waves)
	}
	if to, err := strconv.Atoi(query.Get("to")); err == nil && slices.Contains(k.waves, study.WaveID(to)) {
		k.to = study.WaveID(to)
	} else if len(k.waves) > 1 {
		k.to = k.waves[1]
	}
	k.item = query.Get("item")
	for _, text := range query["of"] {
		if n, err := strconv.Atoi(text); err == nil && slices.Contains(k.waves, study.WaveID(n)) {
			k.of = append(k.of, study.WaveID(n))
		}
	}
	k.least, _ = strconv.Atoi(query.Get("least"))
	return k
}

// chooseOfPanel lays out what can be chosen on the page.
func (s *site) chooseOfPanel(p *panelPage, k reckoning) error {
	for _, sm := range p.Study.Samples {
		p.Samples = append(p.Samples, option{Value: sm.Name, Label: p.words(sm.Title), Chosen: sm.Name == k.sample})
	}
	for i, w := range k.waves {
		n := strconv.Itoa(int(w))
		if i > 0 {
			p.Later = append(p.Later, option{Value: n, Label: p.waveLabel(w), Chosen: w == k.to})
		}
		p.Tick = append(p.Tick, option{"of-" + n, n, p.waveLabel(w), slices.Contains(k.of, w) || len(k.of) == 0})
		p.Least = append(p.Least, option{Value: strconv.Itoa(i + 1), Label: strconv.Itoa(i + 1), Chosen: i+1 == max(k.least, min(2, len(k.waves)))})
	}
	p.Items = p.menu(catalogue(k.cut.Data, s.project.Instruments()), k.item, func(c *dataset.Column) bool {
		return c.Kind == dataset.Categorical && c.Item != clean.DispositionItem && c.Wave != 0
	})
	return nil
}

// histories sets every way through the waves with the people who went it, and
// the people whom each two waves share: everybody who responded, unweighted.
func (f *frame) histories(d *dataset.Dataset, waves []study.WaveID) (table, table, error) {
	in := make([][]bool, d.Rows)
	for row := range in {
		in[row] = make([]bool, len(waves))
	}
	for i, w := range waves {
		c, err := d.Column(dataset.InWave(clean.DispositionItem, w))
		if err != nil {
			return table{}, table{}, err
		}
		for row := range in {
			out, err := panel.ParseDisposition(c.CodeAt(row))
			in[row][i] = err == nil && out.Responded()
		}
	}
	in = slices.DeleteFunc(in, func(ways []bool) bool { return !slices.Contains(ways, true) })
	flow := outcome.Flow{}
	if len(in) > 0 {
		var err error
		if flow, err = outcome.NewFlow(in); err != nil {
			return table{}, table{}, fmt.Errorf("desk: histories: %w", err)
		}
	}
	return f.ways(flow, waves), f.pairs(flow, waves), nil
}

// ways sets the patterns, the commonest first.
func (f *frame) ways(flow outcome.Flow, waves []study.WaveID) table {
	t := table{ID: "histories", Heads: 1, Caption: f.Say("panel.histories.caption"), Bodies: []body{{}}, Columns: []column{heading(f.Say("panel.way"))}}
	for _, w := range waves {
		t.Columns = append(t.Columns, heading(f.Wave(w)))
	}
	t.Columns = append(t.Columns, numbers(f.Say("panel.people")), numbers(f.Say("panel.share")))
	patterns := slices.Clone(flow.Patterns)
	slices.SortStableFunc(patterns, func(a, b outcome.Pattern) int { return b.N - a.N })
	for _, x := range patterns {
		r := row{Cells: []cell{{Text: f.Say("panel.waves", wavesIn(x, waves))}}}
		for _, here := range x.Waves {
			r.Cells = append(r.Cells, cell{Text: f.Say(map[bool]string{true: "panel.took-part", false: "panel.absent"}[here == '1'])})
		}
		r.Cells = append(r.Cells, f.headcount(x.N, flow.People)...)
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, r)
	}
	sum := func(key string, n int) {
		cells := make([]cell, 1+len(waves))
		cells[0].Text = f.Say(key, len(waves))
		t.Bodies[len(t.Bodies)-1].Rows = append(t.Bodies[len(t.Bodies)-1].Rows, row{Kind: "sum", Cells: append(cells, f.headcount(n, flow.People)...)})
	}
	t.Bodies = append(t.Bodies, body{Title: f.Say("panel.together")})
	sum("panel.anyone", flow.People)
	if len(waves) > 1 {
		sum("panel.two-or-more", flow.Repeated)
		sum("panel.all-waves", flow.All)
	}
	return t
}

// wavesIn lists the waves of a pattern by their numbers.
func wavesIn(x outcome.Pattern, waves []study.WaveID) string {
	var in []study.WaveID
	for i, w := range waves {
		if x.Waves[i] == '1' {
			in = append(in, w)
		}
	}
	return numbersOf(in)
}

// headcount sets people and their share, marked where they are too few to leave
// the desk.
func (f *frame) headcount(n, of int) []cell {
	few := n > 0 && n < f.Study.Disclosure.MinCell
	share := none
	if of > 0 {
		share = f.voice.Percent(float64(n)/float64(of), 1)
	}
	return []cell{{Text: plain(f.Count(n)), Stays: few}, {Text: plain(share), Stays: few}}
}

// pairs sets how many people each two waves share.
func (f *frame) pairs(flow outcome.Flow, waves []study.WaveID) table {
	t := table{ID: "pairs", Heads: 1, Caption: f.Say("panel.pairs.caption"), Bodies: []body{{}}, Columns: []column{heading(f.Say("wave"))}}
	for _, w := range waves {
		t.Columns = append(t.Columns, numbers(f.Wave(w)))
	}
	for i, w := range waves {
		r := row{Cells: []cell{{Text: f.Wave(w)}}}
		for j := range waves {
			n := 0
			if flow.People > 0 {
				n = flow.Both[i][j]
			}
			r.Cells = append(r.Cells, f.headcount(n, flow.People)[0])
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, r)
	}
	return t
}

// tried counts those who responded in at least so many of the waves ticked, and
// says how study.yaml would name them.
func (k reckoning) tried(p *panelPage) error {
	if len(k.of) == 0 || k.least < 1 || k.least > len(k.of) {
		return nil
	}
	var terms, names []string
	for _, w := range k.of {
		terms = append(terms, "if("+responded(w)+", 1, 0)")
		names = append(names, strconv.Itoa(int(w)))
	}
	e, err := k.site.project.Estimate(estimate.Spec{Name: "tried", Measure: estimate.Funnel,
		Steps: []estimate.Step{{Name: "all", Where: strings.Join(terms, " + ") + " >= " + strconv.Itoa(k.least)}}})
	if err != nil {
		return err
	}
	p.Tried = k.Word("panel.tried", k.least, strings.Join(names, ", "), k.Word("people", e.Cells[0].Count))
	p.TriedLines = fmt.Sprintf("samples:\n  - name: at_least_%d\n    waves: [%s]\n    min: %d\n", k.least, strings.Join(names, ", "), k.least)
	return nil
}

// told is a wording of the program in every language that pages have, as a
// figure needs it.
func (s *site) told(key string, args ...any) study.Text {
	t := study.Text{}
	for _, lang := range s.book.Languages() {
		t[lang] = s.book.In(lang).Say(key, args...)
	}
	return t
}
