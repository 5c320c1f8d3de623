package mailroom

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/study"
)

const agreedFile = "agreed.json"

// An Agreement is who agrees to be asked for what, as the desk said last. What
// the study's consent does not ask for, nobody has to agree to: then the
// address that somebody left is the consent.
type Agreement struct {
	Day   study.Day
	asks  map[string]bool
	marks map[string]map[handover.Mark]bool // in wave 0, by purpose
}

// agreedOnDisk is the form of the file.
type agreedOnDisk struct {
	Day    study.Day                  `json:"day"`
	Agreed map[string][]handover.Mark `json:"agreed"`
}

// purposeOf is the purpose that a letter needs.
func purposeOf(letter outreach.LetterKind) string {
	if letter == outreach.Interview {
		return study.Interview
	}
	return study.NextWave
}

// May reports whether the letter may go to the panelist. Where the consent
// asks and the desk has not said that they agree, it may not.
func (a Agreement) May(p outreach.Panelist, letter outreach.LetterKind) bool {
	purpose := purposeOf(letter)
	if !a.asks[purpose] {
		return true
	}
	agreed := a.marks[purpose]
	return agreed[p.Ever] || slices.ContainsFunc(p.Also, func(n outreach.Panelist) bool { return agreed[n.Ever] })
}

// keepAgreed keeps what the desk says, unless the file is older than what is
// here: somebody may have changed their mind in between.
func (r *Room) keepAgreed(h handover.ToMailroom) error {
	kept, err := r.readAgreed()
	if err != nil || h.Day < kept.Day {
		return err
	}
	data, err := json.Marshal(agreedOnDisk{h.Day, h.Agreed})
	if err != nil {
		return fmt.Errorf("mailroom: %w", err)
	}
	return r.replace(agreedFile, data)
}

func (r *Room) readAgreed() (kept agreedOnDisk, err error) {
	data, err := os.ReadFile(r.path(agreedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err != nil {
		return kept, fmt.Errorf("mailroom: %w", err)
	}
	if err := json.Unmarshal(data, &kept); err != nil {
		return kept, study.Problem{Severity: study.Error, Code: "agreed", Where: agreedFile, What: "the list of who agreed cannot be read", Do: "take in the latest file of the desk again"}
	}
	return kept, nil
}

// Agreement reads what the desk said last.
func (r *Room) Agreement() (Agreement, error) {
	kept, err := r.readAgreed()
	a := Agreement{Day: kept.Day, asks: map[string]bool{}, marks: map[string]map[handover.Mark]bool{}}
	for _, purpose := range []string{study.NextWave, study.Interview} {
		a.asks[purpose], a.marks[purpose] = r.study.Asks(purpose), map[handover.Mark]bool{}
		for _, m := range kept.Agreed[purpose] {
			a.marks[purpose][m] = true
		}
	}
	return a, err
}
