package workspace

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"sojourn/clean"
	"sojourn/estimate"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/release"
	"sojourn/report"
	"sojourn/seal"
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
	ps := append(keyProblems(files, folder.Study), PrivateKeys(dir)...)
	ps = append(ps, folder.Study.Overlaps()...)
	ps = append(ps, waveProblems(files, folder.Study)...)
	ps = append(ps, fileProblems(files)...)
	if ps.Err() != nil {
		return ps // what refers to a faulty file would only be reported again
	}
	p, _, err := load(dir)
	if err != nil {
		return append(ps, asProblems(err, study.File, "")...)
	}
	ps = append(ps, instrument.CheckWaves(p.Instruments, p.Lineage)...)
	ps = append(ps, networkProblems(p.Study, p.Instruments)...)
	if ps.Err() != nil {
		return ps
	}
	if ps = append(ps, p.CheckFielded()...); ps.Err() != nil {
		return ps
	}
	left, err := p.Leftovers()
	if err != nil {
		return append(ps, asProblems(err, keptDir, "")...)
	}
	ps = append(append(ps, left...), p.checkEstimates()...)
	for _, name := range p.Reports() {
		ps = append(ps, p.checkReport(name)...)
	}
	return ps
}

// waveProblems looks at the questionnaire of each wave, or at how its answers
// were brought in.
func waveProblems(files fs.FS, s *study.Study) study.Problems {
	var ps study.Problems
	for _, w := range s.Waves {
		if w.Imported != "" && w.Instrument == "" {
			ps = append(ps, mappingProblems(files, w.Imported)...)
			continue
		}
		in, found, err := ReadInstrument(files, w.Instrument)
		ps = append(ps, found...)
		switch {
		case err == nil:
			ps = append(ps, unworded(s, w, in)...)
			ps = append(ps, fieldwork.CheckExits(s, w.Number, in)...)
			ps = append(ps, fieldwork.CheckLive(s, w.Number, in)...)
		case found.Err() == nil:
			ps = append(ps, asProblems(err, w.Instrument, "")...)
		}
	}
	return ps
}

// unworded warns of languages of the study in which a questionnaire says nothing.
func unworded(s *study.Study, w study.Wave, in *instrument.Instrument) study.Problems {
	var ps study.Problems
	for _, lang := range s.Languages {
		if !slices.Contains(in.Languages, lang) {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "missing-language", Where: w.Instrument, Column: "label::" + string(lang),
				What: fmt.Sprintf("nothing is worded in %s, which is a language of the study", lang),
				Do:   "translate it, or take the language out of " + study.File})
		}
	}
	return ps
}

// fileProblems looks at the form of every other file of the folder.
func fileProblems(files fs.FS) study.Problems {
	var ps study.Problems
	for _, file := range []struct {
		name  string
		parse func([]byte) error
	}{
		{clean.File, func(b []byte) error { _, err := clean.ParseRules(b); return err }},
		{clean.DecisionsFile, func(b []byte) error { _, err := clean.ParseDecisions(b); return err }},
		{clean.MatchesFile, func(b []byte) error { _, err := clean.ParseMatches(b); return err }},
		{clean.DeriveFile, func(b []byte) error { _, err := clean.ParseDerived(b); return err }},
		{weight.File, func(b []byte) error { _, err := weight.ParseSets(b); return err }},
		{estimate.File, func(b []byte) error { _, err := estimate.ParseSpecs(b); return err }},
		{report.FiguresFile, func(b []byte) error { _, err := report.ParseFigures(b); return err }},
		{release.File, func(b []byte) error { _, err := release.Parse(b); return err }},
	} {
		data, err := readOptional(files, file.name)
		if err == nil && data != nil {
			err = file.parse(data)
		}
		if err != nil {
			ps = append(ps, asProblems(err, file.name, "")...)
		}
	}
	return ps
}

