package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/panel/snowball"
	"sojourn/study"
)

// Snowball is what the page about referral links needs.
type Snowball interface {
	// Recruited grows the tree of those who stand in a wave of the latest cut.
	// With an item people have its answers as their groups.
	Recruited(w study.WaveID, item string) (*snowball.Tree, error)
}

// snowballPage is everything snowball.html may show: what may leave the desk,
// and a point in place of what may not.
type snowballPage struct {
	*frame
	Off      bool // the study has no referral links
	Example  string
	Waves    []option
	Items    []optionGroup
	Lead     []string
	Tables   []table
	Mixing   *table
	Mixed    string
	Hidden   bool // something is held back
	Command  string
	Problems []problem
}

const snowballExample = `snowball: {on: true, coupons: 3, uses: 1, days: 21, network: knows}
`

// mostChains is how many chains the page lists.
const mostChains = 10

// snowball serves GET /panel/snowball: how a sample grew by referral links.
func (s *site) snowball(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "snowball.title")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	p := snowballPage{frame: f, Off: !f.Study.Snowball.On, Example: snowballExample}
	wave := f.snowballed(&p, cut.Data, r.URL.Query())
	if p.Off || wave == 0 {
		return s.pages.Show(w, http.StatusOK, "snowball", p)
	}
	item := r.URL.Query().Get("by")
	p.Items = f.menu(catalogue(cut.Data, s.project.Instruments()), item, func(c *dataset.Column) bool {
		in, err := cut.Data.Column(dataset.InWave(c.Item, wave))
		return err == nil && in.Kind == dataset.Categorical && c.Item != clean.DispositionItem && c.Item != fieldwork.ReferredItem
	})
	p.Command = "sojourn snowball rds FOLDER --wave " + strconv.Itoa(int(wave)) + " --items ITEM,ITEM --out for-rds"
	tree, err := s.project.Recruited(wave, item)
	if p.Problems = problemsOf(err); err != nil {
		if len(p.Problems) == 0 {
			return err
		}
		return s.pages.Show(w, http.StatusOK, "snowball", p)
	}
	f.grown(&p, tree.Account(f.Study.Disclosure.MinCell, mostChains))
	if item != "" {
		f.mixed(&p, cut.Data, dataset.InWave(item, wave), tree.Mixing(f.Study.Disclosure.MinCell))
	}
	return s.pages.Show(w, http.StatusOK, "snowball", p)
}

// snowballed lists the waves of the cut that people were referred to, and gives
// the one asked for, else the latest; 0 where there is none.
func (f *frame) snowballed(p *snowballPage, d *dataset.Dataset, query url.Values) (chosen study.WaveID) {
	var waves []study.WaveID
	for _, w := range f.Study.Waves {
		if _, err := d.Column(dataset.InWave(fieldwork.RecruiterItem, w.Number)); err == nil {
			waves = append(waves, w.Number)
			chosen = w.Number
		}
	}
	if n, err := strconv.Atoi(query.Get("wave")); err == nil && slices.Contains(waves, study.WaveID(n)) {
		chosen = study.WaveID(n)
	}
	for _, w := range waves {
		p.Waves = append(p.Waves, option{Value: strconv.Itoa(int(w)), Label: f.waveLabel(w), Chosen: w == chosen})
	}
	return chosen
}

// grown sets what is told of a tree.
func (f *frame) grown(p *snowballPage, a snowball.Account) {
	people := f.Word("people", a.People)
	switch {
	case a.People == 0:
		p.Lead = []string{f.Word("snowball.nobody")}
		return
	case len(a.Steps) == 0:
		p.Lead = []string{f.Word("snowball.few", people)}
		return
	case a.Began == snowball.Hidden:
		p.Lead = []string{f.Word("snowball.lead-hidden", people)}
	case a.Alone == snowball.Hidden:
		p.Lead = []string{f.Word("snowball.lead-began", people, a.Began, a.Recruits)}
	default:
		p.Lead = []string{f.Word("snowball.lead", people, a.Alone, a.Recruits)}
		if strangers := a.Began - a.Alone; strangers > 0 {
			p.Lead = append(p.Lead, f.Word("snowball.strangers", strangers))
		}
	}
	p.Tables = append(p.Tables, f.spans("steps", a.Steps), f.spans("recruited", a.Passed), f.chains(a))
	if len(a.Branches) > 1 {
		p.Tables = append(p.Tables, f.branches(p, a))
	}
}

