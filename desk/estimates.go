package desk

import (
	"net/http"
	"net/url"
	"slices"

	"sojourn/estimate"
	"sojourn/study"
)

// estimatesPage is everything estimates.html may show.
type estimatesPage struct {
	*frame
	Named   table
	Refused []refusal
}

// A refusal is an estimate that the engine did not compute.
type refusal struct {
	Name     string
	Problems []problem
}

// estimatePage is everything estimate.html may show.
type estimatePage struct {
	*frame
	Name   string
	Lines  string
	Result result
}

// estimates serves GET /estimates: those of estimates.yaml.
func (s *site) estimates(w http.ResponseWriter, r *http.Request) error {
	p := estimatesPage{frame: s.frame(r, "nav.estimates")}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	specs, err := s.project.Specs()
	if err != nil {
		return err
	}
	if len(specs) == 0 {
		return s.pages.Show(w, http.StatusOK, "estimates", p)
	}
	p.Named = table{ID: "named", Heads: 1, Caption: p.Say("estimates.caption"), Bodies: []body{{}},
		Columns: []column{heading(p.Say("estimates.name")), heading(p.Say("estimates.measure")), heading(p.Say("fact.waves")), heading(p.Say("estimates.preview"))}}
	for _, spec := range specs {
		e, err := s.project.Estimate(spec)
		if problems := problemsOf(err); len(problems) > 0 {
			p.Refused = append(p.Refused, refusal{spec.Name, problems})
			continue
		}
		if err != nil {
			return err
		}
		p.Named.Bodies[0].Rows = append(p.Named.Bodies[0].Rows, p.named(e))
	}
	return s.pages.Show(w, http.StatusOK, "estimates", p)
}

// named is the row of an estimate in the list.
func (f *frame) named(e estimate.Estimate) row {
	about := `<br><span class="fine">` + code(e.Spec.Name) + ` · ` + f.Text(e.Sample) + `</span>`
	return row{Cells: []cell{
		{Text: anchor(estimatePath(e.Spec.Name), f.Text(e.Title)) + about},
		{Text: f.Say("measure." + string(e.Spec.Measure))},
		{Text: plain(numbersOf(wavesOf(e.Spec)))},
		{Text: f.preview(e), Stays: slices.Contains(staying(e, f.Study.Disclosure), true)},
	}}
}

// estimate serves GET /estimates/{name}.
func (s *site) estimate(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "nav.estimates")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	specs, err := s.project.Specs()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(specs, func(sp estimate.Spec) bool { return sp.Name == r.PathValue("name") })
	if i < 0 {
		return study.ErrNotFound
	}
	e, err := s.project.Estimate(specs[i])
	if err != nil {
		return err
	}
	f.call(e.Title)
	p := estimatePage{frame: f, Name: specs[i].Name, Lines: yamlOf(specs[i])}
	if p.Result, err = s.result(f, e, estimatePath(specs[i].Name), r.URL.Query()); err != nil {
		return err
	}
	return s.pages.Show(w, http.StatusOK, "estimate", p)
}

func estimatePath(name string) string { return "/estimates/" + url.PathEscape(name) }
