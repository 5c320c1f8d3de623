package desk

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"sojourn/codebook"
	"sojourn/listener"
	"sojourn/release"
	"sojourn/release/bundle"
	"sojourn/study"
)

// A Releaser prepares data for others, as the pages about it need it.
type Releaser interface {
	// Codebook describes the latest cut for the team.
	Codebook() (*codebook.Book, error)
	// Release protects the latest cut by release.yaml as it stands now; nothing
	// is written.
	Release(release.Profile) (*release.Outcome, error)
	// BuildRelease builds the bundle, reads it back, and keeps it under the name.
	BuildRelease(release.Profile) (name string, err error)
	// Bundle is a bundle that was kept, or [study.ErrNotFound].
	Bundle(name string) (Bundle, error)
}

// A Bundle is one that was built, with what it shows by itself.
type Bundle struct {
	Name     string
	Data     []byte
	Verdict  bundle.Verdict
	Warnings study.Problems
}

// releasePage is everything release.html may show.
type releasePage struct {
	*frame
	Profiles []place
	Profile  release.Profile
	About    template.HTML
	Steps    []step
	Problems []problem
	Risk     table
	Waves    table
	Fates    table
	Diverse  table
	LeftOut  int
	K        int
	People   string
	Ready    bool
	Built    *builtLine
}

// A builtLine names a bundle.
type builtLine struct {
	Href, Name    string
	Files, People int
	Least         int
	Problems      []problem
}

// release serves GET /release: what a release would be, before anything is built.
func (s *site) release(w http.ResponseWriter, r *http.Request) error {
	p := releasePage{frame: s.frame(r, "nav.release"), Profile: profileOf(r.URL.Query().Get("profile"))}
	cut, _, err := s.latest(w, p.frame)
	if err != nil || cut == nil {
		return err
	}
	words := release.In(p.Lang)
	for _, profile := range release.Profiles() {
		p.Profiles = append(p.Profiles, place{"/release?profile=" + string(profile), plain(words.Say("profile." + string(profile))), profile == p.Profile})
	}
	p.About = plain(words.Say("profile." + string(p.Profile) + ".about"))
	if p.Built, err = s.builtLine(r.URL.Query().Get("built")); err != nil {
		return err
	}
	o, err := s.project.Release(p.Profile)
	switch problems := problemsOf(err); {
	case isNotDeclared(err):
		p.Steps = []step{{Text: p.Say("release.none"), Command: "sojourn release FOLDER --propose"}}
	case len(problems) > 0:
		p.Problems = problems
	case err != nil:
		return err
	default:
		p.Problems, p.Ready = listed(o.Warnings), true
		p.LeftOut, p.K, p.People = o.LeftOut, o.Settings.K, p.Count(o.Data.Rows)
		p.Risk, p.Waves, p.Fates, p.Diverse = p.risk(o), p.together(o), p.fates(o), p.diversity(o)
	}
	return s.pages.Show(w, http.StatusOK, "release", p)
}

func profileOf(name string) release.Profile {
	if release.Profile(name) == release.Scientific {
		return release.Scientific
	}
	return release.Public
}

// isNotDeclared reports whether there is no release.yaml yet.
func isNotDeclared(err error) bool {
	var p study.Problem
	return errors.As(err, &p) && p.Code == "no-release"
}

// buildRelease serves POST /release/build.
func (s *site) buildRelease(w http.ResponseWriter, r *http.Request) error {
	profile := profileOf(r.PostFormValue("profile"))
	name, err := s.project.BuildRelease(profile)
	if err != nil {
		return err
	}
	return listener.SeeOther(w, "/release?"+url.Values{"profile": {string(profile)}, "built": {name}}.Encode())
}

