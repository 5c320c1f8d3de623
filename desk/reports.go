package desk

import (
	"bytes"
	"errors"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sojourn/listener"
	"sojourn/look"
	"sojourn/report"
	"sojourn/study"
)

// reportsPage is everything reports.html may show.
type reportsPage struct {
	*frame
	Reports []string
	Table   table
}

// reportPage is everything report.html may show.
type reportPage struct {
	*frame
	Name      string
	Editions  []editionLink
	Problems  []problem
	Stops     int
	Warnings  int
	Estimates []string
}

// An editionLink leads to the rendered page of an edition.
type editionLink struct {
	Lang       study.Lang
	Href, Name string
}

// reports serves GET /reports.
func (s *site) reports(w http.ResponseWriter, r *http.Request) error {
	p := reportsPage{frame: s.frame(r, "nav.reports"), Reports: s.project.Reports()}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	p.Table = table{ID: "reports", Heads: 1, Caption: p.Say("reports.caption"), Bodies: []body{{}},
		Columns: []column{heading(p.Say("reports.name")), heading(p.Say("reports.editions")), numbers(p.Say("reports.errors")), numbers(p.Say("reports.warnings"))}}
	for _, name := range p.Reports {
		built, problems, err := s.built(name)
		if err != nil {
			return err
		}
		var editions []template.HTML
		for _, e := range s.editions(name, built) {
			editions = append(editions, anchor(e.Href, in(e.Lang, e.Name)))
		}
		stops, warnings := weigh(problems)
		p.Table.Bodies[0].Rows = append(p.Table.Bodies[0].Rows, row{Cells: append([]cell{{Text: anchor(reportPath(name), code(name))}, {Text: joined(editions, ", ")}},
			texts(p.Count(stops), p.Count(warnings))...)})
	}
	return s.pages.Show(w, http.StatusOK, "reports", p)
}

// built builds a report. What keeps it from being built at all is a problem
// like those that the checks find in it.
func (s *site) built(name string) (report.Built, []problem, error) {
	built, err := s.project.Report(name)
	problems := problemsOf(err)
	if err != nil && len(problems) == 0 {
		return built, nil, err
	}
	return built, append(problems, listed(built.Problems)...), nil
}

func reportPath(name string) string { return "/reports/" + url.PathEscape(name) }

// weigh counts the problems that stop a report and those that do not.
func weigh(problems []problem) (stops, warnings int) {
	for _, p := range problems {
		if p.Stops {
			stops++
		} else {
			warnings++
		}
	}
	return stops, warnings
}

// editions lists the editions that were rendered. The pages link to each other
// by these file names.
func (s *site) editions(name string, built report.Built) []editionLink {
	var all []editionLink
	for _, lang := range slices.Sorted(maps.Keys(built.Pages)) {
		label := string(lang)
		if s.book.Has(lang) {
			label = s.book.In(lang).Say("language")
		}
		all = append(all, editionLink{lang, reportPath(name) + "/" + url.PathEscape(string(lang)) + ".html", label})
	}
	return all
}

// report serves GET /reports/{name}: what the checks say, and the editions.
func (s *site) report(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	p := reportPage{frame: s.frame(r, "nav.reports"), Name: name}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	p.call(study.Text{p.Lang: name})
	built, problems, err := s.built(name)
	if err != nil {
		return err
	}
	p.Problems = problems
	slices.SortStableFunc(p.Problems, func(a, b problem) int {
		switch {
		case a.Stops == b.Stops:
			return 0
		case a.Stops:
			return -1
		}
		return 1
	})
	p.Stops, p.Warnings = weigh(p.Problems)
	p.Editions = s.editions(name, built)
	for _, e := range built.Estimates {
		p.Estimates = append(p.Estimates, e.Spec.Name)
	}
	return s.pages.Show(w, http.StatusOK, "report", p)
}

// errNoStyle means that an edition has no style of its own to admit.
var errNoStyle = errors.New("desk: the page of an edition has no style")

// edition serves GET /reports/{name}/{edition}, such as en.html: the page as it
// would be published. It brings a style of its own, which the policy admits in
// place of ours.
func (s *site) edition(w http.ResponseWriter, r *http.Request) error {
	built, err := s.project.Report(r.PathValue("name"))
	if err != nil {
		return err
	}
	page, ok := built.Pages[study.Lang(strings.TrimSuffix(r.PathValue("edition"), ".html"))]
	if !ok {
		return study.ErrNotFound
	}
	// The first style is the page's own: it comes before anything that the
	// team wrote but the title, in which no angle bracket stays one.
	_, rest, _ := bytes.Cut(page, []byte("<style>"))
	style, _, ok := bytes.Cut(rest, []byte("</style>"))
	if !ok {
		return errNoStyle
	}
	h := w.Header()
	h.Set("Content-Security-Policy", listener.Policy(look.StyleHash(string(style)), loads))
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page) // a browser that went away is no failure of ours
	return nil
}
