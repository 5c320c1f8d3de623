package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"sojourn/instrument"
	"sojourn/study"
	"sojourn/workspace"
)

// fieldedDir is where the field keeps the questionnaires that it has fielded:
// DIR/fielded/wave1/001/wave1.md, then 002/wave1.md, and so on.
const fieldedDir = "fielded"

// fieldedVersions gives the versions of every wave's questionnaire, the current
// one last, and keeps a copy of one that is new. A response that was begun
// goes on in its own version.
func fieldedVersions(data string, p *workspace.Project, log *slog.Logger) (map[study.WaveID][]*instrument.Instrument, error) {
	all := map[study.WaveID][]*instrument.Instrument{}
	for _, w := range p.Study.Waves {
		if w.Instrument == "" { // collected elsewhere, and over
			all[w.Number] = []*instrument.Instrument{p.Instruments[w.Number]}
			continue
		}
		dir := filepath.Join(data, fieldedDir, fmt.Sprintf("wave%d", w.Number))
		versions, err := keptVersions(dir)
		if err != nil {
			return nil, err
		}
		now := p.Instruments[w.Number]
		fresh, err := instrument.Admit(versions, now)
		if err != nil {
			return nil, err
		}
		if fresh {
			if err := keepFielded(dir, len(versions)+1, filepath.Join(p.Dir, filepath.FromSlash(w.Instrument))); err != nil {
				return nil, err
			}
			if len(versions) > 0 {
				log.Info("a new version of the questionnaire is fielded; responses under way go on in theirs", "wave", w.Number, "version", now.Version)
			}
		}
		all[w.Number] = append(slices.DeleteFunc(versions, func(in *instrument.Instrument) bool { return in.Version == now.Version }), now)
	}
	return all, nil
}

// keptVersions reads the versions of a wave's questionnaire that the field has
// fielded, in their order.
func keptVersions(dir string) ([]*instrument.Instrument, error) {
	files, err := filepath.Glob(filepath.Join(dir, "[0-9]*", "*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var versions []*instrument.Instrument
	for _, f := range files {
		in, _, err := workspace.ReadInstrument(os.DirFS(filepath.Dir(f)), filepath.Base(f))
		if err != nil {
			return nil, fmt.Errorf("%s: a questionnaire that was fielded cannot be read: %w", f, err)
		}
		versions = append(versions, in)
	}
	return versions, nil
}

// keepFielded copies the file of a questionnaire into the field's own folder.
func keepFielded(dir string, number int, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", filepath.Base(file), err)
	}
	return writeNew(filepath.Join(dir, fmt.Sprintf("%03d", number), filepath.Base(file)), text)
}
