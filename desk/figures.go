package desk

import (
	"net/http"

	"sojourn/estimate"
	"sojourn/report"
)

// figuresPage is everything figures.html may show.
type figuresPage struct {
	*frame
	Plates []named
}

// A named is a figure of figures.yaml with the estimates it draws.
type named struct {
	plate
	Estimates []string
}

// figures serves GET /figures: all of figures.yaml.
func (s *site) figures(w http.ResponseWriter, r *http.Request) error {
	p := figuresPage{frame: s.frame(r, "nav.figures")}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	figures, err := s.project.Figures()
	if err != nil {
		return err
	}
	estimates, err := s.computed()
	if err != nil {
		return err
	}
	sizes, err := s.sampleSizes()
	if err != nil {
		return err
	}
	plates, err := s.draw(p.frame, figures, estimates, sizes)
	if err != nil {
		return err
	}
	for i, pl := range plates {
		p.Plates = append(p.Plates, named{pl, sources(figures[i])})
	}
	return s.pages.Show(w, http.StatusOK, "figures", p)
}

// sources are the estimates that a figure draws.
func sources(f report.Figure) []string {
	if f.Estimate != "" {
		return append([]string{f.Estimate}, f.Estimates...)
	}
	return f.Estimates
}

// computed computes what can be computed of estimates.yaml. A figure of an
// estimate that was refused says itself that it has none.
func (s *site) computed() ([]estimate.Estimate, error) {
	specs, err := s.project.Specs()
	if err != nil {
		return nil, err
	}
	var all []estimate.Estimate
	for _, spec := range specs {
		e, err := s.project.Estimate(spec)
		switch {
		case err == nil:
			all = append(all, e)
		case len(problemsOf(err)) == 0:
			return nil, err
		}
	}
	return all, nil
}
