package workspace

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/study"
)

// keptDir is where a study folder keeps the questionnaires that were fielded.
const keptDir = "instrument/fielded"

// KeptName names the copy of a questionnaire as it was fielded in a version:
// "instrument/fielded/wave1-v2.md".
func KeptName(name, version string) string {
	ext := path.Ext(name)
	return path.Join(keptDir, strings.TrimSuffix(path.Base(name), ext)+"-v"+url.PathEscape(version)+ext)
}

// KeptVersion is the version of which a file is the copy, if it is one of the
// named questionnaire.
func KeptVersion(name, file string) (string, bool) {
	before, after, _ := strings.Cut(path.Base(KeptName(name, "*")), url.PathEscape("*"))
	text, mine := strings.CutPrefix(path.Base(file), before)
	text, right := strings.CutSuffix(text, after)
	version, err := url.PathUnescape(text)
	return version, mine && right && err == nil
}

// former reads the kept questionnaires of those versions of a wave, where they
// differ from the present one.
func (p *Project) former(w study.WaveID, versions []string) (fieldwork.Former, error) {
	wave, err := p.Study.Wave(w)
	if err != nil || wave.Instrument == "" {
		return nil, err
	}
	now, err := p.Instruments[w].Hash()
	if err != nil {
		return nil, err
	}
	former := fieldwork.Former{}
	for _, version := range versions {
		in, err := p.keptInstrument(wave.Instrument, version)
		if err != nil {
			return nil, err
		}
		if in == nil {
			continue
		}
		was, err := in.Hash()
		if err != nil {
			return nil, err
		}
		if was != now {
			former[version] = in
		}
	}
	return former, nil
}

// versionsOf lists the versions in which responses were given.
func versionsOf(rows []fieldwork.Row) []string {
	var versions []string
	for _, r := range rows {
		if !slices.Contains(versions, r.Response.Version) {
			versions = append(versions, r.Response.Version)
		}
	}
	return versions
}

// keptInstrument reads the copy of a version; nil where none is kept.
func (p *Project) keptInstrument(name, version string) (*instrument.Instrument, error) {
	file := KeptName(name, version)
	if _, err := fs.Stat(p.Files, file); err != nil {
		return nil, nil
	}
	in, _, err := ReadInstrument(p.Files, file)
	return in, err
}

// CheckFielded names the questionnaires that differ from the copy that is kept
// of the same version.
func (p *Project) CheckFielded() study.Problems {
	var ps study.Problems
	for _, w := range p.Study.Waves {
		in := p.Instruments[w.Number]
		if w.Instrument == "" || in == nil {
			continue
		}
		kept, err := p.keptInstrument(w.Instrument, in.Version)
		if err == nil && kept != nil {
			_, err = instrument.Admit([]*instrument.Instrument{kept}, in)
		}
		if err != nil {
			ps = append(ps, asProblems(err, w.Instrument, "")...)
		}
	}
	return ps
}

// Leftovers warns of answers to what the present questionnaires do not ask, by
// item and version.
func (p *Project) Leftovers() (study.Problems, error) {
	var ps study.Problems
	for _, w := range p.Study.Waves {
		if w.Imported != "" || w.Instrument == "" {
			continue
		}
		var rows []fieldwork.Row
		if err := p.eachRecord(w.Number, func(r record) { rows = append(rows, fieldwork.Row{Key: r.Key, Response: r.Response}) }); err != nil {
			return ps, err
		}
		former, err := p.former(w.Number, versionsOf(rows))
		if err != nil {
			return ps, err
		}
		left, err := former.Leftovers(p.Instruments[w.Number], rows)
		if err != nil {
			return ps, err
		}
		for _, l := range left {
			ps = append(ps, leftover(w.Instrument, l))
		}
	}
	return ps, nil
}

func leftover(name string, l fieldwork.Leftover) study.Problem {
	problem := study.Problem{Severity: study.Warning, Code: "leftover", Where: name, Column: l.Item,
		What: fmt.Sprintf("answers given to it in version %s: %d. They stay in the data under this name; the present version does not ask it", l.Version, l.Count),
		Do:   "nothing, if that is meant; a variable of both can be made in derive.yaml"}
	if !l.Kept {
		problem.What = fmt.Sprintf("answers given to it in version %s: %d. They are not in the data: no questionnaire at hand has them so", l.Version, l.Count)
		problem.Do = "put the questionnaire as it was fielded in that version into " + KeptName(name, l.Version) + ", or give the question its former name and choices"
	}
	return problem
}
