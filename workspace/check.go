package workspace

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

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
	ps := append(keyProblems(folder.Study), PrivateKeys(dir)...)
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

// keyProblems warns of roles without a key: the folder is sound, but cannot be
// fielded yet.
func keyProblems(s *study.Study) study.Problems {
	var ps study.Problems
	for _, err := range []error{s.KeysFor("answers", s.Keys.Answers), s.KeysFor("contact", s.Keys.Contact)} {
		var p study.Problem
		if errors.As(err, &p) {
			p.Severity = study.Warning
			ps = append(ps, p)
		}
	}
	return ps
}

// PrivateKeys lists the private keys that lie in a study folder, where they
// would go to the field or into version control with it.
func PrivateKeys(dir string) study.Problems {
	var ps study.Problems
	const most = 64 << 10 // a key file is far smaller
	filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // unreadable here, and so to whom the folder is given
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() > most {
			return nil
		}
		data, err := os.ReadFile(name)
		if err == nil && bytes.Contains(data, []byte("AGE-SECRET-KEY-")) {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "private-key", Where: filepath.Base(name), What: "a private key lies in the study folder",
				Do: "move it to its custodian's own computer; whoever gets the folder could open what was sealed"})
		}
		return nil
	})
	return ps
}
