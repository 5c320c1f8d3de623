package instrument

import (
	"fmt"

	"sojourn/study"
)

// Admit reports whether an instrument is a version that was not fielded yet,
// after those that were, oldest first. One that differs from what was fielded
// under the same version is refused: the answers to the two could not be told
// apart.
func Admit(fielded []*Instrument, now *Instrument) (bool, error) {
	hash, err := now.Hash()
	if err != nil {
		return false, err
	}
	for _, old := range fielded {
		was, err := old.Hash()
		if err != nil {
			return false, err
		}
		if old.Version != now.Version {
			continue
		}
		if was != hash {
			return false, study.Problems{{Severity: study.Error, Code: "fielded", Where: now.Source.File, Column: "version",
				What: fmt.Sprintf("the questionnaire differs from the one that was fielded as version %q", now.Version),
				Do:   "give it another version in the sheet settings, or restore the file"}}
		}
		return false, nil
	}
	return true, nil
}
