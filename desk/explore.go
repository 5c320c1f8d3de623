package desk

import (
	"net/http"

	"sojourn/clean"
	"sojourn/estimate"
	"sojourn/study"
)

// explorePage is everything explore.html may show.
type explorePage struct {
	*frame
	Form          form
	Problems      []problem
	Result        *result
	EstimateLines string
	FigureLines   string
}

// explore serves GET /explore: an estimate that nobody has named yet.
func (s *site) explore(w http.ResponseWriter, r *http.Request) error {
	p := explorePage{frame: s.frame(r, "nav.explore")}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	sets, err := s.project.WeightSets()
	if err != nil {
		return err
	}
	all := catalogue(cut.Data, s.project.Instruments())
	q := asking(r.URL.Query(), all, s.project.Study())
	p.Form = p.form(q, all, sets)
	if q.item == nil {
		return s.pages.Show(w, http.StatusOK, "explore", p)
	}
	if err := s.reply(&p, q, cut, r); err != nil {
		if p.Problems = problemsOf(err); len(p.Problems) == 0 {
			return err
		}
		for i := range p.Problems {
			p.Problems[i].Where = "" // it names a line that nobody has written
		}
	}
	return s.pages.Show(w, http.StatusOK, "explore", p)
}

// reply computes what is asked for and writes down how to keep it.
func (s *site) reply(p *explorePage, q question, cut *clean.Cut, r *http.Request) error {
	specs, err := s.project.Specs()
	if err != nil {
		return err
	}
	spec, problems := q.spec(specs)
	if len(problems) > 0 {
		p.Problems = p.objections(problems)
		return nil
	}
	e, err := s.project.Estimate(spec)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	out, err := s.result(p.frame, e, "/explore", query)
	if err != nil {
		return err
	}
	p.Result, p.EstimateLines = &out, yamlOf(spec)
	if kind, suits := kindOf(e); suits && len(out.Figure.Problems) == 0 {
		p.FigureLines = figureYAML(spec.Name, kind)
	}
	return nil
}

// objections words what the form itself refuses, before the engine is asked.
func (f *frame) objections(keys []string) []problem {
	var all []problem
	for _, key := range keys {
		all = append(all, problem{Stops: true, Lang: f.voice.Lang, What: f.Word("explore." + key), Do: f.Word("explore." + key + ".do")})
	}
	return all
}

// measures are those that can be explored; a funnel has steps of its own and
// is written in estimates.yaml.
var measures = []estimate.Measure{estimate.Share, estimate.Mean, estimate.Count, estimate.Transition, estimate.Difference}

// sampleFor chooses the sample to begin with: the first that takes in all who
// responded in the waves, else the first that has to do with them.
func sampleFor(st *study.Study, waves []study.WaveID) string {
	for _, everybody := range []bool{true, false} {
		for _, sm := range st.Samples {
			if covers(sm, waves) && (!everybody || sm.Min == 1) {
				return sm.Name
			}
		}
	}
	if len(st.Samples) > 0 {
		return st.Samples[0].Name
	}
	return ""
}
