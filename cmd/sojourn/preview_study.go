package main

import (
	"os"
	"path"
	"path/filepath"

	"sojourn/study"
)

// folderAround is the study folder in which a questionnaire lies: its own, or the
// nearest above it, as instrument/wave1.md lies in one. Where there is none it is
// the file's own.
func folderAround(file string) string {
	own, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return filepath.Dir(file)
	}
	for dir := own; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, study.File)); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return own
		}
	}
}

// studyAround is the study in whose folder a questionnaire lies, and the wave
// that asks it, 0 if none does. Outside of a study folder it is nil. A study that
// cannot be read is a problem, but keeps nobody from looking at a questionnaire.
func studyAround(file string) (*study.Study, study.WaveID, study.Problems) {
	dir := folderAround(file)
	if _, err := os.Stat(filepath.Join(dir, study.File)); err != nil {
		return nil, 0, nil
	}
	folder, err := study.Load(os.DirFS(dir))
	if err != nil {
		return nil, 0, study.Problems{{Severity: study.Warning, Code: "no-exits", Where: study.File,
			What: "it cannot be read, so nobody is led out here", Do: "see what is wrong with it: sojourn check"}}
	}
	at, err := filepath.Abs(file)
	if err != nil {
		return folder.Study, 0, nil
	}
	name, err := filepath.Rel(dir, at)
	if err != nil {
		return folder.Study, 0, nil
	}
	for _, w := range folder.Study.Waves {
		if w.Instrument != "" && path.Clean(w.Instrument) == filepath.ToSlash(name) {
			return folder.Study, w.Number, nil
		}
	}
	return folder.Study, 0, nil
}
