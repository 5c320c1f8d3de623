package workspace

import (
	"os"
	"path"

	"sojourn/clean"
	"sojourn/estimate"
	"sojourn/report"
	"sojourn/study"
	"sojourn/weight"
)

// Check lists what is wrong in a study folder, file by file, as far as it can
// be seen without answers. It goes on after the first fault.
func Check(dir string) study.Problems {
	files := os.DirFS(dir)
	folder, err := study.Load(files)
	if err != nil {
		return asProblems(err, study.File, "")
	}
	var ps study.Problems
	for _, w := range folder.Study.Waves {
		_, found, err := ReadInstrument(files, w.Instrument)
		ps = append(ps, found...)
		if err != nil && found.Err() == nil {
			ps = append(ps, asProblems(err, w.Instrument, "")...)
		}
	}
	parse := map[string]func([]byte) error{
		clean.File:         func(b []byte) error { _, err := clean.ParseRules(b); return err },
		weight.File:        func(b []byte) error { _, err := weight.ParseSets(b); return err },
		estimate.File:      func(b []byte) error { _, err := estimate.ParseSpecs(b); return err },
		report.FiguresFile: func(b []byte) error { _, err := report.ParseFigures(b); return err },
	}
	for _, name := range []string{clean.File, weight.File, estimate.File, report.FiguresFile} {
		data, err := readOptional(files, name)
		if err == nil && data != nil {
			err = parse[name](data)
		}
		if err != nil {
			ps = append(ps, asProblems(err, name, "")...)
		}
	}
	p := &Project{Dir: dir, Study: folder.Study, Files: files}
	for _, name := range p.Reports() {
		file := path.Join("reports", name, report.File)
		data, err := readOptional(files, file)
		if err == nil {
			_, err = report.Parse(data)
		}
		if err != nil {
			ps = append(ps, asProblems(err, file, "")...)
		}
	}
	return ps
}
