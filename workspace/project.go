// Package workspace is the desk's storage: a study folder together with its
// private directory .sojourn, where envelopes arrive, are opened and become
// cuts and estimates.
//
// Everything in .sojourn can be made again from the envelopes, the study folder
// and the answers key; nothing in it is ever committed or published. The
// package knows files. What a response means, what a rule catches and what an
// estimate says is decided in the packages below; addresses never come here.
package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

// private is the directory inside the study folder that holds what must not leave.
const private = ".sojourn"

// A Project is a study folder open at the desk.
type Project struct {
	Dir         string
	Study       *study.Study
	Files       fs.FS // the study folder
	Instruments map[study.WaveID]*instrument.Instrument
	Lineage     *instrument.Lineage // what changed between the waves; never nil
}

// Open reads a study folder: study.yaml, the instruments it names and what
// lineage.yaml says of them. The problems that do not stop the work, such as a
// wording that changed without a word, are returned as well.
func Open(dir string) (*Project, study.Problems, error) {
	p, warnings, err := load(dir)
	if err != nil {
		return nil, warnings, err
	}
	warnings = append(warnings, instrument.CheckWaves(p.Instruments, p.Lineage)...)
	if err := warnings.Err(); err != nil {
		return nil, warnings, err
	}
	return p, warnings, nil
}

// load reads a study folder without holding its waves against each other.
func load(dir string) (*Project, study.Problems, error) {
	files := os.DirFS(dir)
	folder, err := study.Load(files)
	if err != nil {
		return nil, nil, err
	}
	p := &Project{Dir: dir, Study: folder.Study, Files: files, Instruments: map[study.WaveID]*instrument.Instrument{}}
	var warnings study.Problems
	for _, w := range p.Study.Waves {
		if w.Imported != "" && w.Instrument == "" {
			p.Instruments[w.Number] = &instrument.Instrument{}
			continue
		}
		in, problems, err := ReadInstrument(files, w.Instrument)
		warnings = append(warnings, problems...)
		if err != nil {
			return nil, warnings, err
		}
		p.Instruments[w.Number] = in
	}
	p.Lineage, err = readLineage(files)
	return p, warnings, err
}

// readLineage reads lineage.yaml; a study without one says of no change.
func readLineage(files fs.FS) (*instrument.Lineage, error) {
	data, err := readOptional(files, instrument.LineageFile)
	if err != nil || data == nil {
		return &instrument.Lineage{}, err
	}
	return instrument.ParseLineage(data)
}

// ReadInstrument reads and checks one instrument of a study folder.
func ReadInstrument(files fs.FS, name string) (*instrument.Instrument, study.Problems, error) {
	data, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		ps := study.Problems{{Severity: study.Error, Code: "no-instrument", Where: study.File, Column: "instrument",
			What: fmt.Sprintf("there is no file %s", name), Do: "correct the name or add the file"}}
		return nil, ps, ps
	}
	if err != nil {
		return nil, nil, fmt.Errorf("workspace: reading %s: %w", name, err)
	}
	return ParseInstrument(name, data)
}

// ParseInstrument reads and checks an instrument from the text of its file,
// whose name tells the kind of file.
func ParseInstrument(name string, data []byte) (*instrument.Instrument, study.Problems, error) {
	book, ps := xlsform.Read(name, data)
	if err := ps.Err(); err != nil {
		return nil, ps, err
	}
	in, problems := xlsform.Instrument(book)
	ps = append(ps, problems...)
	if err := ps.Err(); err != nil {
		return nil, ps, err
	}
	ps = append(ps, instrument.Check(in)...)
	return in, ps, ps.Err()
}

// path names a file inside the private directory.
func (p *Project) path(parts ...string) string {
	return filepath.Join(append([]string{p.Dir, private}, parts...)...)
}

// write puts data into a file of the private directory so that a reader sees
// the old file or the new one and never half of it.
func (p *Project) write(data []byte, parts ...string) error {
	name := p.path(parts...)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(data); err != nil {
		tmp.Close()
		return fmt.Errorf("workspace: writing %s: %w", filepath.Base(name), err)
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("workspace: writing %s: %w", filepath.Base(name), err)
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return nil
}