// checkEstimates looks for everything that the cleaning names, and for every
// item, wave and sample that an estimate names, in a cut of nobody, and for every estimate that a figure names.
func (p *Project) checkEstimates() study.Problems {
	waves, ps := p.nobody()
	if ps != nil {
		return ps
	}
	recipe, err := p.Recipe()
	if err != nil {
		return asProblems(err, clean.File, "")
	}
	var channels []string
	for _, c := range p.Study.Channels {
		channels = append(channels, c.Name)
	}
	if ps = recipe.Check(waves, channels); ps.Err() != nil {
		return ps
	}
	cut, err := recipe.Cut("", waves)
	if err != nil {
		return asProblems(err, clean.File, "")
	}
	specs, err := p.Specs()
	if err != nil {
		return asProblems(err, estimate.File, "")
	}
	known := map[string]bool{}
	engine := estimate.New(p.Study, "", cut.Data, nil).Under(p.Lineage)
	for _, spec := range specs {
		known[spec.Name] = true
		ps = append(ps, engine.Check(spec)...)
	}
	for _, l := range p.Study.Live {
		if _, err := liveSpec(specs, l); err != nil {
			ps = append(ps, asProblems(err, study.File, "live")...)
		}
	}
	figures, err := p.Figures()
	if err != nil {
		return append(ps, asProblems(err, report.FiguresFile, "")...)
	}
	for _, f := range figures {
		for _, name := range append([]string{f.Estimate}, f.Estimates...) {
			if name != "" && !known[name] {
				ps = append(ps, study.Problem{Severity: study.Error, Code: "figure-estimate", Where: report.FiguresFile, Column: f.Name,
					What: fmt.Sprintf("there is no estimate %q", name), Do: "correct the name or add it to " + estimate.File})
			}
		}
	}
	return ps
}

// checkReport reads a report and looks for whatever its editions name.
func (p *Project) checkReport(name string) study.Problems {
	in, err := p.readReport(name)
	if err != nil {
		return asProblems(err, path.Join("reports", name), "")
	}
	specs, err := p.Specs()
	if err != nil {
		return asProblems(err, estimate.File, "")
	}
	return inReport(name, report.Proof(in, specs))
}

// keyProblems warns of roles without a key: the folder is sound, but cannot be
// fielded yet. A key in the place of another role is an error.
func keyProblems(files fs.FS, s *study.Study) study.Problems {
	var ps study.Problems
	for _, err := range []error{s.KeysFor("answers", s.Keys.Answers), s.KeysFor("contact", s.Keys.Contact)} {
		var p study.Problem
		if errors.As(err, &p) {
			p.Severity = study.Warning
			ps = append(ps, p)
		}
	}
	ps = append(ps, damagedKeys(s)...)
	drills, err := study.ReadDrills(files)
	if err != nil {
		return append(ps, asProblems(err, study.DrillFile, "")...)
	}
	return append(ps, s.MisplacedKeys(drills)...)
}

// damagedKeys are the public keys that nothing could be sealed to.
func damagedKeys(s *study.Study) study.Problems {
	var ps study.Problems
	for _, list := range []struct {
		name string
		keys []string
	}{{"answers", s.Keys.Answers}, {"contact", s.Keys.Contact}, {"recovery", s.Keys.Recovery}} {
		if len(list.keys) == 0 {
			continue
		}
		_, err := seal.ParseRecipients(list.keys)
		for _, p := range study.ProblemsOf(err) {
			p.Where, p.Column = study.File, "keys."+list.name
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
		if err == nil && privateKey(data) {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "private-key", Where: filepath.Base(name), What: "a private key lies in the study folder",
				Do: "move it to its custodian's own computer; whoever gets the folder could open what was sealed"})
		}
		return nil
	})
	return ps
}

// lockedKey is how an age file begins that opens with a passphrase, as the file
// of a private key does, and how that reads in the letters of its armour.
const lockedKey = "age-encryption.org/v1\n-> scryp"

// privateKey reports whether a file holds a private key, open or locked.
func privateKey(data []byte) bool {
	armoured := base64.StdEncoding.EncodeToString([]byte(lockedKey))
	return bytes.Contains(data, []byte("AGE-SECRET-KEY-")) || bytes.HasPrefix(data, []byte(lockedKey)) ||
		bytes.Contains(data[:min(len(data), 200)], []byte(armoured))
}