// builtLine tells of a bundle that was built; nil where none is asked for.
func (s *site) builtLine(name string) (*builtLine, error) {
	if name == "" {
		return nil, nil
	}
	b, err := s.project.Bundle(name)
	if errors.Is(err, study.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &builtLine{Href: "/release/" + url.PathEscape(b.Name), Name: b.Name, Files: b.Verdict.Files, People: b.Verdict.People, Least: b.Verdict.Least,
		Problems: append(listed(b.Verdict.Problems), listed(b.Warnings)...)}, nil
}

// bundle serves GET /release/{bundle}: the file.
func (s *site) bundle(w http.ResponseWriter, r *http.Request) error {
	b, err := s.project.Bundle(r.PathValue("bundle"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="`+strings.ReplaceAll(b.Name, `"`, "")+`"`)
	_, _ = w.Write(b.Data) // a browser that went away is no failure of ours
	return nil
}

// risk sets how far people could be found, before and after.
func (f *frame) risk(o *release.Outcome) table {
	words := release.In(f.Lang)
	t := table{ID: "risk", Heads: 1, Caption: f.Say("release.risk.caption"), Columns: []column{heading("")}, Bodies: []body{{}}}
	for _, stage := range []string{"collected", "coarsened", "released"} {
		t.Columns = append(t.Columns, numbers(plain(words.Say("stage."+stage))))
	}
	for _, line := range bundle.Stages(o, words) {
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: append([]cell{{Text: plain(line.Head)}}, texts(line.Cells...)...)})
	}
	return t
}

// together shows that waves tell more together than each alone.
func (f *frame) together(o *release.Outcome) table {
	words := release.In(f.Lang)
	t := table{ID: "together", Heads: 1, Caption: f.Say("release.waves.caption"), Bodies: []body{{}}, Columns: []column{heading(f.Say("wave")),
		numbers(plain(words.Say("risk.people"))), numbers(plain(words.Say("risk.uniques"))), numbers(plain(words.Say("risk.small", o.Settings.K)))}}
	add := func(kind string, head template.HTML, r release.Risk) {
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Kind: kind, Cells: append([]cell{{Text: head}}, texts(f.Count(r.People), f.Count(r.Uniques), f.Count(r.Small))...)})
	}
	for _, w := range o.Waves {
		add("", f.Wave(w.Wave), w.Risk)
	}
	add("sum", f.Say("release.waves.together"), o.Collected)
	return t
}

// fates sets what would become of each variable, by role.
func (f *frame) fates(o *release.Outcome) table {
	words := release.In(f.Lang)
	t := table{ID: "fates", Heads: 1, Caption: f.Say("release.fates.caption"), Columns: []column{heading(f.Say("data.name")), heading(f.Say("release.done")),
		numbers(f.Say("release.values")), numbers(f.Say("release.withheld")), numbers(f.Say("release.shift"))}}
	for _, role := range []release.Role{release.Quasi, release.Sensitive, release.Free, release.Direct} {
		part := body{Title: plain(words.Say("role." + string(role)))}
		for _, v := range o.Variables {
			if v.Role != role {
				continue
			}
			blank, shift := "", ""
			if v.To > 0 {
				blank, shift = f.voice.Percent(v.Blank, 0), f.voice.Percent(v.Shift, 1)
			}
			done := bundle.Measures(v, words)
			if done == "" {
				done = f.voice.Say("release.as-is")
			}
			part.Rows = append(part.Rows, row{Cells: append([]cell{{Text: code(v.Name)}, {Text: plain(done)}}, texts(f.Count(v.From)+" → "+f.Count(v.To), blank, shift)...)})
		}
		if len(part.Rows) > 0 {
			t.Bodies = append(t.Bodies, part)
		}
	}
	return t
}

// diversity sets how much people alike tell of their sensitive answers.
func (f *frame) diversity(o *release.Outcome) table {
	t := table{ID: "diversity", Heads: 1, Caption: f.Say("release.diversity.caption", o.Settings.L), Bodies: []body{{}},
		Columns: []column{heading(f.Say("data.name")), numbers(f.Say("release.uniform")), numbers(f.Say("release.withheld")), numbers(f.Say("release.distance"))}}
	for _, d := range o.Diversity {
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: append([]cell{{Text: code(d.Name)}}, texts(f.Count(d.Uniform), f.Count(d.Withheld), f.voice.Number(d.Distance, 2))...)})
	}
	return t
}
