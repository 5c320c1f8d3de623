package desk

import (
	"errors"
	"html/template"
	"net/http"
	"slices"

	"sojourn/estimate"
	"sojourn/study"
)

// overviewPage is everything overview.html may show.
type overviewPage struct {
	*frame
	Population, Sampling template.HTML
	Steps                []step
	Waves                table
	Faults               []waveFaults
	Cut                  *cutLine
	Samples              table
	Funnel               *plate
}

// waveFaults are what went wrong with the envelopes of a wave.
type waveFaults struct {
	Wave   template.HTML
	Breaks []string
	Refuse []string
}

// A cutLine names a cut.
type cutLine struct {
	Hash, Short, Made, People string
}

// overview serves GET /.
func (s *site) overview(w http.ResponseWriter, r *http.Request) error {
	st := s.project.Study()
	p := overviewPage{frame: s.frame(r, "nav.overview")}
	p.call(st.Title)
	p.Population, p.Sampling = p.Text(st.Population), p.Text(st.Sampling)
	received, err := s.project.Received()
	if err != nil {
		return err
	}
	p.Waves, p.Faults = s.waves(p.frame, received), p.faults(received)
	if p.Cut, err = s.cutLine(p.frame); err != nil {
		return err
	}
	p.Steps = p.next(received, p.Cut != nil)
	var sizes map[string]int
	if p.Cut != nil {
		if sizes, err = s.sampleSizes(); err != nil {
			return err
		}
		if p.Funnel, err = s.funnel(p.frame); err != nil {
			return err
		}
	}
	p.Samples = p.samples(sizes)
	return s.pages.Show(w, http.StatusOK, "overview", p)
}

// cutLine names the latest cut; nil where there is none.
func (s *site) cutLine(f *frame) (*cutLine, error) {
	cut, made, err := s.project.Cut()
	if errors.Is(err, study.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &cutLine{Hash: cut.Hash, Short: short(cut.Hash), Made: f.moment(made), People: f.Word("people", cut.Data.Rows)}, nil
}

// waves lists the waves with their doors and what has come in.
func (s *site) waves(f *frame, received []Received) table {
	t := table{ID: "waves", Heads: 1, Caption: f.Say("overview.waves.caption"), Columns: []column{heading(f.Say("wave")), heading(f.Say("overview.doors")),
		numbers(f.Say("overview.finished")), numbers(f.Say("overview.partial")), numbers(f.Say("overview.opened")), numbers(f.Say("overview.refused")), heading(f.Say("overview.chain"))}}
	now := s.Clock().In(f.Study.Location())
	var rows []row
	for _, w := range f.Study.Waves {
		var in Received
		if i := slices.IndexFunc(received, func(r Received) bool { return r.Wave == w.Number }); i >= 0 {
			in = received[i]
		}
		var doors template.HTML
		for _, d := range w.Doors {
			doors += `<span class="door">` + f.Say("door."+string(d.Kind), f.Day(d.Opens), f.Day(d.Closes))
			if d.OpenAt(now) {
				doors += " <strong>" + f.Say("door.now") + "</strong>"
			}
			doors += `</span>`
		}
		chain := f.Say("chain.none")
		if in.Finished > 0 {
			chain = f.Say("chain.holds")
		}
		if len(in.Breaks) > 0 {
			chain = f.Say("chain.broken", len(in.Breaks))
		}
		rows = append(rows, row{Cells: append(append([]cell{{Text: f.Wave(w.Number)}, {Text: doors}},
			texts(f.Count(in.Finished), f.Count(in.Partial), f.Count(in.Opened), f.Count(len(in.Refused)))...), cell{Text: chain})})
	}
	t.Bodies = []body{{Rows: rows}}
	return t
}

func (f *frame) faults(received []Received) []waveFaults {
	var all []waveFaults
	for _, r := range received {
		if len(r.Breaks)+len(r.Refused) > 0 {
			all = append(all, waveFaults{f.Wave(r.Wave), r.Breaks, r.Refused})
		}
	}
	return all
}

// Wave names a wave by its number and title.
func (f *frame) Wave(n study.WaveID) template.HTML {
	w, err := f.study().Wave(n)
	if err != nil || len(w.Title) == 0 {
		return f.Say("wave.number", int(n))
	}
	return f.Say("wave.number", int(n)) + ", " + f.Text(w.Title)
}

// waveNames names several waves in one line.
func (f *frame) waveNames(waves []study.WaveID) template.HTML {
	var names []template.HTML
	for _, w := range waves {
		names = append(names, f.Wave(w))
	}
	return joined(names, "; ")
}

// samples lists the samples of the study; sizes may be nil.
func (f *frame) samples(sizes map[string]int) table {
	t := table{ID: "samples", Heads: 1, Caption: f.Say("overview.samples.caption"),
		Columns: []column{heading(f.Say("sample")), heading(f.Say("overview.who")), numbers("n")}}
	var rows []row
	for _, sm := range f.Study.Samples {
		who := f.definition(sm)
		if sm.Where != "" {
			who += `<details><summary>` + f.Say("overview.where") + `</summary>` + code(sm.Where) + `</details>`
		}
		n := none
		if sizes != nil {
			n = f.Count(sizes[sm.Name])
		}
		rows = append(rows, row{Cells: []cell{{Text: f.Text(sm.Title) + `<br>` + code(sm.Name)}, {Text: who}, {Text: plain(n)}}})
	}
	t.Bodies = []body{{Rows: rows}}
	return t
}

// definition says who belongs to a sample.
func (f *frame) definition(sm study.Sample) template.HTML {
	var waves template.HTML
	for i, n := range sm.Waves {
		if i > 0 {
			waves += ", "
		}
		w, _ := f.Study.Wave(n) // study.yaml was checked
		waves += f.Text(w.Title)
	}
	switch {
	case len(sm.Waves) == 1:
		return f.Say("responded.one") + " " + waves
	case sm.Min == len(sm.Waves):
		return f.Say("responded.all") + " " + waves
	}
	return f.Say("responded.some", sm.Min) + " " + waves
}

// sampleSizes counts the people of each sample.
func (s *site) sampleSizes() (map[string]int, error) {
	sizes := map[string]int{}
	for _, sm := range s.project.Study().Samples {
		e, err := s.project.Estimate(estimate.Spec{Name: "n_of_" + sm.Name, Measure: estimate.Count, Sample: sm.Name})
		if err != nil {
			return nil, err
		}
		sizes[sm.Name] = e.SampleN
	}
	return sizes, nil
}

// funnel draws the first funnel that the study names; nil where there is none.
func (s *site) funnel(f *frame) (*plate, error) {
	specs, err := s.project.Specs()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(specs, func(sp estimate.Spec) bool { return sp.Measure == estimate.Funnel })
	if i < 0 {
		return nil, nil
	}
	e, err := s.project.Estimate(specs[i])
	if err != nil {
		return nil, err
	}
	return s.drawOne(f, e)
}