// spans sets numbers of people by a number, neighbours joined where they were few.
func (f *frame) spans(id string, spans []snowball.Span) table {
	t := table{ID: id, Heads: 1, Caption: f.Say("snowball." + id + ".caption"), Bodies: []body{{}},
		Columns: []column{heading(f.Say("snowball." + id)), numbers(f.Say("panel.people"))}}
	for i, s := range spans {
		of := strconv.Itoa(s.From)
		switch {
		case s.From < s.To && i == len(spans)-1:
			of = f.Word("snowball.more", s.From)
		case s.From < s.To:
			of = f.Word("span", s.From, s.To)
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: texts(of, f.Count(s.People))})
	}
	return t
}

// deep words how many steps something goes, as far as that is told.
func (f *frame) deep(a snowball.Account, depth int) string {
	if a.Open && depth == a.Deepest {
		return f.Word("snowball.more", depth)
	}
	return strconv.Itoa(depth)
}

func (f *frame) chains(a snowball.Account) table {
	t := table{ID: "chains", Heads: 1, Caption: f.Say("snowball.chains.caption", f.Study.Disclosure.MinCell), Bodies: []body{{}},
		Columns: []column{heading(f.Say("snowball.chain")), numbers(f.Say("panel.people")), numbers(f.Say("snowball.depth"))}}
	for i, c := range a.Chains {
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: texts(strconv.Itoa(i+1), f.Count(c.People), f.deep(a, c.Depth))})
	}
	if len(a.Chains) == 0 {
		t.Bodies[0].Rows = []row{{Cells: texts(f.Word("snowball.no-chains"), none, none)}}
	}
	return t
}

// branches sets what grew from each channel.
func (f *frame) branches(p *snowballPage, a snowball.Account) table {
	t := table{ID: "channels", Heads: 1, Caption: f.Say("snowball.channels.caption"), Bodies: []body{{}},
		Columns: []column{heading(f.Say("snowball.channel")), numbers(f.Say("panel.people")), numbers(f.Say("snowball.depth"))}}
	for _, b := range a.Branches {
		name := f.channelName(b.Channel)
		cells := texts(name, held, held)
		if b.People == snowball.Hidden {
			p.Hidden = true
		} else {
			cells = texts(name, f.Count(b.People), f.deep(a, b.Depth))
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: cells})
	}
	return t
}

// channelName is the title of a channel.
func (f *frame) channelName(name string) string {
	if c, known := f.Study.Channel(name); known {
		return f.words(c.Title)
	}
	if name == "" {
		return f.Word("snowball.no-channel")
	}
	return name
}

// held stands in place of a number that may not leave the desk.
const held = "·"

// mixed sets who recruited whom by the groups of an item.
func (f *frame) mixed(p *snowballPage, d *dataset.Dataset, name string, m snowball.Mixing) {
	c, err := d.Column(name)
	if err != nil || len(m.Groups) == 0 {
		p.Mixed = f.Word("snowball.unmixed")
		return
	}
	label := func(group string) string {
		for _, category := range c.Variable.Codes.Categories {
			if category.Code == group {
				return f.words(category.Label)
			}
		}
		return group
	}
	t := table{ID: "mixing", Heads: 1, Caption: f.Say("snowball.mixing.caption", f.words(c.Label)), Bodies: []body{{}},
		Columns: []column{heading(f.Say("snowball.recruited-by"))}}
	for i, g := range m.Groups {
		t.Columns = append(t.Columns, numbers(plain(label(g))))
		cells := texts(label(g))
		for _, n := range m.Counts[i] {
			text := f.Count(n)
			if n == snowball.Hidden {
				text, p.Hidden = held, true
			}
			cells = append(cells, cell{Text: plain(text)})
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: cells})
	}
	p.Mixing, p.Mixed = &t, f.Word("snowball.mixed-hidden")
	if m.Told {
		p.Mixed = f.Word("snowball.mixed", f.voice.Percent(m.Same, 0), f.voice.Percent(m.Expected, 0), f.voice.Number(m.Same/m.Expected, 2))
	}
}
