package workspace

import (
	"io/fs"
	"path"

	"sojourn/report"
	"sojourn/study"
)

// Reports lists the reports of the study folder by name.
func (p *Project) Reports() []string {
	var names []string
	files, _ := fs.Glob(p.Files, path.Join("reports", "*", report.File)) // the pattern is fixed: no error
	for _, f := range files {
		names = append(names, path.Base(path.Dir(f)))
	}
	return names
}

// Figures reads figures.yaml.
func (p *Project) Figures() ([]report.Figure, error) {
	data, err := readOptional(p.Files, report.FiguresFile)
	if err != nil || data == nil {
		return nil, err
	}
	return report.ParseFigures(data)
}

// BuildReport renders a report of the study folder on a bench. What a person
// can mend stands in the result's problems.
func (p *Project) BuildReport(name string, b *Bench) (report.Built, error) {
	in, err := p.readReport(name)
	if err != nil {
		return report.Built{}, err
	}
	var refused study.Problems
	if in.Estimates, refused, err = p.EstimateAll(b); err != nil {
		return report.Built{}, err
	}
	if in.SampleN, err = p.SampleSizes(b); err != nil {
		return report.Built{}, err
	}
	built, err := report.Build(in)
	built.Problems = append(refused, inReport(name, built.Problems)...)
	return built, err
}

// readReport reads the settings and editions of a report, and the figures.
func (p *Project) readReport(name string) (report.Input, error) {
	in := report.Input{Name: name, Study: p.Study, Library: p.Shelf(), Editions: map[study.Lang][]byte{}}
	dir := path.Join("reports", name)
	data, err := fs.ReadFile(p.Files, path.Join(dir, report.File))
	if err != nil {
		return in, study.Problem{Severity: study.Error, Code: "no-report", Where: dir, What: "there is no " + report.File,
			Do: "name one of the directories under reports/"}
	}
	if in.Report, err = report.Parse(data); err != nil {
		if ps := study.ProblemsOf(err); ps != nil {
			err = inReport(name, ps)
		}
		return in, err
	}
	for _, lang := range in.Report.Editions {
		text, err := readOptional(p.Files, path.Join(dir, string(lang)+".md"))
		if err != nil {
			return in, err
		}
		if text != nil {
			in.Editions[lang] = text
		}
	}
	in.Figures, err = p.Figures()
	return in, err
}

// inReport gives the problems of a report's own files their folder.
func inReport(name string, ps study.Problems) study.Problems {
	for i, problem := range ps {
		if path.Ext(problem.Where) == ".md" || problem.Where == report.File {
			ps[i].Where = path.Join("reports", name, problem.Where)
		}
	}
	return ps
}
